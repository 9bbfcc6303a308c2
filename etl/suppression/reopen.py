"""The final clean-up: open each complementary cell again unless a protected cell needs it.

After it the pattern is minimal: no complementary cell can be published alone without breaking a protection level (in
a large system: without breaking one, or needing a deviation from farther away than is looked at).
Known inequalities refuse most attempts at once, known witnesses grant some; linear programs decide the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from etl.suppression.clock import ENDLESS, Clock
from etl.suppression.cuts import Cut
from etl.suppression.ledger import CLOSE, UP, Ledger, Witness
from etl.suppression.mover import SHY, Mover
from etl.suppression.nearby import LARGE, Nearby
from etl.suppression.prover import TURNS, Component, components
from etl.suppression.system import Flags, System, Watched

SPACE = (0.5, 20.0)  # a detour goes where there is room, between these limits
ALOOF = 10.0  # moving what another attacker of the same cell knows costs this much more: one witness, many attackers


def reopen(
    system: System,
    hidden: Flags,
    ledger: Ledger,
    cuts: Sequence[Cut],
    progress: Callable[[str, float], None],
    clock: Clock = ENDLESS,
) -> None:
    """Open complementary cells in place, dearest first; one pass, since hiding less never protects more."""
    cells = np.flatnonzero(hidden & ~system.start)
    reopener = Reopener(system, hidden, ledger, cuts)
    for done, cell in enumerate(cells[np.argsort(-system.cost[cells], kind="stable")].tolist()):
        if clock.left <= 0:
            return
        reopener.attempt(cell)
        if done % 20 == 0:
            progress("reopen", done / len(cells))


class Reopener:
    """Looks for other witnesses where a cell's publication would topple the present ones."""

    def __init__(self, system: System, hidden: Flags, ledger: Ledger, cuts: Sequence[Cut]) -> None:
        self.system, self.hidden, self.ledger = system, hidden, ledger
        self.rows = csr_array(system.matrix)
        self.watched = Watched(system)
        self.nearby = Nearby(system)
        self.movers = (
            [] if system.size > LARGE else [self._mover(cells) for cells in components(system.matrix, hidden)]
        )
        self.home = {cell: mover for mover in self.movers for cell in mover.place}
        self.slack = [cut.slack(hidden.astype(float)) for cut in cuts]
        self.cuts_on: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for at, cut in enumerate(cuts):
            for cell, weight in zip(cut.cells.tolist(), cut.weights.tolist(), strict=True):
                self.cuts_on[cell].append((at, weight))

    def attempt(self, cell: int) -> bool:
        """Publish the cell if every need keeps or finds a witness that does not move it."""
        if any(self.slack[at] - weight < -1e-6 for at, weight in self.cuts_on[cell]):
            return False
        fallen = self.ledger.drop(cell)
        if not self._proven_without(cell, fallen):
            self.ledger.restore(fallen)
            return False
        self.hidden[cell] = False
        if self.home:
            self.home[cell].still([cell])
        for at, weight in self.cuts_on[cell]:
            self.slack[at] -= weight
        return True

    def _proven_without(self, cell: int, fallen: list[Witness]) -> bool:
        """Look for other witnesses of the needs; those near the cell first, where a lack shows first."""
        needs = self.ledger.unmet(self.ledger.touched(fallen))
        if not needs:
            return True
        near = self._neighbours(cell)
        self._detour(cell, fallen, needs)
        needs = self.ledger.unmet(needs)
        needs.sort(key=lambda at: (self.system.needs[at].cell not in near, at))
        mover = self._mover_of(cell, needs)
        return all(self._prove(mover, at, cell) for at in needs)

    def _detour(self, cell: int, fallen: list[Witness], needs: list[int]) -> None:
        """Add to the witnesses that these needs lost a short deviation that takes the cell back to its value."""
        lost = [witness for witness in fallen if witness.serves(needs)]
        mover, (up, down) = self._mover_of(cell), (self.system.up, self.system.down)
        mover.price(1.0 / np.minimum(up, down)[mover.cells].clip(*SPACE))
        back = mover.move(cell, UP, 1.0)
        mover.price(np.ones(len(mover.cells)))
        if back is None or not lost:
            return
        moves = np.zeros((len(lost), self.system.size))
        for row, witness in zip(moves, lost, strict=True):
            row[witness.cells] = witness.moves
        moves[:, mover.cells] -= np.outer(moves[:, cell], back)
        fits = ((moves <= up + CLOSE) & (moves >= -down - CLOSE)).all(axis=1)
        fits &= (np.abs(self.system.matrix @ moves.T) <= CLOSE).all(axis=0)  # rounding must not add up
        for row, witness in zip(moves[fits], np.array(lost, object)[fits], strict=True):
            needs = self.ledger.unmet(needs)
            if witness.serves(needs):
                self.ledger.offer(row)

    def _neighbours(self, cell: int) -> set[int]:
        """Cells that share a relation with this one."""
        columns, rows = self.system.matrix, self.rows
        mine = columns.indices[columns.indptr[cell] : columns.indptr[cell + 1]]
        return {c for row in mine for c in rows.indices[rows.indptr[row] : rows.indptr[row + 1]].tolist()}

    def _mover(self, cells: NDArray[np.intp]) -> Mover:
        mover = Mover(self.system, cells)
        mover.price(np.ones(len(cells)))
        return mover

    def _mover_of(self, cell: int, needs: Iterable[int] = ()) -> Mover:
        """The hidden cells that share relations with this one; of a large system only those nearby."""
        if self.home:
            return self.home[cell]
        start = [cell, *(self.system.needs[at].cell for at in needs)]
        return self._mover(self.nearby.around(start, self.hidden))

    def _prove(self, mover: Mover, at: int, closed: int) -> bool:
        need = self.system.needs[at]
        if not self.ledger.missing(at):
            return True
        still = {*need.known, closed}
        if need.known:
            watched = self.watched.by_attackers_of(need.cell)[mover.cells]
            mover.price(np.where(watched, ALOOF, 1.0))
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
