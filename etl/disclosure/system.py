"""The table as numbers: equations on the *deviation* of each cell from its true value, and what must be shown.

Working with deviations keeps the true table at the origin: zero is always feasible, a witness is any direction
away from it, and large counts never meet small ones in one column.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from etl.disclosure.complete import complete
from etl.disclosure.model import Protection, Table
from etl.disclosure.simplex import Vector

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Need:
    """What one attacker must be unable to exclude: `cell` higher by `rise`, lower by `fall`, `slide` apart.

    `known` are the cells this attacker knows although they are hidden (none for the outside attacker).
    """

    cell: int
    rise: float
    fall: float
    slide: float
    known: frozenset[int] = frozenset()


@dataclass(frozen=True)
class System:
    """Relations × cells in columns. `values` is one consistent table, `down` and `up` the room around it."""

    matrix: csc_array
    values: Vector
    down: Vector
    up: Vector
    cost: Vector
    public: Flags
    start: Flags
    needs: tuple[Need, ...]

    @property
    def size(self) -> int:
        return len(self.cost)


def system_of(table: Table) -> System:
    """Numbers of a validated table. Raises BadTable when the unknown cells admit no consistent table."""
    values = complete(table)
    low = np.array(table.lower_bound, float)
    high = np.array([np.inf if limit is None else limit for limit in table.upper_bound], float)
    public = values < low
    public[sorted(table.public)] = True
    start = np.array([value is None for value in table.values], bool)
    start[[p.cell for p in table.primary]] = True
    return System(
        matrix=_matrix(table),
        values=values,
        down=np.maximum(values - low, 0.0),
        up=np.maximum(high - values, 0.0),
        cost=np.array(table.cost, float),
        public=public,
        start=start,
        needs=_needs(table, values, public),
    )


def _matrix(table: Table) -> csc_array:
    terms = [(row, *term) for row, relation in enumerate(table.relations) for term in relation.terms]
    rows, cells, weights = np.array(terms, np.int32).reshape(-1, 3).T
    shape = (len(table.relations), len(table.values))
    matrix = csc_array((weights.astype(float), (rows, cells)), shape=shape)
    matrix.sort_indices()
    return matrix


def _needs(table: Table, values: Vector, public: Flags) -> tuple[Need, ...]:
    levels = {p.cell: p for p in table.primary if p.lower or p.upper or p.sliding}
    needs = [_need(table, values, p, frozenset()) for p in levels.values()]
    for insider in table.insiders:
        known = frozenset(cell for cell in insider.knows if not public[cell])
        needs += [_need(table, values, levels[cell], known) for cell in insider.protects if cell in levels]
    return tuple(needs)


def _need(table: Table, values: Vector, p: Protection, known: frozenset[int]) -> Need:
    """Levels of an unknown cell are counted from its lower bound, not from the value we happened to complete."""
    shift = values[p.cell] - table.lower_bound[p.cell] if table.values[p.cell] is None else 0.0
    return Need(p.cell, float(max(p.upper - shift, 0)), float(p.lower + shift), float(p.sliding), known)
