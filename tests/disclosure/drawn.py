"""Small additive tables as anyone might bring them, drawn by hypothesis: 2-way, 3-way, hierarchical, linked, odd."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from etl.suppression import Insider, Protection, Relation, Table

SHAPES = ((2, 2), (2, 3), (3, 3), (2, 2, 2))


def with_margins(inner: np.ndarray) -> tuple[list[int], list[Relation]]:
    """All cells of an n-way table with its margins, and the sum along every line."""
    values = inner
    for axis in range(inner.ndim):
        values = np.concatenate([values, values.sum(axis, keepdims=True)], axis)
    cells, relations = np.arange(values.size).reshape(values.shape), []
    for axis in range(inner.ndim):
        for *parts, total in np.moveaxis(cells, axis, -1).reshape(-1, values.shape[axis]).tolist():
            relations.append(Relation(f"和{len(relations)}", (*((part, 1) for part in parts), (total, -1))))
    return values.ravel().tolist(), relations


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """At most 27 cells, up to three primary ones, bounds, public cells and insiders; some cannot be protected."""
    shape = draw(st.sampled_from(SHAPES))
    size = int(np.prod(shape))
    count = st.integers(0, draw(st.sampled_from((4, 30, 10**7))))
    values, relations = with_margins(
        np.array(draw(st.lists(count, min_size=size, max_size=size))).reshape(shape)
    )
    for number in range(draw(st.integers(0, 2))):
        _subtotal(draw, values, relations, number)
    floor = draw(st.sampled_from((0, 1)))
    limited = draw(st.booleans())
    upper = tuple(value + value // 2 + 2 if limited else None for value in values)
    primary = _primary(draw, values, upper, floor)
    guarded = {p.cell for p in primary}
    others = st.integers(0, len(values) - 1)
    return Table(
        values=tuple(values),
        relations=tuple(relations),
        primary=primary,
        cost=tuple(draw(st.lists(st.integers(0, 20).map(float), min_size=len(values), max_size=len(values)))),
        lower_bound=(floor,) * len(values),
        upper_bound=upper,
        public=frozenset(draw(st.sets(others, max_size=2)) - guarded),
        insiders=tuple(
            Insider(f"内{at}", tuple(sorted(knows)), tuple(sorted(guarded - knows)))
            for at, knows in enumerate(draw(st.lists(st.sets(others, min_size=1, max_size=3), max_size=2)))
        ),
    )


@st.composite
def much_known(draw: st.DrawFn) -> Table:
    """Small counts to be kept at 1 to 10, much of it public or known to somebody: often more is asked than can be had."""
    shape = draw(st.sampled_from(((2, 3), (3, 3), (2, 2, 2), (3, 4))))
    size = int(np.prod(shape))
    counts = draw(st.lists(st.integers(0, 24), min_size=size, max_size=size))
    values, relations = with_margins(np.array(counts).reshape(shape))
    cell = st.integers(0, len(values) - 1)
    above = [place for place, value in enumerate(values) if value >= 1]
    guarded = draw(st.sets(st.sampled_from(above), min_size=1, max_size=4)) if above else set()
    known = draw(st.lists(st.sets(cell, min_size=1, max_size=4), min_size=1, max_size=3))
    # Some know all that another does, and more.
    known += [known[0] | more for more in draw(st.lists(st.sets(cell, min_size=1, max_size=3), max_size=2))]
    return Table(
        values=tuple(values),
        relations=tuple(relations),
        primary=tuple(
            Protection(place, min(values[place] - 1, 9), max(0, 10 - values[place]), 9)
            for place in sorted(guarded)
        ),
        cost=tuple(draw(st.lists(st.integers(1, 20).map(float), min_size=len(values), max_size=len(values)))),
        lower_bound=(1,) * len(values),
        public=frozenset(draw(st.sets(cell, max_size=4)) - guarded),
        insiders=tuple(
            Insider(f"内{at}", tuple(sorted(knows)), tuple(sorted(guarded - knows)))
            for at, knows in enumerate(known)
        ),
    )


def _subtotal(draw: st.DrawFn, values: list[int], relations: list[Relation], number: int) -> None:
    """A further published cell: a weighted sum of a few cells, or what one cell has more than another."""
    at = draw(st.lists(st.integers(0, len(values) - 1), min_size=2, max_size=3, unique=True))
    weights = [draw(st.sampled_from((1, 1, 2, -1))) for _ in at]
    total = sum(values[cell] * weight for cell, weight in zip(at, weights, strict=True))
    sign = -1 if total < 0 else 1
    terms = tuple((cell, sign * weight) for cell, weight in zip(at, weights, strict=True))
    relations.append(Relation(f"小計{number}", (*terms, (len(values), -1))))
    values.append(sign * total)


def _primary(
    draw: st.DrawFn, values: list[int], upper: tuple[int | None, ...], floor: int
) -> tuple[Protection, ...]:
    able = [cell for cell, value in enumerate(values) if value >= floor]
    if not able:
        return ()
    found = []
    for cell in draw(st.lists(st.sampled_from(able), max_size=3, unique=True)):
        room = values[cell] // 2 + 2 if upper[cell] is not None else values[cell] + 3
        lower = draw(st.integers(0, max(0, min(values[cell] - floor, values[cell] // 3 + 1))))
        rise = draw(st.integers(0, min(room, values[cell] // 3 + 2)))
        found.append(Protection(cell, lower, rise, draw(st.integers(0, 2 * (lower + rise)))))
    return tuple(found)
