"""One warm HiGHS model answering many linear questions about the same equations, always in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

Vector = NDArray[np.float64]
PRIMAL = 4  # HiGHS simplex_strategy: the last point stays feasible when only the objective changes
DUAL = 1
CLEAR = (
    highspy.HighsModelStatus.kOptimal,
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnbounded,
)


@dataclass(frozen=True)
class Answer:
    """An optimum: its value, the point, and the multiplier of each equation."""

    value: float
    point: Vector
    duals: Vector


class Simplex:
    """The system {matrix · d = 0, low ≤ d ≤ high}, kept warm between questions."""

    def __init__(self, matrix: csc_array, low: Vector, high: Vector, strategy: int = PRIMAL) -> None:
        self._highs = quiet_highs()
        self._highs.setOptionValue("presolve", "off")
        self._strategy = strategy
        self._highs.setOptionValue("simplex_strategy", strategy)
        _pass(self._highs, matrix, low, high)
        self._priced = np.empty(0, np.int32)

    def box(self, cells: Sequence[int] | NDArray[np.int32], low: Vector, high: Vector) -> None:
        """Set the bounds of some variables."""
        index = np.asarray(cells, np.int32)
        self._highs.changeColsBounds(len(index), index, low, high)

    def price(self, cells: Sequence[int] | NDArray[np.int32], weights: Vector) -> None:
        """Set the objective of some variables."""
        self._highs.changeColsCost(len(cells), np.asarray(cells, np.int32), np.asarray(weights, float))

    def maximise(self, cells: Sequence[int] | NDArray[np.int32], weights: Vector) -> Answer | None:
        """The largest weighted sum of the named variables, all others unpriced."""
        self.price(self._priced, np.zeros(len(self._priced)))
        self._priced = np.asarray(cells, np.int32)
        self.price(self._priced, weights)
        return self.solve()

    def forget(self) -> None:
        """Start the next question from the all-slack basis."""
        self._highs.clearSolver()

    def solve(self) -> Answer | None:
        """The optimum, infinite when nothing limits it; None when the bounds contradict."""
        self._highs.run()
        status = self._highs.getModelStatus()
        for strategy in (DUAL, PRIMAL):  # now and then one of the two gets lost on the way: start afresh
            if status in CLEAR:
                break
            self.forget()
            self._highs.setOptionValue("simplex_strategy", strategy)
            self._highs.run()
            self._highs.setOptionValue("simplex_strategy", self._strategy)
            status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status == highspy.HighsModelStatus.kUnbounded:
            return Answer(np.inf, np.empty(0), np.empty(0))
        if status != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError(f"HiGHS stopped with {self._highs.modelStatusToString(status)}")
        solution = self._highs.getSolution()
        value = self._highs.getObjectiveValue()
        return Answer(value, np.asarray(solution.col_value), np.asarray(solution.row_dual))


def quiet_highs() -> highspy.Highs:
    """A silent, single-threaded solver with a fixed seed: the same input gives the same output."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", 0)
    return highs


def _pass(highs: highspy.Highs, matrix: csc_array, low: Vector, high: Vector) -> None:
    """Hand the program over as arrays: building it from lists would take longer than solving it."""
    rows, columns = matrix.shape
    highs.passModel(
        columns,
        rows,
        matrix.nnz,
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMaximize),
        0.0,
        np.zeros(columns),
        low,
        high,
        np.zeros(rows),
        np.zeros(rows),
        matrix.indptr.astype(np.int32),
        matrix.indices.astype(np.int32),
        matrix.data.astype(float),
        np.zeros(columns, np.int32),
    )
