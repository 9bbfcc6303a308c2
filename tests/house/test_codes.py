"""A code of the vocabulary is named once: in data/catalogue/groups.toml, where SQL and Python look it up by the group's name,
or beside another code that it belongs to (`part_of`, `meeting_of` of the vocabulary).

Searched are codes of a letter and digits (B01, E5, A10); words for machines (`value`, `joint`) are ordinary words of code.
A form's id is the name of its tables (form_f2) and may be written; who sends a form may not.
"""

import ast
import csv
import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CATALOGUE = ROOT / "data" / "catalogue"
LETTERED = re.compile(r"[A-Z]{1,2}[0-9]{1,2}")
WHO_SENDS = {"F0", "FP"}
GROUPS = {
    group["id"]: group for group in tomllib.loads((CATALOGUE / "groups.toml").read_text("utf-8"))["group"]
}
# Where a code may be written all the same: file, codes, reason.
ALLOWED = [
    ("etl/demo/*", "*", "the demo answers the forms: its codes are answers, and the load judges them"),
    ("dashboard/theme.py", "*", "the look of each code; tests/dashboard/test_theme.py holds its keys against the lists"),
    ("*", "D[012]", "classes of disclosure (Indicator.disclosure), which share letters with the list designs"),
    ("*", "H[12]", "halves of the year: how time is counted, known to every layer"),
    ("dashboard/queries/linkage.py", "W2", "the mode of governance asks for one kind of secretariat, in one place"),
    ("etl/forms/*", "F[0P]", "how each form looks and what it begins with is said form by form"),
    ("etl/checks/file.py", "F0", "the first year that can be sent is a column's own limit on the cover sheet"),
    ("etl/checks/answered.py", "FP", "which column is printed beforehand is said form by form"),
    ("etl/register/receipts.py", "F0", "two sections of one office write the cover sheet differently"),
    ("etl/sql/marts/mart_municipality_stage.sql", "F0", "the cover sheet's own answers, of whoever was asked for it"),
    ("dashboard/views/_participation_work.py", "F0", "the card of the cover sheet's answers says the n/N of that sheet"),
    ("dashboard/views/_participation_register.py", "F0", "the card of the cover sheet's answers says the n/N of that sheet"),
    ("data/catalogue/indicators/*", "N[0-9][0-9]", "a figure of one measure names the measure, once, in its definition"),
    *((f"data/catalogue/rules/{rule}.toml", codes, "asked of by this rule alone, whose `when` names it on paper as well")
      for rule, codes in (("VR17", "E5"), ("VR19", "N0[89]"), ("VR27", "A11"), ("VR28", "C[15]"), ("VR30", "K27"),
                          ("VR30", "M[01]"), ("VR33", "Z1"), ("VR36", "J[12]"), ("VR41", "Q1"), ("VR48", "N2[78]"))),
    ("data/catalogue/rules/VR40.toml", "F0", "the cover sheet's own rule"),
]  # fmt: skip


def _lists() -> dict[str, set[str]]:
    """Code → the lists it stands in."""
    found: dict[str, set[str]] = {form: {"forms"} for form in WHO_SENDS}
    for path in sorted((CATALOGUE / "vocabulary").glob("*.csv")):
        with path.open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                if LETTERED.fullmatch(row["code"]):
                    found.setdefault(row["code"], set()).add(path.stem)
    return found


def _quoted(sql: str) -> list[str]:
    return re.findall(r"'([^'\n]*)'", re.sub(r"--.*", "", sql))


