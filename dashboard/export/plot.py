"""What a figure draws, as Office and people need it: categories, series, and each number with its state.

The numbers are those of the card's own published table; the Plotly drawing says only how they are drawn (bars, trend,
scatter, matrix, flows, map) and in which colours. Slides, workbooks and documents all read this one description.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, groupby
from typing import Any, Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard import formats, theme
from dashboard.export.figure_record import FigureRecord, published, range_columns, state_columns

Kind = Literal["bars", "trend", "points", "scatter", "matrix", "flows", "map", "table"]
CHARTS: tuple[Kind, ...] = ("bars", "trend", "points", "scatter")
_CODE = re.compile(r"[A-Z]{0,2}\d{0,6}")
_SHARE = re.compile(r"\d+(\.\d+)?%")
_JOINT = "｜"
_SHADES = tuple(zip((theme.CARD, *theme.SEQUENTIAL), (theme.TEXT,) * 4 + (theme.CARD,) * 2, strict=True))


@dataclass(frozen=True)
class Cell:
    """One number or word as it may be shown. number: only what is published, in the unit of the table; None for the rest.

    span: the range of a hidden number, with which its text ends.
    """

    text: str
    number: float | None = None
    state: str = ""
    fill: str = theme.CARD
    ink: str = theme.TEXT
    span: str = ""


@dataclass(frozen=True)
class Series:
    """One row of colour in the legend; a cell a category. drawn: False for what only the table tells, as a total.

    number_format: the code Office shows its numbers with; two measures of a scatter have each their own.
    """

    name: str
    cells: tuple[Cell, ...]
    colour: str
    drawn: bool = True
    number_format: str = ""


@dataclass(frozen=True)
class Point:
    """One municipality between two measures: its colour, and where beside it its name has room ("" for nowhere)."""

    colour: str
    side: str


@dataclass(frozen=True)
class Outline:
    """One municipality of a map: rings of (lon, lat), with its code, its fill as drawn and its status."""

    code: str
    status: str
    fill: str
    rings: tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True)
class Arc:
    """One line between two municipalities, as points (lon, lat)."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float
    dotted: bool
    arrow: bool


@dataclass(frozen=True)
class Plot:
    """One figure. head, across: what the categories and the series are; decimals, percent: how numbers are written.

    low, high: the interval around the only series, a cell a category. points: of a scatter (two series, across and up),
    one for each of `placed`. outlines, arcs, names: of a map, names with
    (lon, lat). The pixels of `stretch` longitudes make one latitude.
    """

    kind: Kind
    head: str
    across: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    percent: bool = False
    decimals: int = 0
    horizontal: bool = False
    stacked: bool = False
    low: tuple[Cell, ...] = ()
    high: tuple[Cell, ...] = ()
    points: tuple[Point, ...] = ()
    outlines: tuple[Outline, ...] = ()
    arcs: tuple[Arc, ...] = ()
    names: tuple[tuple[str, float, float], ...] = ()
    stretch: float = 1.0

    @property
    def number_format(self) -> str:
        """The format code Office shows its numbers with."""
        return _format(self.percent, self.decimals)

    @property
    def placed(self) -> list[int]:
        """The categories a chart has a place for: all, and between two measures those that have both numbers."""
        every = range(len(self.categories))
        if self.kind != "scatter":
            return list(every)
        return [at for at in every if all(series.cells[at].number is not None for series in self.series)]

    @property
    def untold(self) -> list[tuple[str, str, str]]:
        """(category, series, sign) of every cell that has no number to draw, and says why."""
        return [
            (category, series.name + cell.span, cell.text.removesuffix(cell.span))
            for category_no, category in enumerate(self.categories)
            for series in self.series
            for cell in (series.cells[category_no],)
            if cell.number is None and cell.state not in ("", "word")
        ]

    @property
    def from_zero(self) -> bool:
        """Whether its axis starts at 0: always, unless something drawn lies below."""
        return from_zero((*(cell for series in self.charted for cell in series.cells), *self.low))

    @property
    def charted(self) -> tuple[Series, ...]:
        """What a native chart shows."""
        return tuple(series for series in self.series if series.drawn)


def letters_on(fill: str) -> str:
    """White or dark letters, whichever are read better on a fill (#RRGGBB)."""
    red, green, blue = (int(fill[at : at + 2], 16) for at in (1, 3, 5))
    # How bright the eye takes a colour to be (ITU-R BT.601); below 150 of 255 white is read better.
    return theme.CARD if 0.299 * red + 0.587 * green + 0.114 * blue < 150 else theme.TEXT


