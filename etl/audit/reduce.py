"""Equations made smaller without losing a table: what is determined, or follows from other counts, is no unknown.

Three exact steps, repeated: an equation with one unknown fixes it; one with two makes them one; a count whose bounds
follow from an equation's other unknowns (a sum of counts, say) is that equation. The attacker's questions are then put
to the few counts that are left.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

Vector = NDArray[np.float64]
# Above what the linear programs of HiGHS 1.15 may be off by (1e-7), far below the 1 between two counts. Its searches over
# whole numbers allow themselves as much (1e-6): what they prove is taken with SLACK, never with CLOSE.
CLOSE = 1e-6
# What a bound of a search over whole numbers may miss by: wider than its tolerances on counts of thousands, far below 1.
SLACK = 1e-3
MOST_FILL = 8
"""A count is left as it is where writing it out would add more than this to the equations it stands in."""
ROUNDS = 12
"""Passes of bound propagation; what they do not reach, the linear programs find."""


class Contradiction(ValueError):
    """The published counts do not add up: no table satisfies the relations named."""


@dataclass(frozen=True)
class Equations:
    """Σ coefficient × cell = right, over cells ``low ≤ x ≤ high``."""

    matrix: csc_array
    right: Vector
    low: Vector
    high: Vector


@dataclass(frozen=True)
class Reduced:
    """``equations`` over fewer unknowns; every cell is ``constant + weight @ unknowns``. All weights are whole."""

    equations: Equations
    weight: csr_array
    constant: Vector


def tighten(equations: Equations) -> Equations:
    """Bounds of whole counts that follow from each equation by itself, a few times over. Contradiction when none is left."""
    entries = equations.matrix.tocoo()
    row, column, weight = entries.row, entries.col, entries.data
    low, high = np.ceil(equations.low - CLOSE), np.floor(equations.high + CLOSE)
    size = len(equations.right)
    for _ in range(ROUNDS):
        least = np.where(weight > 0, weight * low[column], weight * high[column])
        most = np.where(weight > 0, weight * high[column], weight * low[column])
        # Total minus own term is the sum of the others, for all terms of all equations at once.
        least_others = np.bincount(row, least, size)[row] - least
        most_others = np.bincount(row, most, size)[row] - most
        ends = np.stack([equations.right[row] - most_others, equations.right[row] - least_others]) / weight
        ends.sort(axis=0)
        new_low, new_high = low.copy(), high.copy()
        np.maximum.at(new_low, column, np.ceil(ends[0] - CLOSE))
        np.minimum.at(new_high, column, np.floor(ends[1] + CLOSE))
        if (new_low > new_high).any():
            raise Contradiction
        if np.array_equal(new_low, low) and np.array_equal(new_high, high):
            break
        low, high = new_low, new_high
    return Equations(equations.matrix, equations.right, low, high)


def reduce(equations: Equations) -> Reduced:
    """The same tables over fewer unknowns."""
    return _Reduction(equations).done()


class _Reduction:
    """Rows as ``{cell: coefficient}``; a cell that is written out is a constant and the cells it is written in."""

    def __init__(self, equations: Equations) -> None:
        self.low, self.high = equations.low.copy(), equations.high.copy()
        self.right = equations.right.tolist()
        self.rows: list[dict[int, float]] = [{} for _ in self.right]
        self.where: list[set[int]] = [set() for _ in self.low]
        self.written: list[tuple[int, float, dict[int, float]]] = []
        self.gone = np.zeros(len(self.low), bool)
        still = self.high - self.low < CLOSE
        for cell in np.flatnonzero(still).tolist():
            self._write(cell, float(self.low[cell]), {})
        entries = equations.matrix.tocoo()
        for row, cell, weight in zip(
            *(part.tolist() for part in (entries.row, entries.col, entries.data)), strict=True
        ):
            if still[cell]:
                self.right[row] -= weight * self.low[cell]
            else:
                self.rows[row][cell] = weight
                self.where[cell].add(row)

    def done(self) -> Reduced:
        queue = [(len(terms), row) for row, terms in enumerate(self.rows)]
        # Shortest equations first: what they fix shortens the others, and long substitutions come last or never.
        heapq.heapify(queue)
        while queue:
            size, row = heapq.heappop(queue)
            # The equation changed since it was put here; it was put here again with its new length.
            if size != len(self.rows[row]):
                continue
            touched = self._step(row)
            for other in touched:
                heapq.heappush(queue, (len(self.rows[other]), other))
        return self._result()

    def _step(self, row: int) -> set[int]:
        """Do away with one equation if it can be done exactly; the equations that changed by it."""
        terms = self.rows[row]
        if not terms:
            if abs(self.right[row]) > CLOSE:
                raise Contradiction
            return set()
        cell = self._spare(row)
        if cell is None:
            return set()
        pivot = terms[cell]
        constant = self.right[row] / pivot
        others = {other: -weight / pivot for other, weight in terms.items() if other != cell}
        if not others and not self.low[cell] - CLOSE <= constant <= self.high[cell] + CLOSE:
            raise Contradiction
        if len(others) == 1:
            self._pass_bounds(cell, constant, *next(iter(others.items())))
        self._write(cell, constant, others)
        return self._substitute(row, cell, constant, others)

    def _spare(self, row: int) -> int | None:
        """A cell of the equation that can be written in the others: coefficient ±1, bounds implied, and little fill."""
        terms = self.rows[row]
        if len(terms) == 1:
            cell, weight = next(iter(terms.items()))
            if (self.right[row] / weight) % 1 > CLOSE and -(self.right[row] / weight) % 1 > CLOSE:
                raise Contradiction
            return cell
        # Only ±1 keeps all weights whole, so that whole counts stay whole.
        able = [cell for cell, weight in terms.items() if abs(weight) == 1]
        if len(terms) > 2:
            able = [cell for cell in able if self._follows(row, cell)]
            able = [cell for cell in able if (len(self.where[cell]) - 1) * (len(terms) - 2) <= MOST_FILL]
        return min(able, key=lambda cell: (len(self.where[cell]), cell), default=None)

    def _follows(self, row: int, cell: int) -> bool:
        """Whether the bounds of the cell follow from the equation and the bounds of its other cells."""
        terms = self.rows[row]
        pivot = terms[cell]
        least = most = self.right[row] / pivot
        for other, weight in terms.items():
            if other != cell:
                share = -weight / pivot
                least += share * (self.low[other] if share > 0 else self.high[other])
                most += share * (self.high[other] if share > 0 else self.low[other])
        return bool(least >= self.low[cell] - CLOSE and most <= self.high[cell] + CLOSE)

    def _pass_bounds(self, cell: int, constant: float, other: int, weight: float) -> None:
        """Of two cells that are one, the one left keeps what bounds either."""
        ends = sorted(((self.low[cell] - constant) / weight, (self.high[cell] - constant) / weight))
        self.low[other] = max(self.low[other], np.ceil(ends[0] - CLOSE))
        self.high[other] = min(self.high[other], np.floor(ends[1] + CLOSE))
        if self.low[other] > self.high[other]:
            raise Contradiction

    def _write(self, cell: int, constant: float, others: dict[int, float]) -> None:
        self.gone[cell] = True
        self.written.append((cell, constant, others))

    def _substitute(self, row: int, cell: int, constant: float, others: dict[int, float]) -> set[int]:
        for other in self.rows[row]:
            self.where[other].discard(row)
        self.rows[row], self.right[row] = {}, 0.0
        touched = self.where[cell]
        self.where[cell] = set()
        for other_row in touched:
            terms = self.rows[other_row]
            share = terms.pop(cell)
            self.right[other_row] -= share * constant
            for other, weight in others.items():
                total = terms.get(other, 0.0) + share * weight
                # Exactly: all weights are whole, so what cancels is 0 and no rest of rounding.
                if total:
                    terms[other] = total
                    self.where[other].add(other_row)
                else:
                    del terms[other]
                    self.where[other].discard(other_row)
        return touched

    def _result(self) -> Reduced:
        left = np.flatnonzero(~self.gone)
        place = dict(zip(left.tolist(), range(len(left)), strict=True))
        spelled: dict[int, tuple[float, dict[int, float]]] = {
            cell: (0.0, {column: 1.0}) for cell, column in place.items()
        }
        # Backwards: what was written out early may be written in cells that were written out after it.
        for cell, constant, others in reversed(self.written):
            total: dict[int, float] = {}
            for other, share in others.items():
                more, terms = spelled[other]
                constant += share * more
                for column, weight in terms.items():
                    total[column] = total.get(column, 0.0) + share * weight
            spelled[cell] = constant, total
        cells = range(len(self.gone))
        return Reduced(
            Equations(*self._system(place), self.low[left], self.high[left]),
            _sparse([spelled[cell][1] for cell in cells], len(left)).tocsr(),
            np.array([spelled[cell][0] for cell in cells]),
        )

    def _system(self, place: dict[int, int]) -> tuple[csc_array, Vector]:
        kept = [row for row, terms in enumerate(self.rows) if terms]
        rows = [{place[cell]: weight for cell, weight in self.rows[row].items()} for row in kept]
        return _sparse(rows, len(place)).tocsc(), np.array([self.right[row] for row in kept], float)


def _sparse(rows: list[dict[int, float]], columns: int) -> csr_array:
    """Rows of ``{column: weight}`` as a matrix."""
    start = np.cumsum([0, *(len(terms) for terms in rows)])
    index = np.array([column for terms in rows for column in terms], dtype=np.int32)
    weight = np.array([value for terms in rows for value in terms.values()], dtype=float)
    return csr_array((weight, index, start), shape=(len(rows), columns))
