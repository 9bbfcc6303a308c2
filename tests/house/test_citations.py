"""What a comment, a docstring or a document cites exists: files of the house, papers in the documents, one reader of a file."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CODE = [
    path
    for folder in ("etl", "dashboard", "tests", "data/catalogue", "notebooks")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in (".py", ".sql", ".toml", ".ipynb", ".css", ".js")
]
DOCUMENTS = [
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted(ROOT.glob("*.md")),
    ROOT / "run",
    ROOT / "pyproject.toml",
]
CITED = re.compile(
    r"\b(?:docs|data/catalogue|data/reference|etl|dashboard|tests)/[\w./-]*\w\.(?:md|py|sql|toml|csv|css|js)\b"
)
# "Freeman 1979", "Fischetti & Salazar-González (2001)", "Squartini et al. 2013", "Squartini ほか 2013"
PAPER = re.compile(r"(?<![\w-])([A-Z][a-zà-ÿ]{3,})(?: & [A-Z][\w-]+| et al\.| ほか)? \(?((?:18|19|20)\d\d)\b")
MONTHS = set("January February March April June July August September October November December".split())  # noqa: SIM905
# The file that the notebook on indicators lets its reader write.
MADE = {"data/catalogue/indicators/participation/joined_up_meetings.toml"}


def _said(path: Path) -> str:
    """Docstrings and comments of Python; everything of other files."""
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        return text
    nodes = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    told = [ast.get_docstring(node) or "" for node in ast.walk(ast.parse(text)) if isinstance(node, nodes)]
    return "\n".join([*told, *re.findall(r"(?m)#.*$", text)])


SAID = {path.relative_to(ROOT).as_posix(): _said(path) for path in [*CODE, *DOCUMENTS]}


def test_files_that_are_cited_exist():
    missing = {
        (name, cited)
        for name, text in SAID.items()
        for cited in CITED.findall(text)
        if not (ROOT / cited).exists() and cited not in MADE
    }
    assert missing == set()


SECTION = re.compile(r"(docs/[\w.]+\.md)`? §(\d+)|§\s?\d")


def test_a_section_that_is_cited_is_there_and_says_of_what():
    """`docs/operations.ja.md §2` has its heading; any other § follows the paper, book or notification it is a part of."""
    of = re.compile(r"(?:\d{4}\)?,? |FS2001 |SDC |通知)$")
    wrong = set()
    for name, text in SAID.items():
        for cited in SECTION.finditer(text):
            if cited[1]:
                there = re.search(rf"(?m)^## {cited[2]}\.", (ROOT / cited[1]).read_text("utf-8"))
            elif name.startswith("docs/"):
                continue  # a document may speak of its own sections and of the law's
            else:
                there = of.search(text[: cited.start()])
            wrong |= set() if there else {(name, cited[0])}
    assert wrong == set()


def test_papers_that_code_cites_stand_in_the_documents():
    """A reader of the code finds title or journal in docs/; a reader of docs/ need not open the code."""
    told = {paper for name, text in SAID.items() if name.startswith("docs/") for paper in PAPER.findall(text)}
    cited = {
        (name, *paper)
        for name, text in SAID.items()
        if name.startswith(("etl/", "dashboard/"))
        for paper in PAPER.findall(text)
        if paper[0] not in MONTHS
    }
    assert cited and {paper for paper in cited if paper[1:] not in told} == set()


@pytest.mark.parametrize("folder", ["etl", "dashboard"])
def test_only_the_catalogue_and_the_audit_read_the_catalogue(folder):
    """The audit reads disclosure.toml with a reader of its own; everybody else takes what etl.catalogue has checked."""
    own = re.compile(r"""catalogue / "\w+\.(?:toml|csv)"|catalogue" / "\w+\.""")
    readers = {
        path.relative_to(ROOT).parts[1]
        for path in (ROOT / folder).rglob("*.py")
        if own.search(path.read_text("utf-8"))
    }
    assert readers <= {"audit", "catalogue"}


def test_every_mart_is_counted_a_second_time():
    """docs/architecture.md: each has a slow twin in `tests/oracle`, or is counted on paper in `tests/spec`.

    A twin reads all rows of its mart (`published("mart_x")`); a test of a query or a definition only mentions it.
    """
    twins = "".join(path.read_text("utf-8") for path in ROOT.glob("tests/oracle/*.py"))
    paper = "".join(path.read_text("utf-8") for path in ROOT.glob("tests/spec/counts/*.md"))
    counted = {
        *re.findall(r'published\("(mart_\w+)"\)', twins),
        *re.findall(r"^## (mart_\w+)", paper, re.MULTILINE),
    }
    marts = {path.stem for path in ROOT.glob("etl/sql/marts/mart_*.sql")}
    assert marts and marts - counted == set()
