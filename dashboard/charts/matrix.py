"""Matrices: counts as shaded cells, statuses as glyphs. Suppressed cells are hatched and carry their sign."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard import formats, theme
from dashboard.charts import heads, labels, paper

_SHADES = (theme.CARD, *theme.SEQUENTIAL)
_FEW = 8  # columns, whose cells have room for a range
_LONG = 6  # letters of a number; a range has more and is written smaller
_NAMES = 0.4  # of a figure's width: the most that a line of the name of a row takes
_AROUND = 90  # pixels above and below the rows
_REACH = 60  # pixels from the middle of a cell within which it answers to the pointer


def heat(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    value: str = "value",
    state: str = "state",
    unit: str = "",
    x_order: Sequence[str] = (),
    y_order: Sequence[str] = (),
    height: int | None = None,
    wide: int = heads.LEAST,
    letters: int = labels.SIZE,
    key: str | None = None,
) -> go.Figure:
    """A matrix of counts: darker is more, every cell carries its number or sign, suppressed cells are hatched.

    `height`: pixels, with heads of two lines; they take more where they need it. `wide`: pixels that the figure has at
    least, for its heads (`letters`: their size).
    `key` names a column handed to selections as customdata (a heat map itself cannot be selected, so an
    invisible square lies over each cell).
    """
    paper.need(frame, x, y, value, state)
    drawn, columns, rows = _grid(frame, x, y, x_order, y_order, height, wide, letters)
    shown = paper.shown(frame, value, state)
    top = paper.top(shown)
    drawn.add_heatmap(
        x=columns,
        y=rows,
        z=_table(frame.assign(_n=shown), x, y, columns, rows),
        colorscale=_scale(),
        zmin=0,
        zmax=top,
        xgap=1,
        ygap=1,
        showscale=False,
        hoverinfo="skip",
    )
    hidden = frame[frame[state] == "suppressed"]
    _hatch(drawn, columns, rows, hidden[x].tolist(), hidden[y].tolist())
    said = formats.cells(frame, value, state)
    spoken = [paper.spoken(text, unit) for text in said]
    # Of many columns a cell is narrower than the range of a hidden count: the hover says it.
    signs = [formats.count(v, s) for v, s in zip(frame[value], frame[state], strict=True)]
    texts = said if len(columns) <= _FEW else signs
    inks = [theme.TEXT if pd.isna(v) else paper.ink(_shade(v, top)) for v in shown]
    _cell_layer(drawn, frame, x, y, texts, inks, spoken, key)
    return drawn


def glyphs(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    glyph: str,
    status: str,
    word: str,
    colours: Mapping[str, tuple[str, str]] | None = None,
    x_order: Sequence[str] = (),
    y_order: Sequence[str] = (),
    height: int | None = None,
    wide: int = heads.LEAST,
    letters: int = labels.SIZE,
    key: str | None = None,
) -> go.Figure:
    """A matrix of statuses: fill and glyph say the same thing, the word is in the hover.

    `colours` maps a status to (fill, text); the default is the grading 3…0, 8, 9. The others as in `heat`.
    """
    paper.need(frame, x, y, glyph, status, word)
    palette = colours or dict(theme.STATUS)
    drawn, columns, rows = _grid(frame, x, y, x_order, y_order, height, wide, letters)
    order = {name: index for index, name in enumerate(palette)}
    drawn.add_heatmap(
        x=columns,
        y=rows,
        z=_table(frame.assign(_n=frame[status].map(order).astype(float)), x, y, columns, rows),
        colorscale=_steps([fill for fill, _ in palette.values()]),
        zmin=-0.5,
        zmax=len(palette) - 0.5,
        xgap=1,
        ygap=1,
        showscale=False,
        hoverinfo="skip",
    )
    inks = [palette[s][1] if s in palette else theme.TEXT for s in frame[status]]
    _cell_layer(drawn, frame, x, y, frame[glyph].tolist(), inks, frame[word].tolist(), key)
    return drawn


def _grid(
    frame: pd.DataFrame,
    x: str,
    y: str,
    x_order: Sequence[str],
    y_order: Sequence[str],
    height: int | None,
    wide: int,
    letters: int,
) -> tuple[go.Figure, list[str], list[str]]:
    columns = list(x_order) or list(dict.fromkeys(frame[x]))
    rows = list(y_order) or list(dict.fromkeys(frame[y]))
    drawn = paper.figure(height or max(220, 30 * len(rows) + 110), legend=False, hoverdistance=_REACH)
    # Half a cell beyond the first and the last; downwards, since a table is read from its top.
    across, down = [-0.5, len(columns) - 0.5], [len(rows) - 0.5, -0.5]
    listed = {"type": "category", "showgrid": False, "categoryorder": "array"}
    drawn.update_xaxes(**listed, categoryarray=columns, range=across, side="top", tickfont_size=letters)
    drawn.update_yaxes(**listed, categoryarray=rows, range=down)
    _name_rows(drawn, rows, wide)
    heads.stand(drawn, wide)
    return drawn, columns, rows


def _name_rows(drawn: go.Figure, rows: list[str], wide: int) -> None:
    """Names of rows that would leave the columns less than half of the figure stand in lines, in rows that have room."""
    if max(map(labels.width, rows)) <= _NAMES * wide:
        return
    lines = [paper.broken(name, int(_NAMES * wide / labels.SIZE)) for name in rows]
    most = max(text.count(paper.LINE) + 1 for text in lines)
    each = (drawn.layout.height - _AROUND) / len(rows)
    drawn.layout.height += round(len(rows) * max(0.0, labels.SIZE * 1.3 * most - each))
    drawn.update_yaxes(tickmode="array", tickvals=rows, ticktext=lines)


def _table(frame: pd.DataFrame, x: str, y: str, columns: list[str], rows: list[str]) -> np.ndarray:
    """Column `_n` as rows × columns; a cell that is not in the frame is empty."""
    # pivot refuses two rows of one cell; the first is the one the frame put first.
    cells = frame.drop_duplicates([x, y]).pivot(index=y, columns=x, values="_n")
    return cells.reindex(index=rows, columns=columns).to_numpy(dtype=float)


def _cell_layer(
    drawn: go.Figure,
    frame: pd.DataFrame,
    x: str,
    y: str,
    texts: list[str],
    inks: list[str],
    spoken: list[str],
    key: str | None,
) -> None:
    """Numbers or glyphs over the cells; the square behind each takes hover and selection."""
    # A heat map answers no selection in Plotly 7: the square behind each text does.
    keys = frame[key].tolist() if key else [None] * len(frame)
    drawn.add_scatter(
        x=frame[x].tolist(),
        y=frame[y].tolist(),
        mode="markers+text",
        text=texts,
        textfont={"color": inks, "size": [11 if len(text) > _LONG else 13 for text in texts]},
        textposition="middle center",
        marker={"symbol": "square", "size": 22, "opacity": 0.01, "color": theme.CARD},
        customdata=list(zip(keys, spoken, strict=True)),
        hovertemplate="%{y}<br>%{x}<br>%{customdata[1]}<extra></extra>",
        showlegend=False,
    )


def _hatch(drawn: go.Figure, columns: list[str], rows: list[str], x: list[str], y: list[str]) -> None:
    """Hatched squares as large as their cells, on an unseen numeric pair of axes under the categories."""
    if not x:
        return
    left, top = ([line.index(name) for name in names] for line, names in ((columns, x), (rows, y)))
    # A little inside the cell, so that the gap of one pixel between cells stays white.
    edge = 0.48
    across = [(at - edge, at + edge, at + edge, at - edge, at - edge, None) for at in left]
    down = [(at - edge, at - edge, at + edge, at + edge, at - edge, None) for at in top]
    drawn.add_scatter(
        x=[point for square in across for point in square],
        y=[point for square in down for point in square],
        xaxis="x2",
        yaxis="y2",
        mode="lines",
        line={"color": theme.HIDDEN_LINE, "width": 0.5},
        fill="toself",
        fillcolor=theme.HIDDEN_FILL,
        fillpattern={**paper.HATCH, "fgcolor": theme.NO_DATA},
        hoverinfo="skip",
        showlegend=False,
    )
    unseen = {"visible": False, "fixedrange": True, "type": "linear"}
    drawn.update_layout(
        xaxis2={**unseen, "range": [-0.5, len(columns) - 0.5]},
        yaxis2={**unseen, "range": [len(rows) - 0.5, -0.5]},
        xaxis={"overlaying": "x2"},
        yaxis={"overlaying": "y2"},
    )


def _scale() -> list[list[Any]]:
    return [[index / (len(_SHADES) - 1), colour] for index, colour in enumerate(_SHADES)]


def _shade(value: float, top: float) -> str:
    return _SHADES[min(len(_SHADES) - 1, round(float(value) / top * (len(_SHADES) - 1)))]


def _steps(colours: Sequence[str]) -> list[list[Any]]:
    n = len(colours)
    return [[edge, colour] for i, colour in enumerate(colours) for edge in (i / n, (i + 1) / n)]