def from_zero(cells: Sequence[Cell]) -> bool:
    """Whether the axis of these numbers starts at 0."""
    return all(cell.number is None or cell.number >= 0 for cell in cells)


def _format(percent: bool, decimals: int) -> str:
    return "0.0%" if percent else "#,##0" + ("." + "0" * decimals if decimals else "")


def of(record: FigureRecord) -> Plot:
    """The figure of these record, in the language in force."""
    figure = record.draw() if record.draw else None
    kind = _kind(figure)
    table = published(record.table).reset_index(drop=True)
    if figure is not None and kind == "scatter":
        return _scatter(record, table, figure)
    measure, table = _measure(record, table, kind, figure)
    rows, columns = _dimensions(table, measure, figure, least=2 if kind == "flows" else 1)
    cells = _cells(record, table, measure, kind)
    heads = record.heads
    if kind == "table" or not rows:
        return Plot("table", "", "", (), ())
    keys = table[rows].astype(str).agg(_JOINT.join, axis=1)
    named = table[columns].astype(str) if columns else pd.Series(heads.get(measure, measure), table.index)
    categories, names = list(dict.fromkeys(keys)), list(dict.fromkeys(named))
    cell_of = {(key, name): cell for key, name, cell in zip(keys, named, cells, strict=True)}
    colours, drawn = _colours(figure, names), _names(figure) if figure and kind in CHARTS else set()
    drawn = drawn if drawn & set(names) else set(names)
    numbers = [cell.number for cell in cells if cell.number is not None]
    percent = _is_share(numbers, record.unit)
    bounded = not columns and {"low", "high"} <= set(table.columns)
    shapes = _shapes(figure) if kind == "map" and figure is not None else {}
    return Plot(
        kind="matrix" if kind in CHARTS and not numbers else kind,
        across=heads.get(columns, ""),
        head=_JOINT.join(heads.get(row, row) for row in rows),
        categories=tuple(categories),
        series=tuple(
            Series(
                name,
                tuple(cell_of.get((key, name), Cell("")) for key in categories),
                colour,
                name in drawn,
                _format(percent, _decimals(numbers)),
            )
            for name, colour in zip(names, colours, strict=True)
        ),
        percent=percent,
        decimals=_decimals(numbers),
        horizontal=bool(figure and figure.data[0].type == "bar" and figure.data[0].orientation == "h"),
        stacked=bool(figure and figure.layout.barmode == "stack"),
        low=_ends(table, "low", cells) if bounded else (),
        high=_ends(table, "high", cells) if bounded else (),
        **shapes,
    )


def _scatter(record: FigureRecord, table: pd.DataFrame, figure: go.Figure) -> Plot:
    """Two measures of a municipality, each on an axis of its own."""
    measures = [str(name) for name in table.columns if name in state_columns(table)]
    rows, _ = _dimensions(table, measures[0], None, least=1)
    series = []
    for measure in measures:
        head = record.heads[measure]
        cells = tuple(_cells(record, table, measure, "scatter", unit=head))
        numbers = [cell.number for cell in cells if cell.number is not None]
        form = _format(_is_share(numbers, head), _decimals(numbers))
        series.append(Series(head, cells, theme.PRIMARY, number_format=form))
    plot = Plot(
        kind="scatter",
        head=_JOINT.join(record.heads.get(row, row) for row in rows),
        across="",
        categories=tuple(table[rows].astype(str).agg(_JOINT.join, axis=1)),
        series=tuple(series),
    )
    drawn = {
        str(lg_code): Point(_colour(trace) or theme.PRIMARY, str(side) if text else "")
        for trace in figure.data
        for lg_code, text, side in zip(trace.ids, trace.text, trace.textposition, strict=True)
    }
    codes = table["lg_code"].astype(str)
    return replace(plot, points=tuple(drawn[codes[row_no]] for row_no in plot.placed))


def _is_share(numbers: Sequence[float], unit: str) -> bool:
    """A share is stored as 0…1; a percentage that is larger is written as it is."""
    return bool(numbers) and "%" in unit and max(map(abs, numbers)) <= 1


def _kind(figure: go.Figure | None) -> Kind:
    first = figure.data[0] if figure is not None and figure.data else None
    if first is None:
        return "table"
    if figure is not None and figure.layout.meta:  # a picture of links: its native form are the flows
        return figure.layout.meta["kind"]
    if first.type == "scatter":
        # Only outlines are filled; arcs and lines of a map come after them.
        if first.fill == "toself":
            return "map"
        return "trend" if "lines" in str(first.mode) else "points"
    kinds: dict[str, Kind] = {"bar": "bars", "heatmap": "matrix", "sankey": "flows"}
    return kinds.get(first.type, "table")


