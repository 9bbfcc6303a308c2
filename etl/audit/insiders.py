"""Who attacks whom from the inside: a municipality knows its own counts, and so more of its neighbours'."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from etl.audit.puzzle import Puzzle
from etl.audit.view import HIDDEN

FEW = 3
"""Municipalities that share a sum among so few of them attack each other, whatever their areas."""


def neighbours(puzzle: Puzzle, targets: Sequence[int]) -> Iterator[tuple[str, list[int], list[int]]]:
    """Every municipality with its own unknown counts, and the hidden ones of others that it attacks.

    Those of its area, and those of any municipality that shares a sum with it among at most FEW.
    """
    own: dict[str, list[int]] = defaultdict(list)
    place = {}
    for at in targets:
        cell = puzzle.cells[at]
        if cell.key[2] == "municipality":
            own[cell.key[3]].append(at)
            place[at] = (cell.key[3], cell.area)
    hidden = [at for at in place if puzzle.cells[at].state == HIDDEN]
    area = dict(place.values())
    attacked = {
        who: {at for at in hidden if place[at][0] != who and place[at][1] == area[who]} for who in own
    }
    for sharing, parts in _few(puzzle):
        for at in parts:
            if at in place and puzzle.cells[at].state == HIDDEN:
                for who in sharing & own.keys() - {place[at][0]}:
                    attacked[who].add(at)
    for who in sorted(own):
        if attacked[who]:
            yield who, own[who], sorted(attacked[who])


def _few(puzzle: Puzzle) -> Iterator[tuple[set[str], list[int]]]:
    """Sums that few municipalities share: who they are, and their counts in it."""
    matrix = puzzle.equations.matrix.tocsr()
    for start, stop in pairwise(matrix.indptr):
        terms = zip(matrix.indices[start:stop].tolist(), matrix.data[start:stop].tolist(), strict=True)
        parts = [at for at, weight in terms if weight > 0 and puzzle.cells[at].key[2] == "municipality"]
        sharing = {puzzle.cells[at].key[3] for at in parts if puzzle.cells[at].value != 0}
        if 1 < len(sharing) <= FEW:
            yield sharing, parts
