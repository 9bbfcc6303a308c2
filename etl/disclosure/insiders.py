"""Attackers from the inside, each with the counts it knows (singletons and dominance): municipalities, and those whom
``[attackers]`` of the declaration names besides them.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from etl.catalogue.disclosure import Attackers
from etl.disclosure.cells import Cell
from etl.suppression.model import Insider, Protection, Relation


@dataclass(frozen=True)
class Knower:
    """Who knows some counts. ``within``: the municipality whose other counts are kept from it; None for all of the others.

    What lies elsewhere need not be kept from a provider: its municipality knows more, and is kept from it.
    """

    name: str
    knows: tuple[int, ...]
    within: str | None = None


def knowers(
    cells: Sequence[Cell],
    relations: Sequence[Relation] = (),
    attackers: Attackers | None = None,
    areas: Mapping[str, str] | None = None,
) -> list[Knower]:
    """Every municipality, and as `attackers` says every two of one area and every agency of a municipality.

    `areas`: the area of each municipality. `relations`: parent first, as `tables` writes them.
    """
    own: dict[str, list[int]] = defaultdict(list)
    for i, cell in enumerate(cells):
        if cell.municipality is not None:
            own[cell.municipality].append(i)
    everyone = [Knower(name, tuple(own[name])) for name in sorted(own)]
    if attackers and attackers.pairs:
        everyone += [
            Knower(f"{first}+{second}", (*own[first], *own[second]))
            for first, second in itertools.combinations(sorted(own), 2)
            if areas and first in areas and areas[first] == areas.get(second)
        ]
    if attackers and attackers.providers:
        everyone += _providers(cells, own, relations)
    return everyone


def insiders(
    cells: Sequence[Cell], primary: tuple[Protection, ...], everyone: Sequence[Knower]
) -> tuple[Insider, ...]:
    """Of every municipality the counts published as x keep their levels against whoever does not know them, and the small
    ones that are never published stay unknown.

    Whoever else shares a sum may be published or not: every municipality is guarded, wherever it lies.
    """
    # Latent and past cells are primary only so as to stay hidden; without a level there is nothing to guard.
    protected = [protection.cell for protection in primary if protection.lower or protection.upper]
    small = [i for i in protected if cells[i].municipality is not None]

    def against(knower: Knower) -> Insider:
        mine = set(knower.knows)
        others = [i for i in small if i not in mine and knower.within in (None, cells[i].municipality)]
        shown = tuple(i for i in others if not cells[i].latent)
        return Insider(knower.name, knower.knows, shown, tuple(i for i in others if cells[i].latent))

    every = map(against, everyone)
    return tuple(insider for insider in every if insider.protects or insider.unsure)


def _providers(
    cells: Sequence[Cell], own: Mapping[str, list[int]], relations: Sequence[Relation]
) -> Iterator[Knower]:
    """Each agency of a municipality, as if one provider were all of it."""
    sums: dict[str | None, list[tuple[int, list[int]]]] = defaultdict(list)
    for relation in relations:
        parent, *parts = (i for i, _ in relation.terms)
        sums[cells[parent].municipality].append((parent, parts))
    for municipality in sorted(own):
        named: dict[str, set[int]] = defaultdict(set)
        for i in own[municipality]:
            key = cells[i].key
            for level, code in ((key.from_level, key.from_code), (key.to_level, key.to_code)):
                if level == "agency":
                    named[code].add(i)
        for agency in sorted(named):
            mine = _made_of(named[agency], cells, sums[municipality])
            yield Knower(f"{municipality}/{agency}", tuple(sorted(mine)), municipality)


def _made_of(
    named: Collection[int], cells: Sequence[Cell], sums: Sequence[tuple[int, list[int]]]
) -> set[int]:
    """The counts all of whose referrals are the provider's own: of those it knows consent, way and outcome as well.

    Parts of what is its own are its own; so is a sum with no part of anybody else's.
    """
    mine = set(named)
    while True:
        before = len(mine)
        for parent, parts in sums:
            if parent in mine:
                mine.update(parts)
            elif cells[parent].value and all(part in mine or not cells[part].value for part in parts):
                mine.add(parent)
        if len(mine) == before:
            return mine
