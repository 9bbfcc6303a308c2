"""What has been shown to be possible: consistent tables (witnesses) and how far each takes the protected cells.

One witness serves every cell it moves, upwards and, reversed, downwards, against every attacker who knows none of the
cells it moves; that is what makes thousands of protected cells cheap to prove. A need keeps several witnesses, so that
most still stand when a cell is published that one of them moves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from etl.suppression.simplex import Vector
from etl.suppression.system import System

CLOSE = 1e-6
ENOUGH = 6  # witnesses a side of a need keeps
UP, DOWN = 1, -1
Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Witness:
    """A deviation from the true table that leaves every relation true: the cells it moves and by how much.

    `proves` are the needs whose level it reaches, upwards and downwards; `reaches` those it moves at all (need, how
    far), kept for needs with a sliding level only.
    """

    cells: NDArray[np.intp]
    moves: Vector
    proves: dict[int, Places]
    reaches: tuple[tuple[int, float], ...]

    def serves(self, needs: Collection[int]) -> bool:
        """Whether any of these needs rests on it."""
        return not self._served.isdisjoint(needs)

    @cached_property
    def _served(self) -> frozenset[int]:
        proven = (need for needs in self.proves.values() for need in needs.tolist())
        return frozenset(proven).union(need for need, _ in self.reaches)


class Ledger:
    """For each need and direction, the witnesses known so far and the farthest reach of any."""

    def __init__(self, system: System) -> None:
        self.system = system
        needs, count = system.needs, len(system.needs)
        self.reach = {UP: np.zeros(count), DOWN: np.zeros(count)}
        self._level = {
            UP: np.array([need.rise for need in needs], float),
            DOWN: np.array([need.fall for need in needs], float),
        }
        self._slide = np.array([need.slide for need in needs], float)
        self._sliding = self._slide > self._level[UP] + self._level[DOWN] + CLOSE
        self._proofs = {UP: np.zeros(count, np.int64), DOWN: np.zeros(count, np.int64)}
        self._cell = np.array([need.cell for need in needs], np.int64)
        self._by_cell = _incidence(system.size, [(need.cell, at) for at, need in enumerate(needs)], count)
        attackers = {known: at for at, known in enumerate(dict.fromkeys(need.known for need in needs))}
        self._attacker = np.array([attackers[need.known] for need in needs], np.int64)
        self._knowers = _incidence(
            system.size, [(cell, at) for known, at in attackers.items() for cell in known], len(attackers)
        )
        self._blocked = np.zeros(len(attackers), bool)
        self._moving: dict[int, list[Witness]] = defaultdict(list)
        self._slides: dict[int, list[tuple[float, Witness]]] = defaultdict(list)
        self._dead: set[Witness] = set()
        self._largest = max((max(n.rise, n.fall, n.slide) for n in needs), default=0.0)

    def missing(self, at: int) -> list[tuple[int, float]]:
        """The (direction, distance) still to be shown for a need; empty when it is met."""
        sides = [
            (sign, float(self._level[sign][at]))
            for sign in (UP, DOWN)
            if self._level[sign][at] > CLOSE and not self._proofs[sign][at]
        ]
        if not sides and self._sliding[at]:
            slide, risen, fallen = self._slide[at], self._farthest(at, UP), self._farthest(at, DOWN)
            if risen + fallen < slide - CLOSE:
                sides = [(UP, float(slide - fallen)), (DOWN, float(slide - risen))]
        return sides

    def unmet(self, among: Sequence[int] | Places | None = None) -> list[int]:
        """The needs (of those named, default all) that are not met yet, in order."""
        at = np.arange(len(self._cell)) if among is None else np.asarray(among, np.int64)
        lacking = self._sliding[at].copy()
        for sign in (UP, DOWN):
            lacking |= (self._level[sign][at] > CLOSE) & (self._proofs[sign][at] == 0)
        return [need for need in at[lacking].tolist() if self.missing(need)]

    def offer(self, moves: Vector, cells: NDArray[np.intp] | None = None) -> None:
        """Record a deviation (of all cells, or of those named), stretched and reversed as far as it goes."""
        at = np.flatnonzero(np.abs(moves) > CLOSE)
        where = at if cells is None else cells[at]
        if not len(at):
            return
        order = np.argsort(where)
        where, step = where[order], _primitive(moves[at][order])
        needs = self._open_to(where)
        if not len(needs):
            return
        steps = step[np.searchsorted(where, self._cell[needs])]
        for sign in (UP, DOWN):
            times = self._stretch(where, sign * step)
            if times > 0:
                self._record(where, sign * times * step, needs, sign * times * steps)

    def drop(self, cell: int) -> list[Witness]:
        """Take away the witnesses that move this cell; give them to `restore` to undo that."""
        fallen = [witness for witness in self._moving[cell] if witness not in self._dead]
        for witness in fallen:
            self._dead.add(witness)
            for sign, needs in witness.proves.items():
                self._proofs[sign][needs] -= 1
        return fallen

    def restore(self, witnesses: Sequence[Witness]) -> None:
        """Undo `drop`."""
        for witness in witnesses:
            self._dead.discard(witness)
            for sign, needs in witness.proves.items():
                self._proofs[sign][needs] += 1

    def touched(self, witnesses: Sequence[Witness]) -> list[int]:
        """The needs that any of these witnesses served, in order."""
        served = [needs for witness in witnesses for needs in witness.proves.values()]
        slid = [np.array([need for need, _ in w.reaches], np.int64) for w in witnesses]
        return np.unique(np.concatenate([*served, *slid])).tolist() if witnesses else []

    def _farthest(self, at: int, sign: int) -> float:
        reached = (sign * move for move, witness in self._slides[at] if witness not in self._dead)
        return max(reached, default=0.0) if self._slides[at] else 0.0

    def _open_to(self, cells: NDArray[np.intp]) -> Places:
        """The needs of these cells whose attacker knows none of them."""
        needs = _gather(self._by_cell, cells)
        knowers = _gather(self._knowers, cells)
        self._blocked[knowers] = True
        needs = needs[~self._blocked[self._attacker[needs]]]
        self._blocked[knowers] = False
        return needs

    def _stretch(self, cells: NDArray[np.intp], step: Vector) -> float:
        """How many times a step fits into the room of its cells, in whole steps, no farther than any need asks."""
        room = np.where(step > 0, self.system.up[cells], self.system.down[cells])
        times = float(np.min((room + CLOSE) / np.abs(step)))
        return float(np.floor(min(times, max(self._largest, 1.0))))

    def _record(self, cells: NDArray[np.intp], moves: Vector, needs: Places, far: Vector) -> None:
        """Keep the deviation if it shows something that is not shown often enough already."""
        proves, fresh = {}, False
        for sign in (UP, DOWN):
            level = self._level[sign][needs]
            self.reach[sign][needs] = np.maximum(self.reach[sign][needs], sign * far)
            proves[sign] = needs[(level > CLOSE) & (sign * far >= level - CLOSE)]
            fresh = fresh or bool((self._proofs[sign][proves[sign]] < ENOUGH).any())
        slides = self._sliding[needs]
        if not fresh and not slides.any():
            return
        reaches = tuple(zip(needs[slides].tolist(), far[slides].tolist(), strict=True))
        witness = Witness(cells, moves, proves, reaches)
        for sign in (UP, DOWN):
            self._proofs[sign][proves[sign]] += 1
        for need, move in reaches:
            self._slides[need].append((move, witness))
        for cell in cells.tolist():
            self._moving[cell].append(witness)


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
