"""The exact method: the cheapest protecting pattern, with proof.

Fischetti & Salazar-González (2001), sections 3–5: first the linear relaxation of the master is cut until no attacker's
multipliers improve it; then the master chooses whole cells, the attackers check its choice and answer with cuts, until
the choice protects or costs as much as the best pattern known. That pattern comes from the fast method, repaired and
cleaned up again after every choice.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from etl.suppression.clock import Clock, in_time
from etl.suppression.cuts import Cut
from etl.suppression.fast import Found, Progress, complete_pattern, silent
from etl.suppression.ledger import Ledger
from etl.suppression.prover import Prover
from etl.suppression.reopen import reopen
from etl.suppression.separator import Separator
from etl.suppression.system import Flags, System

SAME = 1e-6
ROOT_ROUNDS = 60
ROUGH = 0.005  # relative gap from which choices are made exactly
FIRST_NODES = 200
STALL = 4  # rounds in which the relaxation may stand still


def exact(
    system: System, names: tuple[str, ...], found: Found, clock: Clock, progress: Progress = silent
) -> Found:
    """The cheapest pattern, or the cheapest met when the clock ends, each with its proven lower bound."""
    search = Search(system, names, found, clock, progress)
    if not search.proven:
        search.relax()
    while not search.proven and clock.left > 0:
        search.choose()
    return search.best


class Search:
    """The best pattern so far, the bound so far, and the cuts that carry it."""

    def __init__(
        self, system: System, names: tuple[str, ...], found: Found, clock: Clock, progress: Progress
    ) -> None:
        self.system, self.names, self.clock, self.progress = system, names, clock, progress
        self.best, self.master = found, found.master
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
            if self.proven or self.clock.left <= 0 or still >= STALL:
                return
            if not self.master.add(in_time(self.separator.cuts(choice.hidden), self.clock)):
                return

    def choose(self) -> None:
        """One choice of whole cells, judged by the attackers: roughly at first, exactly when little is left to gain."""
        gap = 1.0 - self.best.bound / max(self.cost, SAME)
        rough = gap / 4 if gap > ROUGH else 0.0
        choice = self.master.choose(rough, self.clock.left, self.nodes, start=self.best.hidden)
        self.nodes *= 1 if choice.finished else 2
        self._raise(choice.bound)
        if self.proven:
            return
        hidden = choice.hidden > 0.5
        ledger = Ledger(self.system)
        prover = Prover(self.system, hidden, ledger)
        if not prover.settle(range(len(self.system.needs))):
            reopen(self.system, hidden, ledger, self.master.cuts, self.progress, self.clock)  # costless cells
            self._keep(Found(hidden, ledger, self.best.bound, self.master))
            return
        if not self.master.add(in_time(self.separator.cuts(hidden.astype(float)), self.clock)):
            self.master.add([self._elsewhere(hidden)])
        if self.clock.left > 0:
            self._keep(complete_pattern(self.system, self.names, hidden, self.master, clock=self.clock))

    def _elsewhere(self, hidden: Flags) -> Cut:
        """A pattern that does not protect needs a further cell, whichever it is (hiding less never protects more)."""
        cells = np.flatnonzero(~hidden & ~self.system.public)
        return Cut(cells, np.ones(len(cells)), 1.0)

    def _keep(self, found: Found) -> None:
        if float(self.system.cost[found.hidden].sum()) < self.cost - SAME * max(1.0, self.cost):
            self.best = replace(found, bound=self.best.bound)
        self.progress("exact", self.best.bound / max(self.cost, SAME))

    def _raise(self, bound: float) -> None:
        self.best = replace(self.best, bound=min(max(self.best.bound, bound), self.cost))
