"""Which protection is possible at all: levels beyond what the published cells allow are reduced to what they allow.

A total of three counts, each known to be at least 1, cannot be made to look like 1. What the margins admit is the interval
the attacker would find if everything that may be hidden were hidden.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from etl.suppression.attacker_problem import Attacker
from etl.suppression.simplex import Vector
from etl.suppression.system import Requirement, System
from etl.suppression.tolerances import CLOSE
from etl.suppression.witnesses import DOWN, UP, Witnesses

Places = NDArray[np.int32]
PASSES = 40


def attainable(system: System, insiders: bool = True) -> System:
    """The same system with every requirement reduced to what hiding all but the public cells would achieve.

    Without `insiders` their requirements are reduced to what single relations tell, which is nearly always all there is.
    """
    bounded = within_relations(system)
    requirements = list(bounded.requirements)
    witnesses = Witnesses(bounded)
    # What single relations cannot tell, the attacker finds when everything that may be hidden is hidden.
    asked = [number for number, requirement in enumerate(requirements) if insiders or not requirement.known]
    for number in Attacker(bounded, ~system.public, witnesses).prove(asked):
        requirements[number] = _within(
            requirements[number], witnesses.reach[DOWN][number], witnesses.reach[UP][number]
        )
    return replace(system, requirements=tuple(requirements))


def within_relations(system: System) -> System:
    """Requirements reduced to what single relations allow: they cost no program and already cut most levels."""
    requirements = list(system.requirements)
    by_attacker: dict[frozenset[int], list[int]] = defaultdict(list)
    for number, requirement in enumerate(requirements):
        by_attacker[requirement.known].append(number)
    for known, members in by_attacker.items():
        low, high = implied_room(system, known)
        for number in members:
            requirements[number] = _within(
                requirements[number], -low[requirements[number].cell], high[requirements[number].cell]
            )
    return replace(system, requirements=tuple(requirements))


def tightened(system: System) -> System:
    """The same system with the room of each cell cut to what the public cells imply: stronger inequalities."""
    low, high = implied_room(system, frozenset())
    return replace(system, down=-low, up=high)


def _within(requirement: Requirement, lower: float, upper: float) -> Requirement:
    """A requirement cut to these levels, in whole counts."""
    lower, upper = float(np.floor(lower + CLOSE)), float(np.floor(upper + CLOSE))
    return replace(
        requirement,
        upper=min(requirement.upper, upper),
        lower=min(requirement.lower, lower),
        sliding=min(requirement.sliding, lower + upper),
    )


def implied_room(system: System, known: frozenset[int]) -> tuple[Vector, Vector]:
    """Bounds on each deviation that follow from single relations, applied until nothing changes (outer bounds)."""
    low, high = -system.down, system.up.copy()
    still = system.public.copy()
    still[sorted(known)] = True
    low[still] = high[still] = 0.0
    entries = system.matrix.tocoo()
    rows, cells, weights = entries.row, entries.col, entries.data
    # Each pass carries a bound one relation further; hierarchies are shallow, and stopping early only leaves bounds wider.
    for _ in range(PASSES):
        tighter_low, tighter_high = _one_pass(rows, cells, weights, low, high)
        if np.allclose(tighter_low, low) and np.allclose(tighter_high, high):
            break
        low, high = tighter_low, tighter_high
    return low, high


def _one_pass(
    rows: Places, cells: Places, weights: Vector, low: Vector, high: Vector
) -> tuple[Vector, Vector]:
    """In every relation, each term is at most minus the least the other terms can sum to, and conversely."""
    least = np.where(weights > 0, weights * low[cells], weights * high[cells])
    most = np.where(weights > 0, weights * high[cells], weights * low[cells])
    ceiling, floor = -_others(rows, least, -np.inf), -_others(rows, most, np.inf)
    upper = np.where(weights > 0, ceiling, floor) / weights
    lower = np.where(weights > 0, floor, ceiling) / weights
    new_low, new_high = low.copy(), high.copy()
    np.maximum.at(new_low, cells, lower)
    np.minimum.at(new_high, cells, upper)
    return new_low, new_high


def _others(rows: Places, terms: Vector, endless: float) -> Vector:
    """For each term, the sum of the other terms of its relation; `endless` when one of them is."""
    # inf − inf is no number: terms without an end are counted apart, so that one alone leaves the others their sum.
    infinite = np.isinf(terms)
    finite = np.where(infinite, 0.0, terms)
    total = np.bincount(rows, finite)[rows] - finite
    count = np.bincount(rows, infinite)[rows] - infinite
    return np.where(count > 0, endless, total)
