"""秘匿: which cells to hide so that nobody can compute a protected count back (Fischetti & Salazar-González 2001).

`protect` takes any additive table; it knows nothing of municipalities or files.
"""

from __future__ import annotations

import time
from typing import Literal

from etl.disclosure.attain import attainable, tightened
from etl.disclosure.fast import Progress, fast, silent
from etl.disclosure.ledger import DOWN, UP, Ledger
from etl.disclosure.model import BadTable, Insider, Interval, Pattern, Protection, Relation, Table
from etl.disclosure.system import System, system_of
from etl.disclosure.validate import validate

__all__ = ["BadTable", "Insider", "Pattern", "Protection", "Relation", "Table", "protect"]

PROVEN = 1e-6


def protect(
    table: Table,
    *,
    method: Literal["auto", "exact", "fast"] = "auto",
    clip: bool = False,
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> Pattern:
    """The cells to hide. Raises BadTable for a table that is malformed or that no pattern can protect.

    `clip` reduces levels that the public cells make impossible to what they allow, instead of refusing the table.
    `method`: "fast" finds a minimal pattern, "exact" the cheapest with proof, or with the proven gap when
    `time_limit` (seconds) ends the search; "auto" chooses by size.
    """
    began = time.perf_counter()
    validate(table)
    system = system_of(table)
    system = tightened(attainable(system) if clip else system)
    found = fast(system, table.names, progress or silent)
    cost = float(system.cost[found.hidden].sum())
    return Pattern(
        suppressed=frozenset(found.hidden.nonzero()[0].tolist()),
        cost=cost,
        bound=min(found.bound, cost),
        proven=cost - found.bound <= PROVEN,
        intervals=_witnessed(system, found.ledger),
        seconds=time.perf_counter() - began,
    )


def _witnessed(system: System, ledger: Ledger) -> dict[int, Interval]:
    """How far the outside attacker's interval is known to reach for each protected cell."""
    intervals = {}
    for at, need in enumerate(system.needs):
        if not need.known:
            value = float(system.values[need.cell])
            intervals[need.cell] = (value - ledger.reach[DOWN][at], value + ledger.reach[UP][at])
    return intervals
