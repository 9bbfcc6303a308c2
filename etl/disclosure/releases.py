"""What earlier snapshots have already told: their cells, kept in the private work file with their true counts.

Kept with each is the version of the submissions behind it (their revisions and dates are published): a year of the very
same submissions and counts is told once more as it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl import suppression, workdb
from etl.catalogue import Disclosure
from etl.disclosure.cells import COLUMNS, KEY, Cell, Key

# edition: the id of the snapshot that told the count. True values: this table never leaves the work file.
_STORE = f"""
create table if not exists released_cell(
    edition varchar, released timestamp, cell_id bigint, fiscal_year integer, {KEY.replace(",", " varchar,")} varchar,
    value bigint, latent boolean, population bigint, from_sector varchar, to_sector varchar, area_code varchar,
    version varchar, hidden boolean);
alter table released_cell add column if not exists told bigint"""
# Which forms and halves of which municipalities a version has, and which agencies its sectors hold.
_ANSWERED = (
    "create table if not exists released_version(version varchar, answered varchar[], agencies varchar)"
)
_DECIDED = """
create table if not exists released_year(
    edition varchar, fiscal_year integer, method varchar, gap double, proven boolean, seconds double)"""

# the submissions a count is made of: of its form, its period and every municipality of its place
_VERSION = """
create or replace temp table cell_version as
with made_of as (
    select a.fiscal_year, a.form, c.period, p.place_kind, p.place_code,
        string_agg(concat_ws(' ', a.lg_code, a.period, a.status, a.revision, a.submitted_on), ', '
                   order by a.lg_code, a.period) as made,
        list(concat_ws(' ', a.lg_code, a.period) order by a.lg_code, a.period)
            filter (where a.status in ('accepted', 'warned')) as answered
    from fct_answer a
    join fct_place p using (lg_code)
    join (values ('FY'), ('H1'), ('H2')) c(period) on c.period = 'FY' or a.period in (c.period, 'FY')
    group by all
),
sector as (
    select sector6 as code, string_agg(distinct series_code, ' ' order by series_code) as agencies from ref_agency group by 1
)
select c.cell_id, md5(concat_ws(';', m.made, f.agencies, t.agencies)) as version, m.answered,
    concat_ws(';', f.agencies, t.agencies) as agencies
from fct_cell c
join form_of o using (table_id)
left join made_of m on m.fiscal_year = c.fiscal_year and m.form = o.form and m.period = c.period
    and m.place_kind = c.place_kind and m.place_code = c.place_code
