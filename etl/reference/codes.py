"""全国地方公共団体コード (総務省): the list of municipalities, from its Excel or CSV edition.

The list holds prefectures (no municipality name), municipalities and, on a sheet of their own, the wards of the
designated cities. Prefectures and wards are left out; the special wards of Tokyo are municipalities. So are the six
villages of the Northern Territories, which have a code and no administration: nobody there can be asked.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from etl.catalogue import is_lg_code
from etl.reference import official
from etl.reference.official import OfficialFileError, Row, columns, sheets
from etl.reference.readings import restored

CODE, PREFECTURE, NAME, KANA = "団体コード", "都道府県名(漢字)", "市区町村名(漢字)", "市区町村名(カナ)"
TOKYO = "13"
FIELDS = ("code5", "code6", "pref_code", "prefecture", "name", "kana", "type")
NORTHERN_TERRITORIES = ("01695", "01696", "01697", "01698", "01699", "01700")
"""色丹村・泊村・留夜別村・留別村・紗那村・蘂取村."""
_AS_OF = re.compile(r"([HR])(\d{1,2})\.(\d{1,2})\.(\d{1,2})")
# The year before the first: H1 is 1989, R1 is 2019.
_BEFORE_ERA = {"H": 1988, "R": 2018}
# Up to ヵ: ヶ stays as it is, since it is read が (romaji).
_HIRAGANA = {katakana: katakana - 0x60 for katakana in range(ord("ァ"), ord("ヶ"))}


class Edition(NamedTuple):
    """One list: its rows by code, and the day it is as of, where a sheet's name says so (R6.1.1現在の団体)."""

    name: str
    as_of: dt.date | None
    rows: dict[str, dict[str, str]]


def read(paths: Sequence[Path]) -> tuple[list[dict[str, str]], list[str]]:
    """Municipalities by code, each once, and what is to be said of it. Of several lists the newest counts, code by code."""
    editions = [_edition(path) for path in paths]
    dated = [edition for edition in editions if edition.as_of]
    if len(dated) == len(editions):  # else they count in the order given
        editions = sorted(dated, key=lambda edition: edition.as_of or dt.date.min)
    merged: dict[str, dict[str, str]] = {}
    for edition in editions:
        merged |= edition.rows
    remarks = []
    if len(editions) > 1:
        remarks = [
            f"団体コード表 {len(editions)} 件を団体コードごとに合わせました。新しいほう（{editions[-1].name}）が優先します。"
        ]
    north = sorted(code for code in merged if code[:5] in NORTHERN_TERRITORIES)
    if north:
        names = "・".join(merged.pop(code)["name"] for code in north)
        remarks.append(f"北方領土の村（{names}）は照会の対象にならないため除きました。")
    return [merged[code] for code in sorted(merged)], remarks


def _edition(path: Path) -> Edition:
    by_code: dict[str, dict[str, str]] = {}
    dates = []
    for title, rows in sheets(path):
        for row in _municipalities(rows, path.name):
            by_code.setdefault(row["code6"], row)
        if as_of := _AS_OF.search(unicodedata.normalize("NFKC", title)):
            era, year, month, day = as_of.groups()
            dates.append(dt.date(_BEFORE_ERA[era] + int(year), int(month), int(day)))
    if not by_code:
        raise OfficialFileError(
            f"{path.name}: 見出し「{CODE}・{PREFECTURE}・{NAME}」の表がありません。総務省の団体コード表を指定してください。"
        )
    return Edition(path.name, max(dates, default=None), by_code)


def is_ward(code5: str) -> bool:
    """A ward of a designated city by its number, or that city itself: 100–199 in any prefecture but Tokyo."""
    return code5[2] == "1" and code5[:2] != TOKYO


def _municipalities(rows: list[Row], file: str) -> list[dict[str, str]]:
    # Titles and notes may stand above the header; a sheet without one in twenty rows is another table.
    head_no, places = next(
        (
            (i, header)
            for i, row in enumerate(rows[:20])
            if (header := columns(row, (CODE, PREFECTURE, NAME)))
        ),
        (0, None),
    )
    if places is None:
        return []
    kana = columns(rows[head_no], (KANA,))
    result = []
    for line, row in enumerate(rows[head_no + 1 :], start=head_no + 2):
        if len(row) <= max(places.values()) or not row[places[CODE]] or not row[places[NAME]]:
            continue
        # Excel takes the zero that the codes of nine prefectures begin with.
        code, name = row[places[CODE]].zfill(6), row[places[NAME]]
        # The number is not enough: the designated city's own lies among those of its wards.
        if is_ward(code[:5]) and name.endswith("区"):
            continue
        if not is_lg_code(code):
            raise OfficialFileError(f"{file} {line}行目: 団体コード「{code}」の検査数字が合いません。")
        reading = row[kana[KANA]] if kana and len(row) > kana[KANA] else ""
        names = [
            official.name(text, f"{file} {line}行目") for text in (row[places[PREFECTURE]], name, reading)
        ]
        result.append(_row(code, *names))
    return result


def _row(code: str, prefecture: str, name: str, reading: str) -> dict[str, str]:
    special = code[:2] == TOKYO and name.endswith("区")
    return {
        "code5": code[:5],
        "code6": code,
        "pref_code": code[:2],
        "prefecture": prefecture,
        "name": name,
        "kana": restored(unicodedata.normalize("NFKC", reading).translate(_HIRAGANA)),
        "type": "特別区" if special else name[-1],
    }
