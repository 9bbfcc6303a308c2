"""Cheapest further cells that protect one unmet need.

Each repair is the incremental attacker's program (Kelly, Golden & Assad, Networks 22:397–417, 1992, for flows;
Fischetti & Salazar-González 2001, section 4, in general): the cheapest deviation that moves the protected cell far
enough. The cells it moves are hidden, so the deviation itself is the witness of the protection.
"""

from __future__ import annotations

from typing import NoReturn

import numpy as np
from scipy.sparse import csc_array, hstack

from etl.disclosure.ledger import CLOSE, DOWN, UP, Ledger
from etl.disclosure.model import BadTable
from etl.disclosure.simplex import DUAL, Simplex, Vector
from etl.disclosure.system import Flags, System

ROUNDS = 3
FREE = 1e-4  # hidden cells still cost a little, so that a deviation stays short


class Repairer:
    """The whole table with every cell split into a rise and a fall, each costing what hiding the cell costs."""

    def __init__(self, system: System, names: tuple[str, ...]) -> None:
        self.system, self.names = system, names
        self.cells = np.flatnonzero(~system.public)
        self.place = {cell: at for at, cell in enumerate(self.cells.tolist())}
        matrix = system.matrix[:, self.cells]
        self.count = len(self.cells)
        self.high = np.concatenate([system.up[self.cells], system.down[self.cells]])
        self.simplex = Simplex(
            csc_array(hstack([matrix, -matrix])), np.zeros(2 * self.count), self.high, DUAL
        )

    def repair(self, at: int, hidden: Flags, ledger: Ledger) -> None:
        """Hide what need `at` lacks; `hidden` and `ledger` are extended in place."""
        for sign in (UP, DOWN):
            for side, far in ledger.missing(at):
                if side == sign:
                    moves = self._cheapest(at, sign, self._possible(at, sign, far), hidden)
                    hidden |= np.abs(moves) > CLOSE
                    ledger.offer(moves)
        if ledger.missing(at):
            self._refuse(at)

    def _possible(self, at: int, sign: int, far: float) -> float:
        """A sliding level may be reached on either side: take what this side can give."""
        need = self.system.needs[at]
        room = (self.system.up if sign == UP else self.system.down)[need.cell]
        return float(min(far, room))

    def _cheapest(self, at: int, sign: int, far: float, hidden: Flags) -> Vector:
        """Reweighted linear programs approach the fixed cost of hiding; the cheapest support met wins."""
        best, least = np.zeros(self.count), np.inf
        weights = np.where(hidden, FREE, self.system.cost + FREE)[self.cells]
        prices = weights.copy()
        for _ in range(ROUNDS):
            moves = self._solve(at, sign, far, prices)
            moved = np.abs(moves) > CLOSE
            price = float(weights[moved].sum())
            if price < least - CLOSE:
                best, least = moves, price
            prices = weights / np.where(moved, np.abs(moves), 1.0)
        full = np.zeros(self.system.size)
        full[self.cells] = best
        return full

    def _solve(self, at: int, sign: int, far: float, prices: Vector) -> Vector:
        need = self.system.needs[at]
        pinned = [self.place[cell] for cell in (*sorted(need.known), need.cell) if cell in self.place]
        both = np.array(pinned + [p + self.count for p in pinned], np.int32)
        high = np.zeros(len(both))
        moving = len(pinned) - 1 if sign == UP else len(both) - 1
        low = high.copy()
        low[moving] = high[moving] = far
        self.simplex.forget()
        self.simplex.box(both, low, high)
        answer = self.simplex.maximise(np.arange(2 * self.count, dtype=np.int32), -np.tile(prices, 2))
        self.simplex.box(both, np.zeros(len(both)), self.high[both])
        if answer is None:
            self._refuse(at)
        return answer.point[: self.count] - answer.point[self.count :]

    def _refuse(self, at: int) -> NoReturn:
        need = self.system.needs[at]
        name = self.names[need.cell]
        raise BadTable(
            f"セル{name}は、公開と定められたセルをすべて公開すると、どう秘匿しても保護できません。",
            f"cell {name} cannot be protected while the cells that must stay published are published",
        )
