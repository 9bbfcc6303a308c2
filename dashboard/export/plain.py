"""A table as CSV for Excel and for people: UTF-8 with BOM, state columns, then legend and notes."""

import csv
import io
import re
from collections.abc import Mapping
from datetime import date, datetime

import numpy as np
import pandas as pd

from dashboard import formats, words
from dashboard.export.figure_record import FigureRecord, published, range_columns, state_columns

BOM = "\ufeff"
# Office software runs what begins so, also behind blanks and signs that nobody sees, and in full width.
_FORMULA = re.compile(
    r"[\s\x00-\x1f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@＝＋－＠\t\r\n].", re.DOTALL
)


def table(record: FigureRecord) -> bytes:
    """CSV bytes: header, rows, an empty line, then the record, one a line, named in the first column.

    A cell without a number is empty and its state column says why, so nothing mixes signs into numbers. Spoken in the
    language of the page, whoever calls it and when.
    """
    with words.speaking(record.language):
        return _written(record)


def _written(record: FigureRecord) -> bytes:
    frame = record.table
    shown = published(frame)
    for state in state_columns(frame).values():
        shown[state] = frame[state].map(formats.state_word)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    heads = headers(frame, record.heads)
    writer.writerow([harmless(heads[str(column)]) for column in shown.columns])
    writer.writerows([cell(value) for value in row] for row in shown.itertuples(index=False, name=None))
    writer.writerow([])
    writer.writerows([harmless(text) for text in pair] for pair in notes(record))
    return (BOM + out.getvalue()).encode("utf-8")


def headers(table: pd.DataFrame, heads: Mapping[str, str]) -> dict[str, str]:
    """The heading of every column; states and ends of ranges are named after the column whose numbers they explain."""
    owners = {state: ("state_of", column) for column, state in state_columns(table).items()}
    for end, column in range_columns(table).items():
        owners[end] = ("low_of" if end == formats.ends(column)[0] else "high_of", column)
    own = {end: words.t(f"card.{what}", column=heads.get(of, of)) for end, (what, of) in owners.items()}
    return {name: heads.get(name) or own.get(name, name) for name in map(str, table.columns)}


def cell(value: object) -> object:
    if isinstance(value, list | tuple | np.ndarray):
        return harmless(";".join(str(part) for part in value))
    if formats.missing(value):
        return ""
    if isinstance(value, datetime | date | pd.Timestamp):
        return pd.Timestamp(value).date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return harmless(value) if isinstance(value, str) else value


def harmless(text: str) -> str:
    """A text a spreadsheet would run as a formula gets a quote in front."""
    return "'" + text if _FORMULA.match(text) or text[:1] in ("\t", "\r", "\n") else text


def python_line(record: FigureRecord) -> str:
    """One line of Python that gives the table of this figure again, under its filters, from its own snapshot."""
    return f"from dashboard.widgets.recorder import figure; figure({record.address!r}, {record.key!r}).table"


def notes(record: FigureRecord) -> list[tuple[str, str]]:
    """What stands beside the numbers wherever they go: `[(kind, text)]`, in the language in force."""
    parts = {
        "csv.demo": (record.demo,),
        "csv.title": (record.title,),
        "csv.filters": (record.selection,),
        "csv.reading": (record.reading,),
        "csv.legend": (record.legend,),
        "csv.sign": tuple(f"{sign.glyph} {sign.word}" for sign in record.signs),
        "csv.definition": tuple(definition.sentence for definition in record.definitions),
        "csv.notes": (*record.notes, *record.origin),
        "csv.address": (record.address,),
        "csv.seal": (record.sha256,),
        "csv.python": (python_line(record),),
    }
    return [(words.t(name), text) for name, texts in parts.items() for text in texts if text]
