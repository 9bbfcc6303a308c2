"""The master program: the cheapest choice of hidden cells that obeys the inequalities found so far.

Fischetti & Salazar-González (2001), section 3. Beside the capacity inequalities it holds one kind that only the
cheapest patterns obey: a further cell is hidden only if another cell of each of its relations is hidden too
(alone it could be computed back, so hiding it would protect nothing).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csr_array

from etl.suppression.cuts import Cut
from etl.suppression.simplex import Vector, quiet_highs
from etl.suppression.system import Flags, System
from etl.suppression.tolerances import SAME


@dataclass(frozen=True)
class Choice:
    """A solution of the master: how far each cell is hidden (0…1), and a lower bound on the cost of any pattern."""

    hidden: Vector
    bound: float
    finished: bool


class Master:
    """A growing 0/1 program over the cells whose fate is open."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.free = np.flatnonzero(~system.public & ~system.start)
        self.place = np.full(system.size, -1, np.int32)
        self.place[self.free] = np.arange(len(self.free), dtype=np.int32)
        # Cells hidden from the start cost the same in every pattern, so they stay out of the program and in its bound.
        self.base = float(system.cost[system.start].sum())
        self.cuts: list[Cut] = []
        self._whole = False
        # Separation finds the same inequality from many cells; a second copy would only slow the program down.
        self._seen: set[tuple[bytes, bytes, float]] = set()
        self._highs = quiet_highs()
        count = len(self.free)
        self._highs.addVars(count, np.zeros(count), np.ones(count))
        self._highs.changeColsCost(count, np.arange(count, dtype=np.int32), system.cost[self.free])
        self._add_companions()

    def add(self, cuts: Iterable[Cut]) -> int:
        """Take in the cuts not known yet; how many those were."""
        before = len(self.cuts)
        for cut in cuts:
            if cut.key not in self._seen:
                self._seen.add(cut.key)
                self.cuts.append(cut)
                self._highs.addRow(
                    cut.level, highspy.kHighsInf, len(cut.cells), self.place[cut.cells], cut.weights
                )
        return len(self.cuts) - before

    def relax(self) -> Choice:
        """The linear relaxation."""
        self._integral(False)
        return self._solve()

    def choose(
        self, gap: float, seconds: float = math.inf, nodes: int | None = None, start: Flags | None = None
    ) -> Choice:
        """A choice proven to be within the relative `gap`, or what was reached when time or nodes ran out.

        `start` is a pattern known to protect: the search need not look at anything dearer.
        """
        self._integral(True)
        # The program has changed since the last call, and HiGHS keeps no solution of another program.
        if start is not None:
            self._highs.setSolution(
                len(self.free), np.arange(len(self.free), dtype=np.int32), start[self.free].astype(float)
            )
        self._highs.setOptionValue("mip_rel_gap", gap)
        self._highs.setOptionValue("mip_abs_gap", SAME)
        # A tenth of a second at least: with none left the search would end before its first bound.
        self._highs.setOptionValue(
            "time_limit", max(seconds, 0.1) if math.isfinite(seconds) else highspy.kHighsInf
        )
        self._highs.setOptionValue("mip_max_nodes", highspy.kHighsIInf if nodes is None else nodes)
        return self._solve()

    def _integral(self, whole: bool) -> None:
        kind = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
        count = len(self.free)
        self._highs.changeColsIntegrality(
            count, np.arange(count, dtype=np.int32), np.full(count, int(kind), np.uint8)
        )
        self._whole = whole

    def _solve(self) -> Choice:
        self._highs.run()
        highs_info, status = self._highs.getInfo(), self._highs.getModelStatus()
        values = np.asarray(self._highs.getSolution().col_value)
        hidden = self.system.start.astype(float)
        known = status != highspy.HighsModelStatus.kInfeasible and len(values) == len(self.free)
        if not known:
            raise ArithmeticError(f"HiGHS stopped with {self._highs.modelStatusToString(status)}")
        # An integer program ends within 1e-6 of whole numbers; the pattern needs them exactly.
        hidden[self.free] = np.round(values) if self._whole else np.clip(values, 0.0, 1.0)
        bound = highs_info.mip_dual_bound if self._whole else highs_info.objective_function_value
        finished = status == highspy.HighsModelStatus.kOptimal
        return Choice(hidden, self.base + max(bound, 0.0), finished)

    def _add_companions(self) -> None:
        """For relations none of whose cells is hidden from the start: no cell of theirs is hidden alone."""
        rows = csr_array(self.system.matrix)
        for start, stop in zip(rows.indptr[:-1], rows.indptr[1:], strict=True):
            cells = rows.indices[start:stop]
            # A relation with a cell hidden from the start has its companion already.
            if self.system.start[cells].any():
                continue
            index = self.place[cells][self.place[cells] >= 0]
            for entry in range(len(index)):
                weights = np.ones(len(index))
                weights[entry] = -1.0
                self._highs.addRow(0.0, highspy.kHighsInf, len(index), index, weights)
