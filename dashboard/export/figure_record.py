"""What must travel with every export: title, reading, filters, notes, source, dates, snapshot, demo mark, table."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import formats, theme
from dashboard.export.definition import Definition

# Characters that no XML may hold, in whatever spelling: Office files cannot be written with them.
_NOT_IN_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_NOT_IN_A_FILE_NAME = re.compile(r'[\\/:*?"<>|\s・]+')


@dataclass(frozen=True)
class Sign:
    """One entry of a legend: fill and glyph as drawn, and what they mean."""

    glyph: str
    word: str
    fill: str = theme.CARD
    ink: str = theme.TEXT


@dataclass(frozen=True, eq=False)
class FigureRecord:
    """One figure and everything said about it; every text is final, in the language of the interface.

    key: name of the figure, unique on its page.
    title: what, unit and period in one line; unit: the unit alone, for an axis.
    selection: the filters in words; address: path and query that show the figure again.
    notes: remarks of this figure; origin: n/N, as-of date, 秘匿, source and snapshot.
    legend: the five states in one line; signs: fills and glyphs of this figure.
    demo: the mark of fictitious data, empty for real figures.
    table: tidy frame behind the figure, states in columns of their own (`state_columns`); headers: its column
        names in words.
    draw: makes the Plotly figure to be drawn on paper; None when there is only the table.
    definitions: what the numbers mean, each indicator once; bound: which indicator a column of the table holds, or
        each of its rows.
    language: that of every text here, and of what is made of it later. sha256: seal of the snapshot, "" unknown.
    """

    key: str
    title: str
    unit: str
    reading: str
    selection: str
    address: str
    notes: tuple[str, ...]
    origin: tuple[str, ...]
    legend: str
    demo: str
    snapshot_id: str
    signs: tuple[Sign, ...]
    table: pd.DataFrame
    headers: Mapping[str, str]
    draw: Callable[[], go.Figure] | None
    definitions: tuple[Definition, ...]
    bound: Mapping[str, str | tuple[str, ...]]
    language: str
    sha256: str = ""

    @property
    def file_stem(self) -> str:
        """Name of the files saved from this figure: topic and year, place and what else was chosen, the snapshot.

        Without characters Windows refuses; what was chosen and stands in the title already is not said twice.
        """
        chosen = [part for part in re.split("、|, ", self.selection) if part and part not in self.title]
        parts = [file_part(part) for part in (self.title, "_".join(chosen))]
        return "_".join([_shortened(parts[0], 80), *([parts[1][:40]] if parts[1] else []), self.snapshot_id])

    @property
    def heads(self) -> dict[str, str]:
        """Names of the columns for a file that stands alone: numbers named without a unit take the figure's title."""
        bare = {
            column: self.title
            for column in ("value", "z")
            if column in self.table.columns and not re.search("[（(]", self.headers.get(column, ""))
        }
        return {**self.headers, **bare}


def file_part(text: str) -> str:
    """A text as part of the name of a file, without characters that Windows refuses."""
    return _NOT_IN_A_FILE_NAME.sub("_", text).strip("_.")


def _shortened(text: str, most: int) -> str:
    """A long title loses its middle: it ends with its year."""
    if len(text) <= most:
        return text
    year = text[-34:].partition("_")[2] or text[-34:]
    return f"{text[: most - len(year) - 1]}_{year}"


def state_columns(table: pd.DataFrame) -> dict[str, str]:
    """Which column holds the state of which: `x_state` belongs to `x`, a lone `state` to `value`."""
    pairs = {str(c).removesuffix("_state"): str(c) for c in table.columns if str(c).endswith("_state")}
    if "state" in table.columns:
        pairs.setdefault("value", "state")
    return {column: state for column, state in pairs.items() if column in table.columns}


def range_columns(table: pd.DataFrame) -> dict[str, str]:
    """Which column is an end of the range of which hidden number: `x_low` and `x_high` belong to `x`."""
    return {
        end: column for column in state_columns(table) for end in formats.ends(column) if end in table.columns
    }


