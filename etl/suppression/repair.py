"""Cheapest further cells that protect one unmet need: those that the cheapest sufficient deviation moves.

The deviation is itself the witness of the protection (Fischetti & Salazar-González 2001, section 4).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from etl.suppression.ledger import CLOSE, UP, Ledger
from etl.suppression.model import BadTable
from etl.suppression.mover import SHY, Mover
from etl.suppression.nearby import LARGE, Nearby
from etl.suppression.prover import TURNS, Component, Prover
from etl.suppression.simplex import Vector
from etl.suppression.system import Flags, Need, System, Watched

ROUNDS = 3
FREE = 1e-4  # hidden cells still cost a little, so that a deviation stays short
ALOOF = 1e-3  # and it stays out of what other attackers of the same cell know, to serve against them too


class Repairer:
    """Moves every cell that need not stay public, at the price of hiding it."""

    def __init__(self, system: System, names: tuple[str, ...]) -> None:
        self.system, self.names = system, names
        self._movable = ~system.public
        self._watched = Watched(system)
        self._nearby = Nearby(system) if system.size > LARGE else None

    def repair(self, at: int, hidden: Flags, ledger: Ledger) -> None:
        """Hide what need `at` lacks; `hidden` and `ledger` are extended in place."""
        for turn in TURNS:
            for sign, far in ledger.missing(at):
                if sign == turn:
                    moves = self._cheapest(at, sign, self._possible(at, sign, far), hidden)
                    if moves is None:
                        moves = self._farthest(at, sign, far)
                    hidden |= np.abs(moves) > CLOSE
                    ledger.offer(moves)
        if ledger.missing(at):
            raise impossible(self.system.needs[at], self.names)

    def _possible(self, at: int, sign: int, far: float) -> float:
        """A sliding level may be reached on either side: take what this side can give."""
        need = self.system.needs[at]
        if far <= (need.rise if sign == UP else need.fall):
            return far
        reached = abs(self._farthest(at, sign, far)[need.cell])
        return float(min(far, max(reached - SHY, 0.0)))

    def _farthest(self, at: int, sign: int, far: float) -> Vector:
        """Any deviation that moves the cell as far as it can go, up to `far`."""
        need, full = self.system.needs[at], np.zeros(self.system.size)
        closed = self._everything.fix(need.known)
        full[self._everything.cells] = self._everything.push([(need.cell, sign, far)]).point
        self._everything.free(closed)
        return full

    def _movers(self, cell: int) -> Iterator[Mover]:
        """Nearby cells first where the system is large, then all."""
        if self._nearby:
            yield Mover(self.system, self._nearby.around([cell], self._movable))
        yield self._mover

    @cached_property
    def _mover(self) -> Mover:
        return Mover(self.system, np.flatnonzero(self._movable))

    @cached_property
    def _everything(self) -> Component:
        return Component(self.system, np.flatnonzero(~self.system.public))

    def _cheapest(self, at: int, sign: int, far: float, hidden: Flags) -> Vector | None:
        need = self.system.needs[at]
        for mover in self._movers(need.cell):
            moves = self._cheapest_of(mover, need, sign, far, hidden)
            if moves is not None:
                return moves
        return None

    def _cheapest_of(self, mover: Mover, need: Need, sign: int, far: float, hidden: Flags) -> Vector | None:
        """Reweighted linear programs approach the fixed cost of hiding; the cheapest support met wins."""
        cells = mover.cells
        dear = np.where(hidden, FREE, self.system.cost + FREE)
        weights = (dear + ALOOF * self._watched.by_attackers_of(need.cell))[cells]
        best, least, prices = np.zeros(len(cells)), np.inf, weights
        for _ in range(ROUNDS):
            mover.price(prices)
            moves = mover.move(need.cell, sign, far, need.known)
            if moves is None:
                return None
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


def refuse_impossible(system: System, names: tuple[str, ...]) -> None:
    """Raise BadTable naming the first cell that would stay exposed if all but the public cells were hidden."""
    for at in Prover(system, ~system.public, Ledger(system)).settle(range(len(system.needs)), strict=True):
        raise impossible(system.needs[at], names)


def impossible(need: Need, names: tuple[str, ...]) -> BadTable:
    """The refusal of a cell that no pattern protects."""
    name = names[need.cell]
    ja, en = (f"、{need.by}に対しては", f" against {need.by}") if need.known else ("は", "")
    return BadTable(
        f"セル{name}{ja}、公開と定められたセルをすべて公開すると、どう秘匿しても保護できません。",
        f"cell {name} cannot be protected{en} while the cells that must stay published are published",
    )
