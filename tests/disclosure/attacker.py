"""An attacker who shares no code with the engine: he has the published cells, the relations, and a linear program."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import numpy as np
from scipy.linalg import null_space
from scipy.optimize import linprog

from etl.suppression import Protection, Table

NEAR = 1e-5


def interval(
    table: Table, hidden: Iterable[int], cell: int, known: Iterable[int] = ()
) -> tuple[float, float]:
    """The smallest and largest value of a cell in any table that looks the same to this attacker."""
    matrix = dense(table)
    values = np.array(table.values, float)
    bounds = [(value, value) for value in values]
    for at in set(hidden) - set(known):
        bounds[at] = (table.lower_bound[at], table.upper_bound[at])
    ends = []
    for sign in (1, -1):
        goal = np.zeros(len(values))
        goal[cell] = sign
        found = linprog(goal, A_eq=matrix, b_eq=np.zeros(len(matrix)), bounds=bounds)
        assert found.status in (0, 3), found.message
        ends.append(sign * found.fun if found.status == 0 else -sign * np.inf)
    return ends[0], ends[1]


def protected(table: Table, hidden: Iterable[int]) -> bool:
    """Does the pattern hold every level against the outside attacker and against every insider?"""
    hidden = set(hidden)
    levels = {p.cell: p for p in table.primary}
    attacks = [(p, ()) for p in table.primary]
    attacks += [(levels[cell], insider.knows) for insider in table.insiders for cell in insider.protects]
    return all(holds(table, hidden, p, known) for p, known in attacks)


def holds(table: Table, hidden: set[int], p: Protection, known: Iterable[int] = ()) -> bool:
    """The three levels of Fischetti & Salazar-González (2001), section 2, for one cell and one attacker."""
    if p.cell not in hidden:
        return False
    if not (p.lower or p.upper or p.sliding):
        return True
    low, high = interval(table, hidden, p.cell, known)
    value, near = table.values[p.cell], NEAR * max(1.0, p.lower, p.upper, p.sliding)
    return low <= value - p.lower + near and high >= value + p.upper - near and high - low >= p.sliding - near


def cheapest(table: Table) -> float | None:
    """The least cost of any protecting pattern, by trying all; None when none protects."""
    start = {p.cell for p in table.primary}
    free = [
        cell
        for cell, value in enumerate(table.values)
        if cell not in start | table.public and value >= table.lower_bound[cell]
    ]
    base = sum(table.cost[cell] for cell in start)
    patterns = [
        start.union(more) for count in range(len(free) + 1) for more in itertools.combinations(free, count)
    ]
    patterns.sort(key=lambda pattern: sum(table.cost[cell] for cell in pattern))
    if not protected(table, start.union(free)):
        return None
    return base + next(
        sum(table.cost[cell] for cell in pattern - start) for pattern in patterns if protected(table, pattern)
    )


def determined(table: Table, hidden: Iterable[int]) -> list[int]:
    """Hidden cells that the relations alone determine: those that no vector of the null space moves (rank test)."""
    cells = sorted(hidden)
    moves = null_space(dense(table)[:, cells])
    return [cell for at, cell in enumerate(cells) if not len(moves[at]) or np.abs(moves[at]).max() < 1e-9]


def dense(table: Table) -> np.ndarray:
    """Relations × cells."""
    matrix = np.zeros((len(table.relations), len(table.values)))
    for row, relation in enumerate(table.relations):
        for cell, weight in relation.terms:
            matrix[row, cell] = weight
    return matrix
