"""One row judged cell by cell: the row to keep, whether it is good, and what was found."""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from etl.catalogue import Column
from etl.checks import answered
from etl.checks.columns import own_columns
from etl.checks.values import MARKS, OF_MEASURE, Judge, Judged
from etl.intake import Line, Table
from etl.intake.cells import LOOK
from etl.intake.headers import KEYS
from etl.intake.numbers import unit_of
from etl.intake.places import Hint, parse_lg_code
from etl.intake.tables import without_years, years_named
from etl.intake.text import Fault, clean, key, turned
from etl.intake.units import other_unit
from etl.intake.wareki import parse_fiscal_year

Row = dict[str, Any]
_NO_WORD = re.compile("[^ぁ-んァ-ヶ一-龥0-9%]+")


@dataclass(frozen=True)
class Context:
    """What all rows of a table share."""

    table: Table
    judge: Judge
    named: Hint
    lg_code: str
    fiscal_year: int


@dataclass
class JudgedRow:
    """``findings`` are rule, column and value; ``mended`` are the columns that had to be changed."""

    row: Row
    good: bool = True
    mended: set[str] = field(default_factory=set)
    findings: list[Row] = field(default_factory=list)


def judge_line(context: Context, line: Line) -> JudgedRow:
    """Judge every cell; a row with an error is refused. A count left blank is no error: it is 未回答, and asked about."""
    table, judge = context.table, context.judge
    period, by_sheet = _period(table, line, judge, context.named)
    judged_row = JudgedRow(
        {
            "row_no": line.row_no,
            "lg_code": context.lg_code,
            "fiscal_year": context.fiscal_year,
            "period": period,
        }
    )
    if period is None:
        _find(judged_row, context, line, "VR02", "period")
    elif by_sheet:
        _find(judged_row, context, line, "PX34", "period", period)
    years = years_named(line.cells.get("period"))
    if years and context.fiscal_year not in years:
        _find(judged_row, context, line, "PX49", "period")
    _own_keys(judged_row, context, line)
    for column in own_columns(table.form):
        # A whole column that is missing refuses its rows; a missing count is 未回答, like one left blank.
        if column.name in table.missing and column.type != "count":
            judged_row.good = False
        status = line.cells.get(f"{column.name}_status")
        judged = judge.cell(column, line.cells.get(column.name), context.fiscal_year, status)
        judged_row.row[column.name] = judged.value
        if column.type == "count":
            judged_row.row[f"{column.name}_state"] = judged.state
        for rule in judged.rules:
            if rule not in ("VR04", "VR46") or column.name not in table.missing:
                _find(judged_row, context, line, rule, column.name, _after(judged))
    _unit(judged_row, context, line)
    _places_named(judged_row, context, line)
    if table.form.periods != ("FY",) and not answered.tells(table.form, judged_row.row):
        # a row of a half left as it was printed is not answered, and nothing is asked of its blanks
        judged_row.findings = [finding for finding in judged_row.findings if finding["rule"] != "VR46"]
    return judged_row


def _places_named(judged_row: JudgedRow, context: Context, line: Line) -> None:
    """A body set up with others, called after them: who its name speaks of is among the codes."""
    codes = judged_row.row.get("joint_lg_codes")
    if codes:
        text, partners = key(judged_row.row.get("body_name")), {context.lg_code, *codes}
        places = context.judge.places
        spoken_of = {code for code, name in places.items() if len(name) > 2 and key(name) in text}
        if spoken_of - partners - {context.judge.catalogue.prefecture.lg_code}:
            _find(judged_row, context, line, "VR10", "joint_lg_codes")