left join sector f on c.from_level = 'sector' and f.code = c.from_code
left join sector t on c.to_level = 'sector' and t.code = c.to_code"""

Answered = tuple[frozenset[str], str]
"""The forms and halves of municipalities that a version of a count has, and the agencies that its sectors hold."""

Name = tuple[Key, str]
"""What a count of a release is of, and the version of the submissions behind it."""


@dataclass(frozen=True)
class Settled:
    """A year that an earlier snapshot told just as it stands today: which cells it hid, and what is proven of that pattern."""

    hidden: frozenset[int]
    gap: float
    proven: bool
    seconds: float


@dataclass(frozen=True)
class Release:
    """The cells of one year as one earlier snapshot gave them, by cell id, with their names and what was hidden."""

    snapshot: str
    cells: Mapping[int, Cell]
    names: Mapping[int, Name]
    hidden: frozenset[int]

    @property
    def content(self) -> frozenset[tuple[Name, int, bool]]:
        """All that readers of the snapshot were given; another one that tells the same adds nothing."""
        return frozenset(
            (self.names[cell_id], cell.value, cell_id in self.hidden) for cell_id, cell in self.cells.items()
        )


def versions(con: duckdb.DuckDBPyConnection, declared: Disclosure) -> dict[int, str]:
    """The version of every cell of ``fct_cell``, of all years, by cell id: a digest of the submissions behind it."""
    con.execute("create or replace temp table form_of(table_id varchar, form varchar)")
    con.executemany("insert into form_of values (?, ?)", [(mart.table, mart.form) for mart in declared.marts])
    con.execute(_VERSION)
    return dict(con.execute("select cell_id, version from cell_version").fetchall())


def answered(con: duckdb.DuckDBPyConnection) -> dict[str, Answered]:
    """What each version of a count has, of today and of all snapshots before. Stands after `versions`."""
    con.execute(_ANSWERED)
    rows = con.execute("""
        select version, answered, agencies from cell_version union
        select version, answered, agencies from released_version""").fetchall()
    return {version: (frozenset(halves or ()), agencies) for version, halves, agencies in rows}


def grew(before: Answered | None, now: Answered | None) -> bool:
    """Whether a count has become larger by what came in since: all that was in it is in it still, sent again or not."""
    if before is None or now is None:
        return False
    return before[0] < now[0] and before[1] == now[1]


def record(con: duckdb.DuckDBPyConnection, declared: Disclosure, snapshot_id: str) -> None:
    """Keep what the snapshot just made has told."""
    versions(con, declared)
    con.execute(_STORE)
    con.execute("delete from released_cell where edition = ?", [snapshot_id])
    # A count that stands in no published table (latent) was hidden from every reader.
    con.execute(
        f"""insert into released_cell by name
        select ? as edition, now()::timestamp as released, c.cell_id, c.fiscal_year, {KEY}, c.value, c.latent,
            c.population, c.told, c.from_sector, c.to_sector, c.area_code, v.version,
            coalesce(s.state = 'suppressed', true) as hidden
        from fct_cell c join cell_version v using (cell_id)
        left join safe_cell s using (fiscal_year, {KEY})""",
        [snapshot_id],
    )
    con.execute(_ANSWERED)
    con.execute("""
        insert into released_version
        select distinct version, answered, agencies from cell_version
        where version not in (select version from released_version)""")
    con.execute(_DECIDED)
    con.execute("delete from released_year where edition = ?", [snapshot_id])
    con.execute(
        """insert into released_year
        with decided as (select value from safe_certificate where key = 'years'),
        year as (select unnest(json_keys(value)) as fiscal_year, value from decided)
        select ?, fiscal_year::integer, ?, (value -> fiscal_year ->> 'gap')::double,
            (value -> fiscal_year ->> 'proven')::boolean, (value -> fiscal_year ->> 'seconds')::double from year""",
        [snapshot_id, method(declared)],
    )


def method(declared: Disclosure) -> str:
    """A digest of the declaration and of the code that decides: under another of either, every year is decided anew."""
    digest = hashlib.sha256(declared.model_dump_json().encode())
    for folder in (Path(__file__).parent, Path(suppression.__file__).parent):
        for file in sorted(folder.glob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def settled(
    con: duckdb.DuckDBPyConnection,
    declared: Disclosure,
    fiscal_year: int,
    now: Iterable[Cell],
    made_of: Mapping[int, str],
) -> Settled | None:
    """The newest snapshot that told the very same counts of the year, decided by the same rules; None when there is none.

    Told once more, its pattern gives nothing away that it did not give away then, when all earlier ones were known.
    `made_of`: see `versions`.
    """
    con.execute(_STORE)
    con.execute(_DECIDED)
    places = {cell.key: cell.cell_id for cell in now}
    today = {(cell.key, made_of.get(cell.cell_id, "")): _as_told(cell) for cell in now}
    for edition, gap, proven, seconds in con.execute(
        """select edition, y.gap, y.proven, y.seconds from released_year y
        join (select edition, min(released) as released from released_cell group by 1) using (edition)
        where y.fiscal_year = ? and y.method = ? order by released desc""",
        [fiscal_year, method(declared)],
    ).fetchall():
        release = _release(con, edition, fiscal_year)
        if {name: _as_told(release.cells[cell_id]) for cell_id, name in release.names.items()} == today:
            hidden = frozenset(places[release.cells[cell_id].key] for cell_id in release.hidden)
            return Settled(hidden, gap, proven, seconds)
    return None


def _as_told(cell: Cell) -> tuple[int, bool, int | None]:
    # The population too: it decides whether every count of a municipality is protected.
    return cell.value, cell.latent, cell.population


def true_counts(con: duckdb.DuckDBPyConnection, snapshot_id: str) -> dict[int, dict[tuple[str, ...], int]]:
    """By year and key, the counts behind an earlier snapshot; nothing of one made before they were kept."""
    con.execute(_STORE)
    counts: dict[int, dict[tuple[str, ...], int]] = {}
    sql = f"select fiscal_year, value, {KEY} from released_cell where edition = ?"
    for year, value, *key in con.execute(sql, [snapshot_id]).fetchall():
        counts.setdefault(year, {})[tuple(key)] = value
    return counts


def recorded(con: duckdb.DuckDBPyConnection, snapshot_id: str) -> bool:
    """Whether what this snapshot told is kept: it was finished, not cut off half way."""
    con.execute(_STORE)
    sql = "select count(*) > 0 from released_cell where edition = ?"
    return bool(workdb.value(con, sql, [snapshot_id]))


def releases(con: duckdb.DuckDBPyConnection, fiscal_year: int) -> list[Release]:
    """Earlier snapshots of a year, oldest first; one that tells the same as another is left out."""
    con.execute(_STORE)
    by_content: dict[frozenset[tuple[Name, int, bool]], Release] = {}
    for (name,) in con.execute(
        "select edition from released_cell where fiscal_year = ? group by 1 order by min(released)",
        [fiscal_year],
    ).fetchall():
        release = _release(con, name, fiscal_year)
        by_content.setdefault(release.content, release)
    return list(by_content.values())


def _release(con: duckdb.DuckDBPyConnection, snapshot: str, fiscal_year: int) -> Release:
    rows = con.execute(
        f"""select version, hidden, {COLUMNS} from released_cell
        where edition = ? and fiscal_year = ? order by cell_id""",
        [snapshot, fiscal_year],
    ).fetchall()
    cells, names, hidden = dict[int, Cell](), dict[int, Name](), set[int]()
    for version, is_hidden, *columns in rows:
        cell = Cell.of(tuple(columns))
        cells[cell.cell_id] = cell
        names[cell.cell_id] = cell.key, version
        if is_hidden:
            hidden.add(cell.cell_id)
    return Release(snapshot, cells, names, frozenset(hidden))
