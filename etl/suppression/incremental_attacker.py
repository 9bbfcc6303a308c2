"""The shortest deviation that moves one cell far enough, over a fixed set of cells.

The incremental attacker's program (Kelly, Golden & Assad, Networks 22:397–417, 1992, for flows; Fischetti &
Salazar-González 2001, section 4, in general): every cell is split into a rise and a fall, each at its price, so
the answer moves few cells. It starts from the all-slack basis, which is optimal until the one cell is asked to move.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from etl.suppression.simplex import DUAL, Simplex, Vector
from etl.suppression.system import System


class IncrementalAttacker:
    """Cells that may move, and the relations they must keep."""

    def __init__(self, system: System, cells: NDArray[np.intp]) -> None:
        self.cells = cells
        self.place = {cell: column for column, cell in enumerate(cells.tolist())}
        self._count = len(cells)
        self._room = np.concatenate([system.up[cells], system.down[cells]])
        self._simplex = Simplex(_both_ways(system.matrix, cells), np.zeros(2 * self._count), self._room, DUAL)
        self._all = np.arange(2 * self._count, dtype=np.int32)

    def price(self, prices: Vector) -> None:
        """Set what moving each cell by one costs."""
        self._simplex.price(self._all, -np.tile(prices, 2))

    def still(self, cells: Iterable[int]) -> None:
        """Stop cells that are published for good."""
        columns = self._columns(cells)
        self._room[columns] = 0.0
        self._simplex.box(columns, np.zeros(len(columns)), np.zeros(len(columns)))

    def move(self, cell: int, sign: int, far: float, known: Iterable[int] = ()) -> Vector | None:
        """The cheapest deviation with the cell moved `far` and the known cells unmoved; None when there is none."""
        columns = self._columns([*(c for c in known if c in self.place), cell])
        low, high = np.zeros(len(columns)), np.zeros(len(columns))
        moving = len(columns) // 2 - 1 if sign > 0 else len(columns) - 1
        low[moving] = high[moving] = far
        if far > self._room[columns[moving]]:
            return None
        self._simplex.forget()
        self._simplex.box(columns, low, high)
        answer = self._simplex.solve()
        self._simplex.box(columns, np.zeros(len(columns)), self._room[columns])
        return None if answer is None else answer.point[: self._count] - answer.point[self._count :]

    def mend(self, moves: Vector, cell: int, keep: Iterable[int]) -> Vector | None:
        """A deviation changed as cheaply as can be so that the cell is back at its value; None when that cannot be.

        The cells to keep stay where the deviation has them.
        """
        room = np.maximum(self._room - np.concatenate([moves, -moves]), 0.0)
        room[self._columns([*(c for c in keep if c in self.place), cell])] = 0.0
        away, low = moves[self.place[cell]], np.zeros(len(room))
        back = self.place[cell] + (self._count if away > 0 else 0)
        low[back] = room[back] = abs(away)
        self._simplex.forget()
        self._simplex.box(self._all, low, room)
        answer = self._simplex.solve()
        self._simplex.box(self._all, np.zeros(len(room)), self._room)
        return None if answer is None else moves + answer.point[: self._count] - answer.point[self._count :]

    def _columns(self, cells: Iterable[int]) -> NDArray[np.int32]:
        rises = np.array([self.place[cell] for cell in cells], np.int32)
        return np.concatenate([rises, rises + np.int32(self._count)])


def _both_ways(matrix: csc_array, cells: NDArray[np.intp]) -> csc_array:
    """The columns of the cells, then the same negated, over the relations they meet."""
    chosen = matrix[:, cells]
    rows, places = np.unique(chosen.indices, return_inverse=True)
    starts = np.concatenate([chosen.indptr, chosen.indptr[1:] + chosen.nnz])
    weights = np.concatenate([chosen.data, -chosen.data])
    return csc_array((weights, np.tile(places, 2), starts), shape=(len(rows), 2 * len(cells)))
