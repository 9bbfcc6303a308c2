"""The final clean-up: open each complementary cell again unless a protected cell needs it.

After it the pattern is minimal: no complementary cell can be published alone without breaking a protection level.
Known inequalities refuse most attempts at once, known witnesses grant some; linear programs decide the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from scipy.sparse import csr_array

from etl.disclosure.cuts import Cut
from etl.disclosure.ledger import UP, Ledger, Witness
from etl.disclosure.mover import SHY, Mover
from etl.disclosure.prover import TURNS, Component, components
from etl.disclosure.system import Flags, System


def reopen(
    system: System,
    hidden: Flags,
    ledger: Ledger,
    cuts: Sequence[Cut],
    progress: Callable[[str, float], None],
) -> None:
    """Open complementary cells in place, dearest first; one pass, since hiding less never protects more."""
    cells = np.flatnonzero(hidden & ~system.start)
    reopener = Reopener(system, hidden, ledger, cuts)
    for done, cell in enumerate(cells[np.argsort(-system.cost[cells], kind="stable")].tolist()):
        reopener.attempt(cell)
        if done % 20 == 0:
            progress("reopen", done / len(cells))


class Reopener:
    """Looks for other witnesses where a cell's publication would topple the present ones."""

    def __init__(self, system: System, hidden: Flags, ledger: Ledger, cuts: Sequence[Cut]) -> None:
        self.system, self.hidden, self.ledger = system, hidden, ledger
        self.rows = csr_array(system.matrix)
        self.movers = [Mover(system, cells) for cells in components(system.matrix, hidden)]
        self.home = {cell: mover for mover in self.movers for cell in mover.place}
        for mover in self.movers:
            mover.price(np.ones(len(mover.cells)))
        self.slack = [cut.slack(hidden.astype(float)) for cut in cuts]
        self.cuts_on: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for at, cut in enumerate(cuts):
            for cell, weight in zip(cut.cells.tolist(), cut.weights.tolist(), strict=True):
                self.cuts_on[cell].append((at, weight))

    def attempt(self, cell: int) -> bool:
        """Publish the cell if every need keeps or finds a witness that does not move it."""
        if any(self.slack[at] - weight < -1e-6 for at, weight in self.cuts_on[cell]):
            return False
        if not self._proven_without(cell):
            return False
        self.hidden[cell] = False
        self.home[cell].still([cell])
        for at, weight in self.cuts_on[cell]:
            self.slack[at] -= weight
        return True

    def _proven_without(self, cell: int) -> bool:
        """Drop the proofs that move the cell, look for others, and put back what could not be replaced."""
        sides = self.ledger.resting_on(cell)
        fallen = [(side, self._drop(*side)) for side in sides]
        near = self._neighbours(cell)
        needs = dict.fromkeys(at for at, _ in sides)
        for at in sorted(needs, key=lambda at: (self.system.needs[at].cell not in near, at)):
            if not self._prove(at, cell):
                for (need, sign), (reach, witness) in fallen:
                    if self.ledger.reach[sign][need] < reach:
                        self.ledger.set(need, sign, reach, witness)
                return False
        return True

    def _neighbours(self, cell: int) -> set[int]:
        """Cells that share a relation with this one: where a missing protection shows first."""
        columns, rows = self.system.matrix, self.rows
        mine = columns.indices[columns.indptr[cell] : columns.indptr[cell + 1]]
        return {c for row in mine for c in rows.indices[rows.indptr[row] : rows.indptr[row + 1]].tolist()}

    def _prove(self, at: int, closed: int) -> bool:
        need = self.system.needs[at]
        mover = self.home[need.cell]
        still = {*need.known, closed}
        for turn in TURNS:
            for sign, far in self.ledger.missing(at):
                if sign == turn:
                    moves = mover.move(need.cell, sign, self._possible(at, sign, far, still), still)
                    if moves is None:
                        return False
                    self.ledger.offer(moves, mover.cells)
        return not self.ledger.missing(at)

    def _possible(self, at: int, sign: int, far: float, still: set[int]) -> float:
        """A sliding level may be reached on either side: take what this side can give."""
        need = self.system.needs[at]
        if far <= (need.rise if sign == UP else need.fall):
            return far
        everything = Component(self.system, np.flatnonzero(self.hidden))
        everything.fix(still)
        return max(0.0, min(far, everything.push([(need.cell, sign, far)]).value - SHY))

    def _drop(self, at: int, sign: int) -> tuple[float, Witness | None]:
        kept = (self.ledger.reach[sign][at], self.ledger.proof[sign][at])
        self.ledger.set(at, sign, 0.0, None)
        return kept
