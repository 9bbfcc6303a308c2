"""The house keeps its own rules: who imports whom, one word in every layer, SQL that says what it is."""

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TOPICS = ["overview", "participation", "linkage", "checklist", "practices", "municipality", "indicator"]
TOPICS += ["prefecture", "quality", "about"]
PRODUCT = [*ROOT.glob("etl/**/*.py"), *ROOT.glob("dashboard/**/*.py")]
SQL = sorted(ROOT.glob("etl/sql/**/*.sql"))


def test_import_contracts_hold():
    """A step of `./run check` as well: whoever runs the tests alone hears of it too, for half a second."""
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_suppression_engine_imports_nothing_of_the_project():
    """It takes any additive table, so it can be read, tried and published by itself."""
    imported = {
        (file.name, name)
        for file in ROOT.glob("etl/suppression/*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        for name in _modules(node)
    }
    ours = {(file, name) for file, name in imported if name.split(".")[0] in ("etl", "dashboard")}
    assert ours and {name for _, name in ours if not name.startswith("etl.suppression.")} == set()


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return ["etl.relative"] if node.level else [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


@pytest.mark.parametrize("layer", ["views", "queries", "charts"])
def test_every_topic_has_its_file_in_every_layer(layer):
    files = {file.stem for file in ROOT.glob(f"dashboard/{layer}/*.py")}
    wanted = set(TOPICS) - ({"about"} if layer == "charts" else set())  # about is text: nothing to draw
    assert wanted <= files, f"dashboard/{layer}: {sorted(wanted - files)}"


def test_views_are_the_topics_and_nothing_else():
    assert sorted(file.stem for file in ROOT.glob("dashboard/views/[!_]*.py")) == sorted(TOPICS)


def test_marts_carry_the_word_of_a_topic():
    words = {file.stem.split("_")[1] for file in ROOT.glob("etl/sql/marts/mart_*.sql")}
    assert words and words <= set(TOPICS)


@pytest.mark.parametrize("file", SQL, ids=lambda file: file.stem)
def test_sql_opens_with_its_purpose_and_its_grain(file):
    purpose, grain = file.read_text("utf-8").splitlines()[:2]
    assert purpose.startswith("-- Purpose: ") and grain.startswith("-- Grain: ")


def test_the_only_cache_is_the_store():
    """No `st.cache_data` or `st.cache_resource` under any name: the store is keyed by snapshot and never stale."""
    using = [
        file.relative_to(ROOT)
        for file in PRODUCT
        if re.search(r"cache_(data|resource)", file.read_text("utf-8"))
    ]
    assert using == []


def test_the_cursor_of_the_work_file_is_spoken_to_in_one_place():
    """One cell is `workdb.value`, rows with names are `workdb.fetch`, rows brought in are `lent`, `put` or `append`."""
    idiom = re.compile(
        r"\.fetchone\(\)|\.fetchall\(\)\[|\.description\b(?! ?=)|\bcon\.(un)?register\(|\.fetchnumpy|\.fetch_arrow"
    )
    speaking = {
        file.relative_to(ROOT).as_posix()
        for file in ROOT.glob("etl/**/*.py")
        if idiom.search(re.sub(r"task\.description", "", file.read_text("utf-8")))
    }
    assert speaking == {"etl/workdb.py"}


@pytest.mark.parametrize("folder", ["etl/disclosure", "etl/audit", "etl/suppression"])
def test_rows_have_names(folder):
    """No `row[2]`: a row that is more than a pair is a NamedTuple, or is taken apart into names."""
    numbered = {
        (file.name, node.lineno)
        for file in (ROOT / folder).glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and node.value.id in ("row", "term", "key", "cell", "line", "record")
        and (
            isinstance(node.slice, ast.Slice | ast.UnaryOp)
            or isinstance(getattr(node.slice, "value", ""), int)
        )
    }
    assert numbered == set()


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "misc"])
def test_no_module_without_a_noun_of_its_own(word):
    assert [file for file in PRODUCT if file.stem == word] == []


def test_every_module_says_what_it_is_for():
    silent = [
        str(file.relative_to(ROOT))
        for file in PRODUCT
        if not ast.get_docstring(ast.parse(file.read_text("utf-8")))
    ]
    assert silent == []


# Methods of Python, of HTMLParser, of logging.Handler, of pickle.Pickler and of xlsxwriter.Workbook; Builder.load calls by
# the kind of file.
CALLED_BY_THE_LIBRARY = re.compile(
    "__[a-z_]+__|handle_[a-z]+|emit|reducer_override|_write_workbook_pr|_readings"
)


def test_nothing_is_defined_that_nobody_names():
    """Dead code goes. What a decorator registers (a command, a validator) is named by its decorator."""
    code = {file: file.read_text("utf-8") for file in PRODUCT}
    named = Counter(word for text in code.values() for word in re.findall(r"\w+", text))
    dead = {
        f"{file.relative_to(ROOT)}:{node.lineno} {node.name}"
        for file, text in code.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and named[node.name] == 1
        and not node.decorator_list
        and not CALLED_BY_THE_LIBRARY.fullmatch(node.name)
    }
    assert dead == set()


def _remarks(file: Path) -> int:
    """Comments of Python and of the SQL in its texts; what speaks to a tool alone is none."""
    tokens = list(tokenize.generate_tokens(io.StringIO(file.read_text("utf-8")).readline))
    spoken = [
        t for t in tokens if t.type == tokenize.COMMENT and not re.match("# (noqa|fmt|type):", t.string)
    ]
    return len(spoken) + sum(
        len(re.findall(r"(?m)^\s*-- ", t.string)) for t in tokens if t.type != tokenize.COMMENT
    )


@pytest.mark.parametrize("side", ["etl", "dashboard"])
def test_the_line_says_why(side):
    """Two to five remarks per hundred lines where a reader would ask; a little less in a package that is being written."""
    files = [file for file in PRODUCT if file.relative_to(ROOT).parts[0] == side]
    said, lines = Counter(), Counter()
    for file in files:
        package = file.parent.relative_to(ROOT).as_posix()
        said[package] += _remarks(file)
        lines[package] += len(file.read_text("utf-8").splitlines())
    assert 2 <= 100 * said.total() / lines.total() <= 5
    share = {package: round(100 * said[package] / lines[package], 2) for package in lines}
    assert {package: part for package, part in share.items() if not 1.75 <= part <= 5} == {}


def test_nothing_under_tests_is_a_package():
    assert list(ROOT.glob("tests/**/__init__.py")) == []
