"""One fiscal year as the joint system of an attacker: which counts are known, which are not, and what ties them together.

All snapshots that speak of the year go into one system. A count is *the same* in two snapshots when the submissions
it is made of are the same (their revision and date are published), so whoever saw it once knows it ever after; a
revised count is another unknown, tied to the old one through everything that did not change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csc_array

from etl.audit.attack import ENDLESS, Equations
from etl.audit.view import HIDDEN, PUBLISHED, Cell, View

Name = tuple[tuple[str, ...], str]
"""A count: its key and the version of the submissions behind it."""
_HINT = {HIDDEN: 1.0}


@dataclass(frozen=True)
class JointSystem:
    """Cells of a year over all snapshots; ``newest`` says at which place each cell of the newest snapshot stands."""

    fiscal_year: int
    cells: tuple[Cell, ...]
    equations: Equations
    rules: tuple[str, ...]
    newest: tuple[int, ...]

    @property
    def unknown(self) -> list[int]:
        """Cells that no snapshot has published."""
        return [number for number, cell in enumerate(self.cells) if cell.state != PUBLISHED]


def joint_system(views: Sequence[View]) -> JointSystem:
    """Join what the snapshots say of one year, oldest first."""
    joined: dict[Name, Cell] = {}
    places: list[list[Name]] = []
    for number, view in enumerate(views):
        places.append([])
        for cell in view.cells:
            name = _name(cell, view, joined, number)
            joined[name] = _more_known(joined.get(name), cell)
            places[-1].append(name)
    # Only when all cells are named: a count may be absent from an earlier snapshot and from a later one.
    for view, given in zip(views, map(set, places), strict=True):
        for name in [name for name in joined if name not in given and _must_be_zero(name, view)]:
            joined[name] = replace(joined[name], value=0, state=PUBLISHED)
    numbers = {name: number for number, name in enumerate(joined)}
    rows: dict[tuple[int, ...], str] = {}
    for view, there in zip(views, places, strict=True):
        for relation in view.relations:
            terms = (numbers[there[relation.parent]], *(numbers[there[child]] for child in relation.children))
            # Two snapshots give the same equation; the attack needs it once, under the first rule that named it.
            rows.setdefault(terms, relation.rule)
    cells = tuple(joined.values())
    return JointSystem(
        views[-1].fiscal_year,
        cells,
        _equations(cells, rows),
        tuple(rows.values()),
        tuple(numbers[name] for name in places[-1]),
    )


def _name(cell: Cell, view: View, joined: Mapping[Name, Cell], number: int) -> Name:
    """A published count that contradicts an earlier one of the same submissions is no longer the same count."""
    name = (cell.key, view.version(cell.key))
    before = joined.get(name)
    if before and before.value is not None and cell.value is not None and before.value != cell.value:
        # Two values under one name would make the system contradict itself and hide whatever else is wrong.
        return (cell.key, f"{name[1]}#{number}")
    return name


def _more_known(before: Cell | None, cell: Cell) -> Cell:
    """Published beats hidden (at least 1) beats never published (at least 0)."""
    rank = (PUBLISHED, HIDDEN)
    if before is None or (cell.state in rank and (before.state not in rank or cell.state == PUBLISHED)):
        return cell
    return before


def _must_be_zero(name: Name, view: View) -> bool:
    """A count absent where the same submissions were published is a zero; absent kinds of tables say nothing."""
    key, version = name
    return view.gives(key) and view.version(key) == version


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
