"""What stops a table before anything is computed from it: every refusal names the relation or the cell."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from etl.suppression.model import BadTable, Relation, Table
from etl.suppression.tolerances import ROUNDING


def validate(table: Table) -> None:
    """Raise BadTable at the first thing that is not a well-formed additive table."""
    size = len(table.values)
    for what in ("cost", "lower_bound", "upper_bound", "names"):
        given = len(getattr(table, what))
        if given != size:
            raise BadTable(
                f"{what}は{given}個ですが、セルは{size}個です。",
                f"{what} has {given} entries for {size} cells",
            )
    for cell in range(size):
        _validate_cell(table, cell)
    for relation in table.relations:
        _validate_relation(table, relation)
    _validate_primary(table)
    _validate_public(table)
    _validate_insiders(table)


def _validate_cell(table: Table, cell: int) -> None:
    value, low, high = table.values[cell], table.lower_bound[cell], table.upper_bound[cell]
    name, cost = table.names[cell], table.cost[cell]
    # `type`, not `isinstance`: True and False are ints to Python and a mistake in a table.
    if value is not None and (type(value) is not int or value < 0):
        raise BadTable(
            f"セル{name}の値{value}は0以上の整数ではありません。",
            f"cell {name}: {value} is not an integer ≥ 0",
        )
    if not _number(cost) or cost < 0:
        raise BadTable(
            f"セル{name}の費用{cost}は0以上の数ではありません。",
            f"cell {name}: cost {cost} is not a number ≥ 0",
        )
    if not _number(low) or low < 0 or (high is not None and not (_number(high) and high >= low)):
        raise BadTable(
            f"セル{name}の下限{low}・上限{high}が正しくありません。",
            f"cell {name}: bounds {low}, {high} are not 0 ≤ lower ≤ upper",
        )
    if value is not None and high is not None and value > high:
        raise BadTable(
            f"セル{name}の値{value}が上限{high}を超えます。",
            f"cell {name}: {value} exceeds its upper bound {high}",
        )


def _validate_relation(table: Table, relation: Relation) -> None:
    cells = [cell for cell, _ in relation.terms]
    _in_range(table, cells, f"関係{relation.name}", f"relation {relation.name}")
    if len(set(cells)) < len(cells):
        raise BadTable(
            f"関係{relation.name}に同じセルが二度あります。", f"relation {relation.name} names a cell twice"
        )
    if any(not _number(weight) or weight == 0 for _, weight in relation.terms):
        raise BadTable(
            f"関係{relation.name}の係数は0でない数にしてください。",
            f"relation {relation.name}: coefficients must be numbers other than 0",
        )
    terms = [(table.values[cell], weight) for cell, weight in relation.terms]
    known = [value * weight for value, weight in terms if value is not None]
    # Whole coefficients are summed exactly, however large; only fractions are rounded and need an allowance.
    off = sum(known) if all(isinstance(weight, int) for _, weight in terms) else math.fsum(known)
    if len(known) == len(terms) and abs(off) > ROUNDING * _fractional(terms):
        raise BadTable(
            f"関係{relation.name}の合計が合いません（差{off}）。",
            f"relation {relation.name} does not add up (off by {off})",
        )


def _fractional(terms: list[tuple[int | None, float]]) -> float:
    """How large the terms are that a computer rounds; whole coefficients are added exactly."""
    if all(isinstance(weight, int) for _, weight in terms):
        return 0.0
    return math.fsum(abs(value * weight) for value, weight in terms if value is not None)


def _validate_primary(table: Table) -> None:
    cells = [p.cell for p in table.primary]
    _in_range(table, cells, "primary", "primary")
    if len(set(cells)) < len(cells):
        twice = table.names[next(cell for cell, times in Counter(cells).items() if times > 1)]
        raise BadTable(f"セル{twice}の保護が二重です。", f"cell {twice} is listed as primary twice")
    for p in table.primary:
        name, low, high = table.names[p.cell], table.lower_bound[p.cell], table.upper_bound[p.cell]
        value = table.values[p.cell]
        base = low if value is None else value
        if not all(_number(level) and level >= 0 for level in (p.lower, p.upper, p.sliding)):
            raise BadTable(
                f"セル{name}の保護幅は0以上の数にしてください。",
                f"cell {name}: protection levels must be numbers ≥ 0",
            )
        if base - p.lower < low or (high is not None and base + p.upper > high):
            raise BadTable(
                f"セル{name}は{base - p.lower}から{base + p.upper}まで広げられません（下限{low}・上限{high}）。",
                f"cell {name} cannot reach from {base - p.lower} to {base + p.upper} within its bounds",
            )
        if high is not None and p.sliding > high - low:
            raise BadTable(
                f"セル{name}の幅は{p.sliding}になりません（下限{low}・上限{high}）。",
                f"cell {name} cannot be {p.sliding} wide within its bounds",
            )


def _validate_public(table: Table) -> None:
    _in_range(table, sorted(table.public), "public", "public")
    hidden = {p.cell for p in table.primary} | {c for c, value in enumerate(table.values) if value is None}
    for cell in sorted(hidden & table.public):
        name = table.names[cell]
        raise BadTable(
            f"セル{name}は公開と秘匿の両方に指定されています。", f"cell {name} must be both public and hidden"
        )


def _validate_insiders(table: Table) -> None:
    primary = {p.cell for p in table.primary}
    for insider in table.insiders:
        where = f"insider {insider.name}"
        _in_range(table, [*insider.knows, *insider.protects, *insider.unsure], where, where)
        for cell in (*insider.protects, *insider.unsure):
            if cell in insider.knows or cell not in primary:
                name = table.names[cell]
                raise BadTable(
                    f"{where}: セル{name}は本人が知るか、保護の対象ではありません。",
                    f"{where}: cell {name} is known to it, or is not primary",
                )


def _in_range(table: Table, cells: Sequence[int], ja: str, en: str) -> None:
    for cell in cells:
        if type(cell) is not int or not 0 <= cell < len(table.values):
            size = len(table.values)
            raise BadTable(
                f"{ja}: セル番号{cell}はありません（0〜{size - 1}）。", f"{en}: no cell {cell} among {size}"
            )


def _number(given: Any) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool) and math.isfinite(given)
