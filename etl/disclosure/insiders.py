"""Municipalities as attackers: each knows its own counts (singletons and dominance, design 5.1)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from etl.suppression.model import Insider, Protection


def insiders(rows: list[tuple[Any, ...]], primary: tuple[Protection, ...]) -> tuple[Insider, ...]:
    """Each municipality knows its own counts: of every other the counts published as x keep their levels against it,
    and the small ones that are never published stay unknown to it.

    Whoever else shares a sum with it may be published or not: every pair is guarded, wherever the two lie.
    """
    place = {i: row[7] for i, row in enumerate(rows) if row[6] == "municipality"}
    own: dict[str, list[int]] = defaultdict(list)
    for i, name in place.items():
        own[name].append(i)
    small = [p.cell for p in primary if (p.lower or p.upper) and p.cell in place]

    def of_others(name: str, latent: bool) -> tuple[int, ...]:
        return tuple(i for i in small if place[i] != name and rows[i][2] == latent)

    return tuple(
        Insider(name, tuple(own[name]), of_others(name, False), of_others(name, True))
        for name in sorted(own)
        if set(small) - set(own[name])
    )
