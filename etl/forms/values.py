"""What a cell of a form says, as text and as a status."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from etl.catalogue import Catalogue, Column, Form
from etl.checks.values import MARKS

Row = dict[str, Any]
KEYS = ("lg_code", "fiscal_year", "period")
STATUS = {"x": "X", "-": "N", "不詳": "U", "…": "U", "": "B"}


def answers(form: Form, row: Mapping[str, Any]) -> Row:
    """A row of the tables (``form_f1`` …) as its form writes it: of a count its number, or the mark of its state."""
    written: Row = {}
    for name in columns(form):
        contract = column(form, name)
        state = row.get(f"{name}_state") if contract and contract.type == "count" else None
        written[name] = MARKS[state] if state in MARKS else _written(row.get(name))
    return written


def _written(value: Any) -> Any:
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def columns(form: Form) -> list[str]:
    """Names of the form's columns as printed: forms with halves begin with the period."""
    names = [column.name for column in form.columns]
    return names if "period" in names or form.periods == ("FY",) else ["period", *names]


def column(form: Form, name: str) -> Column | None:
    """The column's contract, or None for a key the form does not list."""
    return next((column for column in form.columns if column.name == name), None)


def printed(contract: Column | None, value: Any, catalogue: Catalogue) -> Any:
    """The value as a cell: a code with its name, a number as a number, a date as a date, a mark as it is."""
    text = "" if value is None else str(value)
    if contract is None or not text:
        return text or None
    if contract.type == "code" and contract.list and " " not in text:
        known = {code.code: code.label for code in catalogue.codes[contract.list]}
        return known.get(text, text)
    if contract.type in ("count", "integer", "flag", "fiscal_year", "percent"):
        return int(text) if text.isascii() and text.isdigit() else text
    if contract.type == "date":
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return text
    return text
