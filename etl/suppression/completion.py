"""Cheapest further cells that protect one unmet requirement: those that the cheapest sufficient deviation moves.

The deviation is itself the witness of the protection (Fischetti & Salazar-González 2001, section 4).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from etl.suppression.attacker_problem import TURNS, Attacker, AttackerProblem
from etl.suppression.incremental_attacker import IncrementalAttacker
from etl.suppression.model import BadTable
from etl.suppression.nearby import LARGE, Nearby
from etl.suppression.simplex import Vector
from etl.suppression.system import Flags, Requirement, System, Watched
from etl.suppression.tolerances import CLOSE, SHY
from etl.suppression.witnesses import UP, Witnesses

ROUNDS = 3
FREE = 1e-4  # hidden cells still cost a little, so that a deviation stays short
ALOOF = 1e-3  # and it stays out of what attackers know who are yet to be met with, to serve against them too


class Completion:
    """Moves every cell that need not stay public, at the price of hiding it."""

    def __init__(self, system: System, names: tuple[str, ...]) -> None:
        self.system, self.names = system, names
        self._movable = ~system.public
        self._watched = Watched(system)
        self._nearby = Nearby(system) if system.size > LARGE else None
        self._last: tuple[int, IncrementalAttacker] | None = None

    def complete(self, number: int, hidden: Flags, witnesses: Witnesses) -> None:
        """Hide what `requirement` lacks; `hidden` and `witnesses` are extended in place."""
        for turn in TURNS:
            for sign, far in witnesses.missing(number):
                if sign == turn:
                    moves = self._cheapest(number, sign, self._possible(number, sign, far), hidden, witnesses)
                    if moves is None:
                        moves = self._farthest(number, sign, far)
                    hidden |= np.abs(moves) > CLOSE
                    witnesses.offer(moves)
        if witnesses.missing(number):
            raise impossible(self.system.requirements[number], self.names)

    def _possible(self, number: int, sign: int, far: float) -> float:
        """A sliding level may be reached on either side: take what this side can give."""
        requirement = self.system.requirements[number]
        if far <= (requirement.upper if sign == UP else requirement.lower):
            return far
        reached = abs(self._farthest(number, sign, far)[requirement.cell])
        return float(min(far, max(reached - SHY, 0.0)))

    def _farthest(self, number: int, sign: int, far: float) -> Vector:
        """Any deviation that moves the cell as far as it can go, up to `far`."""
        requirement, full = self.system.requirements[number], np.zeros(self.system.size)
        closed = self._everything.fix(requirement.known)
        full[self._everything.cells] = self._everything.push([(requirement.cell, sign, far)]).point
        self._everything.free(closed)
        return full

    def _incrementals(self, cell: int) -> Iterator[IncrementalAttacker]:
        """Nearby cells first where the system is large, then all."""
        if self._nearby:
            yield self._local(cell, self._nearby)
        yield self._incremental

    def _local(self, cell: int, nearby: Nearby) -> IncrementalAttacker:
        """The model of the cells around; the last is kept, for the attackers of a cell are met one after the other."""
        if self._last is None or self._last[0] != cell:
            self._last = cell, IncrementalAttacker(self.system, nearby.around([cell], self._movable))
        return self._last[1]

    @cached_property
    def _incremental(self) -> IncrementalAttacker:
        return IncrementalAttacker(self.system, np.flatnonzero(self._movable))

    @cached_property
    def _everything(self) -> AttackerProblem:
        return AttackerProblem(self.system, np.flatnonzero(~self.system.public))

    def _cheapest(
        self, number: int, sign: int, far: float, hidden: Flags, witnesses: Witnesses
    ) -> Vector | None:
        requirement = self.system.requirements[number]
        others = witnesses.unmet(self._watched.requirements_of(requirement.cell))
        price = np.where(hidden, FREE, self.system.cost + FREE)
        price += ALOOF * self._watched.by_attackers_of(others)
        for incremental in self._incrementals(requirement.cell):
            moves = self._cheapest_of(incremental, requirement, sign, far, price, hidden)
            if moves is not None:
                return moves
        return None

    def _cheapest_of(
        self,
        incremental: IncrementalAttacker,
        requirement: Requirement,
        sign: int,
        far: float,
        price: Vector,
        hidden: Flags,
    ) -> Vector | None:
        """Reweighted linear programs approach the fixed cost of hiding; the cheapest support met wins."""
        cells = incremental.cells
        weights = price[cells]
        best, least, prices = np.zeros(len(cells)), np.inf, weights
        for _ in range(ROUNDS):
            incremental.price(prices)
            moves = incremental.move(requirement.cell, sign, far, requirement.known)
            if moves is None:
                return None
            moved = np.abs(moves) > CLOSE
            total = float(weights[moved].sum())
            if total < least - CLOSE:
                best, least = moves, total
            if hidden[cells[moved]].all():
                break
            prices = weights / np.where(moved, np.abs(moves), 1.0)
        full = np.zeros(self.system.size)
        full[cells] = best
        return full


def refuse_impossible(system: System, names: tuple[str, ...]) -> None:
    """Raise BadTable naming the first cell that would stay exposed if all but the public cells were hidden."""
    for number in Attacker(system, ~system.public, Witnesses(system)).prove(
        range(len(system.requirements)), strict=True
    ):
        raise impossible(system.requirements[number], names)


def impossible(requirement: Requirement, names: tuple[str, ...]) -> BadTable:
    """The refusal of a cell that no pattern protects."""
    name = names[requirement.cell]
    ja, en = (
        (f"、{requirement.by}に対しては", f" against {requirement.by}") if requirement.known else ("は", "")
    )
    return BadTable(
        f"セル{name}{ja}、公開と定められたセルをすべて公開すると、どう秘匿しても保護できません。",
        f"cell {name} cannot be protected{en} while the cells that must stay published are published",
    )
