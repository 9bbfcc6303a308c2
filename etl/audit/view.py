"""What a reader of finished snapshots holds: published counts, hidden ones, and every declared equation among them.

Nothing here knows the method: the snapshot files and ``disclosure.toml`` are all that is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from etl import workdb
from etl.audit.declaration import KEY, DeclarationError, Declared, Key, cell_columns, holds, joined, kinds

PUBLISHED, HIDDEN, UNPUBLISHED = "value", "suppressed", "unpublished"

# A year is made of all that was sent for it, a half of what was sent for the half or for the whole year.
_MADE_OF = """
create temp table made_of as
with place as (
    select lg_code, 'municipality' as place_kind, lg_code as place_code from snap.dim_municipality
    union all
    select lg_code, 'area', area_code from snap.dim_municipality where in_prefecture
    union all
    select m.lg_code, 'prefecture', s.prefecture_lg_code
    from snap.dim_municipality m cross join snap.snapshot s where m.in_prefecture
)
select q.fiscal_year, q.form, c.period, p.place_kind, p.place_code,
    string_agg(concat_ws(' ', q.lg_code, q.period, q.status, q.revision, q.submitted_on), ', '
               order by q.lg_code, q.period) as text
from snap.mart_quality_submission q
join place p using (lg_code)
join (values ('FY'), ('H1'), ('H2')) c(period) on c.period = 'FY' or q.period in (c.period, 'FY')
group by all"""
_SECTORS = """
select extra ->> 'sector6', string_agg(code, ' ' order by code) from snap.dim_code
where list = 'agencies' group by 1"""


@dataclass(frozen=True)
class Cell:
    """One count of a fiscal year as the snapshot gives it; ``value`` only when ``state`` is published.

    ``hidden_in_part``: of a municipality that itself hid some number of the form, so that a hidden count may be its
    known part and the number it kept to itself, which no equation holds.
    """

    key: Key
    value: int | None
    state: str
    population: int
    area: str
    hidden_in_part: bool = False

    @property
    def name(self) -> str:
        return "/".join(part for part in self.key if part)


@dataclass(frozen=True)
class Relation:
    """Cell ``parent`` is the sum of ``children`` (positions in the cells of the year).

    ``whole``: the children are given only where every one of them was told.
    """

    rule: str
    parent: int
    children: tuple[int, ...]
    whole: bool = False


@dataclass(frozen=True)
class View:
    """One fiscal year of one snapshot.

    ``submissions`` tells which published submissions (revision, date) a place's counts of a period are made of, by
    table; ``sectors`` which agencies a sector holds. Counts with the same of both are the same count.
    ``left_out``: (table, period, place_kind, place) of which a municipality itself hid some number.
    ``missing``: of which some number is in no sum, since it was hidden by its sender, is unknown or was returned.
    ``counts``: the true counts behind it, where the private work file holds them.
    """

    fiscal_year: int
    cells: tuple[Cell, ...]
    relations: tuple[Relation, ...]
    submissions: Mapping[tuple[str, str, str, str], str]
    sectors: Mapping[str, str]
    left_out: frozenset[tuple[str, str, str, str]] = frozenset()
    missing: frozenset[tuple[str, str, str, str]] = frozenset()
    counts: Mapping[tuple[str, ...], int] | None = None

    def version(self, key: tuple[str, ...]) -> str:
        """What a count is made of, as far as the snapshot tells."""
        count = Key(*key)
        made = self.submissions.get((count.table_id, count.period, count.place_kind, count.place_code), "")
        sides = ((count.from_level, count.from_code), (count.to_level, count.to_code))
        return "; ".join([made, *(self.sectors.get(code, "") for level, code in sides if level == "sector")])

    @cached_property
    def kinds(self) -> frozenset[tuple[str, ...]]:
        """Kinds of count the snapshot gives for the year."""
        return frozenset(_kind(cell.key) for cell in self.cells)

    def gives(self, key: tuple[str, ...]) -> bool:
        """Whether counts of this kind are given at all, so that one that is absent is a zero."""
        return _kind(key) in self.kinds


def _kind(key: tuple[str, ...]) -> tuple[str, ...]:
    count = Key(*key)
    return count.table_id, count.period, count.place_kind, count.from_level, count.to_level, count.category


def stored_certificate(snapshot: Path) -> dict[str, Any]:
    """The certificate a snapshot carries, by key; empty when it carries none yet."""
    with duckdb.connect(snapshot, read_only=True) as con:
        if not workdb.value(con, "select 1 from duckdb_tables() where table_name = 'certificate'"):
            return {}
        rows = con.execute("select key, value::varchar from certificate").fetchall()
    return {key: json.loads(value) for key, value in rows}


def views(snapshot: Path, declared: Declared, *, strict: bool = False) -> list[View]:
    """Every fiscal year of a snapshot file.

    `strict`: the declaration is of this very snapshot. Raises DeclarationError where it does not speak of its tables.
    """
    with duckdb.connect() as con:
        # DuckDB 1.5 takes no parameter in attach: an apostrophe of the path is doubled here.
        con.execute(f"attach '{str(snapshot).replace(chr(39), chr(39) * 2)}' as snap (read_only)")
        try:
            con.execute(_cells(declared))
        except duckdb.Error as error:
            raise DeclarationError("[[mart]]", _first_line(error)) from error
        for rule in declared["unpublished"]:
            try:
                con.execute(_unpublished(rule), _used(rule["sql"], declared["threshold"]))
            except duckdb.Error as error:
                raise DeclarationError(f"[[unpublished]] {rule['id']}", _first_line(error)) from error
        # Numbered only now, when the counts that are never published stand in the table as well.
        con.execute("alter table cell add column number integer")
        con.execute("update cell set number = rowid")
        if strict:
            _refuse_idle(con, declared)
        con.execute(_MADE_OF)
        con.execute(_left_some(con))
        sectors = dict(con.execute(_SECTORS).fetchall())
        years = con.execute("select distinct fiscal_year from cell order by 1").fetchall()
        return [_view(con, declared, year, sectors) for (year,) in years]


def _first_line(error: duckdb.Error) -> str:
    return f"公表データに当てはまりません（{str(error).splitlines()[0]}）"


def _refuse_idle(con: duckdb.DuckDBPyConnection, declared: Declared) -> None:
    """A count of a kind nobody declared stands in no equation; a relation whose sides never meet is none.

    Zeros need no equation, and where nothing but zeros was told (a first municipality without referrals) the parts of a
    total are not given at all: only sides that hold something else must meet.
    """
    for year, kind in con.execute(f"""
        select fiscal_year, concat_ws('/', table_id, period, place_kind, from_level, to_level, nullif(category, ''))
        from cell where not ({kinds(declared)}) order by number limit 1""").fetchall():
        raise DeclarationError(
            "[[table]] の cells", f"{year}年度の件数 {kind} が、どの表のセルでもありません"
        )
    for rule in declared["relation"]:
        not_zero = "value is distinct from 0"
        sides = f"""p as (select * from cell where {not_zero} and {holds(rule["parent"])}),
            c as (select * from cell where {not_zero} and {holds(rule["child"])})"""
        (met,) = workdb.fetch(
            con,
            f"""
            with {sides}
            select exists (from p) as parents, exists (from c) as children,
                exists (from p join c on p.fiscal_year = c.fiscal_year and {joined(rule)}) as pairs""",
        )
        if met["parents"] and met["children"] and not met["pairs"]:
            raise DeclarationError(
                f"[[relation]] {rule['id']}", "どの年度でも親と子が結び付きません。on を確かめてください"
            )


def _left_some(con: duckdb.DuckDBPyConnection) -> str:
    """Places of which a number of a form is in no sum, and whether its sender hid it; older snapshots tell of none."""
    published = workdb.value(
        con,
        "select 1 from duckdb_tables() where database_name = 'snap' and table_name = 'mart_quality_coverage'",
    )
    source = """
        select *, left_out_suppressed > 0 as hidden from snap.mart_quality_coverage
        where left_out_suppressed + left_out_unknown + left_out_returned > 0"""
    none = "select 0 as fiscal_year, '' as form, '' as period, '' as place_kind, '' as place_code, true as hidden where false"
    columns = "fiscal_year, form, period, place_kind, place_code, hidden"
    return f"create temp table left_some as select {columns} from ({source if published else none})"


def _view(con: duckdb.DuckDBPyConnection, declared: Declared, year: int, sectors: Mapping[str, str]) -> View:
    rows = con.execute(
        f"select number, value, state, population, area_code, {KEY} from cell where fiscal_year = ? order by number",
        [year],
    ).fetchall()
    # Cells are numbered over all years in the file, positions are those of one year.
    position = {number: place for place, (number, *_) in enumerate(rows)}
    whole = {rule["id"] for rule in declared["relation"] if rule.get("whole")}
    relations = [
        Relation(rule, position[parent], tuple(position[child] for child in children), rule in whole)
        for rule, parent, children in _relations(con, declared["relation"], year)
    ]
    forms = {mart["table"]: mart["form"] for mart in declared["mart"]}
    missing = {
        (table, period, place_kind, place): hidden
        for form, period, place_kind, place, hidden in con.execute(
            "select form, period, place_kind, place_code, hidden from left_some where fiscal_year = ?", [year]
        ).fetchall()
        for table in forms
        if forms[table] == form
    }
    left_out = frozenset(of for of, hidden in missing.items() if hidden)
    cells = tuple(
        Cell(
            key,
            value,
            state,
            population,
            area or "",
            key.place_kind == "municipality"
            and (key.table_id, key.period, key.place_kind, key.place_code) in left_out,
        )
        for _, value, state, population, area, *columns in rows
        # A loop of one: it gives the key a name inside the comprehension.
        for key in (Key(*columns),)
    )
    made = {
        (table, period, place_kind, place): text
        for form, period, place_kind, place, text in con.execute(
            "select form, period, place_kind, place_code, text from made_of where fiscal_year = ?", [year]
        ).fetchall()
        for table in forms
        if forms[table] == form
    }
    return View(year, cells, tuple(relations), made, sectors, left_out, frozenset(missing))


def _relations(
    con: duckdb.DuckDBPyConnection, rules: Iterable[Declared], year: int
) -> Iterator[tuple[str, int, list[int]]]:
    for rule in rules:
        sums = con.execute(
            f"""select p.number, list(c.number order by c.number)
            from (select * from cell where fiscal_year = $year and ({holds(rule["parent"])})) p
            join (select * from cell where fiscal_year = $year and ({holds(rule["child"])})) c on {joined(rule)}
            group by p.number order by p.number""",
            {"year": year},
        ).fetchall()
        yield from ((rule["id"], parent, children) for parent, children in sums)


def _cells(declared: Declared) -> str:
    """Counts of every declared mart in the columns the relations speak of."""
    parts = " union all by name ".join(
        f"select fiscal_year, '{mart['table']}' as table_id, {cell_columns(mart)}, value, state from snap.{mart['name']}"
        for mart in declared["mart"]
    )
    # 該当なし and 未回答 are no counts; a municipality of unknown population is judged as a very small one.
    return f"""
        create temp table cell as
        select c.*, f.extra ->> 'sector6' as from_sector, t.extra ->> 'sector6' as to_sector, m.area_code,
            coalesce(m.population, 0) as population
        from ({parts}) c
        left join snap.dim_code f on f.list = 'agencies' and f.code = c.from_code
        left join snap.dim_code t on t.list = 'agencies' and t.code = c.to_code
        left join snap.dim_municipality m on m.lg_code = c.place_code
        where c.state in ('{PUBLISHED}', '{HIDDEN}')"""


def _unpublished(rule: Declared) -> str:
    # Rules enumerate by margins and meet published counts on the way; those stay what they are (anti join).
    return f"""
        insert into cell by name
        select distinct u.*, null::bigint as value, '{UNPUBLISHED}' as state, f.extra ->> 'sector6' as from_sector,
            t.extra ->> 'sector6' as to_sector, m.area_code, coalesce(m.population, 0) as population
        from ({rule["sql"]}) u
        left join snap.dim_code f on f.list = 'agencies' and f.code = u.from_code
        left join snap.dim_code t on t.list = 'agencies' and t.code = u.to_code
        left join snap.dim_municipality m on m.lg_code = u.place_code
        anti join cell c using (fiscal_year, {KEY})
        order by all"""


def _used(sql: str, threshold: dict[str, int]) -> dict[str, int]:
    # DuckDB 1.5 refuses a parameter that the statement does not name.
    given = {"fine": threshold["fine_population"]}
    return {name: value for name, value in given.items() if f"${name}" in sql}
