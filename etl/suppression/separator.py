"""Inequalities that a point of the master violates, read off the attacker's multipliers.

Fischetti & Salazar-González (2001), section 4: shrink the room of every cell to the share in which it is hidden; the
attacker's linear program then says how far a protected cell can move, and its multipliers say why no farther.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from etl.suppression.cuts import Cut, lifted_cut, sliding_cut
from etl.suppression.simplex import Simplex, Vector
from etl.suppression.system import System
from etl.suppression.tolerances import VIOLATED
from etl.suppression.witnesses import DOWN, UP

DEEP = (
    1e-3  # every cell is a little hidden, so that among equal multipliers the strongest inequality comes out
)
Attack = tuple[float, frozenset[int]]  # largest move that counts, what the attacker knows


class Separator:
    """One warm attacker's program over every cell that may be hidden."""

    def __init__(self, system: System) -> None:
        self.system = system
        zero = np.zeros(system.size)
        self._simplex = Simplex(system.matrix, zero, zero.copy())
        self._all = np.arange(system.size, dtype=np.int32)

    def cuts(self, hidden: Vector, requirements: Iterable[int] | None = None) -> Iterator[Cut]:
        """Violated inequalities of the given requirements (default: all), attackers and levels in a fixed order."""
        attacks: dict[Attack, list[int]] = defaultdict(list)
        for number in range(len(self.system.requirements)) if requirements is None else requirements:
            requirement = self.system.requirements[number]
            attacks[
                _scale(max(requirement.upper, requirement.lower, requirement.sliding)), requirement.known
            ].append(number)
        share = np.where(self.system.public, 0.0, np.minimum(hidden + DEEP, 1.0))
        for (level, known), members in attacks.items():
            self._shrink(share, level, known)
            for number in members:
                yield from self._violated(number, level, hidden)

    def _shrink(self, share: Vector, level: float, known: frozenset[int]) -> None:
        share = share.copy()
        share[sorted(known)] = 0.0
        low = -np.minimum(self.system.down, level) * share
        high = np.minimum(self.system.up, level) * share
        self._simplex.box(self._all, low, high)

    def _violated(self, number: int, level: float, hidden: Vector) -> Iterator[Cut]:
        requirement = self.system.requirements[number]
        duals = {}
        for sign, far in ((UP, requirement.upper), (DOWN, requirement.lower)):
            if max(far, requirement.sliding) > 0:
                answer = self._simplex.maximise([requirement.cell], np.array([float(sign)]))
                if answer is None:
                    raise ArithmeticError("the true table is always consistent")
                duals[sign] = answer.duals
                cut = lifted_cut(self.system, requirement, sign, far, answer.duals)
                if cut is not None and cut.slack(hidden) < -VIOLATED * cut.level:
                    yield cut
        if requirement.sliding > max(requirement.upper + requirement.lower, 0):
            cut = sliding_cut(self.system, requirement, duals[UP], duals[DOWN])
            if cut is not None and cut.slack(hidden) < -VIOLATED * cut.level:
                yield cut


def _scale(level: float) -> float:
    """Levels up to twice as large share one program."""
    return float(2.0 ** np.ceil(np.log2(level))) if level > 16 else level
