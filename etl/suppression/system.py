"""The table as numbers: equations on the *deviation* of each cell from its true value, and what must be shown.

Working with deviations keeps the true table at the origin: zero is always feasible, a witness is any direction
away from it, and large counts never meet small ones in one column.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from etl.suppression.fill_unknown import fill_unknown
from etl.suppression.model import Protection, Table
from etl.suppression.simplex import Vector

Flags = NDArray[np.bool_]
LARGEST = 2.0**16
"""The largest level that programs meet: their tolerances (`tolerances`) are made for numbers of this size."""


@dataclass(frozen=True)
class Requirement:
    """What one attacker must be unable to exclude: `cell` higher by `upper`, lower by `lower`, ends `sliding` apart.

    The protection levels of the literature (UPL, LPL, SPL), against one attacker and on one consistent table. `known` are
    the cells this attacker (`by`) knows although they are hidden; none for the outside attacker.
    """

    cell: int
    upper: float
    lower: float
    sliding: float
    known: frozenset[int] = frozenset()
    by: str = ""


@dataclass(frozen=True)
class System:
    """Relations × cells in columns. `values` is one consistent table, `down` and `up` the room around it.

    Amounts are counted in `unit`s, so that programs meet no number too large for their tolerances.
    """

    matrix: csc_array
    values: Vector
    down: Vector
    up: Vector
    cost: Vector
    public: Flags
    start: Flags
    requirements: tuple[Requirement, ...]
    unit: float = 1.0

    @property
    def size(self) -> int:
        return len(self.cost)


def system_of(table: Table) -> System:
    """Numbers of a validated table. Raises BadTable when the unknown cells admit no consistent table."""
    values = fill_unknown(table)
    low = np.array(table.lower_bound, float)
    high = np.array([np.inf if limit is None else limit for limit in table.upper_bound], float)
    # A value below its own lower bound is a zero where hidden counts are at least 1: readers see that it is none of them.
    public = values < low
    public[sorted(table.public)] = True
    start = np.array([value is None for value in table.values], bool)
    start[[p.cell for p in table.primary]] = True
    requirements = _requirements(table, values, public)
    # One unit for the whole table: amounts of different sizes in one program would lose the small ones.
    unit = _unit(requirements)
    return System(
        matrix=_matrix(table),
        values=values / unit,
        down=np.maximum(values - low, 0.0) / unit,
        up=np.maximum(high - values, 0.0) / unit,
        cost=np.array(table.cost, float),
        public=public,
        start=start,
        requirements=tuple(
            replace(
                requirement,
                upper=requirement.upper / unit,
                lower=requirement.lower / unit,
                sliding=requirement.sliding / unit,
            )
            for requirement in requirements
        ),
        unit=unit,
    )


def _unit(requirements: tuple[Requirement, ...]) -> float:
    """A power of two (dividing by it loses nothing) that brings the largest level within LARGEST."""
    largest = max(
        (max(requirement.upper, requirement.lower, requirement.sliding) for requirement in requirements),
        default=0.0,
    )
    return max(1.0, 2.0 ** math.ceil(math.log2(largest / LARGEST))) if largest > LARGEST else 1.0


def _matrix(table: Table) -> csc_array:
    terms = [(row, cell, weight) for row, r in enumerate(table.relations) for cell, weight in r.terms]
    rows, cells, weights = zip(*terms, strict=True) if terms else ((), (), ())
    places = np.array(rows, np.int32), np.array(cells, np.int32)
    shape = (len(table.relations), len(table.values))
    matrix = csc_array((np.array(weights, float), places), shape=shape)
    # Rows in order within each column, so that programs, and which of equal answers they give, are the same every time.
    matrix.sort_indices()
    return matrix


def _requirements(table: Table, values: Vector, public: Flags) -> tuple[Requirement, ...]:
    """Requirements against every attacker that knows of a protected cell, the outside one first."""
    levels = {p.cell: p for p in table.primary if p.lower or p.upper or p.sliding}
    full: dict[int, dict[frozenset[int], str]] = {cell: {frozenset(): ""} for cell in levels}
    little: dict[int, dict[frozenset[int], str]] = defaultdict(dict)
    for insider in table.insiders:
        known = frozenset(cell for cell in insider.knows if not public[cell])
        for cell in insider.protects:
            if cell in levels:
                full[cell].setdefault(known, insider.name)
        for cell in insider.unsure:
            little[cell].setdefault(known, insider.name)
    return tuple(
        replace(requirement, known=known, by=name)
        for attackers, level in (
            (full, lambda cell: _requirement(table, values, levels[cell])),
            (little, lambda cell: Requirement(cell, upper=1.0, lower=0.0, sliding=0.0)),
        )
        for cell, by_known in attackers.items()
        for requirement in (level(cell),)
        for known, name in by_known.items()
    )


def without_implied(system: System) -> System:
    """The same system without what is implied: who knows more of a cell and is to see as little is the stronger attacker.

    To be asked of levels that are possible: what is lowered against the stronger one must still hold against the weaker.
    """
    by_cell: dict[int, list[Requirement]] = defaultdict(list)
    for requirement in system.requirements:
        by_cell[requirement.cell].append(requirement)
    return replace(
        system,
        requirements=tuple(
            requirement
            for requirement in system.requirements
            if not any(_implies(other, requirement) for other in by_cell[requirement.cell])
        ),
    )


def _implies(stronger: Requirement, weaker: Requirement) -> bool:
    return (
        weaker.upper <= stronger.upper
        and weaker.lower <= stronger.lower
        and weaker.sliding <= stronger.sliding
        and weaker.known < stronger.known
    )


def outsiders(requirements: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
    """The same requirements against the outside attacker alone: what protects against an insider protects against him."""
    first: dict[int, Requirement] = {}
    for requirement in requirements:
        met = first.get(requirement.cell, requirement)
        first[requirement.cell] = replace(
            requirement,
            upper=max(met.upper, requirement.upper),
            lower=max(met.lower, requirement.lower),
            sliding=max(met.sliding, requirement.sliding),
            known=frozenset(),
            by="",
        )
    return tuple(first.values())


def _requirement(table: Table, values: Vector, p: Protection) -> Requirement:
    """Levels of an unknown cell are counted from its lower bound, not from the value we happened to complete."""
    shift = values[p.cell] - table.lower_bound[p.cell] if table.values[p.cell] is None else 0.0
    return Requirement(p.cell, float(max(p.upper - shift, 0)), float(p.lower + shift), float(p.sliding))


def flags_of(size: int, cells: Iterable[int]) -> Flags:
    """Which of all cells are the named ones."""
    flags = np.zeros(size, bool)
    flags[list(cells)] = True
    return flags


class Watched:
    """What the attackers of a protected cell know: a witness is worth more without it."""

    def __init__(self, system: System) -> None:
        self._requirements, self._size = system.requirements, system.size
        self._by_cell: dict[int, list[int]] = defaultdict(list)
        for number, requirement in enumerate(system.requirements):
            if requirement.known:
                self._by_cell[requirement.cell].append(number)

    def requirements_of(self, cell: int) -> list[int]:
        """The requirements of the cell against attackers that know something."""
        return self._by_cell.get(cell, [])

    def by_attackers_of(self, requirements: Iterable[int]) -> Flags:
        """Flags over all cells."""
        return flags_of(
            self._size, frozenset().union(*(self._requirements[number].known for number in requirements))
        )
