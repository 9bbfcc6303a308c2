"""The fast method: a start that obeys every relation taken alone, repaired cell by cell, then cleaned up.

The start is the cheapest pattern that obeys the capacity inequalities of single relations; its cost is a lower bound
already close to the optimum. The result always protects (every need carries a witness) and is minimal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from etl.disclosure.cuts import relation_cuts
from etl.disclosure.ledger import Ledger
from etl.disclosure.master import Master
from etl.disclosure.reopen import reopen
from etl.disclosure.repair import Repairer
from etl.disclosure.system import Flags, System

Progress = Callable[[str, float], None]
START_GAP, START_NODES = 0.005, 200


@dataclass
class Found:
    """A protecting pattern, the witnesses that show it, the lower bound known so far and the master behind it."""

    hidden: Flags
    ledger: Ledger
    bound: float
    master: Master


def silent(stage: str, share: float) -> None:
    """The progress of a run nobody watches."""


def fast(system: System, names: tuple[str, ...], progress: Progress = silent) -> Found:
    """A minimal protecting pattern. Raises BadTable when no pattern protects."""
    progress("start", 0.0)
    master = Master(system)
    master.add(relation_cuts(system))
    start = master.choose(START_GAP, nodes=START_NODES)
    found = complete_pattern(system, names, start.hidden > 0.5, master, progress)
    found.bound = start.bound
    return found


def complete_pattern(
    system: System, names: tuple[str, ...], hidden: Flags, master: Master, progress: Progress = silent
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
    reopen(system, hidden, ledger, master.cuts, progress)
    return Found(hidden, ledger, 0.0, master)
