"""Protect the facts of every year and write the only D2 tables a mart may read: ``safe_cell`` and its report."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import duckdb
import pyarrow as pa

from etl import workdb, workers
from etl.catalogue import Disclosure
from etl.disclosure import cells as all_cells
from etl.disclosure import releases
from etl.disclosure.declared import ProtectionError, refuse_idle, where
from etl.disclosure.tables import Hides, LinkedTable, following, linked_table, years
from etl.progress import Progress, Watch, silent, tell, together, within
from etl.suppression import protect
from etl.suppression.attain import attainable, within_relations
from etl.suppression.model import Pattern, Table
from etl.suppression.system import Requirement, system_of

_STEPS = {"start": (0.14, 0.30), "completion": (0.30, 0.48), "clean_up": (0.48, 0.78), "closing": (0.78, 1.0)}
"""From where to where each step of the search reaches, by its time on the demo: for who waits, no result hangs on it."""
_PACE: dict[str, Callable[[float], float]] = {
    # The widest needs come first and take nearly all the time; to open cells again is hardest for the cheapest, at the end.
    "start": lambda share: share,
    "completion": lambda share: 1 - (1 - share) ** 6,
    "clean_up": lambda share: share**2,
    "closing": lambda share: share,
}
Proven = Pattern | releases.Settled
"""What is known of a year's pattern: its proven gap, and how long it took to find."""


def apply(
    con: duckdb.DuckDBPyConnection,
    declared: Disclosure,
    progress: Progress = silent,
) -> list[str]:
    """Protect each fiscal year of ``fct_cell``; write ``safe_cell``, ``safe_loss`` and ``safe_certificate``.

    Returns the names of cells held back: an earlier snapshot showed them, and their new values would give others away.
    """
    refuse_idle(con, declared)
    proven: dict[int, Proven] = {}
    hidden: list[int] = []
    held: list[str] = []
    # What is told once more just as before is decided already; the rest is decided side by side.
    linked_tables: list[LinkedTable] = []
    decided: list[Hides] = []
    made_of = releases.versions(con, declared)
    for year in years(con):
        cells = all_cells.of_year(con, year)
        settled = releases.settled(con, declared, year, cells, made_of)
        if settled is None:
            # Read before the workers start: the connection belongs to this process alone, and the tables are small.
            linked_tables.append(linked_table(con, declared, year, made_of))
        else:
            proven[year] = settled
            hidden += settled.hidden
            decided.append({c.name: c.cell_id in settled.hidden for c in cells if c.value and not c.latent})
    for linked, pattern in patterns(linked_tables, decided, declared.cost.series, progress):
        year = linked.fiscal_year
        proven[year] = pattern
        present = {i for i in pattern.suppressed if i < len(linked.cell_ids)}
        hidden += [linked.cell_ids[i] for i in present]
        # What its own sender hides now is latent: no sum is to blame.
        lost = (present & linked.published_before) - linked.latent
        held += [f"{year}年度 {linked.table.names[i]}" for i in sorted(lost)]
        _check_latent(linked, pattern)
    _write_cells(con, hidden)
    _write_loss(con, declared)
    _write_certificate(con, declared, proven)
    return held


def patterns(
    linked_tables: Sequence[LinkedTable], decided: Sequence[Hides], factor: float, progress: Progress
) -> list[tuple[LinkedTable, Pattern]]:
    """The pattern of each year, in order. Each follows the years decided before; of a first load, those are the newest."""
    # The newest is read most. All others after it side by side: one after the other they would take twice as long.
    groups = [linked_tables] if decided else [linked_tables[-1:], linked_tables[:-1]]
    named = [f"{linked.fiscal_year}年度" for group in groups for linked in group]
    # The time of a year grows with the square of its cells, and those side by side share the time.
    lengths = [
        len(linked.table.values) ** 2 / workers.beside(len(group)) for group in groups for linked in group
    ]
    watch = together("protect", named, progress, lengths)
    known: dict[int, tuple[LinkedTable, Pattern]] = {}
    for group in groups:
        before, given = len(known), [*decided, *(_hides(*year) for year in known.values())]
        tasks = [following(linked, given, factor) for linked in group]
        heard = partial(_later, watch, before)
        for linked, pattern in zip(group, workers.each(decide, tasks, heard), strict=True):
            known[linked.fiscal_year] = linked, pattern
    return [known[linked.fiscal_year] for linked in linked_tables]


def _later(watch: Watch, before: int, number: int, step: str, share: float) -> None:
    watch(before + number, step, share)


def _hides(linked: LinkedTable, pattern: Pattern) -> Hides:
    return {
        linked.table.names[i]: i in pattern.suppressed
        for i in range(len(linked.cell_ids))
        if linked.table.values[i] and i not in linked.latent
    }


