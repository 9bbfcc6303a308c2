"""Words live in catalogues: equal in both languages, absent from code, drawable by the fonts the product brings."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl import catalogue

ROOT = Path(__file__).resolve().parent.parent.parent
LOCALES = ROOT / "dashboard" / "locales"
NAMES = sorted(file.name.removesuffix(".ja.toml") for file in LOCALES.glob("*.ja.toml"))
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]")
SPEAKING = [
    file for part in ("views", "widgets", "charts") for file in ROOT.glob(f"dashboard/{part}/**/*.py")
]
# Dates and years are counted differently in the two languages (令和6年度 / FY2024): other values go in.
NATIONAL = "format."
# What the bundled fonts hold beyond CP932 and Latin-1, of what the pages use (see static/fonts/README.md).
MORE_SYMBOLS = set("◐✓•–−‑″€㊿㉑◀▶◯※⚠↑↓↔⇒")


def phrases(name: str, language: str) -> dict[str, str]:
    """One locale file flattened: {"linkage.title": "…"}."""
    return dict(_flat("", tomllib.loads((LOCALES / f"{name}.{language}.toml").read_text("utf-8"))))


def _flat(prefix: str, table: dict) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", value


def placeholders(phrase: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(phrase) if field}


def literals(source: str) -> list[str]:
    """Every string of a module that is not a docstring."""
    tree = ast.parse(source)
    holders = (ast.Module, ast.FunctionDef, ast.ClassDef)
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr)
    }
    constants = (
        node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in documentation
    )
    return [node.value for node in constants if isinstance(node.value, str)]


def test_there_are_words():
    assert NAMES


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_have_the_same_keys_and_placeholders(name):
    japanese, english = phrases(name, "ja"), phrases(name, "en")
    assert japanese.keys() == english.keys()
    shared = {key for key in japanese if not key.startswith(NATIONAL)}
    different = {key for key in shared if placeholders(japanese[key]) != placeholders(english[key])}
    assert different == set()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_phrase_is_empty(name, language):
    empty = [key for key, phrase in phrases(name, language).items() if not phrase.strip()]
    assert [key for key in empty if not key.endswith(".symbol")] == []


@pytest.mark.parametrize("file", SPEAKING, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_no_japanese_is_written_in_code(file):
    assert [text for text in literals(file.read_text("utf-8")) if JAPANESE.search(text)] == []


# What a definition says may be said again where it cannot be opened or must stand open, with the reason.
SAID_AGAIN = {
    "municipality.note.neutral": "the A4 sheet as a whole, which is no figure",
    "handout.received.late": "what goes back to a municipality has no definitions",
    "left_out.returned": "stands beside every sum, and says how much this one leaves out",
    "linkage.tile.of_absorption": "the two ends of the scale, without which the key figure cannot be read",
    "quality.tile.missing_note": "the line under a key figure: who is late must see that it is not too late",
    "quality.tile.returned_note": "the line under a key figure: what becomes of the rows must be seen",
}


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, without the marks and spaces that differ from place to place."""
    for sentence in re.split(r"(?<=。)|(?<=[.;]) ", text):
        yield re.sub(r"[\s。.、,，;]", "", sentence).lower()


@pytest.mark.parametrize(("language", "least"), [("ja", 10), ("en", 24)])
def test_no_page_repeats_what_a_definition_says(language, least):
    """Formula and caution stand in the foot of each figure, from the catalogue; a page says only what is its own."""
    defined = {
        sentence
        for one in catalogue.load().indicators
        for text in (one.formula, one.caution)
        for sentence in sentences(getattr(text, language))
        if len(sentence) >= least
    }
    again = {
        key
        for name in NAMES
        if name != "about"  # a page of explanations
        for key, phrase in phrases(name, language).items()
        if any(sentence in "".join(sentences(phrase)) for sentence in defined)
    }
    assert len(defined) > 150 and again - SAID_AGAIN.keys() == set()
    assert SAID_AGAIN.keys() <= {key for name in NAMES for key in phrases(name, language)}


def test_the_search_for_literals_sees_through_docstrings():
    source = '"""孤独"""\ndef a():\n    """孤立"""\n    return f"連携{a}"\n'
    assert literals(source) == ["連携"]


def drawable(char: str) -> bool:
    if char in MORE_SYMBOLS or char.isspace() or ord(char) < 0x100:
        return True
    try:
        return bool(char.encode("cp932"))
    except UnicodeEncodeError:
        return False


@pytest.mark.parametrize("file", sorted(LOCALES.glob("*.toml")), ids=lambda file: file.name)
def test_the_bundled_fonts_can_draw_every_word(file):
    assert {char for char in file.read_text("utf-8") if not drawable(char)} == set()
