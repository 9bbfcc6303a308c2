"""Attacks from the inside: every municipality knows its own counts, and with them more of every other's.

Where the declaration says so, two municipalities of one area put theirs together, and a provider knows the counts of one
agency of a municipality. What a coalition cannot narrow, none of its members can, nor any few of them: coalitions, such that
any two members are told apart by one, clear most counts for most attackers. What is left is asked of each alone.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from etl.audit.attack import CLOSE, ENDLESS, Attack, Equations
from etl.audit.declaration import MUNICIPALITIES_ALONE, Attackers
from etl.audit.joint_system import JointSystem
from etl.audit.view import HIDDEN
from etl.progress import tell

Narrow = tuple[str, int, tuple[int, int]]
"""An attacker, the count it narrows too far, and to what."""
PAIR, PROVIDER = "+", "/"
"""What stands between the municipalities of a pair, and between a provider's municipality and its agency."""


@dataclass
class Insiders:
    """What the attackers of one component found, and how many programs that took."""

    names: tuple[str, ...] = ()
    narrow: list[Narrow] = field(default_factory=list)
    programs: int = 0


@dataclass(frozen=True)
class Member:
    """One of whom attackers are made, a municipality or a provider: its own counts, those of them that it can tell, those
    that must be kept from it, and all that it can tell without any publication.
    """

    own: frozenset[int]
    known: frozenset[int]
    kept_from: frozenset[int]
    beforehand: frozenset[int]


@dataclass(frozen=True)
class Party:
    """Members of one kind, the attackers that they make up alone and together, and the coalitions that are asked first."""

    members: Mapping[str, Member]
    attackers: Sequence[tuple[str, ...]]
    coalitions: Sequence[frozenset[str]]


def called(attacker: str) -> str:
    """Who it is, in Japanese."""
    if PAIR in attacker:
        return f"件数を持ち寄る市町村 {attacker.replace(PAIR, ' と ')} の担当者"
    municipality, _, agency = attacker.partition(PROVIDER)
    return f"市町村 {municipality} の" + (f"機関区分 {agency} の件数を知る事業者" if agency else "担当者")


def attacks(
    joint: JointSystem,
    attack: Attack,
    targets: Sequence[int],
    width: int,
    value_of: Callable[[int], float],
    tellable: Collection[int],
    besides: Attackers = MUNICIPALITIES_ALONE,
    providers: Mapping[str, frozenset[int]] | None = None,
) -> Insiders:
    """Every municipality of a component against every other, and whoever is declared `besides`. A hidden count must stay
    `width` wide; one that was never given must not become known. What somebody's own counts tell by themselves, with nothing
    published, is given away by nobody.

    `tellable`: the counts that `value_of` can tell to whom they belong. `providers`: what is each one's own, see `owned`.
    """
    own: dict[str, set[int]] = defaultdict(set)
    for cell in targets:
        if joint.cells[cell].key.place_kind == "municipality":
            own[joint.cells[cell].key.place_code].add(cell)
    needed = {
        cell: width if joint.cells[cell].state == HIDDEN else 1 for cells in own.values() for cell in cells
    }
    # what is pinned for everybody is no insider's finding
    open_ = {
        who: frozenset(cell for cell in sorted(own[who]) if attack.wide(cell, needed[cell])) for who in own
    }
    parties = [_municipalities(joint, own, open_, frozenset(tellable), besides.pairs)]
    if besides.providers:
        parties.append(_of_agencies(providers or {}, own, open_, frozenset(tellable)))
    parties = [party for party in parties if party.attackers]
    attacked = Insiders(tuple(PAIR.join(who) for party in parties for who in party.attackers))
    steps = sum(len(party.coalitions) + len(party.attackers) for party in parties)
    ticks = itertools.count()

    def together(party: Party, members: Iterable[str]) -> Attack:
        tell("insiders", min(1.0, next(ticks) / steps))
        cells = sorted(frozenset().union(*(party.members[who].known for who in members)))
        return attack.knowing(cells, [value_of(cell) for cell in cells])

    def by_itself(party: Party, members: Iterable[str]) -> Attack:
        cells = sorted(frozenset().union(*(party.members[who].beforehand for who in members)))
        return _unpublished(joint, cells, [_value(joint, cell, value_of) for cell in cells])

    for party in parties:
        _try_party(party, needed, together, by_itself, attacked)
    return attacked


