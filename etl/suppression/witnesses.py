"""What has been shown to be possible: consistent tables (witnesses) and how far each takes the protected cells.

One witness serves every cell it moves, upwards and, reversed, downwards, against every attacker who knows none of the
cells it moves; that is what makes thousands of protected cells cheap to prove. A requirement keeps several witnesses, so that
most still stand when a cell is published that one of them moves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from etl.suppression.simplex import Vector
from etl.suppression.system import System
from etl.suppression.tolerances import CLOSE

ENOUGH = 6  # witnesses a side of a requirement keeps
UP, DOWN = 1, -1
Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Witness:
    """A deviation from the true table that leaves every relation true: the cells it moves and by how much.

    `proves` are the requirements whose level it reaches, upwards and downwards; `reaches` those it moves at all (requirement, how
    far), kept for requirements with a sliding level only.
    """

    cells: NDArray[np.intp]
    moves: Vector
    proves: dict[int, Places]
    reaches: tuple[tuple[int, float], ...]


class Witnesses:
    """For each requirement and direction, the witnesses known so far and the farthest reach of any."""

    def __init__(self, system: System) -> None:
        self.system = system
        requirements, count = system.requirements, len(system.requirements)
        self.reach = {UP: np.zeros(count), DOWN: np.zeros(count)}
        self._level = {
            UP: np.array([requirement.upper for requirement in requirements], float),
            DOWN: np.array([requirement.lower for requirement in requirements], float),
        }
        self._width = np.array([requirement.sliding for requirement in requirements], float)
        # A sliding level that upper and lower together imply needs no witnesses of its own.
        self._sliding = self._width > self._level[UP] + self._level[DOWN] + CLOSE
        self._proofs = {UP: np.zeros(count, np.int64), DOWN: np.zeros(count, np.int64)}
        self._cell = np.array([requirement.cell for requirement in requirements], np.int64)
        self._by_cell = _incidence(
            system.size,
            [(requirement.cell, number) for number, requirement in enumerate(requirements)],
            count,
        )
        attackers = {
            known: number
            for number, known in enumerate(dict.fromkeys(requirement.known for requirement in requirements))
        }
        self._attacker = np.array([attackers[requirement.known] for requirement in requirements], np.int64)
        self._knowers = _incidence(
            system.size,
            [(cell, number) for known, number in attackers.items() for cell in known],
            len(attackers),
        )
        self._blocked = np.zeros(len(attackers), bool)
        self._moving: dict[int, list[Witness]] = defaultdict(list)
        self._slides: dict[int, list[tuple[float, Witness]]] = defaultdict(list)
        self._dead: set[Witness] = set()
        self._largest = max((max(n.upper, n.lower, n.sliding) for n in requirements), default=0.0)

    def missing(self, number: int) -> list[tuple[int, float]]:
        """The (direction, distance) still to be shown for a requirement; empty when it is met."""
        sides = [
            (sign, float(self._level[sign][number]))
            for sign in (UP, DOWN)
            if self._level[sign][number] > CLOSE and not self._proofs[sign][number]
        ]
        if not sides and self._sliding[number]:
            sliding, risen, fallen = (
                self._width[number],
                self._farthest(number, UP),
                self._farthest(number, DOWN),
            )
            if risen + fallen < sliding - CLOSE:
                sides = [(UP, float(sliding - fallen)), (DOWN, float(sliding - risen))]
        return sides

    def unmet(self, among: Sequence[int] | Places | None = None) -> list[int]:
        """The requirements (of those named, default all) that are not met yet, in order."""
        numbers = np.arange(len(self._cell)) if among is None else np.asarray(among, np.int64)
        lacking = np.zeros(len(numbers), bool)
        for sign in (UP, DOWN):
            lacking |= (self._level[sign][numbers] > CLOSE) & (self._proofs[sign][numbers] == 0)
        # Both levels stand: only a width beyond them can still be short.
        sliding = np.flatnonzero(self._sliding[numbers] & ~lacking)
        lacking[sliding] = [bool(self.missing(requirement)) for requirement in numbers[sliding].tolist()]
        return numbers[lacking].tolist()

    def offer(self, moves: Vector, cells: NDArray[np.intp] | None = None) -> None:
        """Record a deviation (of all cells, or of those named), stretched and reversed as far as it goes."""
        moving = np.flatnonzero(np.abs(moves) > CLOSE)
        where = moving if cells is None else cells[moving]
        if not len(moving):
            return
        order = np.argsort(where)
        # Programs return corners stretched to a bound; the smallest whole step is repeated as often as the room allows.
        where, step = where[order], _primitive(moves[moving][order])
        requirements = self._open_to(where)
        if not len(requirements):
            return
        steps = step[np.searchsorted(where, self._cell[requirements])]
        for sign in (UP, DOWN):
            times = self._stretch(where, sign * step)
            if times > 0:
                self._record(where, sign * times * step, requirements, sign * times * steps)

    def also_of(self, system: System) -> Witnesses:
        """The standing witnesses, for the same system when it asks more; what was asked before comes first in it."""
        again, before = Witnesses(system), len(self._cell)
        again._moving, again._slides, again._dead = self._moving, self._slides, self._dead
        for sign in (UP, DOWN):
            again.reach[sign][:before] = self.reach[sign]
            again._proofs[sign][:before] = self._proofs[sign]
        # Only a witness that moves a cell of a new requirement has anything new to show.
        new = np.unique(again._cell[before:]).tolist()
        standing = {witness for cell in new for witness in self._moving[cell]} - self._dead
        for witness in sorted(standing, key=lambda witness: witness.cells.tolist()):
            again.offer(witness.moves, witness.cells)
        return again

    def drop(self, cell: int) -> list[Witness]:
        """Take away the witnesses that move this cell; give them to `restore` to undo that."""
        fallen = [witness for witness in self._moving[cell] if witness not in self._dead]
        for witness in fallen:
            self._dead.add(witness)
            for sign, requirements in witness.proves.items():
                self._proofs[sign][requirements] -= 1
        return fallen

    def restore(self, witnesses: Sequence[Witness]) -> None:
        """Undo `drop`."""
        for witness in witnesses:
            self._dead.discard(witness)
            for sign, requirements in witness.proves.items():
                self._proofs[sign][requirements] += 1

    def touched(self, witnesses: Sequence[Witness]) -> Places:
        """The requirements that any of these witnesses served, in order."""
        served = [requirements for witness in witnesses for requirements in witness.proves.values()]
        slid = [np.array([requirement for requirement, _ in w.reaches], np.int64) for w in witnesses]
        return np.unique(np.concatenate([np.empty(0, np.int64), *served, *slid]))

    def _farthest(self, number: int, sign: int) -> float:
        reached = (sign * move for move, witness in self._slides[number] if witness not in self._dead)
        # A witness that moves the cell the other way only is no move of this side, and no move back either.
        return max(0.0, max(reached, default=0.0)) if self._slides[number] else 0.0

    def _open_to(self, cells: NDArray[np.intp]) -> Places:
        """The requirements of these cells whose attacker knows none of them."""
        requirements = _gather(self._by_cell, cells)
        knowers = _gather(self._knowers, cells)
        self._blocked[knowers] = True
        # One lookup table for all attackers, set and cleared, is faster than a set per call: this runs for every witness.
        requirements = requirements[~self._blocked[self._attacker[requirements]]]
        self._blocked[knowers] = False
        return requirements

    def _stretch(self, cells: NDArray[np.intp], step: Vector) -> float:
        """How many times a step fits into the room of its cells, in whole steps, no farther than any requirement asks."""
        room = np.where(step > 0, self.system.up[cells], self.system.down[cells])
        times = float(np.min((room + CLOSE) / np.abs(step)))
        return float(np.floor(min(times, max(self._largest, 1.0))))

    def _record(self, cells: NDArray[np.intp], moves: Vector, requirements: Places, far: Vector) -> None:
        """Keep the deviation if it shows something that is not shown often enough already."""
        proves, fresh = {}, False
        for sign in (UP, DOWN):
            level = self._level[sign][requirements]
            self.reach[sign][requirements] = np.maximum(self.reach[sign][requirements], sign * far)
            proves[sign] = requirements[(level > CLOSE) & (sign * far >= level - CLOSE)]
            fresh = fresh or bool((self._proofs[sign][proves[sign]] < ENOUGH).any())
        slides = self._sliding[requirements]
        # A side that has enough witnesses needs no further one; keeping all would make `drop` slow.
        if not fresh and not slides.any():
            return
        reaches = tuple(zip(requirements[slides].tolist(), far[slides].tolist(), strict=True))
        witness = Witness(cells, moves, proves, reaches)
        for sign in (UP, DOWN):
            self._proofs[sign][proves[sign]] += 1
        for requirement, move in reaches:
            self._slides[requirement].append((move, witness))
        for cell in cells.tolist():
            self._moving[cell].append(witness)


def _incidence(rows: int, pairs: list[tuple[int, int]], columns: int) -> csr_array:
    """Which things hang on which cell, ready to be gathered."""
    linked = np.array(pairs, np.int64).reshape(-1, 2)
    return csr_array(
        (np.ones(len(linked), np.int8), (linked[:, 0], linked[:, 1])), shape=(rows, max(columns, 1))
    )


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
