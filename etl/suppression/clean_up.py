"""The final clean-up: open each complementary cell again unless a protected cell needs it.

After it the pattern is minimal: no complementary cell can be published alone without breaking a protection level (in
a large system: without breaking one, or needing a deviation from farther away than is looked at).
Known inequalities refuse most attempts at once, known witnesses grant some; linear programs decide the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from etl.suppression.attacker_problem import TURNS, AttackerProblem, components
from etl.suppression.cuts import Cut
from etl.suppression.deadline import NO_DEADLINE, Deadline
from etl.suppression.incremental_attacker import IncrementalAttacker
from etl.suppression.nearby import LARGE, Nearby
from etl.suppression.simplex import Vector
from etl.suppression.system import Flags, Requirement, System, Watched
from etl.suppression.tolerances import CLOSE, SHY
from etl.suppression.witnesses import UP, Witness, Witnesses

SPACE = (0.5, 20.0)  # a detour goes where there is room, between these limits
ALOOF = 10.0  # moving what another attacker of the same cell knows costs this much more: one witness, many attackers
Lost = dict[tuple[int, int], Witness]  # what proved a requirement, in a direction, until the cell was opened


def clean_up(
    system: System,
    hidden: Flags,
    witnesses: Witnesses,
    cuts: Sequence[Cut],
    progress: Callable[[str, float], None],
    deadline: Deadline = NO_DEADLINE,
) -> None:
    """Open complementary cells in place, dearest first; one pass, since hiding less never protects more."""
    cells = np.flatnonzero(hidden & ~system.start)
    clean = CleanUp(system, hidden, witnesses, cuts)
    for done, cell in enumerate(cells[np.argsort(-system.cost[cells], kind="stable")].tolist()):
        if deadline.left <= 0:
            return
        clean.attempt(cell)
        if done % 20 == 0:
            progress("clean_up", done / len(cells))


class CleanUp:
    """Looks for other witnesses where a cell's publication would topple the present ones."""

    def __init__(self, system: System, hidden: Flags, witnesses: Witnesses, cuts: Sequence[Cut]) -> None:
        self.system, self.hidden, self.witnesses = system, hidden, witnesses
        self.rows = csr_array(system.matrix)
        # Openings that failed by a requirement: it may forbid the next one too.
        self.forbade = Counter[int]()
        self.watched = Watched(system)
        self.nearby = Nearby(system)
        self.incrementals = (
            []
            if system.size > LARGE
            else [self._incremental(cells) for cells in components(system.matrix, hidden)]
        )
        self.home = {cell: incremental for incremental in self.incrementals for cell in incremental.place}
        self.slack = np.array([cut.slack(hidden.astype(float)) for cut in cuts])
        self.cuts = _by_cell(cuts, system.size)

    def attempt(self, cell: int) -> bool:
        """Publish the cell if every requirement keeps or finds a witness that does not move it."""
        there = slice(self.cuts.indptr[cell], self.cuts.indptr[cell + 1])
        touched, weights = self.cuts.indices[there], self.cuts.data[there]
        if (self.slack[touched] - weights < -CLOSE).any():
            return False
        fallen = self.witnesses.drop(cell)
        if not self._proven_without(cell, fallen):
            self.witnesses.restore(fallen)
            return False
        self.hidden[cell] = False
        if self.home:
            self.home[cell].still([cell])
        self.slack[touched] -= weights
        return True

    def _proven_without(self, cell: int, fallen: list[Witness]) -> bool:
        """Look for other witnesses of the requirements; first where a lack shows: a failed opening should cost little."""
        requirements = self.witnesses.unmet(self.witnesses.touched(fallen))
        if not requirements:
            return True
        requirements.sort(key=self._likely_to_fail(cell))
        incremental = self._incremental_of(cell, requirements)
        suspects = requirements[: max(1, sum(self.forbade[number] > 0 for number in requirements))]
        if not all(self._prove(incremental, number, cell) for number in suspects):
            return False
        lost = self._lost(fallen, requirements)
        self._detour(cell, lost, requirements)
        return all(
            self._mend(incremental, number, cell, lost, requirements)
            or self._prove(incremental, number, cell)
            for number in requirements
        )

    def _lost(self, fallen: list[Witness], requirements: list[int]) -> Lost:
        """The shortest of the fallen witnesses that proved each side of these requirements."""
        asked, lost = np.zeros(len(self.system.requirements), bool), Lost()
        asked[requirements] = True
        for witness in sorted(fallen, key=lambda witness: len(witness.cells)):
            for sign, proven in witness.proves.items():
                for number in proven[asked[proven]].tolist():
                    lost.setdefault((number, sign), witness)
        return lost

    def _likely_to_fail(self, cell: int) -> Callable[[int], tuple[int, bool, float, int]]:
        """Requirements that forbade an opening before come first, then those near the cell and of a high level."""
        near = self._neighbours(cell)

        def key(number: int) -> tuple[int, bool, float, int]:
            requirement = self.system.requirements[number]
            level = max(requirement.upper, requirement.lower)
            return -self.forbade[number], requirement.cell not in near, -level, number

        return key

    def _detour(self, cell: int, lost: Lost, requirements: list[int]) -> None:
        """Add to the witnesses that these requirements lost a short deviation that takes the cell back to its value."""
        incremental = self._incremental_of(cell)
        room = np.minimum(self.system.up, self.system.down)[incremental.cells]
        incremental.price(1.0 / room.clip(*SPACE))
        back = incremental.move(cell, UP, 1.0)
        incremental.price(np.ones(len(incremental.cells)))
        if back is not None:
            self._divert(cell, incremental.cells, back, lost, requirements)

    def _divert(
        self, cell: int, cells: NDArray[np.intp], back: Vector, lost: Lost, requirements: list[int]
    ) -> None:
        """Offer lost witnesses with the cell taken back by this deviation, where their attackers know nothing of it."""
        moving = frozenset(cells[np.abs(back) > CLOSE].tolist())
        witnesses = dict.fromkeys(
            lost[number, sign]
            for number in self.witnesses.unmet(requirements)
            if moving.isdisjoint(self.system.requirements[number].known)
            for sign, _ in self.witnesses.missing(number)
            if (number, sign) in lost
        )
        moves = np.zeros((len(witnesses), self.system.size))
        for row, witness in zip(moves, witnesses, strict=True):
            row[witness.cells] = witness.moves
        moves[:, cells] -= np.outer(moves[:, cell], back)
        fits = ((moves <= self.system.up + CLOSE) & (moves >= -self.system.down - CLOSE)).all(axis=1)
        fits &= (np.abs(self.system.matrix @ moves.T) <= CLOSE).all(axis=0)  # rounding must not add up
        for row in moves[fits]:
            self.witnesses.offer(row)

    def _neighbours(self, cell: int) -> set[int]:
        """Cells that share a relation with this one."""
        columns, rows = self.system.matrix, self.rows
        mine = columns.indices[columns.indptr[cell] : columns.indptr[cell + 1]]
        return {c for row in mine for c in rows.indices[rows.indptr[row] : rows.indptr[row + 1]].tolist()}

    def _incremental(self, cells: NDArray[np.intp]) -> IncrementalAttacker:
        incremental = IncrementalAttacker(self.system, cells)
        incremental.price(np.ones(len(cells)))
        return incremental

    def _incremental_of(self, cell: int, requirements: Iterable[int] = ()) -> IncrementalAttacker:
        """The hidden cells that share relations with this one; of a large system only those nearby."""
        if self.home:
            return self.home[cell]
        start = [cell, *(self.system.requirements[number].cell for number in requirements)]
        return self._incremental(self.nearby.around(start, self.hidden))

    def _prove(self, incremental: IncrementalAttacker, number: int, closed: int) -> bool:
        proven = not self.witnesses.missing(number) or self._moved(incremental, number, closed)
        self.forbade[number] += not proven
        return proven

    def _moved(self, incremental: IncrementalAttacker, number: int, closed: int) -> bool:
        """Look for the shortest deviations that move the requirement's cell far enough."""
        requirement = self.system.requirements[number]
        still = {*requirement.known, closed}
        self._keep_aloof(incremental, requirement)
        for turn in TURNS:
            for sign, far in self.witnesses.missing(number):
                if sign == turn:
                    moves = incremental.move(
                        requirement.cell, sign, self._possible(number, sign, far, still), still
                    )
                    if moves is None:
                        return False
                    self.witnesses.offer(moves, incremental.cells)
        return not self.witnesses.missing(number)

    def _mend(
        self,
        incremental: IncrementalAttacker,
        number: int,
        closed: int,
        lost: Lost,
        requirements: list[int],
    ) -> bool:
        """Change a witness that the requirement lost so that it no longer moves the cell: sooner found than a new one."""
        requirement = self.system.requirements[number]
        for sign, _ in self.witnesses.missing(number):
            served = lost.get((number, sign))
            if served is None:
                return False
            moves = np.zeros(self.system.size)
            moves[served.cells] = served.moves
            self._keep_aloof(incremental, requirement)
            keep = (requirement.cell, *requirement.known)
            mended = incremental.mend(moves[incremental.cells], closed, keep)
            if mended is None:
                return False
            back = (moves[incremental.cells] - mended) / moves[closed]
            moves[incremental.cells] = mended
            # A witness mended many times must not add up its rounding.
            if np.abs(self.system.matrix @ moves).max() > CLOSE:
                return False
            self.witnesses.offer(moves)
            # What mended one witness often mends those of others.
            self._divert(closed, incremental.cells, back, lost, requirements)
        return not self.witnesses.missing(number)

    def _keep_aloof(self, incremental: IncrementalAttacker, requirement: Requirement) -> None:
        if requirement.known:
            watched = self.watched.by_attackers_of(self.watched.requirements_of(requirement.cell))
            incremental.price(np.where(watched[incremental.cells], ALOOF, 1.0))

    def _possible(self, number: int, sign: int, far: float, still: set[int]) -> float:
        """A sliding level may be reached on either side: take what this side can give."""
        requirement = self.system.requirements[number]
        if far <= (requirement.upper if sign == UP else requirement.lower):
            return far
        everything = AttackerProblem(self.system, np.flatnonzero(self.hidden))
        everything.fix(still)
        return max(0.0, min(far, everything.push([(requirement.cell, sign, far)]).value - SHY))


def _by_cell(cuts: Sequence[Cut], size: int) -> csc_array:
    """The weights of each cell in the cuts: cuts × cells, in columns."""
    cells = [cut.cells for cut in cuts]
    starts = np.cumsum([0, *(len(of_cut) for of_cut in cells)])
    if not cuts:
        return csc_array((0, size))
    weights = np.concatenate([cut.weights for cut in cuts])
    return csr_array((weights, np.concatenate(cells), starts), shape=(len(cuts), size)).tocsc()
