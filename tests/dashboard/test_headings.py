"""A heading is the word of the mart's column (columns.toml, dim_column); pages have words of their own for the rest."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from dashboard import store, words
from dashboard.queries import headings
from etl import catalogue, described

ROOT = Path(__file__).resolve().parent.parent.parent
COLUMNS = catalogue.load().columns
SHAPES = {table: {name for name, _ in found} for table, found in described.shapes().items()}
# Pages that say another word for a column than the mart: (topic, column), with the reason. None is needed.
OVERRIDDEN: dict[tuple[str, str], str] = {}


@dataclass(frozen=True)
class Known:
    """As much of a snapshot as headings need."""

    id: str = "none"


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> store.Snapshot:
    def fetched(_: object, sql: str, params: tuple[str, str]) -> pd.DataFrame:
        assert "dim_column" in sql
        said = COLUMNS.of(*params)
        row = {"head_ja": said.head or said.ja, "head_en": said.head_en or said.en, "unit_ja": said.unit}
        return pd.DataFrame([row])

    monkeypatch.setattr(store, "query", fetched)
    return Known()  # type: ignore[return-value]


def phrases(language: str) -> dict[tuple[str, str], str]:
    """(topic, column) → heading that a page says itself."""
    return {
        (topic, name): text
        for path in sorted((ROOT / "dashboard" / "locales").glob(f"*.{language}.toml"))
        for topic, said in tomllib.loads(path.read_text("utf-8")).items()
        if isinstance(said, dict) and topic != "about"  # about is text: it explains words, it shows no mart
        for name, text in said.get("column", {}).items()
    }


def test_every_heading_is_of_a_published_column():
    strange = [of for of in headings.COLUMNS.values() if of.split(".")[1] not in SHAPES[of.split(".")[0]]]
    assert strange == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_page_repeats_no_heading_of_a_mart(language):
    twice = {
        (topic, name)
        for topic, name in phrases(language)
        if name in headings.COLUMNS or f"{topic}.{name}" in headings.COLUMNS
    }
    assert twice == set(OVERRIDDEN)


@pytest.mark.parametrize("key", headings.COLUMNS)
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_heading_is_the_word_of_the_column(known, key, language):
    topic, _, name = key.rpartition(".")
    said = COLUMNS.of(*headings.COLUMNS[key].split("."))
    with words.speaking(language):
        shown = headings.heading(known, topic or "overview", name)
    if language == "en":
        assert shown == (said.head_en or said.en)
    else:
        assert shown.startswith(said.head or said.ja)
        assert said.unit is None or said.unit in shown


def test_a_heading_is_short_and_names_no_list(known):
    """Definitions belong below the figure; a heading has a column's width."""
    for language in words.LANGUAGES:
        with words.speaking(language):
            for key in headings.COLUMNS:
                topic, _, name = key.rpartition(".")
                shown = headings.heading(known, topic or "overview", name)
                assert len(shown) <= (16 if language == "ja" else 32)
                assert not re.search(r"\(\w+\)", shown)


def test_the_page_may_say_its_own_word(known):
    with words.speaking("ja"):
        assert headings.heading(known, "checklist", "value") == phrases("ja")["checklist", "value"]


def test_a_heading_that_nobody_says_is_named(known):
    with pytest.raises(KeyError, match=r"overview\.column\.nothing"):
        headings.heading(known, "overview", "nothing")