def _texts() -> Iterator[tuple[str, str]]:
    """(file, literal) of the product's Python and SQL and of the SQL of indicators and rules; docstrings are prose."""
    for folder in ("etl", "dashboard"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield from ((name, text) for text in {node.value, *_quoted(node.value)})
    for path in sorted((ROOT / "etl" / "sql").rglob("*.sql")):
        yield from ((path.relative_to(ROOT).as_posix(), text) for text in _quoted(path.read_text("utf-8")))
    for path in sorted([*(CATALOGUE / "indicators").rglob("*.toml"), *(CATALOGUE / "rules").glob("*.toml")]):
        sql = tomllib.loads(path.read_text("utf-8")).get("sql", "")
        yield from ((path.relative_to(ROOT).as_posix(), text) for text in _quoted(sql))


TEXTS = list(_texts())


def _allowing(file: str, code: str) -> list[int]:
    return [n for n, (where, codes, _) in enumerate(ALLOWED) if fnmatch(file, where) and fnmatch(code, codes)]


def test_codes_are_looked_up_not_typed():
    known = _lists()
    typed = {(file, text) for file, text in TEXTS if text in known and not _allowing(file, text)}
    assert typed == set(), "name the set in data/catalogue/groups.toml and join ref_group / dim_group"


def test_a_rule_says_on_paper_which_codes_it_asks_of():
    """What a rule may write because its `when` names it stands there."""
    silent = {
        (file, text)
        for file, text in TEXTS
        if file.startswith("data/catalogue/rules/")
        and text in _lists()
        and not re.fullmatch("F0|H[12]", text)
        if text not in tomllib.loads((ROOT / file).read_text("utf-8"))["when"]
    }
    assert silent == set()


def test_every_allowance_is_needed():
    known = _lists()
    used = {n for file, text in TEXTS if text in known for n in _allowing(file, text)}
    assert [ALLOWED[n] for n in range(len(ALLOWED)) if n not in used] == []


def test_a_code_in_sql_is_a_code_of_the_vocabulary():
    """A misspelt code compares equal to nothing: the figure would be 0 without a word."""
    known = _lists().keys() | {path.stem.upper() for path in (CATALOGUE / "forms").glob("*.toml")}
    strange = {
        (file, text)
        for file, text in TEXTS
        if file.endswith((".sql", ".toml")) and LETTERED.fullmatch(text) and text not in known
    }
    assert strange == set()


def _sets() -> Iterator[tuple[str, frozenset[str]]]:
    """(file, codes) of every list of two and more texts, in Python and in SQL wherever it stands, rules included."""
    listed = re.compile(r"\bin \(('[^']*'(?:, ?'[^']*')+)\)")
    for folder in ("etl", "dashboard"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Tuple | ast.List | ast.Set) and len(node.elts) > 1:
                    texts = [one.value for one in node.elts if isinstance(one, ast.Constant)]
                    if len(texts) == len(node.elts) and all(isinstance(text, str) for text in texts):
                        yield name, frozenset(texts)
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield from ((name, frozenset(_quoted(found))) for found in listed.findall(node.value))
    for path in [
        *(ROOT / "etl").rglob("*.sql"),
        *CATALOGUE.glob("rules/*.toml"),
        *CATALOGUE.rglob("indicators/**/*.toml"),
    ]:
        found = listed.findall(path.read_text("utf-8"))
        yield from ((path.relative_to(ROOT).as_posix(), frozenset(_quoted(one))) for one in found)


def test_no_group_is_listed_again():
    """Whatever the codes are made of: two statuses of an item, the four core bodies, the forms of the prefecture."""
    groups = {frozenset(group["members"]) for group in GROUPS.values() if len(group["members"]) > 1}
    sets = list(_sets())
    assert {
        (file, codes) for file, codes in sets if codes in groups and not file.startswith("etl/demo/")
    } == set()
    assert len(sets) > 100


def test_small_towns_are_said_once():
    """The population below which details are not published is a number of disclosure.toml."""
    said = tomllib.loads((CATALOGUE / "disclosure.toml").read_text("utf-8"))["threshold"]["fine_population"]
    assert said == 25_000
    assert [
        path for path in (ROOT / "etl").rglob("*.sql") if re.search(r"\b25_?000\b", path.read_text("utf-8"))
    ] == []
    typed = [
        path.relative_to(ROOT).as_posix()
        for folder in ("etl", "dashboard")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value == said
    ]
    assert typed == ["etl/demo/plan.py"]  # what is a city in the demo's story, whatever is protected


NAMED = re.compile(
    r"""group_id = '(\w+)'|group_id in \('(\w+)', '(\w+)'\)"""
    r"""|\bgroup\("(\w+)"\)|\bone\("(\w+)"\)|\bmembers\((?:[\w.]+, )?"(\w+)"\)"""
)
# A group that stands where one code is expected: `coalesce(x, <group>)` or `, <group> as y`.
ONE = re.compile(
    r"""\bone\("(\w+)"\)|, (?:\{group\("(\w+)"\)\}|\(select member from \w+ where group_id = '(\w+)'\))(?:\)| as)"""
)


def _named(pattern: re.Pattern[str]) -> set[str]:
    paths = [
        *(ROOT / "etl").rglob("*.py"),
        *(ROOT / "etl").rglob("*.sql"),
        *(ROOT / "dashboard").rglob("*.py"),
        *(CATALOGUE / "indicators").rglob("*.toml"),
        *(CATALOGUE / "rules").glob("*.toml"),
    ]
    groups = [match for path in paths for match in pattern.findall(path.read_text("utf-8"))]
    return {name for match in groups for name in match if name}


@pytest.mark.parametrize("said", ["named", "used"])
def test_groups_named_and_groups_used_are_the_same(said):
    by_key = {
        "platform",
        "council",
        "support_meeting",
        "multilayer_meeting",
    }  # participation.joined names them as keys
    named = _named(NAMED)
    odd = named - GROUPS.keys() if said == "named" else GROUPS.keys() - named - by_key
    assert odd == set()


def test_a_group_read_as_one_code_has_one():
    read = _named(ONE)
    assert {"platform", "coordinator", "not_reported"} <= read
    assert {name: GROUPS[name]["members"] for name in read if len(GROUPS[name]["members"]) != 1} == {}
