"""Words: which language speaks, what a missing word says, how codes and places are named."""

import csv
import re
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from dashboard import words

DASHBOARD = Path(__file__).resolve().parent.parent.parent / "dashboard"
ASKED = re.compile(r'words\.t\(\s*"([a-z0-9_.]+)"')


NAMED = SimpleNamespace(
    codes={
        ("agencies", "A20"): {"ja": "社会福祉協議会", "en": "Council", "short_ja": "社協", "short_en": ""},
    },
    places={("area", "3101"): {"ja": "東部", "en": "East"}, ("area", "3102"): {"ja": "中部", "en": ""}},
)


def test_japanese_is_spoken_unless_english_is_asked_for():
    for asked, spoken in (("ja", "ja"), ("en", "en"), ("fr", "ja"), ("", "ja")):
        words.use(asked)
        assert words.lang() == spoken


def test_a_thread_that_was_not_told_follows_the_source():
    heard: list[str] = []
    words.follow(lambda: "en")
    thread = threading.Thread(target=lambda: heard.append(words.lang()))
    thread.start()
    thread.join()
    words.follow(lambda: None)
    assert heard == ["en"] and words.lang() == "ja"


def test_placeholders_are_filled_and_braces_need_values():
    assert words.t("format.answered", n="17", total="19") == "17/19市町村"


@pytest.mark.parametrize(
    ("key", "values", "said"),
    [
        ("participation.reading.hotline", {"n": "1"}, "1 municipality points to the national hotline"),
        ("participation.reading.hotline", {"n": "11"}, "11 municipalities point to the national hotline"),
        (
            "linkage.reading.sides",
            {"n": "1", "all": "19"},
            "1 of 19 municipalities have published results on both sides.",
        ),
        (
            "linkage.reading.seated_pair",
            {"a": "A", "b": "B", "weight": "0.31", "n": "1"},
            "A and B (weight 0.31, 1 body)",
        ),
        (
            "left_out.returned",
            {"n": "1", "rows": "1"},
            "Returned rows are in no total (1 row, 1 municipality).",
        ),
    ],
)
def test_one_thing_is_not_several_in_english(key, values, said):
    words.use("en")
    assert words.t(key, **values) == said


def test_a_missing_phrase_names_itself():
    with pytest.raises(KeyError, match=r"nothing\.here"):
        words.t("nothing.here")


def test_a_code_is_named_in_the_language_in_force():
    assert words.code(NAMED, "agencies", "A20") == "社会福祉協議会"
    assert words.code(NAMED, "agencies", "A20", short=True) == "社協"
    words.use("en")
    assert words.code(NAMED, "agencies", "A20", short=True) == "Council"


def test_an_unknown_code_shows_itself_and_a_missing_one_nothing():
    assert words.code(NAMED, "agencies", "A99") == "A99"
    assert words.code(NAMED, "agencies", None) == ""
    assert words.place(NAMED, "area", "9999") == "9999"


def test_a_place_without_an_english_name_keeps_its_own():
    words.use("en")
    assert words.place(NAMED, "area", "3101") == "East"
    assert words.place(NAMED, "area", "3102") == "中部"
    assert words.either("県", None) == "県" and words.either(None, None) == ""


def test_every_phrase_the_code_asks_for_by_name_exists():
    asked = {key for file in DASHBOARD.rglob("*.py") for key in ASKED.findall(file.read_text("utf-8"))}
    assert asked and asked - words.catalogue("ja").keys() == set()


def test_every_phrase_can_be_filled():
    for language in words.LANGUAGES:
        for key, phrase in words.catalogue(language).items():
            fields = re.findall(r"{(\w*)}", phrase)
            assert "{" not in phrase.format(**dict.fromkeys(fields, "1")), f"{language} {key}"


@pytest.mark.parametrize(
    ("prefecture", "kind"), [("東京都", "都"), ("北海道", "道"), ("大阪府", "府"), ("福島県", "県")]
)
def test_every_phrase_is_said_as_the_prefecture_says_it(prefecture, kind):
    plain = dict(words.catalogue("ja"))
    english = words.catalogue("en")
    try:
        words.speak_of(prefecture)
        said = words.catalogue("ja")
        assert words.catalogue("en") == english and said.keys() == plain.keys()
        for key, text in said.items():
            assert kind == "県" or "県" not in text.replace("都道府県", ""), key
            assert not re.search("区区市町村|都道府(?!県)|都都|道道|府府", text), key
            assert kind != "都" or not re.search("(?<![区特])市町村", text), key
            assert re.findall(r"{\w+}", text) == re.findall(r"{\w+}", plain[key])
        assert (said == plain) == (kind == "県")
    finally:
        words.speak_of("鳥取県")


@pytest.mark.parametrize("key", [key for key, text in words.catalogue("ja").items() if "{list}" in text])
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_no_sentence_is_about_an_empty_list(key, language):
    with words.speaking(language):
        assert words.t(key, list="", n=0, year="", who="", own="", total=0) == words.t("alt.no_number")


def test_no_phrase_names_a_place_of_the_demo():
    with (DASHBOARD.parent / "data/reference/municipalities.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = (
        {name for row in rows if len(name := row["name"].rstrip("市町村")) > 1}
        | {row["name_en"] for row in rows}
        | {"鳥取", "とっとり"}
    )
    for language in words.LANGUAGES:
        for key, text in words.catalogue(language).items():
            found = [name for name in names if re.search(rf"\b{name}\b" if name.isascii() else name, text)]
            assert not found, (key, text)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("法15条②", "法第15条第2項"), ("法17条①", "法第17条第1項"), ("法18条", "法第18条"), ("施行通知2-2", "施行通知第2の2"),
        ("3(2)①", "3(2)①"), ("Act Art. 15(2)", "Act Art. 15(2)"),
    ],
)  # fmt: skip
def test_an_article_is_cited_in_full(short, full):
    """As the law's own text cites it (第十五条第二項), in figures also."""
    assert words.cited(short) == full
