"""What hiding costs: no protection but the small counts, the manual rule, ours, and the proven bound, attacked alike.

`./run bench disclosure`; BENCH_SIZE=60 adds a prefecture-year of 60 municipalities, 179 the largest as well.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np

from etl import catalogue
from etl.disclosure import releases, tables
from etl.suppression import Table, protect
from etl.suppression.attacker_problem import Attacker
from etl.suppression.attain import attainable
from etl.suppression.intervals import intervals
from etl.suppression.nearby import LARGE
from etl.suppression.system import Flags, System, system_of
from etl.suppression.witnesses import Witnesses
from tests.disclosure.instances import prefecture, two_way

NEAR = 1e-6
COLUMNS = ("cells", "hidden", "value %", "recovered", "narrow", "insiders", "seconds", "gap")
HEAD = f"{'table':<14}{'method':<14}" + "".join(f"{column:>10}" for column in COLUMNS)


def next_smallest(table: Table, hidden: set[int]) -> set[int]:
    """The usual manual rule: where a sum has a single hidden part, hide its smallest other part too."""
    hidden, members = set(hidden), [[cell for cell, _ in relation.terms] for relation in table.relations]
    while True:
        before = len(hidden)
        for cells in members:
            if len(hidden.intersection(cells)) == 1:
                others = [
                    cell
                    for cell in cells
                    if cell not in hidden | table.public
                    and table.values[cell] >= max(1, table.lower_bound[cell])
                ]
                hidden.update(sorted(others, key=lambda cell: (table.values[cell], cell))[:1])
        if len(hidden) == before:
            return hidden


def attacked(table: Table, hidden: Iterable[int], inside: bool) -> tuple[int, int, int | str]:
    """Counts the outside attacker's programs determine; those held below their levels, from outside, by an insider."""
    flags = np.zeros(len(table.values), bool)
    flags[sorted(hidden)] = True
    outside = attainable(system_of(replace(table, insiders=())))
    short = unmet(outside, flags)
    found = intervals(outside, flags, short)
    exact = sum(high - low < NEAR for low, high in found.values())
    return exact, len(short), len(unmet(attainable(system_of(table)), flags)) if inside else "-"


def unmet(system: System, hidden: Flags) -> list[int]:
    """The cells of which some attacker learns too much."""
    left = Attacker(system, hidden, Witnesses(system)).prove(range(len(system.requirements)))
    return sorted({system.requirements[at].cell for at in left})


def show(name: str, table: Table, method: str, exact: bool = False) -> None:
    began, start = time.perf_counter(), {p.cell for p in table.primary}
    gap = ""
    if method == "primary only":
        hidden = start
    elif method == "next smallest":
        hidden = next_smallest(table, start)
    else:
        pattern = protect(
            table, method="exact" if exact else "heuristic", clip=not exact, with_intervals=False
        )
        hidden, gap = set(pattern.suppressed), f"{pattern.gap:.1%}"
    seconds, total = time.perf_counter() - began, sum(table.values)
    share = 100 * sum(table.values[cell] for cell in hidden) / total
    inside = bool(table.insiders) and (method == "ours" or len(table.values) < LARGE)
    figures = (*attacked(table, hidden, inside), f"{seconds:.1f}", gap)
    line = (len(table.values), len(hidden), f"{share:.2f}", *figures)
    print(f"{name:<14}{method:<14}" + "".join(f"{figure:>10}" for figure in line), flush=True)


def compare(name: str, table: Table, exact: bool = False) -> None:
    for method in ("primary only", "next smallest", "ours"):
        show(name, table, method, exact)


def bench_two_way() -> None:
    """(a) 20 × 12 with margins, solved with proof."""
    print("\n" + HEAD)
    for seed in range(3):
        compare(f"20x12 #{seed}", two_way(20, 12, seed), exact=True)


def bench_demo(demo_home: Path, tmp_path: Path) -> None:
    """(c) The demo's fiscal years, as the pipeline protects them: every municipality an insider."""
    print("\n" + HEAD)
    declared = catalogue.load().disclosure
    copy = shutil.copy(demo_home / "work" / "work.duckdb", tmp_path)
    with duckdb.connect(copy) as con:
        con.execute("drop table if exists released_cell")  # as if nothing had been published before
        made_of = releases.versions(con, declared)
        for year in tables.years(con)[-1:]:
            compare(f"demo {year}", tables.linked_table(con, declared, year, made_of).table)


def bench_prefecture() -> None:
    """(b, d) A prefecture-year of linked tables; the sizes named in BENCH_SIZE."""
    print("\n" + HEAD)
    for size in (int(part) for part in os.environ.get("BENCH_SIZE", "12").split(",")):
        compare(f"{size} towns", prefecture(size, max(2, round(size / 7.5))))
