"""What the outside attacker can find out about each hidden cell: its smallest and largest possible value.

Fischetti & Salazar-González (2001), section 2: two linear programs for each hidden cell, over the hidden cells alone.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from etl.suppression.attacker_problem import AttackerProblem, components
from etl.suppression.model import Interval
from etl.suppression.system import Flags, System
from etl.suppression.tolerances import CLOSE
from etl.suppression.witnesses import DOWN, UP


def intervals(system: System, hidden: Flags, among: Iterable[int] | None = None) -> dict[int, Interval]:
    """The attacker's interval of every hidden cell (or of those named), in the table's units; infinite where open."""
    by_cell: dict[int, Interval] = {}
    wanted = hidden.copy()
    if among is not None:
        wanted[:] = False
        wanted[list(among)] = True
    for cells in components(system.matrix, hidden):
        component = AttackerProblem(system, cells)
        asked = cells[wanted[cells]].tolist()
        ends = {sign: [component.push([(cell, sign, np.inf)]).value for cell in asked] for sign in (DOWN, UP)}
        for cell, lower, upper in zip(asked, ends[DOWN], ends[UP], strict=True):
            value = system.values[cell]
            by_cell[cell] = (_clean((value - lower) * system.unit), _clean((value + upper) * system.unit))
    return by_cell


def _clean(end: float) -> float:
    """A whole number where only rounding stands between."""
    if not np.isfinite(end):
        return float(end)
    return float(round(end)) if abs(end - round(end)) <= CLOSE else float(end)