def _unpublished(joint: JointSystem, cells: Sequence[int], values: Sequence[float]) -> Attack:
    """Of the sums alone: how any count of the year could be to who knows these cells, before anything was told."""
    given, size = joint.equations, len(joint.cells)
    # A sum whose rest is known otherwise (what was corrected) is known by a publication.
    bare = given.matrix.tocsr()[np.flatnonzero(np.abs(given.right) < CLOSE)].tocsc()
    low, high = np.zeros(size), np.full(size, ENDLESS)
    low[cells] = high[cells] = values
    return Attack(Equations(bare, np.zeros(bare.shape[0]), low, high), np.arange(size))


def _value(joint: JointSystem, cell: int, value_of: Callable[[int], float]) -> float:
    published = joint.cells[cell].value
    return value_of(cell) if published is None else published


def _try_party(
    party: Party,
    needed: Mapping[int, int],
    together: Callable[[Party, Iterable[str]], Attack],
    by_itself: Callable[[Party, Iterable[str]], Attack],
    attacked: Insiders,
) -> None:
    cleared: list[tuple[frozenset[str], frozenset[int]]] = []

    def left(attacker: tuple[str, ...]) -> frozenset[int]:
        members = [party.members[who] for who in attacker]
        wanted = frozenset().union(*(member.kept_from for member in members))
        wanted = wanted.difference(*(member.own for member in members))
        return wanted.difference(*(cells for coalition, cells in cleared if coalition.issuperset(attacker)))

    for coalition in party.coalitions:
        within = [left(attacker) for attacker in party.attackers if coalition.issuperset(attacker)]
        own = (party.members[who].own for who in coalition)
        asked = sorted(frozenset().union(*within).difference(*own))
        if asked:
            model = together(party, coalition)
            cleared.append((coalition, frozenset(cell for cell in asked if model.wide(cell, needed[cell]))))
            attacked.programs += model.programs
    for attacker in party.attackers:
        rest = sorted(left(attacker))
        if rest:
            model = together(party, attacker)
            narrow = [cell for cell in rest if not model.wide(cell, needed[cell])]
            # Seldom asked, so that it may look at the whole year.
            alone = by_itself(party, attacker) if narrow else model
            attacked.narrow += [
                (PAIR.join(attacker), cell, model.interval(cell))
                for cell in narrow
                if alone.wide(cell, needed[cell])
            ]
            attacked.programs += model.programs


def _municipalities(
    joint: JointSystem,
    own: Mapping[str, set[int]],
    open_: Mapping[str, frozenset[int]],
    tellable: frozenset[int],
    pairs: bool,
) -> Party:
    every = frozenset().union(*open_.values())
    # A municipality none of whose counts can be told knows no more here than any reader.
    members = {
        who: Member(frozenset(own[who]), tellable & own[who], every, tellable & own[who])
        for who in sorted(own)
        if tellable & own[who] and len(own) > 1
    }
    alone = [(who,) for who in members]
    if not pairs:
        return Party(members, alone, list(_halves([[who] for who in members])))
    areas: dict[str, list[str]] = defaultdict(list)
    for who in members:
        area = {joint.cells[cell].area for cell in own[who]}
        areas[min(area)].append(who)
    # Of an area whose name the file does not tell nobody knows who belongs to it.
    areas.pop("", None)
    of_areas = list(areas.values())
    # Two of one area stand on one side of all halves; of their neighbours all the others of the area are asked.
    coalitions = [*_halves([[who] for who in members]), *_halves(of_areas)]
    coalitions += [frozenset(area) - {who} for area in of_areas for who in area if len(area) > 2]
    both = [two for area in of_areas for two in itertools.combinations(area, 2)]
    return Party(members, [*alone, *both], coalitions)