def _measure(
    record: FigureRecord, table: pd.DataFrame, kind: Kind, figure: go.Figure | None
) -> tuple[str, pd.DataFrame]:
    """The column that is drawn. Bars over a list of events count its rows, by the word that names the bars."""
    states = state_columns(table)
    bound = [name for name in record.bound if name in table.columns]
    first = next((n for n in ("value", "word", *states) if n in table.columns), "")
    if kind == "bars" and first not in states:
        share = [name for name in table.columns if table[name].astype(str).str.fullmatch(_SHARE).all()]
        # Shares written as text (62.5%) are the measure where no column of numbers is.
        if share and len(table):
            return str(share[-1]), table
        if figure is not None and bound and _names(figure) & set(table[bound[0]].astype(str)):
            by = [str(table.columns[0]), bound[0]]
            return "value", table.groupby(by, sort=False).size().rename("value").reset_index()
    if first not in ("value", "word") and bound:
        first = bound[0]
    return first or str(table.columns[-1]), table


def _names(figure: go.Figure) -> set[str]:
    """What the drawing calls its series: names of traces, or the columns of a matrix."""
    first = figure.data[0]
    names = list(first.x) if first.type == "heatmap" else [trace.name for trace in figure.data if trace.name]
    return {str(name).replace("<br>", "") for name in names}


def _dimensions(
    table: pd.DataFrame, measure: str, figure: go.Figure | None, *, least: int
) -> tuple[list[str], str]:
    """The columns that name the rows, `least` so many, and the one that names the series ("" for a single one)."""
    owned = {measure, *state_columns(table).values(), *range_columns(table)}
    found = [str(c) for c in table.columns if c not in owned and not pd.api.types.is_numeric_dtype(table[c])]
    found.sort(key=lambda c: bool(table[c].astype(str).str.fullmatch(_CODE).all()))  # names before codes
    # The fewest columns that tell the rows apart: a code beside a name says nothing more.
    for size in range(least, len(found) + 1):
        for chosen in combinations(found, size):
            if not table.duplicated(list(chosen)).any():
                return _parted(table, list(chosen), figure)
    return [], ""


def _parted(table: pd.DataFrame, chosen: list[str], figure: go.Figure | None) -> tuple[list[str], str]:
    """Series are what the drawing calls so; failing that, of two columns the one with fewer names."""
    lone = figure is not None and figure.data[0].type == "bar" and len(figure.data) == 1
    if len(chosen) == 1 or lone:
        return chosen, ""
    drawn = _names(figure) if figure is not None else set()
    shared = {c: len(drawn & set(table[c].astype(str))) / table[c].nunique() for c in chosen}
    series = max(reversed(chosen), key=lambda c: shared[c])  # of two that fit, the one named last
    if shared[series] < 0.5:
        series = min(chosen[::-1], key=lambda c: table[c].nunique()) if len(chosen) == 2 else ""
    if not series:
        return chosen, ""
    return [name for name in chosen if name != series], series


def _cells(
    record: FigureRecord, table: pd.DataFrame, measure: str, kind: Kind, *, unit: str = ""
) -> list[Cell]:
    values = table[measure]
    state = state_columns(table).get(measure)
    if values.astype(str).str.fullmatch(_SHARE).all() and len(values):
        return [Cell(str(v), float(str(v)[:-1]) / 100, "value") for v in values]
    if not pd.api.types.is_numeric_dtype(values) and pd.to_numeric(values, errors="coerce").isna().any():
        fills = {sign.word: (sign.fill, sign.ink) for sign in record.signs}
        plain = (theme.CARD, theme.TEXT)
        said = ["" if formats.missing(v) else str(v) for v in values]
        if not state:
            return [Cell(v, None, "word", *fills.get(v, plain)) for v in said]
    states = table[state].tolist() if state else ["value"] * len(table)
    numbers = [
        float(v) if s == "value" and not formats.missing(v) else None
        for v, s in zip(values, states, strict=True)
    ]
    shown = [n for n in numbers if n is not None]
    decimals, top = _decimals(shown), max(shown, default=0)
    percent = _is_share(shown, unit or record.unit)
    spans = [
        formats.span(row, measure, decimals) if s == "suppressed" else ""
        for row, s in zip(table.to_dict("records"), states, strict=True)
    ]
    return [
        Cell(_said(n, s, decimals, percent, bool(state)) + span, n, s, *_shade(n, s, top, kind), span)
        for n, s, span in zip(numbers, states, spans, strict=True)
    ]


def _said(number: float | None, state: str, decimals: int, percent: bool, explained: bool) -> str:
    """A number, or the sign of its state; a blank that no state explains stays blank."""
    if number is None:
        return formats.count(None, state) if explained else ""
    return formats.percent(number) if percent else formats.count(number, decimals=decimals)


