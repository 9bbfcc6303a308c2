"""秘匿の宣言 (disclosure.toml): 一語でも意味のない言葉があれば、黙って式を落とさずに止まる。

Each word of the file is changed in turn: the catalogue's reader must refuse it at its line, and so must the audit,
whose own reader shares nothing with the first. What either lets pass, an equation of the attacker's may have lost.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl import audit, catalogue, settings, workdb
from etl.audit import columns, view
from etl.audit.columns import undeclared
from etl.audit.declaration import DeclarationError, check
from etl.audit.view import views
from etl.catalogue import CatalogueError, Disclosure
from etl.catalogue.load import _disclosure
from etl.disclosure.declared import ProtectionError, refuse_idle, relation_sql

pytestmark = pytest.mark.slow

CATALOGUE = catalogue.load()
FILE = settings.load().catalogue / "disclosure.toml"
TEXT = FILE.read_text(encoding="utf-8")
LINES = TEXT.splitlines()
CELL = """(cell_id bigint, fiscal_year integer, table_id varchar, period varchar, place_kind varchar, place_code varchar,
    from_level varchar, from_code varchar, to_level varchar, to_code varchar, category varchar, value bigint,
    latent boolean, population bigint, from_sector varchar, to_sector varchar, area_code varchar)"""
Word = tuple[int, int, int]
"""A word: its line, and where in the line it begins and ends."""


def words() -> Iterator[tuple[Word, bool]]:
    """Every word that means something, and whether it stands within SQL; names freely given and remarks mean nothing.

    Of lines that are the same in sections of one kind, the first.
    """
    within, section, seen = False, "", set[tuple[str, str]]()
    for number, line in enumerate(LINES):
        section = line if line.startswith("[") else section
        said = re.sub(r"#.*", "", line)
        if re.match(r"(id|ja|en) = ", said) and not within:
            said = said[:2]
        if within or (section, said) not in seen:
            for found in re.finditer(r"[A-Za-z_][A-Za-z0-9_]*", said):
                one_line = said.startswith("sql = {") and '"' in said[: found.start()]
                yield (number, *found.span()), (within and found.group() != "sql") or one_line
        seen.add((section, said))
        within ^= said.count('"""') == 1


WORDS = list(words())


def changed(word: Word) -> str:
    number, _, end = word
    line = LINES[number]
    return "\n".join([*LINES[:number], line[: end - 1] + "zz" + line[end:], *LINES[number + 1 :]])


def read(text: str, folder: Path) -> Disclosure:
    path = folder / "disclosure.toml"
    path.write_text(text, encoding="utf-8")
    return _disclosure(path, CATALOGUE.codes, CATALOGUE.forms, CATALOGUE.columns)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot with every table and not one row: what speaks of another table or column cannot be read from it."""
    path = tmp_path_factory.mktemp("blank") / "blank.duckdb"
    with duckdb.connect(path) as con:
        for file in workdb.ordered((workdb.SQL / "marts").glob("*.sql")):
            for statement in re.findall(r"create table \w+ \(.*?\n\);", file.read_text("utf-8"), re.DOTALL):
                con.execute(statement)
    return path


def unreadable(text: str) -> bool:
    """Whether the audit's reader refuses the file by itself."""
    try:
        check(tomllib.loads(text))
    except (DeclarationError, tomllib.TOMLDecodeError):
        return True
    return False


def refused_by_audit(text: str, blank: Path) -> bool:
    """Whether the audit, given a snapshot made just now, says what it cannot read."""
    try:
        declared = tomllib.loads(text)
        check(declared)
        views(blank, declared, strict=True)
    except (DeclarationError, tomllib.TOMLDecodeError):
        return True
    return bool(undeclared(blank, declared, built=True))