def named_columns(table: pd.DataFrame) -> list[str]:
    """The columns that have a heading of their own: neither a state nor an end of a range."""
    ends = range_columns(table)
    return [
        name
        for name in map(str, table.columns)
        if name not in ends and name != "state" and not name.endswith("_state")
    ]


def published(table: pd.DataFrame) -> pd.DataFrame:
    """The table without a number behind a sign; the ends of an interval (`low`, `high`) go with the number they enclose.

    The ends of a range (`x_low`, `x_high`) stand beside what is hidden, and beside nothing else.
    """
    shown = table.copy(deep=False)
    states = state_columns(table)
    if "value" in states:
        states |= {end: states["value"] for end in ("low", "high") if end in table.columns}
    for column, state in states.items():
        shown[column] = table[column].where(table[state] == "value")
    for end, column in range_columns(table).items():
        shown[end] = table[end].where(table[states[column]] == "suppressed")
    return shown


def display(record: FigureRecord) -> pd.DataFrame:
    """The table as people read it: numbers with separators or the sign of their state (and its range), headers in words."""
    table = record.table
    shown = table.drop(columns=list(range_columns(table)))
    for column, state in state_columns(table).items():
        numbers = pd.to_numeric(table[column], errors="coerce")
        ends = [table[end] for end in formats.ends(column) if end in table.columns]
        if numbers.notna().equals(table[column].notna()):  # a column of nothing but signs is of numbers, too
            signs = table[state].tolist()
            shown[column] = (
                [formats.percent(v, s) for v, s in zip(numbers, signs, strict=True)]
                if _is_share(record, column, numbers)
                else formats.cells(
                    table.assign(**{column: numbers}), column, state, decimals(pd.concat([numbers, *ends]))
                )
            )
        shown = shown.drop(columns=state)
    for column in fractions(table):
        places = decimals(table[column])
        shown[column] = ["" if formats.missing(v) else formats.number(v, places) for v in table[column]]
    return shown.rename(columns=lambda name: record.headers.get(name, name))


def fractions(table: pd.DataFrame) -> list[str]:
    """The columns of numbers that need not be whole and have no state beside them (density, the ends of an interval)."""
    known = {*state_columns(table), *range_columns(table)}
    return [name for name in table.columns if name not in known and pd.api.types.is_float_dtype(table[name])]


def _is_share(record: FigureRecord, column: str, numbers: "pd.Series[Any]") -> bool:
    """Whether a column holds shares of 1 that its definition tells in per cent."""
    units = {one.id: one.unit for one in record.definitions}
    bound = record.bound.get(column)
    return isinstance(bound, str) and units.get(bound) == "%" and bool((numbers.dropna().abs() <= 1).all())


def decimals(column: pd.Series) -> int:
    """How many decimals a column of numbers is written with."""
    values = column.dropna()
    return 0 if (values == values.round()).all() else 2


def writable(record: FigureRecord) -> FigureRecord:
    """The same record, in no text a character that XML forbids (control characters, halves of a pair): � stands there."""
    table = record.table.copy(deep=False)
    for column in table.columns:
        if not pd.api.types.is_numeric_dtype(table[column]):
            table[column] = [xml_text(value) for value in table[column]]
    said = {field.name: xml_text(getattr(record, field.name)) for field in fields(record)}
    return replace(record, **{**said, "table": table, "draw": record.draw})


def xml_text(value: Any) -> Any:
    """A text, or the texts inside a record, without what XML forbids; anything else as it is."""
    if isinstance(value, FigureRecord):
        return writable(value)
    if isinstance(value, str):
        return _NOT_IN_XML.sub("\ufffd", value)
    if isinstance(value, tuple):
        return tuple(xml_text(part) for part in value)
    if isinstance(value, Mapping):
        return {name: xml_text(part) for name, part in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: xml_text(getattr(value, field.name)) for field in fields(value)})
    return value