def _unit(judged_row: JudgedRow, context: Context, line: Line) -> None:
    """The unit of a measure, in its column or behind the number: as printed, or the number is not what is asked for."""
    code = judged_row.row.get("measure_code")
    own = context.judge.catalogue.code("measures", code).extra["unit_ja"] if code else ""
    for column in context.table.form.columns if own else ():
        behind, cell = column.unit == OF_MEASURE, line.cells.get(column.name)
        written = unit_of(cell) if behind else cell if column.name == "unit" else None
        if isinstance(cell, Fault) or not clean(written):
            continue
        # 15,X in a file of four columns: a state, or a sign nobody knows, in the place of the unit.
        stray = context.judge.is_state(written) or _NO_WORD.fullmatch(key(written))
        if column.name == "unit" and stray and clean(written) != own:
            _find(judged_row, context, line, "PX43", column.name)
        else:
            for rule in other_unit(own, written) or (("PX30",) if behind else ()):
                _find(judged_row, context, line, rule, column.name)


def _own_keys(judged: JudgedRow, context: Context, line: Line) -> None:
    """A row that names its municipality and year must name those of the file."""
    for name in KEYS:
        if turned(line.cells.get(name)):
            _find(judged, context, line, LOOK, name)
    written = line.cells.get("lg_code")
    if clean(written):
        try:
            code, mended = parse_lg_code(written, context.judge.places)
        except ValueError:
            _find(judged, context, line, "PX20", "lg_code")
        else:
            if code != context.lg_code:
                _find(judged, context, line, "PX21", "lg_code")
            elif mended and str(written) != code:
                _find(judged, context, line, "PX19", "lg_code", code)
    written = line.cells.get("fiscal_year")
    if clean(written):
        try:
            year, mended = parse_fiscal_year(written)
        except ValueError:
            _find(judged, context, line, "VR05", "fiscal_year")
        else:
            if year != context.fiscal_year:
                _find(judged, context, line, "PX21", "fiscal_year")
            elif mended:
                _find(judged, context, line, "PX08", "fiscal_year", str(year))


def _find(
    judged: JudgedRow,
    context: Context,
    line: Line,
    rule: str,
    name: str,
    after: str | None = None,
) -> None:
    severity = context.judge.catalogue.rules[rule].severity
    # The severity is the catalogue's: which rules refuse a row is not decided here.
    judged.good &= severity != "error"
    judged.mended |= {name} if severity == "fix" else set()
    letter = context.table.letters.get(name, "")
    finding = {"rule": rule, "column_letter": letter, "column_name": name, "value": line.cells.get(name)}
    column = _column(context, name)
    if column:
        finding["said"] = context.judge.advice(column, line.cells.get(name), rule, context.fiscal_year)
    judged.findings.append(finding | {"after": after if severity == "fix" else None})


def _column(context: Context, name: str) -> Column | None:
    """The column of a form, or of the cover sheet where a table repeats municipality and year."""
    catalogue = context.judge.catalogue
    forms = (context.table.form, *(catalogue.forms[id_] for id_ in catalogue.groups.members("cover_forms")))
    return next((column for form in forms for column in form.columns if column.name == name), None)


def _after(judged: Judged) -> str:
    """What was read, as the form writes it."""
    if judged.state not in (None, "value"):
        return MARKS[judged.state]
    value = judged.value
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return clean(value)


def _period(table: Table, line: Line, judge: Judge, named: Hint) -> tuple[str | None, bool]:
    """(the row's period, whether only the sheet's name tells it)."""
    periods, written, codes = table.form.periods, line.cells.get("period"), judge.codes("periods")
    if periods == ("FY",):
        return "FY", False
    if clean(written):
        # Whose year it is is asked elsewhere; R7上期 is the first half of it.
        code = judge.named("periods", without_years(written))
        return (code if code in periods else None), False
    if named.period in periods:
        return named.period, False
    named_by_sheet = {code for word, code in codes.items() if code in periods and word in key(table.sheet)}
    return (named_by_sheet.pop(), True) if len(named_by_sheet) == 1 else (None, False)


def period_of(table: Table, line: Line, judge: Judge, named: Hint) -> str | None:
    """The half a row is about."""
    return _period(table, line, judge, named)[0]


def first_of(parse: Any, *values: object) -> Any:
    """The first value that can be parsed."""
    for value in values:
        try:
            if clean(value):
                return parse(value)[0]
        except (ValueError, OverflowError):
            continue
    return None
