"""The page of words is true: each name stands in the code of its section, each place is there, no word given up is back."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = (ROOT / "docs" / "code-words.md").read_text("utf-8")
EVERYWHERE = ("etl/catalogue", "data/catalogue")  # what is declared is spoken of in every section
NAMED = re.compile("`([^`]+)`")
# Words that a reader of the field would not have looked for; what is named so now stands on the page.
GIVEN_UP = {
    *(
        "Need",
        "rise",
        "fall",
        "slide",
        "prover",
        "mover",
        "fast",
        "reopen",
        "repair",
        "puzzle",
        "exchange",
        "clock",
    ),
    *("Edition", "history", "settle", "renew", "course", "ground", "level_field", "Facts", "closer", "Found"),
}
# Where one of them is a word of another field: a slide of a deck, an edition of the list of codes, a cell's ground.
OTHER_FIELDS = {
    ("dashboard/export", "slide"),
    ("etl/reference", "Edition"),
    ("etl/intake", "ground"),
    ("etl/networks.py", "Found"),
}
# Names that say nothing, and so hide a cell, a requirement or a column from whoever reads how counts are protected.
WORN = {"at", "found", "one", "said", "told"}
PROTECTING = ("etl/suppression", "etl/disclosure", "etl/audit")


def lines() -> Iterator[tuple[tuple[str, ...], str, str]]:
    """(folders of the section, names in the code, where they stand)."""
    for section in TEXT.split("\n## ")[1:]:
        head, *body = section.splitlines()
        folders = tuple(name for name in NAMED.findall(head) if "/" in name or name == "dashboard")
        for line in body:
            cells = line.strip("| ").split(" | ")
            if len(cells) == 3 and "`" in cells[0]:
                yield folders, cells[0], cells[2]


def code(folders: tuple[str, ...]) -> str:
    files = [
        file
        for folder in folders
        for file in (ROOT / folder).rglob("*")
        if file.suffix in (".py", ".toml", ".sql")
    ]
    return "\n".join(f"{file.stem} {file.read_text('utf-8')}" for file in files)


@pytest.mark.parametrize(("folders", "names", "places"), list(lines()), ids=lambda part: str(part)[:40])
def test_names_and_places_are_there(folders: tuple[str, ...], names: str, places: str) -> None:
    text = code((*folders, *EVERYWHERE, "etl/sql"))
    for named in NAMED.findall(names):
        for name in named.split("(")[0].rstrip("=").split("."):
            assert re.search(rf"\b{re.escape(name)}\b", text), name
    for place in NAMED.findall(places):
        module = place.replace(".", "/")
        beside = [Path(folder, module) for folder in (*folders, "etl", "dashboard")]
        found = [
            ROOT / place,
            *(ROOT / path for path in beside),
            *((ROOT / path).with_suffix(".py") for path in beside),
        ]
        assert any(path.exists() for path in found), place


def test_the_page_is_read() -> None:
    assert len(list(lines())) > 40


def bound(path: Path) -> Iterator[str]:
    """Every name that a file gives: its own, its functions and classes, their arguments, its variables."""
    yield path.stem
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def given(*folders: str) -> set[tuple[str, str]]:
    """(file, name) of all that the Python under these folders names."""
    return {
        (path.relative_to(ROOT).as_posix(), name.strip("_"))
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        for name in bound(path)
    }


def test_a_word_that_was_given_up_names_nothing():
    back = {(file, name) for file, name in given("etl", "dashboard") if name in GIVEN_UP}
    elsewhere = {
        (file, name)
        for file, name in back
        for where, word in OTHER_FIELDS
        if name == word and file.startswith(where)
    }
    assert back - elsewhere == set()
    assert {name for _, name in elsewhere} == {word for _, word in OTHER_FIELDS}


def test_cells_and_requirements_have_names_of_their_own():
    worn = {(file, name) for file, name in given(*PROTECTING) if name in WORN}
    assert worn == set() and len(given(*PROTECTING)) > 500
