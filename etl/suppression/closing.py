"""Closing a pattern: a hidden cell that readers cannot tell from a small one is protected as if it were small.

A pattern is chosen for the counts it protects, so it tells of them to whoever knows the method (the minimality attack: Wong,
Fu, Wang & Pei, VLDB 2007): had this cell been small itself, it would have been given its own protection, and where the pattern
does not give it, it is not. Closed, a pattern protects alike in every table in which such a cell is small.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from etl.suppression.attacker_problem import Attacker
from etl.suppression.attain import attainable, implied_room
from etl.suppression.clean_up import clean_up
from etl.suppression.completion import Completion
from etl.suppression.deadline import NO_DEADLINE, Deadline
from etl.suppression.heuristic import silent
from etl.suppression.system import Flags, Requirement, System, flags_of
from etl.suppression.tolerances import CLOSE
from etl.suppression.witnesses import Witnesses


@dataclass
class _Closed:
    """The system with what was asked of further cells, and the pattern that gives it."""

    system: System
    hidden: Flags
    witnesses: Witnesses


def close(
    system: System,
    names: tuple[str, ...],
    hidden: Flags,
    witnesses: Witnesses,
    small: float,
    deadline: Deadline = NO_DEADLINE,
) -> Flags:
    """The pattern with what is lacking hidden as well: every hidden cell that may be below `small` can look as little as it may.

    Levels that the public cells make impossible are asked as far as they allow.
    """
    was, closed = hidden.copy(), _Closed(system, hidden.copy(), witnesses)
    asked = {requirement.cell for requirement in system.requirements if requirement.lower > 0}
    while True:
        doubtful = _doubtful(system, closed.hidden, asked, small)
        if not doubtful:
            break
        asked.update(doubtful)
        _protect(closed, names, doubtful)
    added = closed.hidden & ~was & ~flags_of(system.size, asked)
    start = replace(closed.system, start=~added)
    clean_up(start, closed.hidden, closed.witnesses, (), silent, deadline)
    return closed.hidden


def _doubtful(system: System, hidden: Flags, asked: set[int], small: float) -> list[int]:
    """Hidden cells without a level of their own that a reader cannot tell from one below `small`."""
    falls = system.values - (small - 1) / system.unit  # how far each must fall
    # Single relations tell of most that they cannot: those cost no program.
    low, _ = implied_room(replace(system, public=~hidden), frozenset())
    able = hidden & ~system.public & (falls < system.down) & (falls <= CLOSE - low)
    probes = tuple(
        Requirement(cell, 0.0, float(falls[cell]), 0.0)
        for cell in np.flatnonzero(able).tolist()
        if cell not in asked
    )
    probed = replace(system, requirements=probes)
    far = set(Attacker(probed, hidden, Witnesses(probed)).prove(range(len(probes))))
    return [probe.cell for number, probe in enumerate(probes) if number not in far]


def _protect(closed: _Closed, names: tuple[str, ...], cells: list[int]) -> None:
    """Ask of each cell that it may be at its bound, and hide what that takes."""
    system = closed.system
    wanted = replace(
        system, requirements=tuple(Requirement(cell, 0.0, float(system.down[cell]), 0.0) for cell in cells)
    )
    more = tuple(requirement for requirement in attainable(wanted).requirements if requirement.lower > 0)
    closed.system = replace(system, requirements=(*system.requirements, *more))
    closed.witnesses = closed.witnesses.also_of(closed.system)
    completion = Completion(closed.system, names)
    for number in range(len(system.requirements), len(closed.system.requirements)):
        if closed.witnesses.missing(number):
            completion.complete(number, closed.hidden, closed.witnesses)
