"""Readings and English names of all 1,741 municipalities, from the official code list, against another hand's.

The Japan Meteorological Agency writes reading and English name of each municipality itself (``places/README.md``). Where it
and we differ, the difference follows from a stated convention or stands below with its reason.
"""

import csv
import dataclasses
import re
from functools import cache
from pathlib import Path

import pytest

from etl import catalogue as catalogues
from etl import reference
from etl.settings import ROOT, load

LIST = Path(__file__).parent / "places" / "names.csv"
KANA, ENGLISH = "気象庁の読み", "気象庁の英語名"
READINGS = {"143839": ("まなづるまち", "まなつるまち")}
"""Ours and theirs: the town, and the agency's own Manazuru, read it with づ."""
NAMES = {
    # A long vowel that theirs writes out; ours, as nearly everywhere in both, does not.
    "053490": ("Happo", "Happou"), "092100": ("Otawara", "Ohtawara"), "112178": ("Konosu", "Kounosu"),
    "123498": ("Tonosho", "Tohnosho"), "133647": ("Kozushima", "Kouzushima"), "184837": ("Oi", "Ohi"),
    "253847": ("Ryuo", "Ryuoh"), "322059": ("Oda", "Ohda"), "442127": ("Bungo-Ono", "Bungo Ohno"),
    # Two words: with a hyphen here.
    "192082": ("Minami-Alps", "Minamialps"), "352161": ("Sanyo-Onoda", "Sanyo Onoda"),
    "353051": ("Suo-Oshima", "Suo Oshima"), "282219": ("Tanbasasayama", "Tanba Sasayama"),
    # Theirs keeps the kind of municipality in the name.
    "224294": ("Kawanehon", "Kawanehoncho"),
    # Theirs has a slip: みくらじま, みなみいず.
    "133825": ("Mikurajima", "Mikurashima"), "223042": ("Minamiizu", "Miamiizu"),
    # Two towns of one prefecture.
    "013617": ("Esashi (Hiyama)", "Esashi"), "015148": ("Esashi (Soya)", "Esashi"),
}  # fmt: skip


@cache
def listed() -> dict[str, dict[str, str]]:
    with LIST.open(encoding="utf-8", newline="") as text:
        return {row["団体コード"]: row for row in csv.DictReader(text) if row["市区町村名（漢字）"]}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """Every municipality as its own prefecture's installation knows it, by code."""
    base = catalogues.load()
    found = {}
    for code in (f"{n:02}" for n in range(1, 48)):
        own = next(row for row in listed().values() if row["団体コード"].startswith(code))
        edited = {"code": code, "ja": own["都道府県名（漢字）"], "neighbours": (), "demo": False}
        there = dataclasses.replace(base, prefecture=base.prefecture.model_copy(update=edited))
        here = load({"TSUNAGARI_HOME": str(tmp_path_factory.mktemp(f"home{code}"))})
        reference.load("codes", [LIST], here, there)
        with (reference.own(here) / "municipalities.csv").open(encoding="utf-8", newline="") as text:
            found |= {row["code6"]: row for row in csv.DictReader(text)}
    return found


def test_all_are_there(made: dict[str, dict[str, str]]) -> None:
    assert len(made) == 1741 and made.keys() == listed().keys()


def test_every_reading_is_the_agencys(made: dict[str, dict[str, str]]) -> None:
    differ = {
        code: (made[code]["kana"], row[KANA])
        for code, row in listed().items()
        if row[KANA] and made[code]["kana"] != row[KANA]
    }
    assert differ == READINGS


def test_every_english_name_is_the_agencys(made: dict[str, dict[str, str]]) -> None:
    """ん is n before b, m and p too, as the Cabinet's notification on spelling has it; the agency writes m."""
    differ = {
        code: (made[code]["name_en"], row[ENGLISH])
        for code, row in listed().items()
        if re.sub(" (City|Town|Village)$", "", made[code]["name_en"])
        != re.sub("m(?=[bmp])", "n", row[ENGLISH])
    }
    assert differ == NAMES


@pytest.mark.parametrize(
    ("code", "kana", "english"),
    [("294268", "こうりょうちょう", "Koryo"), ("112119", "ほんじょうし", "Honjo"), ("124036", "くじゅうくりまち", "Kujukuri"),
     ("473260", "ちゃたんちょう", "Chatan"), ("332127", "せとうちし", "Setouchi"), ("254428", "こうらちょう", "Kora"),
     ("192082", "みなみあるぷすし", "Minami-Alps")],
)  # fmt: skip
def test_names_that_were_wrong(made: dict[str, dict[str, str]], code: str, kana: str, english: str) -> None:
    assert (made[code]["kana"], made[code]["name_en"]) == (kana, english)


def test_no_two_of_a_prefecture_share_an_english_name(made: dict[str, dict[str, str]]) -> None:
    pairs = [(row["pref_code"], row["name_en"]) for row in made.values()]
    assert len(set(pairs)) == len(pairs)


def test_a_corrected_reading_names_its_municipality() -> None:
    with (ROOT / "data" / "reference" / "readings.csv").open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            assert listed()[row["code6"]]["市区町村名（漢字）"] == row["name"] and (
                row["kana"] or row["name_en"]
            )
