"""The final clean-up: open each complementary cell again unless a protected cell needs it.

After it the pattern is minimal: no complementary cell can be published alone without breaking a protection level.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from etl.disclosure.ledger import Ledger, Witness
from etl.disclosure.prover import Prover
from etl.disclosure.system import Flags, System


def reopen(system: System, hidden: Flags, ledger: Ledger) -> None:
    """Open complementary cells in place, dearest first; one pass, since hiding less never protects more."""
    cells = np.flatnonzero(hidden & ~system.start)
    reopener = Reopener(system, hidden, ledger)
    for cell in cells[np.argsort(-system.cost[cells], kind="stable")].tolist():
        reopener.attempt(cell)


class Reopener:
    """Asks the prover for other witnesses where a cell's publication would topple the present ones."""

    def __init__(self, system: System, hidden: Flags, ledger: Ledger) -> None:
        self.system, self.hidden, self.ledger = system, hidden, ledger
        self.prover = Prover(system, hidden, ledger)
        self.rows, self.columns = csr_array(system.matrix), system.matrix
        self.left = np.diff(csr_array(system.matrix[:, np.flatnonzero(hidden)]).indptr)
        self.bare = np.zeros(system.size, bool)
        self.bare[[need.cell for need in system.needs]] = True

    def attempt(self, cell: int) -> bool:
        """Publish the cell if every need keeps or finds a witness that does not move it."""
        if self._gives_away(cell):
            return False
        component = self.prover.components[self.prover.home[cell]]
        component.fix([cell])
        if not self._proven_without(cell):
            component.free([cell])
            return False
        self.hidden[cell] = False
        self.left[self._rows_of(cell)] -= 1
        return True

    def _gives_away(self, cell: int) -> bool:
        """Would a relation be left with one hidden cell, and that one protected?"""
        for row in self._rows_of(cell)[self.left[self._rows_of(cell)] == 2]:
            cells = self.rows.indices[self.rows.indptr[row] : self.rows.indptr[row + 1]]
            if (self.hidden[cells] & self.bare[cells] & (cells != cell)).any():
                return True
        return False

    def _proven_without(self, cell: int) -> bool:
        """Drop the proofs that move the cell, look for others, and put back what could not be replaced."""
        fallen = [(side, self._drop(*side)) for side in self.ledger.resting_on(cell)]
        needs = list(dict.fromkeys(at for (at, _), _ in fallen))
        if not self.prover.settle(needs, strict=True):
            return True
        for (at, sign), (reach, witness) in fallen:
            if self.ledger.reach[sign][at] < reach:
                self.ledger.set(at, sign, reach, witness)
        return False

    def _drop(self, at: int, sign: int) -> tuple[float, Witness | None]:
        kept = (self.ledger.reach[sign][at], self.ledger.proof[sign][at])
        self.ledger.set(at, sign, 0.0, None)
        return kept

    def _rows_of(self, cell: int) -> NDArray[np.int32]:
        return self.columns.indices[self.columns.indptr[cell] : self.columns.indptr[cell + 1]]
