"""What has been shown to be possible: consistent tables (witnesses) and how far each takes the protected cells.

One witness serves every cell it moves, upwards and, reversed, downwards, against every attacker who knows none of the
cells it moves; that is what makes thousands of protected cells cheap to prove.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from etl.disclosure.simplex import Vector
from etl.disclosure.system import System

CLOSE = 1e-6
UP, DOWN = 1, -1
Places = NDArray[np.int64]


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
        self.reach = {UP: np.zeros(count), DOWN: np.zeros(count)}
        self.proof: dict[int, list[Witness | None]] = {UP: [None] * count, DOWN: [None] * count}
        self._rise = np.array([need.rise for need in system.needs], float)
        self._fall = np.array([need.fall for need in system.needs], float)
        self._slide = np.array([need.slide for need in system.needs], float)
        self._cell = np.array([need.cell for need in system.needs], np.int64)
        self._by_cell = _incidence(
            system.size, [(need.cell, at) for at, need in enumerate(system.needs)], count
        )
        attackers = {known: at for at, known in enumerate(dict.fromkeys(need.known for need in system.needs))}
        self._attacker = np.array([attackers[need.known] for need in system.needs], np.int64)
        self._knowers = _incidence(
            system.size, [(cell, at) for known, at in attackers.items() for cell in known], len(attackers)
        )
        self._blocked = np.zeros(len(attackers), bool)
        self._moving: dict[int, list[Witness]] = defaultdict(list)
        self._users: dict[Witness, set[tuple[int, int]]] = defaultdict(set)
        self._largest = max((max(n.rise, n.fall, n.slide) for n in system.needs), default=0.0)

    def missing(self, at: int) -> list[tuple[int, float]]:
        """The (direction, distance) still to be shown for a need; empty when it is met."""
        rise, fall, slide = self._rise[at], self._fall[at], self._slide[at]
        risen, fallen = self.reach[UP][at], self.reach[DOWN][at]
        sides = []
        if risen < rise - CLOSE:
            sides.append((UP, float(rise)))
        if fallen < fall - CLOSE:
            sides.append((DOWN, float(fall)))
        if not sides and risen + fallen < slide - CLOSE:
            sides = [(UP, float(slide - fallen)), (DOWN, float(slide - risen))]
        return sides

    def unmet(self) -> list[int]:
        """Every need that is not met yet, in order."""
        return np.flatnonzero(self._lacking(np.arange(len(self._cell)))).tolist()

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

    def _lacking(self, at: Places) -> NDArray[np.bool_]:
        risen, fallen = self.reach[UP][at], self.reach[DOWN][at]
        return np.asarray(
            (risen < self._rise[at] - CLOSE)
            | (fallen < self._fall[at] - CLOSE)
            | (risen + fallen < self._slide[at] - CLOSE)
        )

    def _stretch(self, cells: NDArray[np.intp], step: Vector) -> float:
        """How many times a step fits into the room of its cells, in whole steps, no farther than any need asks."""
        room = np.where(step > 0, self.system.up[cells], self.system.down[cells])
        times = float(np.min((room + CLOSE) / np.abs(step)))
        return float(np.floor(min(times, max(self._largest, 1.0))))

    def _record(self, witness: Witness) -> None:
        """Every need that this witness takes farther and whose attacker knows none of the cells it moves."""
        needs = _gather(self._by_cell, witness.cells)
        needs = needs[self._lacking(needs)]
        if not len(needs):
            return
        knowers = _gather(self._knowers, witness.cells)
        self._blocked[knowers] = True
        needs = needs[~self._blocked[self._attacker[needs]]]
        self._blocked[knowers] = False
        order = np.argsort(witness.cells)
        moves = witness.moves[order][np.searchsorted(witness.cells[order], self._cell[needs])]
        for sign in (UP, DOWN):
            farther = (sign * moves > 0) & (np.abs(moves) > self.reach[sign][needs])
            for at, move in zip(needs[farther].tolist(), np.abs(moves[farther]).tolist(), strict=True):
                self.set(at, sign, move, witness)


def _incidence(rows: int, pairs: list[tuple[int, int]], columns: int) -> csr_array:
    """Which things hang on which cell, ready to be gathered."""
    at = np.array(pairs, np.int64).reshape(-1, 2)
    return csr_array((np.ones(len(at), np.int8), (at[:, 0], at[:, 1])), shape=(rows, max(columns, 1)))


def _gather(hanging: csr_array, cells: NDArray[np.intp]) -> Places:
    """Everything that hangs on any of the cells."""
    starts, stops = hanging.indptr[cells], hanging.indptr[cells + 1]
    spans = [hanging.indices[a:b] for a, b in zip(starts.tolist(), stops.tolist(), strict=True) if b > a]
    return np.concatenate(spans).astype(np.int64) if spans else np.empty(0, np.int64)


def _primitive(moves: Vector) -> Vector:
    """The smallest whole-number step in the same direction; a fractional deviation is left as it is."""
    whole = np.round(moves)
    if np.abs(moves - whole).max() > CLOSE:
        return moves
    return whole / np.gcd.reduce(whole.astype(np.int64))
