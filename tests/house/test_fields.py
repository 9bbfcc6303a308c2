"""Every field of every form is read by a published table or a rule, or says in its form why it is kept for the record.

What reads a field is asked of DuckDB's own planner: the columns that remain in the scans of ``form_*`` once it has
removed those that no answer depends on. No list is kept by hand, and a field passed on by ``select *`` is followed too.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

import duckdb
import pytest

from etl import catalogue as catalogues
from etl import networks, pipeline, settings, similar, workdb
from etl.catalogue import Catalogue
from etl.checks import crosschecks
from etl.disclosure import apply as disclosure
from etl.register import store

CATALOGUE = catalogues.load()
# Rules that hold of every form alike compare whole rows or keys: that is no reading of a field.
PATTERNS = ("{form}", "{values}")
KEYS = {"lg_code", "fiscal_year", "period", "record_kind", "record_seq", "body_seq"}
_INSERT = re.compile(r"insert into \w+ by name\s+(.*?);\s*$", re.DOTALL | re.IGNORECASE | re.MULTILINE)
_COMMENT = re.compile(r"--[^\n]*")
# the second name of a window clause looks like one, and is none
_CTE = re.compile(r"((?:\bwith|,)\s+\w+(?:\s*\([\w, ]+\))?\s+as)\s+\((?!partition by)", re.IGNORECASE)
_MAKE = re.compile(r"create or replace table (\w+) as\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """A work database without an answer; its facts are views, so that a plan reaches down to the forms."""
    with duckdb.connect(":memory:") as con:
        yield prepared(con)


def prepared(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    con.create_function("nfkc", lambda text: text, ["VARCHAR"], "VARCHAR")
    store.prepare(con, CATALOGUE)
    here = settings.load()
    pipeline._write_reference(con, here, CATALOGUE)
    similar.fill(con)
    workdb.run_sql_folder(con, "facts")
    disclosure.apply(con, CATALOGUE.disclosure, lambda _: None)
    networks.fill(con)
    for file in workdb.ordered((workdb.SQL / "facts").glob("*.sql")):
        text = inlined(file.read_text(encoding="utf-8"))
        for name in _MAKE.findall(text):
            con.execute(f"drop table if exists {name}")
        con.execute(_MAKE.sub(r"create or replace view \1 as", text))
    con.execute("set disabled_optimizers = 'statistics_propagation,empty_result_pullup'")
    return con


def inlined(sql: str) -> str:
    """Common table expressions laid open: the planner prunes no column of one that it works out apart."""
    return _CTE.sub(r"\1 not materialized (", _COMMENT.sub("", sql))


def scanned(con: duckdb.DuckDBPyConnection, sql: str) -> set[tuple[str, str]]:
    """(table, column) of the ``form_*`` tables that an answer depends on."""
    plan = json.loads(con.execute(f"explain (format json) {sql}").fetchall()[0][1])
    found: set[tuple[str, str]] = set()

    def walk(node: dict[str, Any]) -> None:
        more = node.get("extra_info", {})
        table = str(more.get("Table", "")).rsplit(".", 1)[-1]
        if table.startswith("form_"):
            named = [more.get("Projections", []), more.get("Filters", [])]
            texts = [text for one in named for text in ([one] if isinstance(one, str) else one)]
            found.update((table, word) for text in texts for word in re.findall(r"\w+", text))
        for child in node.get("children", []):
            walk(child)

    for node in plan if isinstance(plan, list) else [plan]:
        walk(node)
    return found


@cache
def readers(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], set[str]]:
    """(form, field) → who reads it: ``mart_x.column``, the protected counts, or a rule."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)

    def add(reader: str, sql: str) -> None:
        for table, column in scanned(con, sql):
            found[table.removeprefix("form_").upper(), column.removesuffix("_state")].add(reader)

    for file in workdb.ordered((workdb.SQL / "marts").glob("mart_*.sql")):
        for body in _INSERT.findall(inlined(file.read_text(encoding="utf-8"))):
            con.execute(f"create or replace view {file.stem} as {body}")
            for (
                column,
                *_,
            ) in con.execute(f"describe {file.stem}").fetchall():
                add(f"{file.stem}.{column}", f'select "{column}" from {file.stem}')
    add("fct_cell.value", "select value, category from fct_cell")
    crosschecks.prepare(con, CATALOGUE, "form")
    for rule in CATALOGUE.rules.values():
        if rule.sql and not any(pattern in rule.sql for pattern in PATTERNS):
            for _, sql in crosschecks._statements(rule, CATALOGUE):
                add(rule.id, inlined(sql))
    return found


def fields(catalogue: Catalogue) -> dict[tuple[str, str], bool]:
    """(form, field) → whether it is declared as kept for the record; the keys of a row apart."""
    return {
        (form.id, column.name): column.kept is not None
        for form in catalogue.forms.values()
        for column in form.columns
        if column.name not in KEYS
    }


@pytest.mark.slow
def test_every_field_is_read_or_kept_with_a_reason(con: duckdb.DuckDBPyConnection) -> None:
    read = readers(con)
    unread = {field for field, kept in fields(CATALOGUE).items() if not kept and not read.get(field)}
    assert not unread, "used by no mart and no rule, and not declared `kept` in its form"


@pytest.mark.slow
def test_what_is_kept_for_the_record_is_read_by_nothing(con: duckdb.DuckDBPyConnection) -> None:
    """A declaration that is no longer true is an error."""
    read = readers(con)
    assert {field: read[field] for field, kept in fields(CATALOGUE).items() if kept and read.get(field)} == {}


def test_the_planner_sees_through_stars_views_and_names(con: duckdb.DuckDBPyConnection) -> None:
    """What the two tests above rest on: read through a view, a star and an alias is found, read by nobody is not."""
    con.execute("create or replace temp view step as select * from form_f4")
    con.execute(
        "create or replace temp view last as with w as (select s.* from step s) select comment as said, status from w"
    )
    assert {column for _, column in scanned(con, "select said from last")} == {"comment"}
    assert "comment" not in {column for _, column in scanned(con, "select status from last")}
    assert "evidence" in {
        column for _, column in scanned(con, "select 1 from last, step where step.evidence = 'Y1'")
    }


@pytest.mark.slow
def test_whether_a_practice_may_be_shared_decides_what_is_published(con: duckdb.DuckDBPyConnection) -> None:
    assert any(reader.startswith("mart_practices_case.") for reader in readers(con)["F0", "pref_publish_ok"])
