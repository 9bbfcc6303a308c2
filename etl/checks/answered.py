"""What somebody answered, as against what a form prints: keys, units, last year's routes and －.

A half, or a form, left as it was printed is no answer: it counts for no n/N and never takes the place of answers.
"""

from collections.abc import Mapping
from typing import Any

from etl.catalogue import Column, Form
from etl.checks.columns import own_columns

# Printed with the row, beside the keys.
_PRINTED = {"FP": ("function",)}


def telling(form: Form) -> list[Column]:
    """The columns that tell something: of a half its counts (all else comes back from last year), of a year all but its keys."""
    left = (*form.grain, *_PRINTED.get(form.id, ()))
    own = [column for column in own_columns(form) if column.name not in left]
    return own if form.periods == ("FY",) else [column for column in own if column.type == "count"]


def tells(form: Form, row: Mapping[str, Any]) -> bool:
    """Whether a row says anything. A code that a blank stands for (9, E9) is no answer."""
    return any(_filled(column, row) for column in telling(form))


def _filled(column: Column, row: Mapping[str, Any]) -> bool:
    if column.type == "count":
        return row.get(f"{column.name}_state") not in (None, "unanswered")
    return row.get(column.name) not in (None, "", [], column.blank)
