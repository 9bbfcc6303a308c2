"""The range of every hidden count: the least and the most that whoever holds one finished snapshot can work out.

A function of the published counts and the declared relations alone, so publishing it tells nothing new. It may be wider
than what an attacker with earlier snapshots knows, and is never narrower than what the file itself gives away.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa

from etl import workdb, workers
from etl.audit.attack import ENDLESS, Attack, Contradiction, components
from etl.audit.declaration import KEY, Declared, Key, cell_columns
from etl.audit.joint_system import joint_system
from etl.audit.view import HIDDEN, Relation, View, views
from etl.progress import Progress, silent, spans, tell, together, within

Range = tuple[int, int | None]
"""Least and most; no most where nothing published limits the count."""
Ranges = Mapping[int, Mapping[Key, Range]]
"""By fiscal year. A hidden count that stands here nowhere has no range."""
ENDS = ("value_low", "value_high")
_FOUND = pa.schema([
    ("fiscal_year", pa.int32()), *((column, pa.string()) for column in Key._fields), *((end, pa.int64()) for end in ENDS),
])  # fmt: skip


def of_snapshot(snapshot: Path, declared: Declared, progress: Progress = silent) -> Ranges:
    """The ranges that the published counts of a file leave, whatever ranges it carries already."""
    read = views(snapshot, declared)
    watch = together("ranges", [f"{view.fiscal_year}年度" for view in read], progress)
    return {
        view.fiscal_year: by_key
        for view, by_key in zip(read, workers.each(of_year, read, watch), strict=True)
    }


def of_year(view: View) -> dict[Key, Range]:
    """The ranges of one fiscal year: exact over consistent tables, ends rounded inward to whole counts.

    None for a count of a municipality that hid some number itself: what a sender hid stands in no total, so no equation
    speaks of it. Of a sum over several, the range is that of the parts that are counted; 0 where it may be none of them.
    """
    careful, untold = _careful(view)
    joint = joint_system([careful])
    ranges: dict[Key, Range] = {}
    systems = components(joint.equations)
    for cells, part in zip(systems, spans([len(cells) ** 2 for cells in systems]), strict=True):
        try:
            attack = Attack(joint.equations, cells)
        except Contradiction:
            continue  # it does not add up: nothing can be told, and the audit says why it stops the publication
        for done, number in enumerate(cells.tolist()):
            with within(*part):
                tell("ranges", done / len(cells))
            cell = joint.cells[number]
            if cell.state != HIDDEN or cell.key in untold:
                continue
            low, high = attack.interval(number)
            # A hidden count that can only be 0 is its sender's own x, of which no equation speaks.
            if high > 0:
                # An end so far out comes from the program's bound alone; nothing published limits the count.
                ranges[cell.key] = low, None if high >= ENDLESS / 2 else high
    return ranges


def _careful(view: View) -> tuple[View, frozenset[Key]]:
    """The year as one sees it who cannot tell which numbers a sender hid; and the counts of which nothing can be told.

    Where a place left a number out, a hidden count may stand in the sums as nothing, and parts that are given only if all
    of them were told may not add up to their whole.
    """
    cells = tuple(
        replace(cell, hidden_in_part=True) if _left_out(view, cell.key) else cell for cell in view.cells
    )
    above_zero = {_part(cell.key) for cell in view.cells if cell.value}
    doubtful = {relation for relation in view.relations if _doubtful(view, relation, above_zero)}
    untold = {cells[child].key for relation in doubtful for child in relation.children}
    untold |= {cell.key for cell in cells if cell.hidden_in_part and cell.key.place_kind == "municipality"}
    kept = tuple(relation for relation in view.relations if relation not in doubtful)
    return replace(view, cells=cells, relations=kept), frozenset(untold)


def _left_out(view: View, key: Key) -> bool:
    return (key.table_id, key.period, key.place_kind, key.place_code) in view.left_out


def _part(key: Key) -> tuple[str, ...]:
    return key.table_id, key.period, key.place_kind, key.place_code, key.category


def _doubtful(view: View, relation: Relation, above_zero: Container[tuple[str, ...]]) -> bool:
    """Parts told only together, of a place that left a number out, unless one of them is told there and above zero."""
    if not relation.whole or not _left_out(view, view.cells[relation.parent].key):
        return False
    return not any(_part(view.cells[child].key) in above_zero for child in relation.children)


def write(snapshot: Path, declared: Declared, by_year: Ranges) -> None:
    """Put the ranges beside the hidden counts of a file that is being made."""
    rows = [(year, *key, *ends) for year, ranges in by_year.items() for key, ends in ranges.items()]
    columns = zip(*rows, strict=True) if rows else [()] * len(_FOUND)
    table = pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, _FOUND, strict=True)], _FOUND
    )
    with duckdb.connect(snapshot) as con, workdb.lent(con, "worked_out", table):
        for mart in declared["mart"]:
            # By row: columns of a cell may be worked out, so a mart itself has no key to be joined by.
            con.execute(f"""
                update {mart["name"]} m set value_low = r.value_low, value_high = r.value_high
                from (select w.value_low, w.value_high, c.mart_row
                      from ({_read(mart)}) c join worked_out w using (fiscal_year, {KEY})) r
                where m.rowid = r.mart_row and m.state = '{HIDDEN}'""")


def stored_ranges(snapshot: Path, declared: Declared) -> Ranges | None:
    """The ranges a file carries; None for one from before there were any."""
    stored: dict[int, dict[Key, Range]] = {}
    with duckdb.connect(snapshot, read_only=True) as con:
        for mart in declared["mart"]:
            if not {*ENDS} <= {
                column["column_name"] for column in workdb.fetch(con, f"describe {mart['name']}")
            }:
                return None
            for year, low, high, *key in con.execute(
                f"select fiscal_year, value_low, value_high, {KEY} from ({_read(mart)}) where value_low is not null"
            ).fetchall():
                stored.setdefault(year, {})[Key(*key)] = low, high
    return stored


def _read(mart: Declared) -> str:
    """Every row of a mart with the columns of its count, its ends and where it stands."""
    return (
        f"select rowid as mart_row, fiscal_year, '{mart['table']}' as table_id, {cell_columns(mart)}, {', '.join(ENDS)} "
        f"from {mart['name']}"
    )


def differing(worked_out: Mapping[Key, Range], stored: Mapping[Key, Range]) -> Key | None:
    """A count whose stored range is not the one worked out; None when all agree."""
    return min(
        (key for key in {*worked_out, *stored} if worked_out.get(key) != stored.get(key)), default=None
    )
