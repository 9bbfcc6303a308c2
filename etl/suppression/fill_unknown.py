"""One consistent table for the cells we do not know ourselves (submitted x), or the relation that forbids it."""

from __future__ import annotations

import highspy
import numpy as np

from etl.suppression.model import BadTable, Relation, Table
from etl.suppression.simplex import Vector, quiet_highs


def fill_unknown(table: Table) -> Vector:
    """All values, the unknown ones replaced by integers within their bounds that make every relation hold."""
    values = np.array([np.nan if value is None else value for value in table.values], float)
    unknown = [cell for cell, value in enumerate(table.values) if value is None]
    if unknown:
        touched = [r for r in table.relations if any(table.values[cell] is None for cell, _ in r.terms)]
        values[unknown] = _solve(table, unknown, touched)
    return values


def _solve(table: Table, unknown: list[int], relations: list[Relation]) -> Vector:
    """Minimise the total misfit of the relations; a misfit left over is a contradiction to report."""
    highs = quiet_highs()
    column = {cell: number for number, cell in enumerate(unknown)}
    for cell in unknown:
        limit = table.upper_bound[cell]
        highs.addVar(table.lower_bound[cell], highspy.kHighsInf if limit is None else limit)
        highs.changeColIntegrality(column[cell], highspy.HighsVarType.kInteger)
    for relation in relations:
        _add_relation(highs, table, relation, column)
    highs.run()
    solution = np.asarray(highs.getSolution().col_value)
    for number, relation in enumerate(relations):
        if solution[len(unknown) + 2 * number : len(unknown) + 2 * number + 2].max() > 0.5:
            raise BadTable(
                f"関係{relation.name}は、秘匿(x)の値をどう補っても合いません。",
                f"relation {relation.name} cannot hold whatever its unknown cells are",
            )
    return np.round(solution[: len(unknown)])


def _add_relation(highs: highspy.Highs, table: Table, relation: Relation, column: dict[int, int]) -> None:
    """Σ weight × unknown + surplus − deficit = −Σ weight × known, surplus and deficit costing 1 each."""
    first = highs.getNumCol()
    for _ in range(2):
        highs.addVar(0, highspy.kHighsInf)
    highs.changeColsCost(2, np.array([first, first + 1], np.int32), np.ones(2))
    values = [(table.values[cell], weight) for cell, weight in relation.terms]
    known = sum(value * weight for value, weight in values if value is not None)
    terms = [(column[cell], weight) for cell, weight in relation.terms if cell in column]
    index = np.array([*(number for number, _ in terms), first, first + 1], np.int32)
    weights = np.array([*(weight for _, weight in terms), 1, -1], float)
    highs.addRow(-known, -known, len(index), index, weights)
