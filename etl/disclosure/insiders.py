"""Municipalities as attackers: each knows its own counts (singletons and dominance, design 5.1)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from etl.disclosure.model import Insider, Protection


def insiders(rows: list[tuple[Any, ...]], primary: tuple[Protection, ...]) -> tuple[Insider, ...]:
    """Each municipality knows its own counts and must not learn a protected, published-as-x one of any other.

    Whoever else shares a sum with it may be published or not: every pair is guarded, wherever the two lie.
    """
    place = {i: row[7] for i, row in enumerate(rows) if row[6] == "municipality"}
    own: dict[str, list[int]] = defaultdict(list)
    for i, name in place.items():
        own[name].append(i)
    guarded = [p.cell for p in primary if (p.lower or p.upper) and p.cell in place and not rows[p.cell][2]]
    return tuple(
        Insider(name, tuple(own[name]), protects)
        for name in sorted(own)
        if (protects := tuple(i for i in guarded if place[i] != name))
    )