def decide(linked: LinkedTable) -> Pattern:
    """Totals of the prefecture are published unless their parts could then be narrowed too far."""
    tell("attainable", 0.0)
    table = replace(linked.table, public=linked.table.public | linked.totals)
    if linked.totals and _narrow(table, linked.width) > _narrow(linked.table, linked.width):
        table = linked.table

    def step(name: str, share: float) -> None:
        with within(*_STEPS[name]):
            tell(name, _PACE[name](share))

    # Levels that public cells have made impossible are lowered, not refused; intervals are the audit's to tell.
    return protect(
        table, method="heuristic", clip=True, closed_below=linked.k, with_intervals=False, progress=step
    )


def _narrow(table: Table, width: int) -> int:
    """Protected counts whose interval stays below the width whatever else is hidden: for a reader, for a municipality."""
    # Insiders multiply the requirements, and the question is put twice a year of data: of them single relations are asked,
    # which tell the plain case (a total of two municipalities, of which one knows its own part).
    alone, wanted = system_of(replace(table, insiders=())), system_of(table)
    readers = [(width, needed) for needed in attainable(alone).requirements]
    insiders = [
        (min(width, _room(asked) * wanted.unit), needed)
        for asked, needed in zip(wanted.requirements, within_relations(wanted).requirements, strict=True)
        if asked.by
    ]
    return sum(_room(needed) * wanted.unit < least for least, needed in (*readers, *insiders))


def _room(requirement: Requirement) -> float:
    """How far apart the ends of what its attacker can believe are to be."""
    return requirement.upper + requirement.lower


def _check_latent(linked: LinkedTable, pattern: Pattern) -> None:
    shown = linked.latent - pattern.suppressed
    if shown:
        name = linked.table.names[min(shown)]
        raise ProtectionError(f"{linked.fiscal_year}年度: 公表しないはずのセル {name} が秘匿されていません。")


def _write_cells(con: duckdb.DuckDBPyConnection, hidden: list[int]) -> None:
    with workdb.lent(con, "hidden", pa.table({"cell_id": pa.array(sorted(hidden), pa.int64())})):
        con.execute("""
            create or replace table safe_cell as
            select c.fiscal_year, c.table_id, c.period, c.place_kind, c.place_code, c.from_level, c.from_code,
                c.to_level, c.to_code, c.category,
                case when h.cell_id is null then c.value end as value,
                case when h.cell_id is null then 'value' else 'suppressed' end as state
            from fct_cell c left join hidden h using (cell_id)
            where not c.latent""")


def _write_loss(con: duckdb.DuckDBPyConnection, declared: Disclosure) -> None:
    """Cells above zero and hidden cells per published table. The hidden *value* is not told: it would be a margin."""
    tables = declared.tables
    titles = pa.table(
        {
            name: pa.array([getattr(table, name) for table in tables], pa.string())
            for name in ("id", "ja", "en")
        }
    )
    parts = " union all ".join(
        f"select '{table.id}' as table_id, fiscal_year, state from safe_cell where {where(table.cells)}"
        for table in tables
    )
    with workdb.lent(con, "declared_table", titles):
        con.execute(f"""
            create or replace table safe_loss as
            select p.fiscal_year, d.id as table_id, d.ja as title_ja, d.en as title_en, count(*)::integer as cells,
                (count(*) filter (where p.state = 'suppressed'))::integer as hidden
            from ({parts}) p join declared_table d on d.id = p.table_id
            group by all""")
    # Each published count stands in exactly one declared table; else its loss would be told nowhere, or twice.
    if workdb.value(con, f"select (select count(*) from ({parts})) <> (select count(*) from safe_cell)"):
        raise ProtectionError(
            "公表する表のうち disclosure.toml に宣言のないものがあります。[[table]] を確かめてください。"
        )


def _write_certificate(
    con: duckdb.DuckDBPyConnection, declared: Disclosure, proven: dict[int, Proven]
) -> None:
    shown = con.execute(
        "select fiscal_year, sum(cells)::int, sum(hidden)::int from safe_loss group by 1"
    ).fetchall()
    published = {year: {"cells": cells, "hidden": hidden} for year, cells, hidden in shown}
    entries = {
        "threshold": declared.threshold.model_dump(),
        "years": {
            str(year): {
                **published[year],
                # Not to the last digit: a gap is made of costs, and these are functions of hidden counts.
                "gap": round(pattern.gap, 3),
                "proven": pattern.proven,
                "seconds": round(pattern.seconds, 2),
            }
            for year, pattern in sorted(proven.items())
        },
    }
    written = pa.table(
        {
            "key": pa.array(entries, pa.string()),
            "value": pa.array([json.dumps(value) for value in entries.values()], pa.string()),
        }
    )
    with workdb.lent(con, "entries", written):
        con.execute(
            "create or replace table safe_certificate as select key, value::json as value from entries"
        )
