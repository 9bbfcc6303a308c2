"""The heuristic: a start that obeys every relation taken alone, completed cell by cell, then cleaned up.

The start is the cheapest pattern that obeys the capacity inequalities of single relations and the cuts with which the
outside attacker answers the first choices; its cost is a lower bound already close to the optimum. The result always
protects (every requirement carries a witness) and is minimal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from etl.suppression.attacker_problem import Attacker
from etl.suppression.clean_up import clean_up
from etl.suppression.completion import Completion
from etl.suppression.cuts import relation_cuts
from etl.suppression.deadline import NO_DEADLINE, Deadline, in_time
from etl.suppression.master import Master
from etl.suppression.nearby import LARGE
from etl.suppression.separator import Separator
from etl.suppression.system import Flags, System, outsiders
from etl.suppression.witnesses import Witnesses

Progress = Callable[[str, float], None]
START_GAP, START_NODES = 0.02, 20
START_SHARE = 1 / 3  # of the time there is
ROUNDS = 1  # times the outside attacker answers the start with cuts before it is completed


@dataclass
class Incumbent:
    """A protecting pattern, the witnesses that show it, the lower bound known so far and the master behind it."""

    hidden: Flags
    witnesses: Witnesses
    bound: float
    master: Master


def silent(stage: str, share: float) -> None:
    """The progress of a run nobody watches."""


def heuristic(
    system: System, names: tuple[str, ...], progress: Progress = silent, deadline: Deadline = NO_DEADLINE
) -> Incumbent:
    """A protecting pattern, minimal unless the deadline comes the clean-up. Raises BadTable when no pattern protects."""
    master, bound = Master(system), 0.0
    master.add(relation_cuts(system))
    outside = replace(system, requirements=outsiders(system.requirements))
    rounds, early = 0 if system.size > LARGE else ROUNDS, deadline.part(START_SHARE)
    for turn in range(rounds + 1):
        progress("start", turn / (rounds + 1))
        start = master.choose(START_GAP, nodes=START_NODES)
        hidden, bound = start.hidden > 0.5, max(bound, start.bound)
        if early.left <= 0:
            break
        if turn < rounds:
            unmet = Attacker(outside, hidden, Witnesses(outside)).prove(range(len(outside.requirements)))
            master.add(in_time(Separator(outside).cuts(start.hidden, unmet), early))
    incumbent = complete_pattern(system, names, hidden, master, progress, deadline)
    incumbent.bound = bound
    return incumbent


def complete_pattern(
    system: System,
    names: tuple[str, ...],
    hidden: Flags,
    master: Master,
    progress: Progress = silent,
    deadline: Deadline = NO_DEADLINE,
) -> Incumbent:
    """Make a pattern protect, hiding what it lacks, and open again what is then needless."""
    hidden, witnesses, completion = hidden.copy(), Witnesses(system), Completion(system, names)
    reach = np.array(
        [
            max(requirement.upper, requirement.lower, requirement.sliding)
            for requirement in system.requirements
        ]
    )
    order = np.argsort(-reach, kind="stable").tolist()
    for done, requirement in enumerate(order):
        if witnesses.missing(requirement):
            completion.complete(requirement, hidden, witnesses)
        if done % 50 == 0:
            progress("completion", done / len(order))
    clean_up(system, hidden, witnesses, master.cuts, progress, deadline)
    return Incumbent(hidden, witnesses, 0.0, master)