@pytest.fixture(scope="module")
def bind(blank: Path) -> Iterator[Callable[[str], bool]]:
    """Whether every statement of a declaration speaks of tables and columns there are: the audit's, on one connection."""
    with duckdb.connect() as con:
        con.execute(f"attach '{blank}' as snap (read_only)")
        con.execute(view._cells(tomllib.loads(TEXT)))
        con.execute("set search_path = 'memory.main,snap.main'")

        def bound(text: str) -> bool:
            declared, was = tomllib.loads(text), tomllib.loads(TEXT)
            statements = [view._cells(declared)] if declared["mart"] != was["mart"] else []
            statements += [
                view._unpublished(rule) for rule in declared["unpublished"] if rule not in was["unpublished"]
            ]
            try:
                for sql in statements:
                    con.execute(f"explain {sql}", view._used(sql, declared["threshold"]))
            except duckdb.Error:
                return False
            return not [
                problem
                for rule in declared["derived"]
                if "sql" in rule and rule not in was["derived"]
                for problem in columns._not_derived(con, rule)
            ]

        yield bound


def test_the_declaration_as_it_is_passes_both_readers(tmp_path: Path, blank: Path) -> None:
    assert read(TEXT, tmp_path) == CATALOGUE.disclosure
    assert not refused_by_audit(TEXT, blank)


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[Word, CatalogueError | None]:
    """What the catalogue's reader says to each changed word."""
    folder, found = tmp_path_factory.mktemp("changed"), dict[Word, CatalogueError | None]()
    for word, _ in WORDS:
        try:
            read(changed(word), folder)
            found[word] = None
        except CatalogueError as error:
            found[word] = error
    return found


@pytest.mark.slow
def test_every_changed_word_is_noticed(
    verdicts: dict[Word, CatalogueError | None], bind: Callable[[str], bool]
) -> None:
    """By the catalogue's reader, or, where the word belongs to SQL, by the audit that must run it."""
    silent = [
        (word[0] + 1, LINES[word[0]][word[1] : word[2]])
        for word, within_sql in WORDS
        if verdicts[word] is None and not (within_sql and not bind(changed(word)))
    ]
    assert len(WORDS) > 1000 and silent == []


def test_what_is_wrong_is_named_by_its_line(verdicts: dict[Word, CatalogueError | None]) -> None:
    """The line itself, or one of its section, in a sentence that fits a screen; never a traceback."""
    opens = [number for number, line in enumerate(LINES) if line.startswith("[")]
    for word, within_sql in WORDS:
        error, number = verdicts[word], word[0]
        if within_sql:
            continue
        assert error is not None and re.search(r"[ぁ-ん一-龯]", error.message_ja)
        assert len(str(error)) <= 140, str(error)
        # a section, a table or a mart under another name is missed where others speak of it
        if not LINES[number].startswith(("[", "name", "table")):
            section = max(at for at in opens if at <= number)
            until = min((at for at in opens if at > number), default=len(LINES))
            assert section < error.line <= until, (number + 1, str(error))


def test_the_audit_notices_what_the_catalogue_would(blank: Path) -> None:
    """A reader of its own: keys, tables, columns and the fixed words of cells are refused by it alone."""
    fixed = {
        "flow",
        "place",
        "breakdown",
        "support",
        "case",
        "FY",
        "H1",
        "H2",
        "prefecture",
        "area",
        "municipality",
    }
    fixed |= {"total", "sector", "agency", "kind", "code"}
    silent = [
        (word[0] + 1, said)
        for word, within_sql in WORDS
        for said in [LINES[word[0]][word[1] : word[2]]]
        if not within_sql and (said in fixed or LINES[word[0]][word[2] :].startswith(" ="))
        if not unreadable(changed(word)) and not refused_by_audit(changed(word), blank)
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("given", "put", "line"),
    [
        ("insiders = false", "insider = false", "insiders = "),
        ("[threshold]", "[treshold]", None),
        ('parent = { table = "flow", period = "FY", place_kind = "prefecture" }',
         'parent = { table = "flo", period = "FY", place_kind = "prefecture" }', "parent = "),
        ('category = "N01" }', 'category = "N99" }', "parent = "),
        ('to_code = "A10" }', 'to_code = "A1O" }', "parent = "),
        ("insiders = false", 'insiders = "no"', "insiders = "),
        ("pairs = false", "pair = false", "pairs = "),
        ("pairs = false", "pairs = 0", "pairs = "),
        ("providers = false", 'providers = "no"', "providers = "),
        ("providers = false ", "# ", "[attackers]"),
        ('on = ["place_code", "category"]', 'on = ["place_code", "catgory"]', "on = "),
        ("k = 10 ", 'k = "10" ', "k = "),
    ],
)  # fmt: skip
def test_a_slip_of_the_pen_stops_with_its_line(
    tmp_path: Path, given: str, put: str, line: str | None
) -> None:
    assert given in TEXT
    with pytest.raises(CatalogueError) as caught:
        read(TEXT.replace(given, put, 1), tmp_path)
    assert caught.value.file == "disclosure.toml"
    if line is not None:
        assert LINES[caught.value.line - 1].startswith(line), str(caught.value)


