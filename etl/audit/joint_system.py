"""One fiscal year as the joint system of an attacker: which counts are known, which are not, and what ties them together.

All snapshots that speak of the year go into one system. A count is *the same* in two snapshots when its value is: the
submissions it is made of are the same (their revision and date are published), or were sent again without correcting it,
and a reader who supposes so is right. Whoever saw it once knows it ever after; a corrected count is another unknown, tied
to the old one through everything that did not change. Which hidden counts were not corrected is known where the snapshot
is made; an audit of the files alone goes by the submissions.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.sparse import csc_array

from etl.audit.attack import ENDLESS, Equations
from etl.audit.declaration import Key
from etl.audit.view import HIDDEN, PUBLISHED, UNPUBLISHED, Cell, View

Made = tuple[tuple[str, ...], str]
"""What a count is of, and the submissions it was made of."""
Name = tuple[tuple[str, ...], int | str]
"""A count: what it is of and its value; of one whose value nobody tells, the submissions it is made of."""
_HINT = {HIDDEN: 1.0}
GROWTH = "growth"
"""The rule of a count that came in between two snapshots: it and the count before make the count after."""


@dataclass(frozen=True)
class JointSystem:
    """Cells of a year over all snapshots and which counts they are; ``newest`` says at which place each cell of the newest
    snapshot stands.

    ``grown``: what counts grew by between two snapshots, as far as their values are told, by the place of that cell.
    """

    fiscal_year: int
    cells: tuple[Cell, ...]
    names: tuple[Name, ...]
    equations: Equations
    rules: tuple[str, ...]
    newest: tuple[int, ...]
    grown: Mapping[int, int] = field(default_factory=dict)

    @property
    def unknown(self) -> list[int]:
        """Cells that no snapshot has published."""
        return [number for number, cell in enumerate(self.cells) if cell.state != PUBLISHED]


def joint_system(views: Sequence[View]) -> JointSystem:
    """Join what the snapshots say of one year, oldest first."""
    values = _values(views)
    joined: dict[Name, Cell] = {}
    made: dict[Name, set[str]] = defaultdict(set)
    places: list[list[Name]] = []
    for view in views:
        places.append([])
        for cell in view.cells:
            name = _name(cell, view, values)
            joined[name] = _more_known(joined.get(name), cell)
            made[name].add(view.version(cell.key))
            places[-1].append(name)
    # Only when all cells are named: a count may be absent from an earlier snapshot and from a later one.
    for view, given in zip(views, map(set, places), strict=True):
        for name in [name for name in joined if name not in given and _must_be_zero(name, made[name], view)]:
            joined[name] = replace(joined[name], value=0, state=PUBLISHED)
    numbers = {name: number for number, name in enumerate(joined)}
    rows: dict[tuple[int, ...], str] = {}
    for view, there in zip(views, places, strict=True):
        for relation in view.relations:
            terms = (numbers[there[relation.parent]], *(numbers[there[child]] for child in relation.children))
            # Two snapshots give the same equation; the attack needs it once, under the first rule that named it.
            rows.setdefault(terms, relation.rule)
    grown = dict[int, int]()
    for was, now, cell, value in _growth(views, values):
        number = numbers.setdefault((cell.key, f"{was} {now}"), len(numbers))
        if number == len(joined):
            joined[cell.key, f"{was} {now}"] = cell
            rows[numbers[now], numbers[was], number] = GROWTH
            if value is not None:
                grown[number] = value
    cells = tuple(joined.values())
    return JointSystem(
        views[-1].fiscal_year,
        cells,
        tuple(joined),
        _equations(cells, rows),
        tuple(rows.values()),
        tuple(numbers[name] for name in places[-1]),
        grown,
    )


def _growth(
    views: Sequence[View], values: Mapping[Made, int]
) -> Iterator[tuple[Name, Name, Cell, int | None]]:
    """Counts of what came in or was taken back between two snapshots: names of the smaller and the larger count, the cell of
    what lies between them, and its value if it is told.

    A late municipality, the second half of one, a number that had been unknown: whoever holds both snapshots subtracts.
    """
    # Over several snapshots it is the sum of what lies between them.
    for before, now in itertools.pairwise(views):
        there = {cell.key: cell for cell in before.cells}
        for cell in now.cells:
            earlier = there.get(cell.key)
            if earlier is None:
                continue
            was, is_ = _name(earlier, before, values), _name(cell, now, values)
            known = isinstance(is_[1], int) and isinstance(was[1], int)
            key = cell.key._replace(category=f"{cell.key.category}:{GROWTH}")
            between = replace(cell, key=key, value=None, state=UNPUBLISHED)
            if known and was != is_ and _changed_by_a_count(before, now, cell.key, int(is_[1]) - int(was[1])):
                less, more = sorted((was, is_), key=lambda name: int(name[1]))
                yield less, more, between, int(more[1]) - int(less[1])
            elif not known and was != is_ and _came_in(before.version(cell.key), now.version(cell.key)):
                yield was, is_, between, None


def _changed_by_a_count(before: View, now: View, key: Key, change: int) -> bool:
    """Whether what a count changed by may be one: something came in, or a number that stood in no sum does, or did."""
    # Sent again, a half may have been corrected as well; of two counts that are told, the larger one grew.
    if change > 0 and _came_in(before.version(key), now.version(key), again=True):
        return True
    of = (key.table_id, key.period, key.place_kind, key.place_code)
    return before.version(key) != now.version(key) and (of in before.missing or of in now.missing)


def small_difference(earlier: Sequence[View], now: View, k: int) -> Key | None:
    """A count told twice, before and after something came in or went, that changed by 1 to k − 1; None where there is none.

    A second lock beside the attack: it solves nothing and supposes nothing of which counts are the same.
    """
    for before in earlier:
        was = {cell.key: cell.value for cell in before.cells if cell.value is not None}
        for cell in now.cells:
            change = 0 if cell.value is None else cell.value - was.get(cell.key, cell.value)
            if 0 < abs(change) < k and _changed_by_a_count(before, now, cell.key, change):
                return cell.key
    return None


def _came_in(was: str, now: str, *, again: bool = False) -> bool:
    """Whether a version has all that an earlier one had, and more. `again`: also where that was sent again."""
    (had, *sectors), (has, *others) = was.split("; "), now.split("; ")
    return sectors == others and _accepted(had, again) < _accepted(has, again)


def _accepted(made: str, by_half: bool) -> set[str]:
    """The submissions of a version that were taken: municipality and half, with revision and day unless `by_half`."""
    sent = (entry.split(" ") for entry in made.split(", ") if entry)
    return {
        " ".join(words[:2] if by_half else words)
        for words in sent
        if len(words) > 2 and words[2] in ("accepted", "warned")
    }


def _values(views: Sequence[View]) -> dict[Made, int]:
    """What the private counts or, without them, a published cell of any snapshot tells of a count."""
    values: dict[Made, int] = {}
    for view in views:
        for cell in view.cells:
            value = _value(cell, view)
            if value is not None:
                values.setdefault((cell.key, view.version(cell.key)), value)
    return values


def _value(cell: Cell, view: View) -> int | None:
    # What the snapshot publishes is what readers know, whatever the private counts say.
    return cell.value if cell.value is not None else (view.counts or {}).get(cell.key)


def _name(cell: Cell, view: View, values: Mapping[Made, int]) -> Name:
    version, value = view.version(cell.key), _value(cell, view)
    return cell.key, values.get((cell.key, version), version) if value is None else value


def _more_known(before: Cell | None, cell: Cell) -> Cell:
    """Published beats hidden (at least 1) beats never published (at least 0)."""
    rank = (PUBLISHED, HIDDEN)
    if before is None or (cell.state in rank and (before.state not in rank or cell.state == PUBLISHED)):
        return cell
    return before


def _must_be_zero(name: Name, made: Collection[str], view: View) -> bool:
    """A count absent where the same submissions were published is a zero; absent kinds of tables say nothing."""
    key, value = name
    # One that is known to be something else was never told by these submissions.
    return (not value or isinstance(value, str)) and view.gives(key) and view.version(key) in made


def _least(cell: Cell) -> float:
    """A hidden count is at least 1; where its municipality itself hid a number, all of it may be that number."""
    if cell.value is not None:
        return cell.value
    return 0.0 if cell.hidden_in_part else _HINT.get(cell.state, 0.0)


def _equations(cells: Sequence[Cell], rows: Mapping[tuple[int, ...], str]) -> Equations:
    row: list[int] = []
    column: list[int] = []
    weight: list[float] = []
    for number, terms in enumerate(rows):
        row += [number] * len(terms)
        column += terms
        weight += [-1.0] + [1.0] * (len(terms) - 1)
    low = np.array([_least(cell) for cell in cells], float)
    high = np.array([cell.value if cell.value is not None else ENDLESS for cell in cells], float)
    matrix = csc_array((weight, (row, column)), shape=(len(rows), len(cells)))
    return Equations(matrix, np.zeros(len(rows)), low, high)
