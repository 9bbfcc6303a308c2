"""Attacks from the inside: every municipality knows its own counts, and with them more of every other's.

What a coalition of municipalities cannot narrow, none of its members can: a few coalitions, such that any two
municipalities are told apart by one, clear most counts for most insiders. What is left is asked of each alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

from etl.audit.attack import Attack
from etl.audit.joint_system import JointSystem
from etl.audit.view import HIDDEN

Narrow = tuple[str, int, tuple[int, int]]
"""An insider, the count it narrows too far, and to what."""


@dataclass
class Insiders:
    """What the insiders of one component found, and how many programs that took."""

    names: tuple[str, ...] = ()
    narrow: list[Narrow] = field(default_factory=list)
    programs: int = 0


def attacks(
    joint: JointSystem,
    attack: Attack,
    targets: Sequence[int],
    width: int,
    value_of: Callable[[int], float],
    told: Collection[int],
) -> Insiders:
    """Every municipality of a component against every other. A hidden count must stay `width` wide; one that was
    never given must not become known. `told`: the counts that `value_of` can tell to whom they belong."""
    own: dict[str, list[int]] = defaultdict(list)
    for at in targets:
        if joint.cells[at].key[2] == "municipality":
            own[joint.cells[at].key[3]].append(at)
    if len(own) < 2:
        return Insiders()
    known = {who: [at for at in cells if at in told] for who, cells in own.items()}
    needed = {at: width if joint.cells[at].state == HIDDEN else 1 for cells in own.values() for at in cells}
    # what is pinned for everybody is no insider's finding
    open_ = {who: [at for at in cells if attack.wide(at, needed[at])] for who, cells in own.items()}
    found = Insiders(tuple(sorted(who for who in own if known[who])))
    left = {(who, at) for who in found.names for other in own if other != who for at in open_[other]}

    def inside(members: Sequence[str]) -> Attack:
        cells = [at for who in members for at in known[who]]
        return attack.knowing(cells, [value_of(at) for at in cells])

    for members in _coalitions(found.names):
        coalition = inside(members)
        for other in sorted(own.keys() - set(members)):
            for at in open_[other]:
                asked = {(who, at) for who in members} & left
                if asked and coalition.wide(at, needed[at]):
                    left -= asked
        found.programs += coalition.programs
    for who in found.names:
        rest = sorted(at for insider, at in left if insider == who)
        if not rest:
            continue
        alone = inside([who])
        found.narrow += [(who, at, alone.interval(at)) for at in rest if not alone.wide(at, needed[at])]
        found.programs += alone.programs
    return found


def _coalitions(names: Sequence[str]) -> Iterator[list[str]]:
    """Halves of the municipalities such that for any two of them one half holds the first and not the second."""
    for bit in range((len(names) - 1).bit_length()):
        for side in (0, 1):
            yield [who for number, who in enumerate(names) if number >> bit & 1 == side]
