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
from etl.progress import tell

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
    tellable: Collection[int],
) -> Insiders:
    """Every municipality of a component against every other. A hidden count must stay `width` wide; one that was
    never given must not become known. `tellable`: the counts that `value_of` can tell to whom they belong."""
    own: dict[str, list[int]] = defaultdict(list)
    for cell in targets:
        if joint.cells[cell].key.place_kind == "municipality":
            own[joint.cells[cell].key.place_code].append(cell)
    if len(own) < 2:
        return Insiders()
    known = {who: [cell for cell in cells if cell in tellable] for who, cells in own.items()}
    needed = {
        cell: width if joint.cells[cell].state == HIDDEN else 1 for cells in own.values() for cell in cells
    }
    # what is pinned for everybody is no insider's finding
    open_ = {who: [cell for cell in cells if attack.wide(cell, needed[cell])] for who, cells in own.items()}
    # A municipality none of whose counts can be told knows no more here than any reader.
    attacked = Insiders(tuple(sorted(who for who in own if known[who])))
    left = {(who, cell) for who in attacked.names for other in own if other != who for cell in open_[other]}

    def inside(members: Sequence[str]) -> Attack:
        cells = [cell for who in members for cell in known[who]]
        return attack.knowing(cells, [value_of(cell) for cell in cells])

    coalitions = list(_coalitions(attacked.names))
    steps = len(coalitions) + len(attacked.names)
    for done, members in enumerate(coalitions):
        tell("insiders", done / steps)
        coalition = inside(members)
        for other in sorted(own.keys() - set(members)):
            for cell in open_[other]:
                asked = {(who, cell) for who in members} & left
                if asked and coalition.wide(cell, needed[cell]):
                    left -= asked
        attacked.programs += coalition.programs
    for done, who in enumerate(attacked.names, len(coalitions)):
        tell("insiders", done / steps)
        rest = sorted(cell for insider, cell in left if insider == who)
        if not rest:
            continue
        alone = inside([who])
        attacked.narrow += [
            (who, cell, alone.interval(cell)) for cell in rest if not alone.wide(cell, needed[cell])
        ]
        attacked.programs += alone.programs
    return attacked


def _coalitions(names: Sequence[str]) -> Iterator[list[str]]:
    """Halves of the municipalities such that for any two of them one half holds the first and not the second."""
    # Twice the logarithm of n models instead of n: ten for 19 municipalities.
    for bit in range((len(names) - 1).bit_length()):
        for side in (0, 1):
            yield [who for number, who in enumerate(names) if number >> bit & 1 == side]
