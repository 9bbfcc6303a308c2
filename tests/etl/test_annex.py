"""Real places, real facts: the sixteen practices say no more than the annex of the notification says of each place."""

import csv
import re
import tomllib
from pathlib import Path

import pytest

from etl import catalogue as catalogues

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = catalogues.load()
with (ROOT / "data/reference/practices.csv").open(encoding="utf-8", newline="") as text:
    PRACTICES = {row["practice_id"]: row for row in csv.DictReader(text)}
ANNEX = tomllib.loads((Path(__file__).parent / "annex.toml").read_text(encoding="utf-8"))
TAGS = ("designs", "themes", "bodies", "agencies", "items", "benefits")
JAPANESE = ("title_ja", "summary_ja", "background", "action")
# Words that carry no statement of their own; all others must stand in the annex.
PLAIN = {
    "参加", "参画", "構成員", "設置", "設立", "基盤", "連携", "取組", "支援", "会議体", "構成", "実施", "対応", "新設",
    "運営", "調査", "整理", "統合", "予定", "開設", "開始", "検討", "中", "入", "広", "抱", "行", "通",
    "含", "向", "例", "掛", "得", "図", "一", "取", "組", "持", "声", "提供", "早期", "際",
    "多様", "場", "者", "既存",
}  # fmt: skip
_RUN = re.compile(r"[一-龥々]+|[ァ-ヶー]{2,}|[A-Za-z×]{2,}|[0-9]+")
with (ROOT / "data/reference/municipalities.csv").open(encoding="utf-8", newline="") as text:
    PLACES = {row["name"] for row in csv.DictReader(text)}


def test_every_practice_has_its_passage_and_every_passage_its_practice() -> None:
    assert list(PRACTICES) == list(ANNEX) and len(ANNEX) == 16


@pytest.mark.parametrize("name", PRACTICES)
def test_tags_are_those_the_annex_bears_out(name: str) -> None:
    row, source = PRACTICES[name], ANNEX[name]
    carried = {code for tag in TAGS for code in row[tag].split(";") if code}
    assert carried == set(source["tags"])
    assert {code: words for code, words in source["tags"].items() if words not in source["text"]} == {}
    for tag in TAGS:
        for code in filter(None, row[tag].split(";")):
            assert CATALOGUE.code(tag, code)


@pytest.mark.parametrize("name", PRACTICES)
def test_no_word_that_is_not_in_the_annex(name: str) -> None:
    """Every run of Chinese characters, katakana, letters or digits of the text stands in the passage of that place."""
    row, text = PRACTICES[name], ANNEX[name]["text"]
    said = [run for field in JAPANESE for run in _RUN.findall(row[field])]
    assert [run for run in said if run not in text and not _of_plain_words(run, text)] == []


def test_the_check_of_words_sees_what_is_added() -> None:
    text = ANNEX["annex-02"]["text"]
    for added in ("豪雨", "震災支援", "住民団体", "SNS", "2023", "フローレンス", "行政の参画"):
        runs = _RUN.findall(added)
        assert [run for run in runs if run not in text and not _of_plain_words(run, text)], added


def _of_plain_words(run: str, text: str) -> bool:
    """Whether a run is put together from words of the passage and plain words."""
    for cut in range(1, len(run) + 1):
        head, rest = run[:cut], run[cut:]
        known = head in PLAIN or (cut > 1 and head in text)
        if known and (not rest or rest in text or _of_plain_words(rest, text)):
            return True
    return False


@pytest.mark.parametrize("name", PRACTICES)
def test_no_other_place_and_no_other_kind_of_member(name: str) -> None:
    row, text = PRACTICES[name], ANNEX[name]["text"]
    said = " ".join(row[field] for field in JAPANESE)
    assert row["place_ja"] in text and row["prefecture"] in text
    named = {word for code in CATALOGUE.codes["agencies"] for word in (code.ja, code.short_ja, *code.aliases)}
    assert {word for word in named | PLACES if len(word) > 1 and word in said and word not in text} <= {
        "当事者"
    }


@pytest.mark.parametrize("name", PRACTICES)
def test_what_the_annex_does_not_tell_is_left_empty(name: str) -> None:
    row = PRACTICES[name]
    told = {"background"} if name == "annex-15" else set()
    untold = {
        "background",
        "device",
        "result",
        "challenge",
        "sustain",
        "case_fy",
        "pop_band",
        "public_url",
    } - told
    assert {field: row[field] for field in untold if row[field]} == {}
    assert all(row[field] for field in ("title_ja", "title_en", "summary_ja", "summary_en", "action", *told))


@pytest.mark.parametrize(
    ("name", "words"),
    [("annex-02", "支援会議"), ("annex-03", "地域協議会"), ("annex-05", "SNS"), ("annex-12", "SNS")],
)
def test_what_was_once_said_without_a_source_is_gone(name: str, words: str) -> None:
    assert words not in " ".join(PRACTICES[name].values())


def test_a_committee_that_is_planned_is_not_at_work() -> None:
    said = PRACTICES["annex-09"]["summary_ja"] + PRACTICES["annex-09"]["action"]
    assert (
        said.count("分科会") == said.count("分科会を設置予定")
        and "planned" in PRACTICES["annex-09"]["summary_en"]
    )
