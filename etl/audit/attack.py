"""What an attacker can conclude: the least and the most each unknown count can be (Fischetti & Salazar-González 2001, §2).

Every solution of a linear program is a whole consistent table, a witness, and widens what is known to be possible
for all cells at once; bounds that follow from single equations narrow what could be. Only between the two is a
program asked, and it starts where the last one ended.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from etl.audit.reduce import CLOSE, SLACK, Contradiction, Equations, Vector, reduce, tighten

Cells = NDArray[np.intp]
ENDLESS = 1e6
"""An upper bound no yearly count reaches: an interval that comes near it is as good as unbounded."""

_OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    # One thread and one seed: the same witnesses on every machine. Years take the processors side by side anyway.
    "threads": 1,
    "random_seed": 0,
    "simplex_strategy": 4,  # primal: when only the objective changes, the last table stays consistent
    "mip_max_nodes": 20,  # what is proven by then is a bound all the same, only further out
    "mip_heuristic_effort": 0.05,
}

__all__ = ["CLOSE", "ENDLESS", "Attack", "Cells", "Contradiction", "Equations", "components"]


def components(equations: Equations) -> list[Cells]:
    """Sets of cells that no equation joins; cells of one set are attacked together."""
    rows, columns = equations.matrix.shape
    # A known count ties nothing together: an equation says the same of its other counts with it on the right.
    still = equations.high - equations.low < CLOSE
    links = equations.matrix.tocoo()
    loose = ~still[links.col]
    joined = coo_array(
        (np.ones(int(loose.sum())), (links.row[loose], rows + links.col[loose])), shape=(rows + columns,) * 2
    )
    _, label = connected_components(joined, directed=False)
    label = label[rows:]
    order = np.argsort(label, kind="stable")
    cuts = np.flatnonzero(np.diff(label[order])) + 1
    return [part for part in np.split(order, cuts) if not still[part].all()]


class Attack:
    """The bounds of the cells of one component, found by linear and, where it matters, integer programs."""

    def __init__(self, equations: Equations, cells: Cells) -> None:
        self._cells = cells
        self.place = {int(cell): column for column, cell in enumerate(cells)}
        self.programs = 0
        self._given = _part(equations, cells)
        within = tighten(self._given)
        self._low, self._high = within.low.copy(), within.high.copy()
        self._reduced = reduce(within)
        self.solver = _model(self._reduced.equations)
        self._priced = np.zeros(0, np.int32)
        self._sum, self._witnesses = np.zeros(len(self._reduced.equations.low)), 0
        size = len(cells)
        self.least, self.most = np.full(size, np.inf), np.full(size, -np.inf)
        self._whole_least, self._whole_most = self.least.copy(), self.most.copy()
        # Presolve pays for the first table alone; every later program begins with the table the last one ended at.
        self.solver.setOptionValue("presolve", "on")
        self._run()
        self.solver.setOptionValue("presolve", "off")

    def knowing(self, cells: Sequence[int], values: Sequence[float]) -> Attack:
        """An attacker who knows these cells as well."""
        columns = [self.place[cell] for cell in cells]
        low, high = self._given.low.copy(), self._given.high.copy()
        low[columns] = high[columns] = values
        alone = np.arange(len(low))
        attack = Attack(Equations(self._given.matrix, self._given.right, low, high), alone)
        # Asked by the numbers that cells have in the whole system, as this attack is.
        attack.place = self.place
        return attack

    def open(self, cell: int) -> bool:
        """Whether the cell is unknown at all."""
        column = self.place[cell]
        return bool(self._given.high[column] > self._given.low[column])

    def wide(self, cell: int, width: float) -> bool:
        """Whether some two consistent tables are that far apart in the cell."""
        column = self.place[cell]
        # The lower end costs a program only where the upper one did not make the interval wide enough.
        for sign in (1, -1):
            if (
                self.most[column] - self.least[column]
                < width - CLOSE
                <= self._high[column] - self._low[column]
            ):
                self._end(column, sign)
        return bool(self.most[column] - self.least[column] >= width - CLOSE)

    def reaches(self, cell: int, value: float) -> bool:
        """Whether some consistent table has the cell at the value or above."""
        column = self.place[cell]
        if self.most[column] < value - CLOSE <= self._high[column]:
            self._end(column, 1)
        return bool(self.most[column] >= value - CLOSE)

    def interval(self, cell: int) -> tuple[int, int]:
        """The least and the most a cell can be."""
        column = self.place[cell]
        self._end(column, 1)
        self._end(column, -1)
        return round(self._low[column]), round(self._high[column])

    def whole_interval(self, cell: int) -> tuple[int, int]:
        """The least and the most a cell can be when every unknown is a whole number (outer bounds after a while)."""
        column = self.place[cell]
        self.interval(cell)
        # Most corners of these programs are whole already; whole numbers took two thirds of the audit's time.
        if self._whole_least[column] > self._low[column] + CLOSE:
            self._low[column] = self._proven_end(column, -1)
        if self._whole_most[column] < self._high[column] - CLOSE:
            self._high[column] = self._proven_end(column, 1)
        return round(self._low[column]), round(self._high[column])

    def middle(self) -> Vector:
        """A consistent table of whole counts well inside what is possible: the nearest to the mean of all witnesses."""
        mean = np.rint(self._sum / self._witnesses)
        count = len(mean)
        nearest = _model(self._reduced.equations)
        _make_whole(nearest, count)
        # Near the middle is enough; the nearest table of all would take longer and serve no better.
        nearest.setOptionValue("mip_rel_gap", 0.5)
        for column, target in enumerate(mean.tolist()):  # target = x − over + under, both at a price
            nearest.addVar(0.0, highspy.kHighsInf)
            nearest.addVar(0.0, highspy.kHighsInf)
            over = count + 2 * column
            nearest.changeColsCost(2, np.array([over, over + 1], np.int32), np.ones(2))
            nearest.addRow(
                target, target, 3, np.array([column, over, over + 1], np.int32), np.array([1.0, -1.0, 1.0])
            )
        nearest.run()
        solution = np.array(nearest.getSolution().col_value)[:count]
        if len(solution) != count or (count and np.abs(solution - np.rint(solution)).max() > CLOSE):
            # No table of whole counts came out in time: the mean of consistent tables is consistent too.
            return self._table(self._sum / self._witnesses)
        return self._table(np.rint(solution))

    def _end(self, column: int, sign: int) -> None:
        """One end of a cell's interval: known where a witness meets the bound, else asked of a program."""
        if (
            (self.most[column] >= self._high[column] - CLOSE)
            if sign > 0
            else (self.least[column] <= self._low[column] + CLOSE)
        ):
            return
        columns, price = self._price(column, sign)
        self.solver.changeColsCost(len(self._priced), self._priced, np.zeros(len(self._priced)))
        self.solver.changeColsCost(len(columns), columns, price)
        self._priced = columns
        reached = self._run()[column]
        # Inward, since counts are whole; CLOSE forgives what HiGHS 1.15 may be off by (feasibility 1e-7).
        if sign > 0:
            self._high[column] = min(self._high[column], math.floor(reached + CLOSE))
        else:
            self._low[column] = max(self._low[column], math.ceil(reached - CLOSE))

    def _price(self, column: int, sign: int) -> tuple[NDArray[np.int32], Vector]:
        weight = self._reduced.weight
        there = slice(weight.indptr[column], weight.indptr[column + 1])
        return weight.indices[there].astype(np.int32), -float(sign) * weight.data[there]

    def _proven_end(self, column: int, sign: int) -> float:
        """An end of the linear interval over whole numbers, where no table of whole numbers has been met there."""
        end = self._high[column] if sign > 0 else self._low[column]
        # A model of its own: the one that the linear programs go on with must not become whole.
        whole = _model(self._reduced.equations)
        _make_whole(whole, len(self._sum))
        columns, price = self._price(column, sign)
        whole.changeColsCost(len(columns), columns, price)
        whole.setOptionValue("presolve", "on")
        whole.run()
        self.programs += 1
        if whole.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            raise Contradiction
        bound = whole.getInfo().mip_dual_bound
        # The search ended before it had proven anything: the linear end still holds.
        if not math.isfinite(bound):
            return float(end)
        constant = self._reduced.constant[column]
        proven = whole_end(float(constant - sign * bound), sign)
        return min(end, proven) if sign > 0 else max(end, proven)

    def _run(self) -> Vector:
        self.solver.run()
        self.programs += 1
        status = self.solver.getModelStatus()
        # HiGHS 1.15 calls a model without unknowns empty, not optimal; then every cell is its constant.
        if status not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty):
            raise Contradiction(self.solver.modelStatusToString(status))
        unknowns = np.array(self.solver.getSolution().col_value)[: len(self._sum)]
        table = self._table(unknowns)
        np.minimum(self.least, table, out=self.least)
        np.maximum(self.most, table, out=self.most)
        if not len(unknowns) or np.abs(unknowns - np.rint(unknowns)).max() < CLOSE:
            np.minimum(self._whole_least, table, out=self._whole_least)
            np.maximum(self._whole_most, table, out=self._whole_most)
        self._sum += unknowns
        self._witnesses += 1
        return table

    def _table(self, unknowns: Vector) -> Vector:
        return self._reduced.constant + self._reduced.weight @ unknowns


