"""Stated sums: never loaded, used as a check of the rows they sum up."""

from collections.abc import Iterator, Sequence

from etl.catalogue import Column
from etl.checks.rows import JudgedRow
from etl.checks.values import Judge
from etl.intake import Line, Table
from etl.intake.text import clean, key

Disagreement = tuple[int, str, str | None, object]


def disagreements(table: Table, rows: Sequence[JudgedRow], judge: Judge) -> Iterator[Disagreement]:
    """(row, letter, column, stated value) of every sum that is not the sum of what stands above or beside it."""
    counts = [column for column in table.form.columns if column.type == "count"]
    after = 0
    for line in table.totals:
        part = "小計" in _label(line)
        if "再掲" not in _label(line):
            above = [row for row in rows if (after if part else 0) < row.row["row_no"] < line.row_no]
            for column in counts:
                stated = _number(judge, column, line.cells.get(column.name))
                least, exact = _sum(column.name, above)
                if stated is not None and (stated < least or (exact and stated != least)):
                    yield line.row_no, table.letters.get(column.name, ""), column.name, stated
        after = line.row_no if part else after
    yield from _across(table, rows, counts, judge)


def _across(
    table: Table, rows: Sequence[JudgedRow], counts: list[Column], judge: Judge
) -> Iterator[Disagreement]:
    """A column of sums may sum up all counts of its row, or repeat the one the others are part of."""
    if not counts:
        return
    for letter, values in table.sums.items():
        for row in rows:
            stated = _number(judge, counts[0], values.get(row.row["row_no"]))
            states = [row.row.get(f"{column.name}_state") for column in counts]
            if stated is None or any(state in (None, "suppressed", "unknown") for state in states):
                continue
            given = [row.row[column.name] or 0 for column in counts]
            if stated not in (sum(given), *given, sum(given[1:])):
                yield row.row["row_no"], letter, None, stated


def _label(line: Line) -> str:
    return "".join(key(cell) for cell in line.cells.values() if isinstance(cell, str))


def _number(judge: Judge, column: Column, raw: object) -> int | None:
    if not clean(raw):
        return None
    judged = judge.cell(column.model_copy(update={"minimum": None, "maximum": None}), raw, 0)
    return judged.value if judged.state == "value" else None


def _sum(name: str, rows: Sequence[JudgedRow]) -> tuple[int, bool]:
    """The sum of what the rows tell, and whether it is all: one that is hidden, unknown or unreadable may add any number, but
    takes nothing away."""
    states = [row.row.get(f"{name}_state") for row in rows]
    unclear = any(state in ("suppressed", "unknown") for state in states)
    unread = any(
        state in (None, "value") and row.row.get(name) is None
        for state, row in zip(states, rows, strict=True)
    )
    told = (row.row.get(name) for row in rows)
    return sum(one for one in told if isinstance(one, int)), not (unclear or unread)
