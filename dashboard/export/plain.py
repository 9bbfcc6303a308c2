"""A table as CSV for Excel and for people: UTF-8 with BOM, state columns, then legend and notes."""

import csv
import io
import re
from collections.abc import Mapping
from datetime import date, datetime

import numpy as np
import pandas as pd

from dashboard import formats, words
from dashboard.export.facts import Facts, state_columns

BOM = "\ufeff"
# Office software runs what begins so, also behind blanks and signs that nobody sees, and in full width.
_FORMULA = re.compile(
    r"[\s\x00-\x1f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@＝＋－＠\t\r\n].", re.DOTALL
)


def table(facts: Facts) -> bytes:
    """CSV bytes: header, rows, an empty line, then the facts, one a line, named in the first column.

    A cell without a number is empty and its state column says why, so nothing mixes signs into numbers. Spoken in the
    language of the page, whoever calls it and when.
    """
    with words.speaking(facts.language):
        return _written(facts)


def _written(facts: Facts) -> bytes:
    frame = facts.table
    owners = {state: column for column, state in state_columns(frame).items()}
    shown = frame.copy(deep=False)
    for state, column in owners.items():
        shown[column] = frame[column].where(frame[state] == "value")
        shown[state] = frame[state].map(formats.state_word)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_harmless(_header(str(column), owners, facts.headers)) for column in shown.columns])
    writer.writerows([_cell(value) for value in row] for row in shown.itertuples(index=False, name=None))
    writer.writerow([])
    writer.writerows([_harmless(text) for text in pair] for pair in _notes(facts))
    return (BOM + out.getvalue()).encode("utf-8")


def _header(column: str, owners: Mapping[str, str], headers: Mapping[str, str]) -> str:
    """A state column is named after the column whose numbers it explains."""
    if column in owners and column not in headers:
        return words.t("card.state_of", column=headers.get(owners[column], owners[column]))
    return headers.get(column, column)


def _cell(value: object) -> object:
    if isinstance(value, list | tuple | np.ndarray):
        return _harmless(";".join(str(part) for part in value))
    if formats.missing(value):
        return ""
    if isinstance(value, datetime | date | pd.Timestamp):
        return pd.Timestamp(value).date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return _harmless(value) if isinstance(value, str) else value


def _harmless(text: str) -> str:
    """A text a spreadsheet would run as a formula gets a quote in front."""
    return "'" + text if _FORMULA.match(text) or text[:1] in ("\t", "\r", "\n") else text


def _notes(facts: Facts) -> list[tuple[str, str]]:
    said = {
        "csv.demo": (facts.demo,),
        "csv.title": (facts.title,),
        "csv.filters": (facts.selection,),
        "csv.reading": (facts.reading,),
        "csv.legend": (facts.legend,),
        "csv.sign": tuple(f"{sign.glyph} {sign.word}" for sign in facts.signs),
        "csv.definition": tuple(definition.sentence for definition in facts.definitions),
        "csv.notes": (*facts.notes, *facts.origin),
        "csv.address": (facts.address,),
    }
    return [(words.t(name), text) for name, texts in said.items() for text in texts if text]
