"""Cell suppression: which cells to hide so that nobody can compute a protected count back.

`protect` takes any additive table (Fischetti & Salazar-González 2001); nothing here knows of municipalities, files or
the rest of the project.
"""

from __future__ import annotations

import time
from typing import Literal

from etl.suppression.attain import attainable, tightened
from etl.suppression.closing import close
from etl.suppression.completion import refuse_impossible
from etl.suppression.deadline import Deadline
from etl.suppression.exact import exact
from etl.suppression.heuristic import Incumbent, Progress, heuristic, silent
from etl.suppression.intervals import intervals
from etl.suppression.model import BadTable, Insider, Pattern, Protection, Relation, Table
from etl.suppression.system import System, system_of, without_implied
from etl.suppression.tolerances import SAME
from etl.suppression.validate import validate

__all__ = ["BadTable", "Insider", "Pattern", "Protection", "Relation", "Table", "protect"]

SMALL = 600  # cells up to which the search for the cheapest pattern is left to end by itself


def protect(
    table: Table,
    *,
    method: Literal["auto", "exact", "heuristic"] = "auto",
    clip: bool = False,
    closed_below: float = 0.0,
    time_limit: float | None = None,
    with_intervals: bool = True,
    progress: Progress | None = None,
) -> Pattern:
    """The cells to hide. Raises BadTable for a table that is malformed or that no pattern can protect.

    `clip` reduces levels that the public cells make impossible to what they allow, instead of refusing the table.
    `method`: "heuristic" finds a minimal pattern, "exact" the cheapest with proof (section 3 of the paper), or with the
    proven gap when `time_limit` (seconds) ends the search; "auto" is exact for tables of up to SMALL cells and
    wherever a time limit is given. `closed_below`: a hidden cell that may be less is protected as if it were (`closing`);
    the bound stays that of the pattern before. `with_intervals` adds the attacker's interval of every hidden cell to the answer.
    """
    began, deadline, report = time.perf_counter(), Deadline.of(time_limit), progress or silent
    validate(table)
    given = system_of(table)
    if clip:
        given, system, incumbent = _clipped(given, table.names, report, deadline)
    else:
        given = without_implied(given)
        refuse_impossible(given, table.names)
        system = tightened(given)
        incumbent = heuristic(system, table.names, report, deadline)
    if method == "exact" or (method == "auto" and (time_limit is not None or system.size <= SMALL)):
        incumbent = exact(system, table.names, incumbent, deadline, report)
    hidden = incumbent.hidden
    if closed_below:
        report("closing", 0.0)
        hidden = close(system, table.names, hidden, incumbent.witnesses, closed_below, deadline)
    cost = float(system.cost[hidden].sum())
    return Pattern(
        suppressed=frozenset(hidden.nonzero()[0].tolist()),
        cost=cost,
        bound=min(incumbent.bound, cost),
        proven=cost - incumbent.bound <= SAME * max(1.0, cost),
        intervals=intervals(given, hidden) if with_intervals else {},
        seconds=time.perf_counter() - began,
    )


def _clipped(
    asked: System, names: tuple[str, ...], report: Progress, deadline: Deadline
) -> tuple[System, System, Incumbent]:
    """The system with levels as far as they are possible, the same with its rooms tightened, and a pattern that protects it.

    To ask a program of every insider takes long and hardly ever tells more than single relations: all are asked only
    where some need has turned out to be impossible.
    """

    def begun(insiders: bool) -> tuple[System, System, Incumbent]:
        given = without_implied(attainable(asked, insiders))
        system = tightened(given)
        return given, system, heuristic(system, names, report, deadline)

    try:
        return begun(insiders=False)
    except BadTable:
        return begun(insiders=True)
