"""Municipalities as attackers: each knows its own counts (singletons and dominance, design 5.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from etl.disclosure.model import Insider, Protection, Relation

FEW = 3
"""Municipalities that share a sum among so few of them attack each other, wherever they are."""


def insiders(
    rows: list[tuple[Any, ...]],
    primary: tuple[Protection, ...],
    relations: list[Relation],
    area: Mapping[str, str],
) -> tuple[Insider, ...]:
    """Each municipality knows its own counts and must not learn a protected, published-as-x one of a neighbour.

    Neighbours are the others of its area, and whoever alone shares a sum with it.
    """
    place = {i: row[7] for i, row in enumerate(rows) if row[6] == "municipality"}
    own: dict[str, list[int]] = defaultdict(list)
    for i, name in place.items():
        own[name].append(i)
    guarded = {p.cell for p in primary if (p.lower or p.upper) and p.cell in place and not rows[p.cell][2]}
    protects = {
        name: {i for i in guarded if place[i] != name and area.get(place[i]) == area.get(name)}
        for name in own
    }
    for relation in relations:
        parts = [i for i, _ in relation.terms[1:] if i in place and rows[i][1] != 0]
        sharing = {place[i] for i in parts}
        if len(sharing) <= FEW:
            for i in guarded.intersection(parts):
                for name in sharing - {place[i]}:
                    protects[name].add(i)
    return tuple(
        Insider(name, tuple(own[name]), tuple(sorted(protects[name])))
        for name in sorted(own)
        if protects[name]
    )
