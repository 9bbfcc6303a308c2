"""What has been shown to be possible: consistent tables (witnesses) and how far each takes the protected cells.

One witness serves every cell it moves, upwards and, reversed, downwards; that is what makes thousands of protected
cells cheap to prove.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etl.disclosure.simplex import Vector
from etl.disclosure.system import System

CLOSE = 1e-6
UP, DOWN = 1, -1


@dataclass(frozen=True, eq=False)
class Witness:
    """A deviation from the true table that leaves every relation true: the cells it moves and by how much."""

    cells: NDArray[np.intp]
    moves: Vector


class Ledger:
    """For each need and direction, the farthest witness known so far."""

    def __init__(self, system: System) -> None:
        self.system = system
        count = len(system.needs)
        self.reach = {UP: [0.0] * count, DOWN: [0.0] * count}
        self.proof: dict[int, list[Witness | None]] = {UP: [None] * count, DOWN: [None] * count}
        self._by_cell: dict[int, list[int]] = defaultdict(list)
        for at, need in enumerate(system.needs):
            self._by_cell[need.cell].append(at)
        self._moving: dict[int, list[Witness]] = defaultdict(list)
        self._users: dict[Witness, set[tuple[int, int]]] = defaultdict(set)
        self._largest = max((max(n.rise, n.fall, n.slide) for n in system.needs), default=0.0)

    def missing(self, at: int) -> list[tuple[int, float]]:
        """The (direction, distance) still to be shown for a need; empty when it is met."""
        need, rise, fall = self.system.needs[at], self.reach[UP][at], self.reach[DOWN][at]
        wanted = ((UP, need.rise, rise), (DOWN, need.fall, fall))
        sides = [(sign, far) for sign, far, reached in wanted if reached < far - CLOSE]
        if not sides and rise + fall < need.slide - CLOSE:
            sides = [(UP, need.slide - fall), (DOWN, need.slide - rise)]
        return sides

    def offer(self, moves: Vector, cells: NDArray[np.intp] | None = None) -> None:
        """Record a deviation (of all cells, or of those named), stretched and reversed as far as it goes."""
        at = np.flatnonzero(np.abs(moves) > CLOSE)
        where = at if cells is None else cells[at]
        if not len(at):
            return
        step = _primitive(moves[at])
        for sign in (UP, DOWN):
            times = self._stretch(where, sign * step)
            if times > 0:
                self._record(Witness(where, sign * times * step))

    def resting_on(self, cell: int) -> list[tuple[int, int]]:
        """The (need, direction) pairs whose witness moves this cell, in order."""
        return sorted({side for witness in self._moving[cell] for side in self._users.get(witness, ())})

    def set(self, at: int, sign: int, reach: float, witness: Witness | None) -> None:
        """Replace the proof of one side of a need."""
        old = self.proof[sign][at]
        if old is not None:
            self._users[old].discard((at, sign))
        if witness is not None:
            if witness not in self._users:
                for cell in witness.cells.tolist():
                    self._moving[cell].append(witness)
            self._users[witness].add((at, sign))
        self.reach[sign][at], self.proof[sign][at] = reach, witness

    def _stretch(self, cells: NDArray[np.intp], step: Vector) -> float:
        """How many times a step fits into the room of its cells, in whole steps, no farther than any need asks."""
        room = np.where(step > 0, self.system.up[cells], self.system.down[cells])
        times = float(np.min((room + CLOSE) / np.abs(step)))
        return float(np.floor(min(times, max(self._largest, 1.0))))

    def _record(self, witness: Witness) -> None:
        moved: set[int] | None = None
        for cell, move in zip(witness.cells.tolist(), witness.moves.tolist(), strict=True):
            sign = UP if move > 0 else DOWN
            for at in self._by_cell.get(cell, ()):
                if abs(move) <= self.reach[sign][at] or not self.missing(at):
                    continue
                moved = moved or set(witness.cells.tolist())
                if moved.isdisjoint(self.system.needs[at].known):
                    self.set(at, sign, abs(move), witness)


def _primitive(moves: Vector) -> Vector:
    """The smallest whole-number step in the same direction; a fractional deviation is left as it is."""
    whole = np.round(moves)
    if np.abs(moves - whole).max() > CLOSE:
        return moves
    return whole / np.gcd.reduce(whole.astype(np.int64))