def _decimals(numbers: Sequence[float]) -> int:
    if all(number == round(number) for number in numbers):
        return 0
    return 1 if max(map(abs, numbers)) >= 10 else 2


def _shade(number: float | None, state: str, top: float, kind: Kind) -> tuple[str, str]:
    """Fill and ink of a cell of a matrix of counts: darker is more, grey is hidden; elsewhere paper."""
    if state == "suppressed":
        return theme.HIDDEN_FILL, theme.TEXT
    if number is None or kind not in ("matrix", "flows") or top <= 0 or number <= 0:
        return theme.CARD, theme.TEXT
    return _SHADES[min(int(number / top * (len(_SHADES) - 1) + 0.5), len(_SHADES) - 1)]


def _ends(table: pd.DataFrame, column: str, cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """An end of the interval around each number; none where the number itself is not shown."""
    return tuple(
        Cell("") if cell.number is None or formats.missing(value) else Cell("", float(value), "value")
        for value, cell in zip(table[column], cells, strict=True)
    )


def _colours(figure: go.Figure | None, names: Sequence[str]) -> list[str]:
    """The colour of each series as drawn, else those of the house in turn."""
    drawn = {} if figure is None else {str(t.name): _colour(t) for t in figure.data if t.name}
    # One series needs no colour to be told apart, so it takes the house's own.
    if len(names) == 1:
        return [theme.PRIMARY]
    return [drawn.get(name) or theme.SERIES[at % len(theme.SERIES)] for at, name in enumerate(names)]


def _colour(trace: Any) -> str:
    """The one colour of a trace: that of most of its marks when it has several."""
    marker = trace.marker.color if "marker" in trace else None
    if isinstance(marker, list | tuple | np.ndarray):
        solid = [c for c in marker if isinstance(c, str) and c != theme.HIDDEN_FILL]
        marker = max(solid, key=solid.count) if solid else None
    return marker if isinstance(marker, str) and re.fullmatch("#[0-9A-Fa-f]{6}", marker) else ""


def _shapes(figure: go.Figure) -> dict[str, Any]:
    """Outlines, arcs and names of a map. A municipality is known by the code that each of its points carries."""
    outlines = [outline for trace in figure.data if trace.fill == "toself" for outline in _outlines(trace)]
    arcs = [
        Arc(
            points=points,
            colour=str(trace.line.color),
            width=float(trace.line.width),
            dotted=trace.line.dash == "dot",
            arrow=bool(trace.marker.size and trace.marker.size[-1]),
        )
        for trace in figure.data
        if trace.fill != "toself"
        for points in _lines(trace)
    ]
    across, up = _pixels(figure)
    names = [  # moved apart as in the drawing, where one would lie on another
        (str(n.text), float(n.x) + (n.xshift or 0) / across, float(n.y) + (n.yshift or 0) / up)
        for n in figure.layout.annotations
    ]
    return {
        "outlines": tuple(outlines),
        "arcs": tuple(arcs),
        "names": tuple(names),
        "stretch": float(figure.layout.yaxis.scaleratio or 1),
    }


def _lines(trace: Any) -> Iterator[tuple[tuple[float, float], ...]]:
    """The lines of a trace, which points without a place part: an arc is one, a border may be several."""
    points = list(zip(map(float, trace.x), map(float, trace.y), strict=True))
    for apart, part in groupby(points, key=lambda point: math.isnan(point[0])):
        if not apart:
            yield tuple(part)


def _pixels(figure: go.Figure) -> tuple[float, float]:
    """Pixels of a longitude and of a latitude in the drawing of a map."""
    (west, east), (south, north) = figure.layout.xaxis.range, figure.layout.yaxis.range
    stretch = float(figure.layout.yaxis.scaleratio or 1)
    across = min(figure.layout.width / (east - west), figure.layout.height / ((north - south) * stretch))
    return across, across * stretch


def _outlines(trace: Any) -> Iterator[Outline]:
    """One outline a municipality; lines of several rings are parted by points without a place."""
    points = pd.DataFrame({"code": list(trace.customdata), "x": list(trace.x), "y": list(trace.y)})
    for code, part in points.groupby("code", sort=False):
        ring = part["x"].isna().cumsum()
        rings = [
            tuple(zip(map(float, one["x"]), map(float, one["y"]), strict=True))
            for _, one in part.dropna(subset=["x"]).groupby(ring)
        ]
        yield Outline(str(code), str(trace.name), str(trace.fillcolor), tuple(r for r in rings if len(r) > 2))