def test_cells_that_cannot_be_are_no_side_of_a_relation(tmp_path: Path) -> None:
    """Every word is known, and yet no table has such a cell: sectors of halves exist for the prefecture alone."""
    given = 'child = { table = "flow", place_kind = "area" }'
    with pytest.raises(CatalogueError, match="あり得ません"):
        read(
            TEXT.replace(given, 'child = { table = "flow", place_kind = "area", period = "H1" }', 1), tmp_path
        )


def test_a_kind_of_count_in_no_equation_is_refused(tmp_path: Path) -> None:
    """Without its relations a table would be protected cell by cell, as if nothing added up."""
    at = TEXT.index('[[relation]]\nid = "case_municipality"')
    without = TEXT[:at] + TEXT[TEXT.index("# ---- 公表データのそのほかの数") :]
    with pytest.raises(CatalogueError, match=r"どの \[\[relation\]\] にもありません"):
        read(without, tmp_path)


def cells(*rows: tuple[Any, ...]) -> duckdb.DuckDBPyConnection:
    """``fct_cell`` with these (place kind, place, area, agency codes, levels, value)."""
    con = duckdb.connect()
    con.execute(f"create table fct_cell {CELL}")
    for number, (
        kind,
        place,
        area,
        from_level,
        from_code,
        to_level,
        to_code,
        category,
        table,
        value,
    ) in enumerate(rows):
        key = [table, "FY", kind, place, from_level, from_code, to_level, to_code, category]
        con.execute(
            f"insert into fct_cell values ({', '.join('?' * 17)})",
            [number, 2025, *key, value, False, 50_000, None, None, area],
        )
    return con


CASES = (
    ("prefecture", "310000", None, *("total",) * 4, "B03", "case", 30),
    ("municipality", "312011", "a", *("total",) * 4, "B03", "case", 30),
)


def test_a_relation_whose_sides_never_meet_stops_the_build() -> None:
    con = cells(*CASES)
    refuse_idle(con, CATALOGUE.disclosure)
    wrong = disclosure_with("case_municipality", lambda rule: rule | {"on": ["place_code", "category"]})
    with pytest.raises(ProtectionError, match=r"case_municipality.*結び付きません"):
        refuse_idle(con, wrong)


def test_a_count_of_a_kind_nobody_declared_stops_the_build() -> None:
    con = cells(*CASES, ("area", "a", None, *("total",) * 4, "B03", "case", 30))
    with pytest.raises(ProtectionError, match="2025年度の件数 case/FY/area"):
        refuse_idle(con, CATALOGUE.disclosure)


def test_a_load_without_some_counts_stops_nobody() -> None:
    """A prefecture may have no such count in any year: that is no fault of the declaration."""
    refuse_idle(cells(), CATALOGUE.disclosure)
    refuse_idle(cells(*CASES[1:]), CATALOGUE.disclosure)


def test_referrals_from_coordinator_to_coordinator_are_what_is_within_it() -> None:
    """The demo has none; a municipality with two coordinators has, and then the two published counts are one."""
    con = cells(
        ("prefecture", "310000", None, "agency", "A10", "agency", "A10", "", "flow", 12),
        ("prefecture", "310000", None, *("total",) * 4, "coordinator:own", "breakdown", 12),
    )
    rule = next(rule for rule in CATALOGUE.disclosure.relations if rule.id == "coordinator_own")
    assert con.execute(relation_sql(rule), [2025, 2025]).fetchall() == [(1, [0])]


def disclosure_with(relation: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Disclosure:
    declared = audit.declaration(FILE.parent)
    rules = [change(rule) if rule["id"] == relation else rule for rule in declared["relation"]]
    return Disclosure.model_validate(declared | {"relation": rules})
