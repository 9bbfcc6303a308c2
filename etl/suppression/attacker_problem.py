"""The attacker's problem on a given pattern: which protected cells can it narrow too far?

Fischetti & Salazar-González (2001), section 3: for each protected cell the attacker solves two linear programs over
the hidden cells. Hidden cells meet only inside connected components of the relations that contain them, so each
component is its own small program; and one program first raises many cells at once (batched witnesses), so that
single programs are left for the stubborn few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array
from scipy.sparse.csgraph import connected_components

from etl.suppression.nearby import LARGE, REACH, Nearby
from etl.suppression.simplex import Answer, Simplex
from etl.suppression.system import Flags, System
from etl.suppression.tolerances import CLOSE
from etl.suppression.witnesses import DOWN, UP, Witnesses

TURNS = (UP, DOWN, UP, DOWN)  # each level, then, where the width is still short, farther on either side
Cells = NDArray[np.intp]
Side = tuple[int, int, float]  # requirement, direction, distance


class AttackerProblem:
    """Hidden cells that share relations: one warm linear program over their deviations."""

    def __init__(self, system: System, cells: Cells) -> None:
        self.cells = cells
        self.place = {cell: column for column, cell in enumerate(cells.tolist())}
        self._low, self._high = -system.down[cells], system.up[cells].copy()
        matrix = csr_array(system.matrix[:, cells])
        rows = np.flatnonzero(np.diff(matrix.indptr))
        self._fixed: set[int] = set()
        self.simplex = Simplex(csc_array(matrix[rows]), self._low, self._high)

    def fix(self, cells: Iterable[int]) -> list[int]:
        """Stop cells (published, or known to an insider); those that could still move before, for `free`."""
        moving = [cell for cell in cells if cell in self.place and cell not in self._fixed]
        self._fixed.update(moving)
        self.simplex.box(self._columns(moving), np.zeros(len(moving)), np.zeros(len(moving)))
        return moving

    def free(self, cells: Iterable[int]) -> None:
        """Undo `fix` for the cells it returned."""
        columns = self._columns(cells)
        self._fixed.difference_update(cells)
        self.simplex.box(columns, self._low[columns], self._high[columns])

    def push(self, sides: list[tuple[int, int, float]]) -> Answer:
        """Move several (cell, direction, distance) together, each no farther than its distance."""
        columns = self._columns([cell for cell, _, _ in sides])
        signs = np.array([sign for _, sign, _ in sides], float)
        limits = np.array([distance for _, _, distance in sides])
        high = np.where(signs > 0, np.minimum(self._high[columns], limits), self._high[columns])
        low = np.where(signs < 0, np.maximum(self._low[columns], -limits), self._low[columns])
        self.simplex.box(columns, low, high)
        answer = self.simplex.maximise(columns, signs)
        self.simplex.box(columns, self._low[columns], self._high[columns])
        if answer is None:
            raise ArithmeticError("the true table is always consistent")
        return answer

    def _columns(self, cells: Iterable[int]) -> NDArray[np.int32]:
        return np.array([self.place[cell] for cell in cells], np.int32)


class Attacker:
    """Finds a witness for every requirement the pattern meets, and names the requirements it does not meet."""

    def __init__(self, system: System, hidden: Flags, witnesses: Witnesses) -> None:
        self.system, self.witnesses = system, witnesses
        self.components = [AttackerProblem(system, cells) for cells in components(system.matrix, hidden)]
        self.home = {cell: number for number, c in enumerate(self.components) for cell in c.place}
        self._hidden, self._nearby = hidden, Nearby(system) if system.size > LARGE else None

    def prove(self, requirements: Iterable[int], strict: bool = False) -> list[int]:
        """Prove what can be proven of the given requirements; those left unmet. `strict` stops at the first unmet one."""
        groups: dict[tuple[int, tuple[int, ...]], list[int]] = defaultdict(list)
        unmet = []
        for number in requirements:
            requirement = self.system.requirements[number]
            if self.witnesses.missing(number) and requirement.cell in self.home:
                groups[self.home[requirement.cell], tuple(sorted(requirement.known))].append(number)
        for (home, known), members in groups.items():
            unmet += self._prove_group(self.components[home], known, members, strict)
            if strict and unmet:
                break
        return unmet

    def _prove_group(
        self, component: AttackerProblem, known: tuple[int, ...], requirements: list[int], strict: bool
    ) -> list[int]:
        """Needs of one component against one attacker, whose knowledge is fixed meanwhile."""
        if self._nearby and known and len(component.cells) > REACH:
            near = self._nearby.around(
                (self.system.requirements[number].cell for number in requirements), self._hidden
            )
            local = AttackerProblem(self.system, near)
            local.fix(known)
            self._together(local, requirements)
            requirements = [number for number in requirements if not self._alone(local, number)]
        closed = component.fix(known)
        self._together(component, requirements)
        unmet = []
        for number in requirements:
            if not self._alone(component, number):
                unmet.append(number)
                if strict:
                    break
        component.free(closed)
        return unmet

    def _together(self, component: AttackerProblem, requirements: list[int]) -> None:
        """Raise half of the unmet cells while lowering the others, then the reverse, while that still helps."""
        turn, idle = 0, 0
        while idle < 2:
            sides = self._alternate(requirements, turn)
            before = len(sides)
            if before > 1:
                answer = component.push(
                    [(self.system.requirements[number].cell, sign, far) for number, sign, far in sides]
                )
                self.witnesses.offer(answer.point, component.cells)
            turn += 1
            idle = 0 if before > 1 and len(self._alternate(requirements, turn - 1)) < before else idle + 1

    def _alternate(self, requirements: list[int], turn: int) -> list[Side]:
        """One side of each unmet requirement, odd and even ones preferring opposite directions."""
        sides = []
        for rank, number in enumerate(requirements):
            missing = self.witnesses.missing(number)
            if missing:
                preferred = 0 if (rank + turn) % 2 == 0 else -1
                sides.append((number, *missing[preferred]))
        return sides

    def _alone(self, component: AttackerProblem, number: int) -> bool:
        """Decide one requirement by its own programs."""
        for turn in TURNS:
            for sign, far in self.witnesses.missing(number):
                if sign == turn:
                    answer = component.push([(self.system.requirements[number].cell, sign, far)])
                    if answer.value > CLOSE:
                        self.witnesses.offer(answer.point, component.cells)
        return not self.witnesses.missing(number)


def components(matrix: csc_array, hidden: Flags) -> list[Cells]:
    """The hidden cells grouped by shared relations, in order of their first cell."""
    cells = np.flatnonzero(hidden)
    if not len(cells):
        return []
    links = matrix[:, cells].tocoo()
    rows, size = matrix.shape[0], matrix.shape[0] + len(cells)
    graph = csr_array((np.ones(links.nnz), (links.row, links.col + rows)), shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    groups: dict[int, list[int]] = defaultdict(list)
    for cell, label in zip(cells.tolist(), labels[rows:].tolist(), strict=True):
        groups[label].append(cell)
    return [np.array(group, np.intp) for group in groups.values()]
