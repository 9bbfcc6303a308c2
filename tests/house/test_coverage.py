"""Every row of the source is answered where ``coverage.toml`` says: the names it gives stand in forms, marts, pages, tests.

Fields, rules and the meaning of columns are checked where the catalogue is read (``etl.catalogue.coverage``); here is what
the catalogue cannot see: reference files, tables as created, queries and words of the pages, and the tests themselves.
"""

import ast
import csv
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from etl import catalogue as catalogues
from etl import described, handbook
from etl.catalogue import SourceRow

ROOT = Path(__file__).resolve().parent.parent.parent
CATALOGUE = catalogues.load()
ROWS = {row.id: row for row in CATALOGUE.coverage.rows}
# How many rows each part has, counted in the notification and its annexes; row F28 has a second half.
PARTS = {"A": 20, "B": 11, "C": 8, "D": 16, "E": 27, "F": 35, "G": 12, "H": 16, "I": 5, "K": 13}
SECOND_HALVES = {"F28b"}
FORM = re.compile(r"F[0-7P]\.")
REFERENCE = (ROOT / "data" / "reference", ROOT / "data" / "catalogue" / "vocabulary")
# Words that a page asks for by a name of its own; others it may put together, as in f"answer.{yes}".
NAMED = {"tile", "column", "which"}


@cache
def created() -> dict[str, set[str]]:
    """Table of the snapshot → columns, as its SQL creates them."""
    shapes = described.shapes(ROOT / handbook.MARTS)
    return {table: {name for name, _ in columns} for table, columns in shapes.items()}


@cache
def query(name: str) -> str:
    file = ROOT / "dashboard" / "queries" / f"{name}.py"
    return file.read_text("utf-8") if file.exists() else ""


@cache
def spoken(code: str) -> str:
    """The texts in a module, SQL among them; what only a comment or a docstring names is asked by nobody."""
    tree = ast.parse(code)
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in silent]
    return "\n".join(node.value for node in texts if isinstance(node.value, str))


@cache
def asked_by(topic: str) -> set[str]:
    """The modules of queries that a page imports, by itself or through another of them."""
    found, open_ones = set[str](), _imported(pages(topic))
    while open_ones:
        found |= open_ones
        open_ones = {more for name in open_ones for more in _imported(query(name))} - found
    return found - {"headings"}  # names of columns, read of no table


@cache
def _imported(code: str) -> set[str]:
    nodes = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.ImportFrom)]
    whole = {name.name for node in nodes if node.module == "dashboard.queries" for name in node.names}
    parts = {
        str(node.module).rsplit(".", 1)[1]
        for node in nodes
        if str(node.module).startswith("dashboard.queries.")
    }
    return whole | parts


@cache
def pages(topic: str) -> str:
    """The code that draws a page."""
    files = [*ROOT.glob(f"dashboard/views/{topic}.py"), *ROOT.glob(f"dashboard/views/_{topic}_*.py")]
    return "\n".join(file.read_text("utf-8") for file in files)


@cache
def words(topic: str, language: str) -> dict[str, Any]:
    file = ROOT / "dashboard" / "locales" / f"{topic}.{language}.toml"
    return tomllib.loads(file.read_text("utf-8"))[topic] if file.exists() else {}


@cache
def functions(file: str) -> set[str]:
    """Names of the tests of a file."""
    path = ROOT / file
    tree = ast.parse(path.read_text("utf-8")) if path.exists() else ast.Module([], [])
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@cache
def keys(name: str) -> set[str]:
    """First cells of a file of reference or vocabulary."""
    found = [folder / name for folder in REFERENCE if (folder / name).exists()]
    return {row[0] for file in found for row in csv.reader(file.read_text("utf-8-sig").splitlines()) if row}


def lost(row: SourceRow) -> list[str]:
    """One sentence for each name of a row that stands nowhere."""
    return [*_fields(row), *_marts(row), *_views(row), *_tests(row)]


def _fields(row: SourceRow) -> Iterator[str]:
    for field in row.field:
        name, _, key = field.partition("=")
        if not FORM.match(field) and (not key or key not in keys(name)):
            yield f"{row.id}: {field} is no field of a form and no line of a reference file"


def _marts(row: SourceRow) -> Iterator[str]:
    topics = {view.partition("/")[0] for view in row.view}
    code = [spoken(query(name)) for topic in topics for name in asked_by(topic)]
    for mart in row.mart:
        table, _, column = mart.partition(".")
        if column not in created().get(table, set()):
            yield f"{row.id}: {mart} is not created"
        elif row.missing is None and not any(_reads(one, table, column) for one in code):
            yield f"{row.id}: {mart} is read by no query of its pages"


