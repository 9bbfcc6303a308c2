"""What somebody answered, as against what a form prints: keys, units, last year's routes and －.

A half, or a form, left as it was printed is no answer: it counts for no n/N and never takes the place of answers.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from etl.catalogue import Column, Form
from etl.checks import store

# Printed with the row, beside the keys.
_PRINTED = {"FP": ("function",)}


def telling(form: Form) -> list[Column]:
    """The columns that tell something: of a half its counts (all else comes back from last year), of a year all but its keys."""
    left = (*form.grain, *_PRINTED.get(form.id, ()))
    own = [column for column in store.own_columns(form) if column.name not in left]
    return own if form.periods == ("FY",) else [column for column in own if column.type == "count"]


def tells(form: Form, row: Mapping[str, Any]) -> bool:
    """Whether a row says anything. A code that a blank stands for (9, E9) is no answer."""
    return any(_filled(column, row) for column in telling(form))


def _filled(column: Column, row: Mapping[str, Any]) -> bool:
    if column.type == "count":
        return row.get(f"{column.name}_state") not in (None, "unanswered")
    return row.get(column.name) not in (None, "", [], column.blank)


def settle(con: store.Connection, forms: Mapping[str, Form]) -> None:
    """Fill ``told`` of every submission from the rows that were sent."""
    for form in forms.values():
        said = " or ".join(_conditions(form))
        con.execute(
            f"""update submission s set told = exists (
                select 1 from {store.sent_name(form)} t
                where (t.receipt_id, t.period) = (s.receipt_id, s.period) and ({said}))
            where s.form = '{form.id}'"""
        )


def _conditions(form: Form) -> Iterator[str]:
    """The same in SQL; a － of a half counts unless the form brought it from an earlier year (``etl.forms.previous``)."""
    keys = " and ".join(
        f"p.{name} is not distinct from t.{name}" for name in form.grain if name != "fiscal_year"
    )
    for column in telling(form):
        name, state = column.name, f"{column.name}_state"
        if column.type == "count" and form.periods != ("FY",):
            yield f"""t.{state} in ('value', 'suppressed', 'unknown') or (t.{state} = 'not_applicable' and not exists (
                select 1 from {store.sent_name(form)} p
                where {keys} and p.fiscal_year < t.fiscal_year and p.{state} = 'not_applicable'))"""
        elif column.type == "count":
            yield f"t.{state} <> 'unanswered'"
        elif column.type in ("codes", "lg_codes"):
            yield f"len(t.{name}) > 0"
        elif column.blank:
            yield f"t.{name} <> '{column.blank}'"
        else:
            yield f"t.{name} is not null"
