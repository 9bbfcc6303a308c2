"""Inequalities every protecting pattern obeys: Σ weight × (cell is hidden) ≥ level.

Capacity inequalities of Fischetti & Salazar-González (2001), section 4: for multipliers of the relations, a cell can
move by at most the weighted room of the hidden cells. Weights never need to exceed the level, since hiding is 0 or 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from etl.suppression.simplex import Vector
from etl.suppression.system import Requirement, System, flags_of
from etl.suppression.tolerances import TINY
from etl.suppression.witnesses import DOWN, UP


@dataclass(frozen=True, eq=False)
class Cut:
    """Σ weights × hidden[cells] ≥ level."""

    cells: NDArray[np.intp]
    weights: Vector
    level: float

    def slack(self, hidden: Vector) -> float:
        """How far a pattern (or a fraction of one) exceeds what the cut asks; negative when it violates it."""
        return float(self.weights @ hidden[self.cells]) - self.level

    @property
    def key(self) -> tuple[bytes, bytes, float]:
        """Equal for cuts that say the same."""
        return self.cells.tobytes(), np.round(self.weights, 6).tobytes(), round(self.level, 6)


def cut_of(system: System, cells: NDArray[np.intp], weights: Vector, level: float) -> Cut | None:
    """The cut without the cells hidden anyway; None when those already meet it."""
    # What is hidden from the start is paid for already; the cut is about the rest.
    level -= float(np.minimum(weights, level)[system.start[cells]].sum())
    free = ~system.start[cells] & ~system.public[cells] & (weights > TINY)
    if level <= TINY:
        return None
    # No weight above the level: one such cell alone meets it, and a smaller weight makes a stronger inequality.
    return Cut(cells[free], np.minimum(weights[free], level), level)


def relation_cuts(system: System) -> Iterator[Cut]:
    """For each requirement and each relation of its cell: the other cells of that relation must make room for the move."""
    rows = csr_array(system.matrix)
    columns = system.matrix
    known_to = {known: flags_of(system.size, known) for known in {r.known for r in system.requirements}}
    for requirement in system.requirements:
        for entry in range(columns.indptr[requirement.cell], columns.indptr[requirement.cell + 1]):
            row, weight = columns.indices[entry], columns.data[entry]
            span = slice(rows.indptr[row], rows.indptr[row + 1])
            cells, ratios = rows.indices[span], rows.data[span] / weight
            movable = (
                (cells != requirement.cell) & ~system.public[cells] & ~known_to[requirement.known][cells]
            )
            yield from _relation_cuts(system, requirement, cells[movable], ratios[movable])


def _relation_cuts(
    system: System, requirement: Requirement, cells: NDArray[np.intp], ratios: Vector
) -> Iterator[Cut]:
    for sign, level in ((UP, requirement.upper), (DOWN, requirement.lower)):
        if level > 0:
            room = np.where(sign * ratios < 0, system.up[cells], system.down[cells])
            cut = cut_of(system, cells.astype(np.intp), np.minimum(room * np.abs(ratios), level), level)
            if cut is not None:
                yield cut


def lifted_cut(
    system: System, requirement: Requirement, sign: int, level: float, duals: Vector
) -> Cut | None:
    """The cut of the attacker's multipliers: the move of a cell is at most Σ (reduced cost × room) of the hidden ones.

    `duals` are any multipliers of the relations; cells the attacker knows make no room.
    """
    reduced = _reduced(system, requirement, sign, duals)
    share = 1.0 - sign * reduced[requirement.cell]  # what the relations alone say of the cell's move
    if level <= 0 or share <= TINY:
        return None
    weights = _room(system, requirement, reduced) / share
    cells = np.flatnonzero(weights > TINY)
    return cut_of(system, cells, np.minimum(weights[cells], level), level)


def sliding_cut(system: System, requirement: Requirement, up: Vector, down: Vector) -> Cut | None:
    """The cut of both programs together: the width of the attacker's interval is at most the sum of both bounds."""
    weights, level = np.zeros(system.size), requirement.sliding
    for sign, duals, own in ((UP, up, system.up), (DOWN, down, system.down)):
        reduced = _reduced(system, requirement, sign, duals)
        mine = sign * reduced[requirement.cell]
        level -= mine * own[requirement.cell] if mine > 0 else 0.0
        weights += _room(system, requirement, reduced) / (1.0 - min(mine, 0.0))
    cells = np.flatnonzero(weights > TINY)
    return cut_of(system, cells, np.minimum(weights[cells], level), level) if level > TINY else None


def _reduced(system: System, requirement: Requirement, sign: int, duals: Vector) -> Vector:
    reduced = -(system.matrix.T @ duals)
    reduced[requirement.cell] += sign
    # The dust of floating point, multiplied by an endless room, would be an endless weight.
    reduced[np.abs(reduced) < TINY] = 0.0
    return reduced


def _room(system: System, requirement: Requirement, reduced: Vector) -> Vector:
    """Reduced cost × room of every cell that may move besides the requirement's own."""
    weights = np.zeros(system.size)
    rising, falling = reduced > 0, reduced < 0
    weights[rising] = reduced[rising] * system.up[rising]
    weights[falling] = -reduced[falling] * system.down[falling]
    weights[[requirement.cell, *requirement.known]] = 0.0
    weights[system.public] = 0.0
    return weights
