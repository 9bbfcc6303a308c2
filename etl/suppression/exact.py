"""The exact method: the cheapest protecting pattern, with proof.

Fischetti & Salazar-González (2001), sections 3–5: first the linear relaxation of the master is cut until no attacker's
multipliers improve it; then the master chooses whole cells, the attackers check its choice and answer with cuts, until
the choice protects or costs as much as the best pattern known. That pattern comes from the heuristic, completed and
cleaned up again after every choice.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from etl.suppression.attacker_problem import Attacker
from etl.suppression.clean_up import clean_up
from etl.suppression.cuts import Cut
from etl.suppression.deadline import Deadline, in_time
from etl.suppression.heuristic import Incumbent, Progress, complete_pattern, silent
from etl.suppression.separator import Separator
from etl.suppression.system import Flags, System
from etl.suppression.tolerances import SAME
from etl.suppression.witnesses import Witnesses

ROOT_ROUNDS = 60
ROUGH = 0.005  # relative gap from which choices are made exactly
FIRST_NODES = 200
STALL = 4  # rounds in which the relaxation may stand still


def exact(
    system: System,
    names: tuple[str, ...],
    incumbent: Incumbent,
    deadline: Deadline,
    progress: Progress = silent,
) -> Incumbent:
    """The cheapest pattern, or the cheapest met when the deadline comes, each with its proven lower bound."""
    search = Search(system, names, incumbent, deadline, progress)
    if not search.proven:
        search.relax()
    while not search.proven and deadline.left > 0:
        search.choose()
    return search.best


class Search:
    """The best pattern so far, the bound so far, and the cuts that carry it."""

    def __init__(
        self,
        system: System,
        names: tuple[str, ...],
        incumbent: Incumbent,
        deadline: Deadline,
        progress: Progress,
    ) -> None:
        self.system, self.names, self.deadline, self.progress = system, names, deadline, progress
        self.best, self.master = incumbent, incumbent.master
        self.separator = Separator(system)
        self.nodes = FIRST_NODES

    @property
    def cost(self) -> float:
        return float(self.system.cost[self.best.hidden].sum())

    @property
    def proven(self) -> bool:
        return self.cost - self.best.bound <= SAME * max(1.0, self.cost)

    def relax(self) -> None:
        """Cut the linear relaxation until nothing is violated or it no longer moves."""
        still = 0
        for _ in range(ROOT_ROUNDS):
            choice = self.master.relax()
            still = still + 1 if choice.bound <= self.best.bound + 1e-5 * abs(self.best.bound) else 0
            self._raise(choice.bound)
            if self.proven or self.deadline.left <= 0 or still >= STALL:
                return
            if not self.master.add(in_time(self.separator.cuts(choice.hidden), self.deadline)):
                return

    def choose(self) -> None:
        """One choice of whole cells, judged by the attackers: roughly at first, exactly when little is left to gain."""
        gap = 1.0 - self.best.bound / max(self.cost, SAME)
        rough = gap / 4 if gap > ROUGH else 0.0
        choice = self.master.choose(rough, self.deadline.left, self.nodes, start=self.best.hidden)
        self.nodes *= 1 if choice.finished else 2
        self._raise(choice.bound)
        if self.proven:
            return
        hidden = choice.hidden > 0.5
        witnesses = Witnesses(self.system)
        attacker = Attacker(self.system, hidden, witnesses)
        if not attacker.prove(range(len(self.system.requirements))):
            clean_up(
                self.system, hidden, witnesses, self.master.cuts, self.progress, self.deadline
            )  # costless cells
            self._keep(Incumbent(hidden, witnesses, self.best.bound, self.master))
            return
        if not self.master.add(in_time(self.separator.cuts(hidden.astype(float)), self.deadline)):
            self.master.add([self._elsewhere(hidden)])
        if self.deadline.left > 0:
            self._keep(complete_pattern(self.system, self.names, hidden, self.master, deadline=self.deadline))

    def _elsewhere(self, hidden: Flags) -> Cut:
        """A pattern that does not protect needs a further cell, whichever it is (hiding less never protects more)."""
        cells = np.flatnonzero(~hidden & ~self.system.public)
        return Cut(cells, np.ones(len(cells)), 1.0)

    def _keep(self, incumbent: Incumbent) -> None:
        if float(self.system.cost[incumbent.hidden].sum()) < self.cost - SAME * max(1.0, self.cost):
            self.best = replace(incumbent, bound=self.best.bound)
        self.progress("exact", self.best.bound / max(self.cost, SAME))

    def _raise(self, bound: float) -> None:
        self.best = replace(self.best, bound=min(max(self.best.bound, bound), self.cost))
