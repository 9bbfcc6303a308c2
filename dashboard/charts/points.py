"""Points and trends: a value over the years, an estimate with its interval; gaps stay gaps and carry their sign."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import formats, theme
from dashboard.charts import paper

# Courses are told apart in print and by every eye, so colour never stands alone.
_DASHES = ("solid", "dash", "dot", "dashdot")
_INSIDE = 0.75  # of a figure's height, for what lies between its axes
_BESIDE_YEARS = 0.3  # of the way from a year to the next
_TALL, _BESIDE = 18, 16  # pixels of a line of numbers, and from the middle of a point to that of its number
# none of them an x, which says that a number is hidden
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "pentagon")


def lines(
    frame: pd.DataFrame,
    *,
    x: str,
    value: str = "value",
    state: str = "state",
    series: str | None = None,
    colours: Mapping[str, str] | None = None,
    symbols: Mapping[str, str] | None = None,
    unit: str = "",
    decimals: int = 0,
    height: int = 320,
) -> go.Figure:
    """A trend over time from 0: broken where there is no number, the sign standing on the base line.

    Of several series it stands under its year, with the name of the series. symbols: marks of series that have their own.
    """
    paper.need(frame, x, value, state, *([series] if series else []))
    frame = frame.reset_index(drop=True)
    names = list(dict.fromkeys(frame[series])) if series else [""]
    palette = colours or paper.palette(names)
    drawn = paper.figure(height, legend=series is not None)
    most = 1.15 * paper.reach(paper.shown(frame, value, state), paper.spans(frame, value, state))
    sides = _sides(frame.assign(_n=paper.shown(frame, value, state)), x, _INSIDE * height / most)
    for index, name in enumerate(names):
        part = frame if series is None else frame[frame[series] == name]
        states = part[state].tolist()
        # A share is no number without its sign; of other units the axis or the title speaks once for all.
        sign = unit if unit == "%" else ""
        counts = [formats.count(v, s, decimals=decimals) for v, s in zip(part[value], states, strict=True)]
        texts = [paper.spoken(text, sign) for text in counts]
        spoken = formats.cells(part, value, state, decimals)
        drawn.add_scatter(
            x=part[x].tolist(),
            y=[v if s == "value" else None for v, s in zip(part[value], states, strict=True)],
            name=name,
            mode="lines+markers+text",
            text=[text if sides[row] else "" for row, text in zip(part.index, texts, strict=True)],
            textposition=[sides[row] or "top center" for row in part.index],
            # In the colour of its line, and clear of the lines that it stands on.
            textfont={
                "color": theme.TEXT if series is None else paper.legible(palette[name]),
                "shadow": "auto",
            },
            # else the label of the first and the last point is cut off at the axis
            cliponaxis=False,
            connectgaps=False,
            line={"color": palette[name], "width": 3, "dash": _DASHES[index % len(_DASHES)]},
            marker={"size": 10, "symbol": (symbols or {}).get(name, _SYMBOLS[index % len(_SYMBOLS)])},
            customdata=[paper.spoken(text, unit) for text in spoken],
            hovertemplate="%{x}<br>%{fullData.name} %{customdata}<extra></extra>",
        )
        ranges = paper.spans(part, value, state)
        if (
            series is not None
        ):  # no entry for a line that is nowhere: its name and its signs stand under the years
            drawn.data[-1].showlegend = "value" in states or any(ranges)
        look = (theme.GRID, theme.MUTED) if series is None else (paper.faint(palette[name]), palette[name])
        # Of one series the sign stands with its range; of several the name and the sign stand under the year.
        signs = spoken if series is None else [""] * len(part)
        said = [f"{name} {text}".strip() for text in spoken]
        columns(drawn, part[x].tolist(), ranges, signs, said, most, look)
        if series is None:
            bare = [s if span is None else "value" for s, span in zip(states, ranges, strict=True)]
            _signs_on_base(drawn, part[x].tolist(), texts, bare)
    # From 0, since a trend that begins higher exaggerates; a little more than the largest, for its label.
    drawn.update_yaxes(range=[0, most], tickformat=",", dtick=None if decimals else paper.whole(most))
    # Room beside the first and the last point, so that neither number nor name of the year lies on the upright axis.
    last = frame[x].nunique() - 1
    drawn.update_xaxes(type="category", showgrid=False, range=[-_BESIDE_YEARS, last + _BESIDE_YEARS])
    if series is not None:
        _signs_below(drawn, frame, x, series, state)
    return drawn


def _sides(frame: pd.DataFrame, x: str, scale: float) -> dict[Any, str]:
    """Where the number of each point stands (by index): above, below, or "" where there is room for neither.

    Column `_n` holds the numbers; scale: pixels of 1. A number that is left out is in the hover and the table.
    """
    sides: dict[Any, str] = {}
    for _, points in frame.groupby(x, sort=False):
        heights = (points["_n"] * scale).dropna()
        taken: list[float] = []  # middles of the numbers that have their place
        for row, height in heights.items():
            # No number lies on another, nor on the mark of another point; of two close points the lower has its below.
            others = heights.drop(row)
            above = others.between(height, height + _TALL, inclusive="right").any()
            order = (("top center", _BESIDE), ("bottom center", -_BESIDE))
            free = [
                (side, height + apart)
                for side, apart in (order[::-1] if above else order)
                if (middle := height + apart) > 0
                and all(abs(middle - other) >= _TALL for other in taken)
                and all(abs(middle - other) >= _TALL / 2 for other in others)
            ][:1]
            sides[row] = free[0][0] if free else ""
            taken += [middle for _, middle in free]
    return {row: sides.get(row, "top center") for row in frame.index}


def dots(
    frame: pd.DataFrame,
    *,
    category: str,
    value: str = "value",
    low: str = "low",
    high: str = "high",
    state: str = "state",
    percent: bool = True,
    reference: float | None = None,
    colour: str = theme.PRIMARY,
    edge: float = 0.0,
    height: int | None = None,
) -> go.Figure:
    """An estimate with its interval a row; rows without a number carry their sign at the left edge (`edge`, where the
    scale begins).

    `reference` draws a dotted line to compare with (and is where signs stand then).
    """
    paper.need(frame, category, value, low, high, state)
    drawn = paper.figure(height or paper.tall(len(frame)), legend=False)
    there, rest = frame[frame[state] == "value"], frame[frame[state] != "value"]
    drawn.add_scatter(
        x=there[value].tolist(),
        y=there[category].tolist(),
        mode="markers",
        marker={"color": colour, "size": 11},
        error_x={
            "type": "data",
            "symmetric": False,
            "color": theme.MUTED,
            "thickness": 2,
            "width": 5,
            "array": (there[high] - there[value]).tolist(),
            "arrayminus": (there[value] - there[low]).tolist(),
        },
        customdata=[formats.percent(v) if percent else formats.count(v, decimals=2) for v in there[value]],
        hovertemplate="%{y}<br>%{customdata}<extra></extra>",
        showlegend=False,
    )
    bounded = rest[rest[low].notna() & rest[high].notna()]
    _bands(drawn, bounded[category].tolist(), bounded[low].tolist(), bounded[high].tolist(), percent=percent)
    middle = ((bounded[low] + bounded[high]) / 2).reindex(rest.index)
    drawn.add_scatter(
        # Not at 0 where a line says what to compare with: a sign there would be read as the least value.
        x=middle.fillna(reference or edge).tolist(),
        y=rest[category].tolist(),
        mode="text",
        text=[formats.symbol(s) for s in rest[state]],
        textposition=["middle right" if empty else "middle center" for empty in middle.isna()],
        hoverinfo="skip",
        showlegend=False,
    )
    if reference is not None:
        paper.over(drawn, [paper.upright(reference, dotted=True)])
    drawn.update_yaxes(
        type="category", categoryorder="array", categoryarray=frame[category].tolist()[::-1], showgrid=False
    )
    drawn.update_xaxes(tickformat=".0%" if percent else None)
    return drawn


def _bands(drawn: go.Figure, rows: list[str], low: list[float], high: list[float], *, percent: bool) -> None:
    """The range of a hidden number: a light band with end marks and no point, for no value in it is likelier."""
    for row, least, most in zip(rows, low, high, strict=True):
        ends = [formats.percent(end) if percent else formats.number(end, 2) for end in (least, most)]
        drawn.add_scatter(
            x=[least, most],
            y=[row, row],
            mode="lines+markers",
            line={"color": theme.GRID, "width": 10},
            marker={"symbol": "line-ns", "size": 14, "line": {"width": 2, "color": theme.MUTED}},
            customdata=[formats.bounds(*ends)] * 2,
            hovertemplate="%{y}<br>%{customdata}<extra></extra>",
            showlegend=False,
        )


def columns(
    drawn: go.Figure,
    places: Sequence[Any],
    ranges: Sequence[paper.Span],
    signs: Sequence[str],
    hovers: Sequence[str],
    most: float,
    look: tuple[str, str] = (theme.GRID, theme.MUTED),
) -> None:
    """The ranges of hidden numbers as upright bands at their places, each under its sign, with what a hover says.

    `most`: the end of the axis, as far as a band without end goes; `look`: colours of bands and of their end marks.
    """
    for place, span, sign, text in zip(places, ranges, signs, hovers, strict=True):
        if span is None:
            continue
        drawn.add_scatter(
            x=[place, place],
            y=[span[0], most if span[1] is None else span[1]],
            mode="lines+markers+text",
            text=["", sign],
            textposition="top center" if span[1] is not None else "bottom center",
            cliponaxis=False,
            line={"color": look[0], "width": 10},
            marker={
                "symbol": "line-ew",
                "size": [14, 0 if span[1] is None else 14],
                "line": {"width": 2, "color": look[1]},
            },
            customdata=[text] * 2,
            hovertemplate="%{x}<br>%{customdata}<extra></extra>",
            showlegend=False,
        )


def _signs_below(drawn: go.Figure, frame: pd.DataFrame, x: str, series: str, state: str) -> None:
    """Under each place of the axis the series without a number there, each with its sign."""
    places = list(dict.fromkeys(frame[x]))
    signs: dict[Any, list[str]] = {place: [] for place in places}
    for place, name, s in zip(frame[x], frame[series], frame[state], strict=True):
        if s != "value":
            signs[place].append(f"{name} {formats.symbol(s)}")
    below = [paper.LINE.join([str(place), *signs[place]]) for place in places]
    drawn.update_xaxes(
        categoryorder="array", categoryarray=places, tickvals=places, ticktext=below, tickangle=0
    )
    drawn.layout.height += 18 * max(len(said) for said in signs.values())


def _signs_on_base(drawn: go.Figure, x: list[Any], texts: list[str], states: list[str]) -> None:
    # On the base line, where nothing is measured: at the height of a neighbour it would look like a number.
    signs = [(at, text) for at, text, state in zip(x, texts, states, strict=True) if state != "value"]
    if signs:
        drawn.add_scatter(
            x=[at for at, _ in signs],
            y=[0] * len(signs),
            mode="text",
            text=[text for _, text in signs],
            textposition="top center",
            hoverinfo="skip",
            showlegend=False,
        )
