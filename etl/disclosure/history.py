"""What earlier snapshots have already told: their cells, kept in the private work file with their true counts.

A count is the same in two snapshots when the submissions behind it are the same (their revisions and dates are
published), or else whoever read both could subtract one from the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from etl.catalogue import Disclosure

KEY = "table_id, period, place_kind, place_code, from_level, from_code, to_level, to_code, category"
_STORE = f"""
create table if not exists released_cell(
    edition varchar, released timestamp, cell_id bigint, fiscal_year integer, {KEY.replace(",", " varchar,")} varchar,
    value bigint, latent boolean, population bigint, from_sector varchar, to_sector varchar, area_code varchar,
    version varchar, hidden boolean)"""

# the submissions a count is made of: of its form, its period and every municipality of its place
_VERSION = """
create or replace temp table cell_version as
with made_of as (
    select a.fiscal_year, a.form, c.period, p.place_kind, p.place_code,
        string_agg(concat_ws(' ', a.lg_code, a.period, a.status, a.revision, a.submitted_on), ', '
                   order by a.lg_code, a.period) as made
    from fct_answer a
    join fct_place p using (lg_code)
    join (values ('FY'), ('H1'), ('H2')) c(period) on c.period = 'FY' or a.period in (c.period, 'FY')
    group by all
),
sector as (
    select sector6 as code, string_agg(agency_code, ' ' order by agency_code) as agencies from ref_agency group by 1
)
select c.cell_id, md5(concat_ws(';', m.made, f.agencies, t.agencies)) as version
from fct_cell c
join form_of o using (table_id)
left join made_of m on m.fiscal_year = c.fiscal_year and m.form = o.form and m.period = c.period
    and m.place_kind = c.place_kind and m.place_code = c.place_code
left join sector f on c.from_level = 'sector' and f.code = c.from_code
left join sector t on c.to_level = 'sector' and t.code = c.to_code"""

Key = tuple[str, ...]
Name = tuple[Key, str]


@dataclass(frozen=True)
class Edition:
    """The cells of one year as one earlier snapshot gave them: `rows` by cell id, `names` and what was hidden."""

    name: str
    rows: Mapping[int, tuple[Any, ...]]
    names: Mapping[int, Name]
    hidden: frozenset[int]


def versions(con: duckdb.DuckDBPyConnection, declared: Disclosure) -> dict[int, str]:
    """The version of every cell of ``fct_cell``."""
    con.execute("create or replace temp table form_of(table_id varchar, form varchar)")
    con.executemany("insert into form_of values (?, ?)", [(mart.table, mart.form) for mart in declared.marts])
    con.execute(_VERSION)
    return dict(con.execute("select cell_id, version from cell_version").fetchall())


def record(con: duckdb.DuckDBPyConnection, declared: Disclosure, snapshot_id: str) -> None:
    """Keep what the snapshot just made has told."""
    versions(con, declared)
    con.execute(_STORE)
    con.execute("delete from released_cell where edition = ?", [snapshot_id])
    con.execute(
        f"""insert into released_cell by name
        select ? as edition, now()::timestamp as released, c.cell_id, c.fiscal_year, {KEY}, c.value, c.latent,
            c.population, c.from_sector, c.to_sector, c.area_code, v.version,
            coalesce(s.state = 'suppressed', true) as hidden
        from fct_cell c join cell_version v using (cell_id)
        left join safe_cell s using (fiscal_year, {KEY})""",
        [snapshot_id],
    )


def editions(con: duckdb.DuckDBPyConnection, fiscal_year: int, columns: str) -> list[Edition]:
    """Earlier snapshots of a year, oldest first; one that tells the same as another is left out."""
    con.execute(_STORE)
    found: dict[frozenset[Any], Edition] = {}
    for (name,) in con.execute(
        "select edition from released_cell where fiscal_year = ? group by 1 order by min(released)",
        [fiscal_year],
    ).fetchall():
        rows = con.execute(
            f"select version, hidden, {columns} from released_cell where edition = ? and fiscal_year = ? order by cell_id",
            [name, fiscal_year],
        ).fetchall()
        edition = Edition(
            name,
            {row[2]: row[2:] for row in rows},
            {row[2]: (row[-9:], row[0]) for row in rows},
            frozenset(row[2] for row in rows if row[1]),
        )
        found.setdefault(
            frozenset((edition.names[c], edition.rows[c][1], c in edition.hidden) for c in edition.rows),
            edition,
        )
    return list(found.values())
