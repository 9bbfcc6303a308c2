"""One file examined: who sent it for which year, its rows, and what was found in them."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from etl.catalogue import Catalogue, Form, is_lg_code
from etl.checks import privacy, store
from etl.checks.values import Judge
from etl.intake import Book, Line, Received, Table, read, tables
from etl.intake.places import Hint, hint, parse_lg_code
from etl.intake.text import clean, key
from etl.intake.wareki import parse_date, parse_fiscal_year
from etl.intake.workbook import Unreadable

Row = dict[str, Any]


@dataclass
class Examined:
    """``rows`` by form; ``refused`` is the rule that stops the whole file; ``found`` are findings without ids."""

    file: Received
    kind: str = ""
    lg_code: str | None = None
    fiscal_year: int | None = None
    revision: int = 1
    submitted_on: dt.date | None = None
    refused: str | None = None
    rows: dict[str, list[Row]] = field(default_factory=dict)
    periods: list[tuple[str, str]] = field(default_factory=list)
    found: list[Row] = field(default_factory=list)

    def note(self, rule: str, form: str | None = None, **place: Any) -> None:
        """Keep a finding: sheet, row_no, column_letter, column_name; never a value."""
        self.found.append({"rule": rule, "form": form} | place)


def examine(file: Received, catalogue: Catalogue, judge: Judge) -> Examined:
    """Read and judge one file; nothing is written."""
    result, named = Examined(file), hint(file.path.stem)
    result.lg_code, result.fiscal_year, result.revision = (
        named.lg_code,
        named.fiscal_year,
        named.revision or 1,
    )
    try:
        book = read(file.path)
    except Unreadable as error:
        result.refused = error.rule
        result.note(error.rule)
        return result
    result.kind = book.kind
    parts = list(tables(book, catalogue, named.form))
    _identify(result, book, parts)
    if _suspicious(result, book, parts):
        return result
    if not parts or not result.lg_code or not is_lg_code(result.lg_code) or result.fiscal_year is None:
        result.refused = "VR08" if not parts else "PX20"
        result.note(result.refused)
        return result
    if book.encoding == "cp932":
        result.note("PX01")
    for table in parts:
        _table(result, table, judge, named)
    return result


def _identify(result: Examined, book: Book, parts: list[Table]) -> None:
    """Content decides over the file's name: the cover sheet first, then the hidden sheet."""
    first = next((table.lines[0].cells for table in parts if table.lines), {})
    cover = next((t.lines[0].cells for t in parts if t.form.id in ("F0", "FP") and t.lines), first)
    result.lg_code = _or(parse_lg_code, cover.get("lg_code"), book.meta.get("lg_code")) or result.lg_code
    years = (cover.get("fiscal_year"), book.meta.get("fiscal_year"))
    result.fiscal_year = _or(parse_fiscal_year, *years) or result.fiscal_year
    result.submitted_on = _or(parse_date, cover.get("submitted_on"))
    revision = clean(cover.get("revision_no"))
    if revision.isdigit():
        result.revision = max(result.revision, int(revision))


def _or(parse: Any, *values: object) -> Any:
    """The first value that can be parsed."""
    for value in values:
        try:
            if clean(value):
                return parse(value)[0]
        except ValueError:
            continue
    return None


def _suspicious(result: Examined, book: Book, parts: list[Table]) -> bool:
    forms = {table.sheet: table.form.id for table in parts}
    for one in privacy.search(book):
        result.refused = result.refused or one.rule
        place = {"sheet": one.sheet, "row_no": one.row_no, "column_letter": one.column_letter}
        result.note(one.rule, forms.get(one.sheet), **place)
    if result.refused:
        result.periods = [(table.form.id, period) for table in parts for period in table.form.periods]
    return bool(result.refused)


def _table(result: Examined, table: Table, judge: Judge, named: Hint) -> None:
    form = table.form
    periods = [named.period] if result.kind == "csv" and named.period in form.periods else form.periods
    result.periods += [(form.id, period) for period in periods if period]
    for row_no, rule in table.skipped:
        result.note(rule, form.id, sheet=table.sheet, row_no=row_no)
    for name in table.missing:
        if name not in store.KEYS:
            result.note("VR08", form.id, sheet=table.sheet, column_name=name)
    rows = result.rows.setdefault(form.id, [])
    for line in table.lines:
        row = _row(result, table, line, judge, named)
        if row is not None:
            rows.append(row)


def _row(result: Examined, table: Table, line: Line, judge: Judge, named: Hint) -> Row | None:
    """The row to load, or None when an error refuses it."""
    form, year = table.form, result.fiscal_year or 0
    period = _period(form, line, judge, named)
    row: Row = {"row_no": line.row_no, "lg_code": result.lg_code, "fiscal_year": year, "period": period}
    place = {"sheet": table.sheet, "row_no": line.row_no}
    good = period is not None and _same_sender(result, line)
    if not good:
        name = "period" if period is None else "lg_code"
        result.note("VR02" if period is None else "PX21", form.id, **place, column_name=name)
    for column in store.own_columns(form):
        judged = judge.cell(
            column, line.cells.get(column.name), year, line.cells.get(f"{column.name}_status")
        )
        row[column.name] = judged.value
        if column.type == "count":
            row[f"{column.name}_state"] = judged.state
        for rule in judged.rules:
            letter = table.letters.get(column.name, "")
            result.note(rule, form.id, **place, column_letter=letter, column_name=column.name)
            refuses = judge.catalogue.rules[rule].severity == "error"
            good = good and not (refuses and not (rule == "VR04" and column.type == "count"))
    return row if good else None


def _period(form: Form, line: Line, judge: Judge, named: Hint) -> str | None:
    written = line.cells.get("period")
    if form.periods == ("FY",):
        return "FY"
    if not clean(written):
        return named.period if named.period in form.periods else None
    head = clean(written).split()[0]
    code = judge.codes("periods").get(key(written)) or judge.codes("periods").get(key(head))
    return code if code in form.periods else None


def _same_sender(result: Examined, line: Line) -> bool:
    """Whether a row that names its municipality and year names those of the file."""
    own = (result.lg_code, result.fiscal_year)
    lg_code = _or(parse_lg_code, line.cells.get("lg_code")) or own[0]
    return (lg_code, _or(parse_fiscal_year, line.cells.get("fiscal_year")) or own[1]) == own
