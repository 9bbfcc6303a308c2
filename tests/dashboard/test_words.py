"""Words: which language speaks, what a missing word says, how codes and places are named."""

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


@pytest.fixture(autouse=True)
def japanese():
    words.use("ja")
    yield
    words.use("ja")


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
    assert words.t("format.answered", n="17", total="19") == "17/19団体"


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
