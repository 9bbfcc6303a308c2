"""What an attacker can conclude: the least and the most each unknown count can be (Fischetti & Salazar-González 2001, §2).

Every solution of a linear program is a whole consistent table, a witness, and widens what is known to be possible
for all cells at once; only cells no witness has cleared yet cost programs of their own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, csr_array
from scipy.sparse.csgraph import connected_components

Vector = NDArray[np.float64]
Cells = NDArray[np.intp]
CLOSE = 1e-6
ENDLESS = 1e6
"""An upper bound no yearly count reaches: an interval that comes near it is as good as unbounded."""


_OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "presolve": "off",
    "simplex_strategy": 4,  # primal: when only the objective changes, the last table stays consistent
    "mip_max_nodes": 20,
    "mip_heuristic_effort": 0.0,  # bounds are wanted, not tables
}


class Contradiction(ValueError):
    """The published counts do not add up: no table satisfies the relations named."""


@dataclass(frozen=True)
class Equations:
    """Σ coefficient × cell = right, over unknown cells ``low ≤ x ≤ high``; rows are unknown-only."""

    matrix: csc_array
    right: Vector
    low: Vector
    high: Vector


def components(equations: Equations) -> list[Cells]:
    """Sets of cells that no equation joins; cells of one set are attacked together."""
    rows, columns = equations.matrix.shape
    still = equations.high - equations.low < CLOSE
    at = equations.matrix.tocoo()
    loose = ~still[at.col]
    joined = coo_array(
        (np.ones(int(loose.sum())), (at.row[loose], rows + at.col[loose])), shape=(rows + columns,) * 2
    )
    _, label = connected_components(joined, directed=False)
    label = label[rows:]
    order = np.argsort(label, kind="stable")
    cuts = np.flatnonzero(np.diff(label[order])) + 1
    return [part for part in np.split(order, cuts) if not still[part].all()]


class Attack:
    """The bounds of the cells of one component, found by linear and, where it matters, integer programs."""

    def __init__(self, equations: Equations, cells: Cells) -> None:
        self.place = {int(cell): at for at, cell in enumerate(cells)}
        columns = equations.matrix[:, cells].tocsr()
        rows = np.flatnonzero(np.diff(columns.indptr))
        others = equations.low.copy()  # cells of these equations outside the component are known
        others[cells] = 0.0
        self._low, self._high = equations.low[cells], equations.high[cells]
        self.programs = self._aimed = 0
        right = (equations.right - equations.matrix @ others)[rows]
        self.solver = _model(columns[rows], right, self._low, self._high)
        self._forget()

    def know(self, cells: Sequence[int], values: Sequence[float]) -> None:
        """Become an attacker who knows these cells as well (none: the outside attacker again)."""
        at = [self.place[cell] for cell in cells]
        every = np.arange(len(self._low), dtype=np.int32)
        self.solver.changeColsBounds(len(every), every, self._low, self._high)
        self.solver.changeColsBounds(len(at), np.array(at, np.int32), np.array(values), np.array(values))
        self._forget()

    def open(self, cell: int) -> bool:
        """Whether the cell is unknown at all."""
        at = self.place[cell]
        return bool(self._high[at] > self._low[at])

    def spread(self, cells: Sequence[int], far: float) -> None:
        """Let many cells rise together, none beyond `far`: one witness then clears most of them."""
        left = len(cells) + 1
        while True:
            low = [self.place[cell] for cell in cells if self.most[self.place[cell]] < far - CLOSE]
            if not low or len(low) >= left:
                break
            left, at = len(low), np.array(low, np.int32)
            self.solver.changeColsBounds(len(at), at, self._low[at], np.minimum(self._high[at], far))
            self._price(at, -1.0)
            self._run()
            self._price(at, 0.0)
            self.solver.changeColsBounds(len(at), at, self._low[at], self._high[at])

    def reaches(self, cell: int, value: float) -> bool:
        """Whether some consistent table has the cell at the value or above."""
        at = self.place[cell]
        return bool(self.most[at] >= value - CLOSE or self._extreme(at, 1) >= value - CLOSE)

    def falls_to(self, cell: int, value: float) -> bool:
        """Whether some consistent table has the cell at the value or below."""
        at = self.place[cell]
        return bool(self.least[at] <= value + CLOSE or self._extreme(at, -1) <= value + CLOSE)

    def witnessed(self, cell: int) -> tuple[int, int]:
        """The interval as far as witnesses have shown it."""
        at = self.place[cell]
        return math.ceil(self.least[at] - CLOSE), math.floor(self.most[at] + CLOSE)

    def interval(self, cell: int) -> tuple[int, int]:
        """The least and the most a cell can be."""
        at = self.place[cell]
        self._extreme(at, -1), self._extreme(at, 1)
        return self.witnessed(cell)

    def whole_interval(self, cell: int) -> tuple[int, int]:
        """The least and the most a cell can be when every unknown is a whole number (outer bounds after a while)."""
        at, (least, most) = self.place[cell], self.interval(cell)
        if self._whole_least[at] > least + CLOSE:
            least = self._proven_end(at, -1, least)
        if self._whole_most[at] < most - CLOSE:
            most = self._proven_end(at, 1, most)
        return least, most

    def middle(self) -> Vector:
        """A consistent table of whole counts well inside what is possible: the nearest to the mean of all witnesses."""
        mean = np.rint(self._sum / self._witnesses)
        count = len(mean)
        model = self.solver.getLp()
        nearest = highspy.Highs()
        for option, value in {
            **_OPTIONS,
            "mip_heuristic_effort": 0.05,
            "mip_rel_gap": 0.5,
            "presolve": "on",
        }.items():
            nearest.setOptionValue(option, value)
        nearest.passModel(model)
        nearest.changeColsCost(count, np.arange(count, dtype=np.int32), np.zeros(count))
        nearest.changeColsIntegrality(
            count, np.arange(count, dtype=np.int32), np.full(count, highspy.HighsVarType.kInteger)
        )
        for at, target in enumerate(mean.tolist()):  # target = x − over + under, both at a price
            nearest.addVar(0.0, highspy.kHighsInf)
            nearest.addVar(0.0, highspy.kHighsInf)
            over = count + 2 * at
            nearest.changeColsCost(2, np.array([over, over + 1], np.int32), np.ones(2))
            nearest.addRow(
                target, target, 3, np.array([at, over, over + 1], np.int32), np.array([1.0, -1.0, 1.0])
            )
        nearest.run()
        found = np.array(nearest.getSolution().col_value)[:count]
        whole = len(found) == count and np.abs(found - np.rint(found)).max() < CLOSE
        return np.rint(found) if whole else self._sum / self._witnesses

    def _proven_end(self, at: int, sign: int, linear: int) -> int:
        """Only where no table of whole numbers has been met at the end of the linear interval."""
        count = len(self._low)
        columns = np.arange(count, dtype=np.int32)
        self.solver.changeColsIntegrality(count, columns, np.full(count, highspy.HighsVarType.kInteger))
        self._aim(at, sign)
        self.solver.run()
        self.programs += 1
        proven = self.solver.getInfo().mip_dual_bound
        self.solver.changeColsIntegrality(count, columns, np.full(count, highspy.HighsVarType.kContinuous))
        return round(-sign * proven) if math.isfinite(proven) else linear

    def _forget(self) -> None:
        size = len(self._low)
        self.least, self.most = np.full(size, np.inf), np.full(size, -np.inf)
        self._whole_least, self._whole_most = self.least.copy(), self.most.copy()
        self._sum, self._witnesses = np.zeros(size), 0
        self._run()

    def _extreme(self, at: int, sign: int) -> float:
        self._aim(at, sign)
        return float(self._run()[at])

    def _aim(self, at: int, sign: int) -> None:
        self.solver.changeColCost(self._aimed, 0.0)
        self.solver.changeColCost(at, -float(sign))
        self._aimed = at

    def _price(self, at: NDArray[np.int32], price: float) -> None:
        self.solver.changeColCost(self._aimed, 0.0)
        self.solver.changeColsCost(len(at), at, np.full(len(at), price))

    def _run(self) -> Vector:
        self.solver.run()
        self.programs += 1
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise Contradiction(self.solver.modelStatusToString(self.solver.getModelStatus()))
        found = np.array(self.solver.getSolution().col_value)
        np.minimum(self.least, found, out=self.least)
        np.maximum(self.most, found, out=self.most)
        if np.abs(found - np.rint(found)).max() < CLOSE:
            np.minimum(self._whole_least, found, out=self._whole_least)
            np.maximum(self._whole_most, found, out=self._whole_most)
        self._sum += found
        self._witnesses += 1
        return found


def _model(matrix: csr_array, right: Vector, low: Vector, high: Vector) -> highspy.Highs:
    solver = highspy.Highs()
    for option, value in _OPTIONS.items():
        solver.setOptionValue(option, value)
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_ = np.zeros(model.num_col_)
    model.col_lower_, model.col_upper_ = low, high
    model.row_lower_ = model.row_upper_ = right
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
    model.a_matrix_.value_ = matrix.data
    solver.passModel(model)
    return solver