def whole_end(bound: float, sign: int) -> int:
    """The whole number that a bound proves: 12 by 12.6 from above, 13 from below. What a search may miss by is allowed for."""
    # To the nearest, 12.6 would allow 13 where one more or less decides whether a count is protected.
    return math.floor(bound + SLACK) if sign > 0 else math.ceil(bound - SLACK)


def _part(equations: Equations, cells: Cells) -> Equations:
    """The equations of some cells; all other cells of these equations are known."""
    columns = equations.matrix[:, cells].tocsr()
    rows = np.flatnonzero(np.diff(columns.indptr))
    others = equations.low.copy()
    others[cells] = 0.0
    right = (equations.right - equations.matrix @ others)[rows]
    return Equations(columns[rows].tocsc(), right, equations.low[cells], equations.high[cells])


def _make_whole(solver: highspy.Highs, count: int) -> None:
    every = np.arange(count, dtype=np.int32)
    solver.changeColsIntegrality(count, every, np.full(count, highspy.HighsVarType.kInteger))


def _model(equations: Equations) -> highspy.Highs:
    solver = highspy.Highs()
    for option, value in _OPTIONS.items():
        solver.setOptionValue(option, value)
    matrix = equations.matrix.tocsr()
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_ = np.zeros(model.num_col_)
    model.col_lower_, model.col_upper_ = equations.low, equations.high
    model.row_lower_ = model.row_upper_ = equations.right
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
    model.a_matrix_.value_ = matrix.data
    solver.passModel(model)
    return solver
