"""Municipalities as attackers: each knows its own counts (singletons and dominance)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from etl.disclosure.cells import Cell
from etl.suppression.model import Insider, Protection


def insiders(cells: Sequence[Cell], primary: tuple[Protection, ...]) -> tuple[Insider, ...]:
    """Each municipality knows its own counts: of every other the counts published as x keep their levels against it,
    and the small ones that are never published stay unknown to it.

    Whoever else shares a sum with it may be published or not: every pair is guarded, wherever the two lie.
    """
    own: dict[str, list[int]] = defaultdict(list)
    for i, cell in enumerate(cells):
        if cell.municipality is not None:
            own[cell.municipality].append(i)
    # Latent and past cells are primary only so as to stay hidden; without a level there is nothing to guard.
    protected = [protection.cell for protection in primary if protection.lower or protection.upper]
    small = [i for i in protected if cells[i].municipality is not None]

    def of_others(name: str, latent: bool) -> tuple[int, ...]:
        return tuple(i for i in small if cells[i].municipality != name and cells[i].latent == latent)

    return tuple(
        Insider(name, tuple(own[name]), of_others(name, False), of_others(name, True))
        for name in sorted(own)
        if set(small) - set(own[name])
    )
