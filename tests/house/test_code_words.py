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
PROTECTING = ("etl/suppression", "etl/disclosure", "etl/audit")
# Names that say nothing, and how many lines one of them may live.
EMPTY = set(NAMED.findall(TEXT.split("\n## Empty words\n")[1].split(" say nothing ")[0]))
LIVES = 5
SCOPES = (
    ast.FunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)


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


def own(scope: ast.AST) -> Iterator[ast.AST]:
    """What belongs to a scope itself, not to a function or comprehension in it."""
    for node in ast.iter_child_nodes(scope):
        yield node
        if not isinstance(node, SCOPES):
            yield from own(node)


def parameters(scope: ast.AST) -> Iterator[str]:
    """Names that a function is called with, and the fields of a class."""
    if isinstance(scope, ast.FunctionDef):
        given = scope.args
        starred = filter(None, (given.vararg, given.kwarg))
        yield from (part.arg for part in (*given.posonlyargs, *given.args, *given.kwonlyargs, *starred))
    if isinstance(scope, ast.ClassDef):
        fields = (part.target for part in scope.body if isinstance(part, ast.AnnAssign))
        yield from (field.id for field in fields if isinstance(field, ast.Name))


def long_lived(scope: ast.AST) -> Iterator[str]:
    """Variables of a scope whose first and last line are further apart than they may be."""
    bound = {node.id for node in own(scope) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for name in bound - set(parameters(scope)):
        lines = [node.lineno for node in ast.walk(scope) if isinstance(node, ast.Name) and node.id == name]
        if max(lines) - min(lines) >= LIVES:
            yield name


def hiding(tree: ast.Module) -> set[tuple[int, str]]:
    """(line of the scope, name) of every empty word that is a parameter, a field or lives long."""
    return {
        (getattr(scope, "lineno", 0), name)
        for scope in ast.walk(tree)
        if isinstance(scope, (ast.Module, *SCOPES))
        for name in (*parameters(scope), *long_lived(scope))
        if name.strip("_") in EMPTY
    }


def worn(*folders: str) -> set[tuple[str, int, str]]:
    return {
        (path.relative_to(ROOT).as_posix(), *where)
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        for where in hiding(ast.parse(path.read_text("utf-8")))
    }


def test_an_empty_word_hides_nothing():
    assert worn("etl", "dashboard") == set()


@pytest.mark.parametrize(
    ("code", "hidden"),
    [
        ("def f(found): return found", {(1, "found")}),
        ("def f(**said): return said", {(1, "said")}),
        ("class A:\n    told: int", {(1, "told")}),
        ("def f():\n    at = 0\n\n\n\n    return at", set()),
        ("def f():\n    at = 0\n\n\n\n\n    return at", {(1, "at")}),
        ("def f(rows):\n    for one in rows:\n        a(one)\n\n\n\n        b(one)", {(1, "one")}),
        ("def f(rows):\n    return [one for one in rows]\n\n\n\n\n\n\nx = {one for one in ROWS}", set()),
        ("x = [\n    one\n\n\n\n\n    for one in rows\n]", {(1, "one")}),
    ],
)
def test_an_empty_word_is_seen_where_it_hides_something(code, hidden):
    assert hiding(ast.parse(code)) == hidden


def test_cells_and_requirements_have_names_of_their_own():
    worn = {(file, name) for file, name in given(*PROTECTING) if name in EMPTY}
    assert worn == set() and len(given(*PROTECTING)) > 500
