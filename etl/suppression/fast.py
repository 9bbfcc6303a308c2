"""The fast method: a start that obeys every relation taken alone, repaired cell by cell, then cleaned up.

The start is the cheapest pattern that obeys the capacity inequalities of single relations and the cuts with which the
outside attacker answers the first choices; its cost is a lower bound already close to the optimum. The result always
protects (every need carries a witness) and is minimal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from etl.suppression.clock import ENDLESS, Clock, in_time
from etl.suppression.cuts import relation_cuts
from etl.suppression.ledger import Ledger
from etl.suppression.master import Master
from etl.suppression.nearby import LARGE
from etl.suppression.prover import Prover
from etl.suppression.reopen import reopen
from etl.suppression.repair import Repairer
from etl.suppression.separator import Separator
from etl.suppression.system import Flags, System, outsiders

Progress = Callable[[str, float], None]
START_GAP, START_NODES = 0.02, 20
START_SHARE = 1 / 3  # of the time there is
ROUNDS = 2  # times the outside attacker answers the start with cuts before it is repaired


@dataclass
class Found:
    """A protecting pattern, the witnesses that show it, the lower bound known so far and the master behind it."""

    hidden: Flags
    ledger: Ledger
    bound: float
    master: Master


def silent(stage: str, share: float) -> None:
    """The progress of a run nobody watches."""


def fast(
    system: System, names: tuple[str, ...], progress: Progress = silent, clock: Clock = ENDLESS
) -> Found:
    """A protecting pattern, minimal unless the clock ends the clean-up. Raises BadTable when no pattern protects."""
    master, bound = Master(system), 0.0
    master.add(relation_cuts(system))
    outside = replace(system, needs=outsiders(system.needs))
    rounds, early = 0 if system.size > LARGE else ROUNDS, clock.part(START_SHARE)
    for turn in range(rounds + 1):
        progress("start", turn / (rounds + 1))
        start = master.choose(START_GAP, nodes=START_NODES)
        hidden, bound = start.hidden > 0.5, max(bound, start.bound)
        if early.left <= 0:
            break
        if turn < rounds:
            unmet = Prover(outside, hidden, Ledger(outside)).settle(range(len(outside.needs)))
            master.add(in_time(Separator(outside).cuts(start.hidden, unmet), early))
    found = complete_pattern(system, names, hidden, master, progress, clock)
    found.bound = bound
    return found


def complete_pattern(
    system: System,
    names: tuple[str, ...],
    hidden: Flags,
    master: Master,
    progress: Progress = silent,
    clock: Clock = ENDLESS,
) -> Found:
    """Make a pattern protect, hiding what it lacks, and open again what is then needless."""
    hidden, ledger, repairer = hidden.copy(), Ledger(system), Repairer(system, names)
    reach = np.array([max(need.rise, need.fall, need.slide) for need in system.needs])
    order = np.argsort(-reach, kind="stable").tolist()
    for done, at in enumerate(order):
        if ledger.missing(at):
            repairer.repair(at, hidden, ledger)
        if done % 50 == 0:
            progress("repair", done / len(order))
    reopen(system, hidden, ledger, master.cuts, progress, clock)
    return Found(hidden, ledger, 0.0, master)