def _of_agencies(
    providers: Mapping[str, frozenset[int]],
    own: Mapping[str, set[int]],
    open_: Mapping[str, frozenset[int]],
    tellable: frozenset[int],
) -> Party:
    """Of other municipalities a provider learns nothing that its own one, which is asked as well, does not."""
    members: dict[str, Member] = {}
    ranked: dict[int, list[str]] = defaultdict(list)
    for municipality in sorted(own):
        agencies = sorted(who for who in providers if who.partition(PROVIDER)[0] == municipality)
        for rank, who in enumerate(agencies):
            mine = providers[who] & own[municipality]
            if mine & tellable and open_[municipality] - mine:
                members[who] = Member(mine, mine & tellable, open_[municipality], providers[who] & tellable)
                ranked[rank].append(who)
    # Half the agencies of every municipality at once: each is asked of its own municipality alone.
    return Party(members, [(who,) for who in members], list(_halves(list(ranked.values()))))


def owned(joint: JointSystem, nothing: Collection[int]) -> dict[str, frozenset[int]]:
    """The counts of each provider, by municipality and agency: those that name the agency, and those of nobody else's referrals.

    Of its own referrals a provider knows all that the form asks: a part of what is its own is its own, and so is a sum
    whose other parts are `nothing`.
    """
    names: dict[str, set[int]] = defaultdict(set)
    for number, cell in enumerate(joint.cells):
        if cell.key.place_kind == "municipality":
            for level, code in (
                (cell.key.from_level, cell.key.from_code),
                (cell.key.to_level, cell.key.to_code),
            ):
                if level == "agency":
                    names[f"{cell.key.place_code}{PROVIDER}{code}"].add(number)
    sums = _sums(joint)
    empty = set(nothing)
    for parent, parts in itertools.chain.from_iterable([*sums.values()] * 3):
        # Three levels lie below one another, agencies in sectors in the whole; parts of nothing are nothing.
        if parent in empty:
            empty.update(parts)
    for who, mine in names.items():
        there = sums.get(who.partition(PROVIDER)[0], [])
        size = 0
        while size != len(mine):
            size = len(mine)
            for parent, parts in there:
                if parent in mine:
                    mine |= parts
                elif parent not in empty and parts <= mine | empty:
                    mine.add(parent)
    # Who had no referral is no provider of any.
    return {who: frozenset(mine) for who, mine in names.items() if not mine <= empty}


def _sums(joint: JointSystem) -> dict[str, list[tuple[int, set[int]]]]:
    """The sums within each municipality: the whole and its parts."""
    sums: dict[str, list[tuple[int, set[int]]]] = defaultdict(list)
    rows = joint.equations.matrix.tocsr()
    for row in range(rows.shape[0]):
        terms = slice(rows.indptr[row], rows.indptr[row + 1])
        cells, weights = rows.indices[terms].tolist(), rows.data[terms].tolist()
        (whole,) = (cell for cell, weight in zip(cells, weights, strict=True) if weight < 0)
        key = joint.cells[whole].key
        if key.place_kind == "municipality":
            sums[key.place_code].append((whole, set(cells) - {whole}))
    return sums


def _halves(groups: Sequence[Sequence[str]]) -> Iterator[frozenset[str]]:
    """Halves of the groups such that for any two of them one half holds the first and not the second."""
    # Twice the logarithm of n models instead of n: ten for 19 municipalities.
    for bit in range((len(groups) - 1).bit_length()):
        for side in (0, 1):
            numbered = enumerate(groups)
            yield frozenset(who for number, group in numbered if number >> bit & 1 == side for who in group)