def _reads(code: str, table: str, column: str) -> bool:
    return all(re.search(rf"\b{name}\b", code) for name in (table, column))


def _views(row: SourceRow) -> Iterator[str]:
    for view in row.view:
        topic, *between, key = view.split("/")
        for language in ("ja", "en"):
            said = words(topic, language)
            if between and between[0] not in said.get("view", {}):
                yield f"{row.id}: {view} names no view in {topic}.{language}.toml"
            if not _said(said, key):
                yield f"{row.id}: {view} has no words in {topic}.{language}.toml"
        if not _asked(pages(topic), key):
            yield f"{row.id}: {view} is drawn by no page"


def _said(said: dict[str, Any], key: str) -> bool:
    at: Any = said
    for part in key.split("."):
        at = at.get(part) if isinstance(at, dict) else None
    return isinstance(at, str)


def _asked(code: str, key: str) -> bool:
    group, _, name = key.rpartition(".")
    if f'"{key}"' in code:
        return True
    if group == "title":
        return name in cards(code)
    return f'"{name}"' in code if group in NAMED else f'"{group}.{{' in code


@cache
def cards(code: str) -> set[object]:
    """Names handed to a card, or to what draws one; neither those of views (``page.view``) nor of what has nothing to show."""
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    besides = ("view", "empty", "nothing_to_show")
    drawing = [call for call in calls if getattr(call.func, "attr", "") not in besides]
    return {one.value for call in drawing for one in call.args if isinstance(one, ast.Constant)}


def _tests(row: SourceRow) -> Iterator[str]:
    for test in row.test:
        file, _, name = test.partition("::")
        if not name.startswith("test_") or name not in functions(file):
            yield f"{row.id}: {test} is no test"


def unlisted(ids: set[str]) -> set[str]:
    """Rows of the source without an entry, and entries that are no row of it."""
    source = {f"{part}{n}" for part, many in PARTS.items() for n in range(1, many + 1)} | SECOND_HALVES
    return source ^ ids


def test_every_row_of_the_source_has_its_entry() -> None:
    assert unlisted(set(ROWS)) == set() and len(ROWS) == 164


@pytest.mark.parametrize("row", ROWS.values(), ids=list(ROWS))
def test_what_a_row_names_is_there(row: SourceRow) -> None:
    assert lost(row) == []


def test_the_document_is_current_and_begins_with_the_count() -> None:
    assert "coverage.md" not in handbook.stale(ROOT)
    text = (ROOT / "docs" / "coverage.md").read_text("utf-8")
    works = len(CATALOGUE.coverage.working)
    assert text.split("\n\n")[1].startswith(f"**{works}/{len(ROWS)}**")
    listed = re.findall(r"^\| ([A-K]\d+b?) \|", text, re.MULTILINE)
    assert sorted(listed) == sorted(ROWS)
    assert all(ROWS[one].missing for one in listed[: len(ROWS) - works]), (
        "rows that lack something come first"
    )


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("field", "practices.csv=annex-99", "no line of a reference file"),
        ("field", "F9.body_code", "no field of a form"),
        ("mart", "mart_participation_body.nobody", "not created"),
        ("mart", "mart_nowhere.value", "not created"),
        ("mart", "mart_participation_seat.individual_count", "read by no query"),
        ("mart", "mart_practices_term.weight", "read by no query"),
        ("view", "participation/nowhere/title.register", "names no view"),
        ("view", "participation/register/title.nothing", "has no words"),
        ("view", "elsewhere/title.register", "has no words"),
        ("test", "tests/dashboard/test_participation.py::test_nothing", "is no test"),
        ("test", "tests/dashboard/test_participation.py::opened", "is no test"),
        ("test", "tests/nowhere.py::test_every_view_draws_for_every_place", "is no test"),
    ],
)
def test_a_name_that_is_gone_is_told(key: str, value: str, why: str) -> None:
    row = ROWS["B1"]
    changed = row.model_copy(update={key: (*getattr(row, key), value)})
    assert lost(row) == [] and any(why in said and value in said for said in lost(changed))


def test_a_card_that_no_page_draws_any_more_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its words may outlive it in the catalogue."""
    whole = pages("participation")
    code = whole.replace('page.card(\n        "register"', 'page.card(\n        "other"')
    code = code.replace('"title.register"', '"title.other"')
    monkeypatch.setitem(globals(), "pages", lambda topic: code)
    assert code != whole and any("drawn by no page" in said for said in lost(ROWS["E24"]))


def test_a_row_left_out_or_made_up_is_told() -> None:
    assert unlisted(set(ROWS) - {"K8"}) == {"K8"} and unlisted({*ROWS, "A21"}) == {"A21"}
