"""The shapes every figure is made of, and the only place that draws the states of a count.

A number is a solid mark (0 is written "0"); suppressed is "x" in a grey box without length or in a hatched cell; not
applicable is "－" and no answer "…" without any mark. A frame of counts without its state column is refused, so that a
missing number can never be drawn as zero. Frames are tidy: one row a mark, labels already in words. Matrices are in
matrix.py, points and trends in points.py, flows in flow.py; all are reached from here.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import formats, theme, words
from dashboard.charts import labels, paper
from dashboard.charts.flow import hidden_pairs, sankey
from dashboard.charts.matrix import glyphs, heat
from dashboard.charts.paper import contrast, figure, ink, need
from dashboard.charts.points import dots, lines

__all__ = [
    "bars", "contrast", "dots", "figure", "glyphs", "grouped", "heat", "hidden_pairs", "ink", "lines", "need",
    "sankey", "stacked",
]  # fmt: skip

_MARGIN = 1.15  # room beyond the longest bar for its number
_RANGED = 1.35  # the same, where ranges are written beside their bands
_WIDE = 0.75  # of a bar, as a share of its place
_LONGEST = 400  # pixels of the longest bar in half a page
_BEHIND = 170  # pixels of a line of what is written behind a bar of parts
_PAD = 4  # pixels that Plotly keeps free on either side of a number within a bar


def bars(
    frame: pd.DataFrame,
    *,
    category: str,
    value: str = "value",
    state: str = "state",
    horizontal: bool = True,
    colour: str | Sequence[str] = theme.PRIMARY,
    unit: str = "",
    decimals: int = 0,
    percent: bool = False,
    height: int | None = None,
) -> go.Figure:
    """One bar a row in the order of the frame, starting at 0 and labelled with its number or sign.

    `colour` may be a sequence, one a row; `percent` reads values as shares of 1.
    """
    paper.need(frame, category, value, state)
    ranges = paper.spans(frame, value, state)
    top = paper.reach(paper.shown(frame, value, state), ranges)
    margin = _RANGED if any(ranges) else _MARGIN
    drawn = paper.figure(height or (paper.tall(len(frame)) if horizontal else 360), legend=False)
    values, states = frame[value].tolist(), frame[state].tolist()
    colours = [colour] * len(frame) if isinstance(colour, str) else list(colour)
    texts = (
        [formats.percent(v, s) for v, s in zip(values, states, strict=True)]
        if percent
        else formats.cells(frame, value, state, decimals)
    )
    placed = paper.floating(_lengths(values, states), ranges, margin * top, _WIDE)
    drawn.add_bar(
        **_oriented(frame[category].tolist(), placed["lengths"], horizontal),
        **({"base": placed["base"], "width": placed["width"]} if any(ranges) else {}),
        text=["" if s == "suppressed" else text for text, s in zip(texts, states, strict=True)],
        textposition="outside",
        cliponaxis=False,
        marker={
            "color": [paper.fill(s, c) for s, c in zip(states, colours, strict=True)],
            **paper.hatched(states),
        },
        customdata=[paper.spoken(text, unit) for text in texts],
        hovertemplate=f"%{{{'y' if horizontal else 'x'}}}<br>%{{customdata}}<extra></extra>",
    )
    # A sign in a box: a bar of any length would be read as a number, a band between two ends is not.
    paper.over(drawn, notes=paper.chips(frame[category].tolist(), states, horizontal, texts, ranges))
    _value_axis(drawn, horizontal, top, margin, whole=not percent and not decimals)
    if percent:
        (drawn.update_xaxes if horizontal else drawn.update_yaxes)(tickformat=".0%")
    return drawn


def stacked(
    frame: pd.DataFrame,
    *,
    category: str,
    series: str,
    value: str = "value",
    state: str = "state",
    order: Sequence[str] = (),
    colours: Mapping[str, str] | None = None,
    horizontal: bool = True,
    unit: str = "",
    height: int | None = None,
    signs: bool = True,
) -> go.Figure:
    """Parts of a whole: one trace a series in `order`, told apart by colour and pattern, numbers written inside.

    A number that does not fit into its part at a readable size stays in hover and table, and the bar carries its total.

    A part without a number has no length; with `signs` it is named at the end of its bar ("同意なし x"), and a bar
    whose parts are all zero carries "0". A series of which nothing is drawn is not in the legend.
    """
    paper.need(frame, category, series, value, state)
    names = list(order) or list(dict.fromkeys(frame[series]))
    palette = colours or paper.palette(names)
    categories = list(dict.fromkeys(frame[category]))
    tall = paper.tall(len(categories)) + 40 if horizontal else 380
    drawn = paper.figure(height or tall, barmode="stack", uniformtext={"minsize": 12, "mode": "hide"})
    place = "%{y}" if horizontal else "%{x}"
    traces = []
    for index, name in enumerate(names):
        # Every trace has all categories: Plotly puts the axis in the order in which it meets them.
        part = frame[frame[series] == name].drop_duplicates(category).set_index(category).reindex(categories)
        states = part[state].where(part[state].notna(), "not_applicable").tolist()
        texts = formats.cells(part.assign(**{state: states}), value, state)
        numbers = [v if s == "value" else None for v, s in zip(part[value], states, strict=True)]
        traces.append({
            "type": "bar",
            **_oriented(categories, numbers, horizontal),
            "name": name,
            # A 0 written inside a part of no length would stand on its neighbour.
            "text": ["" if n in (None, 0) else text for n, text in zip(numbers, texts, strict=True)],
            "textposition": "inside",
            "insidetextanchor": "middle",
            "textangle": 0,
            "marker": {
                "color": palette[name],
                "line": {"color": theme.CARD, "width": 1},
                "pattern": paper.pattern(index, palette[name]),
            },
            "textfont": {"color": paper.ink(palette[name]), "size": 13},
            "customdata": [paper.spoken(text, unit) for text in texts],
            "hovertemplate": f"{place}<br>%{{fullData.name}} %{{customdata}}<extra></extra>",
            "showlegend": any(numbers),
        })  # fmt: skip
    drawn.add_traces(traces)
    _value_axis(drawn, horizontal, None)
    if signs:
        most = paper.top(paper.shown(frame, value, state).groupby(frame[category]).sum())
        bars = [(bar, rows) for bar, rows in frame.groupby(category, sort=False)]
        notes = [_sign(bar, rows, series, value, state, horizontal) for bar, rows in bars]
        totals = [
            {} if note else _total(bar, rows, value, state, most, horizontal)
            for note, (bar, rows) in zip(notes, bars, strict=True)
        ]
        # The axis finds its own end, with room for what is written behind the bars.
        paper.over(drawn, notes=[note for note in [*notes, *totals] if note])
    return drawn


def grouped(
    frame: pd.DataFrame,
    *,
    category: str,
    series: str,
    value: str = "value",
    state: str = "state",
    colours: Mapping[str, str] | None = None,
    unit: str = "",
    height: int = 340,
) -> go.Figure:
    """Columns side by side within each category, one trace a series, each under its number or sign."""
    paper.need(frame, category, series, value, state)
    names = list(dict.fromkeys(frame[series]))
    palette = colours or paper.palette(names)
    top = paper.reach(paper.shown(frame, value, state), paper.spans(frame, value, state))
    drawn = paper.figure(height, barmode="group", bargap=1 - _WIDE)
    for name in names:
        part = frame[frame[series] == name]
        values, states = part[value].tolist(), part[state].tolist()
        texts = [formats.count(v, s) for v, s in zip(values, states, strict=True)]
        spoken, ranges = formats.cells(part, value, state), paper.spans(part, value, state)
        placed = paper.floating(_lengths(values, states), ranges, _MARGIN * top, _WIDE / len(names))
        drawn.add_bar(
            x=part[category].tolist(),
            y=placed["lengths"],
            **({"base": placed["base"], "width": placed["width"]} if any(ranges) else {}),
            name=name,
            text=texts,
            textposition="outside",
            cliponaxis=False,
            marker={
                "color": [paper.fill(s, palette[name]) for s in states],
                **paper.hatched(states, outline=1),
            },
            customdata=[paper.spoken(text, unit) for text in spoken],
            hovertemplate="%{x}<br>%{fullData.name} %{customdata}<extra></extra>",
        )
    _value_axis(drawn, False, top)
    return drawn


def _lengths(values: Sequence[float], states: Sequence[str]) -> list[float]:
    return [paper.length(v, s) for v, s in zip(values, states, strict=True)]


def _oriented(categories: list[Any], values: list[Any], horizontal: bool) -> dict[str, Any]:
    if horizontal:
        return {"y": categories, "x": values, "orientation": "h"}
    return {"x": categories, "y": values, "orientation": "v"}


def _value_axis(
    drawn: go.Figure, horizontal: bool, top: float | None, margin: float = _MARGIN, *, whole: bool = True
) -> None:
    """Zero is the foot of every bar; the first row of the frame stands on top; `whole`: nothing is counted in halves."""
    # A margin above the largest bar, where its number is written.
    extent: dict[str, Any] = {"range": [0, top * margin]} if top else {"rangemode": "tozero"}
    extent |= {"tickformat": ",", "dtick": paper.whole(top) if whole and top else None}
    if horizontal:
        drawn.update_xaxes(**extent)
        drawn.update_yaxes(autorange="reversed", type="category", showgrid=False)
    else:
        drawn.update_yaxes(**extent)
        drawn.update_xaxes(type="category", showgrid=False)


def _sign(
    name: object, rows: pd.DataFrame, series: str, value: str, state: str, horizontal: bool
) -> dict[str, Any]:
    """What the length of one stacked bar does not tell: its parts without a number, or that it is zero."""
    shown = float(rows.loc[rows[state] == "value", value].sum())
    text = _untold(rows, series, value, state) or ("" if shown else formats.count(0))
    if not text:
        return {}
    ends: dict[str, Any] = {"x": shown, "y": name, "xanchor": "left", "xshift": 6}
    if not horizontal:
        ends = {"x": name, "y": shown, "yanchor": "bottom", "yshift": 4}
    hidden = bool((rows[state] == "suppressed").any())
    fill = theme.HIDDEN_FILL if hidden else theme.CARD
    return {**ends, "text": text, "font": {"size": 12}, "bgcolor": fill, "align": "left"}


def _total(
    name: object, rows: pd.DataFrame, value: str, state: str, most: float, horizontal: bool
) -> dict[str, Any]:
    """The total of a bar of which a part is too short for its number; `most`: what the longest bar stands for."""
    numbers = paper.shown(rows, value, state)
    parts = numbers[numbers > 0]
    if not horizontal or all(_LONGEST * n / most >= _room(n) for n in parts):
        return {}
    total = formats.count(parts.sum())
    text = words.t("mark.total", n=total) if len(parts) > 1 else total
    return {
        "x": float(parts.sum()),
        "y": name,
        "xanchor": "left",
        "xshift": 6,
        "text": text,
        "font": {"size": 13},
    }


def _room(number: float) -> float:
    """Pixels that a number within a bar needs."""
    return labels.letters(formats.count(number)) + 2 * _PAD


def _untold(rows: pd.DataFrame, series: str, value: str, state: str) -> str:
    """「同意なし x」 for each part without a number, then those that are 0; the sign alone when no part has a number.

    Beside a part that nobody may know, one of which nothing is drawn has to be told to be 0.
    """
    states = [s for s in formats.STATES[1:] if (rows[state] == s).any()]
    if len(states) == 1 and (rows[state] == states[0]).all():
        return formats.symbol(states[0])
    signs = [(s, formats.symbol(s)) for s in states if s != "not_applicable"]
    named = [f"{name} {sign}" for s, sign in signs for name in rows.loc[rows[state] == s, series]]
    zero = rows.loc[(rows[state] == "value") & (rows[value] == 0), series]
    return _on_lines([*named, *(f"{name} {formats.count(0)}" for name in zero if named)])


def _on_lines(parts: Sequence[str]) -> str:
    """Parts joined by commas, on a line more where the first has no room for the next: a telephone shows them whole."""
    comma = words.t("format.comma")
    lines: list[str] = []
    for part in parts:
        if lines and labels.width(f"{lines[-1]}{comma}{part}") <= _BEHIND:
            lines[-1] += comma + part
        else:
            lines.append(part)
    return f"{comma.rstrip()}{paper.LINE}".join(lines)
