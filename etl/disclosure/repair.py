"""Cheapest further cells that protect one unmet need: those that the cheapest sufficient deviation moves.

The deviation is itself the witness of the protection (Fischetti & Salazar-González 2001, section 4).
"""

from __future__ import annotations

from typing import NoReturn

import numpy as np

from etl.disclosure.ledger import CLOSE, DOWN, UP, Ledger
from etl.disclosure.model import BadTable
from etl.disclosure.mover import Mover
from etl.disclosure.simplex import Vector
from etl.disclosure.system import Flags, System

ROUNDS = 3
FREE = 1e-4  # hidden cells still cost a little, so that a deviation stays short


class Repairer:
    """Moves every cell that need not stay public, at the price of hiding it."""

    def __init__(self, system: System, names: tuple[str, ...]) -> None:
        self.system, self.names = system, names
        self.mover = Mover(system, np.flatnonzero(~system.public))

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
        cells, need = self.mover.cells, self.system.needs[at]
        weights = np.where(hidden, FREE, self.system.cost + FREE)[cells]
        best, least, prices = np.zeros(len(cells)), np.inf, weights
        for _ in range(ROUNDS):
            self.mover.price(prices)
            moves = self.mover.move(need.cell, sign, far, need.known)
            if moves is None:
                self._refuse(at)
            moved = np.abs(moves) > CLOSE
            price = float(weights[moved].sum())
            if price < least - CLOSE:
                best, least = moves, price
            if hidden[cells[moved]].all():
                break
            prices = weights / np.where(moved, np.abs(moves), 1.0)
        full = np.zeros(self.system.size)
        full[cells] = best
        return full

    def _refuse(self, at: int) -> NoReturn:
        need = self.system.needs[at]
        name = self.names[need.cell]
        raise BadTable(
            f"セル{name}は、公開と定められたセルをすべて公開すると、どう秘匿しても保護できません。",
            f"cell {name} cannot be protected while the cells that must stay published are published",
        )
