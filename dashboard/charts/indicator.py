"""指標をさがす: one indicator in all municipalities as a strip, as bars, over the years, and beside a second one.

Frames hold one row a municipality with `part`, what it is in the picture: `own` (chosen on top), `beside` (to compare
with) or `rest`. What is not a number is written beside the plot and has no place on its axis.
"""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard import formats, theme, words
from dashboard.charts import labels, marks, paper

WIDTH = 600
"""Pixels that dots and the names beside them count on: the least that a card leaves them."""
NARROW = 200
"""The same on a telephone, beside the names of lanes."""
NARROW_PLOT = 255
"""The same there, beside the numbers of an upright axis."""
_GAP = 16  # pixels between two lanes
_TALL = 430  # pixels of the inside of a scatter
_LEGEND = 30  # pixels of its legend, where somebody is marked
_COLUMN = 8.4  # pixels between two places side by side on a strip: dots nearer than that are piled up
_DOT, _LANE, _PILE = 12, 46, 84  # pixels of a dot, of the least height of a lane, of its highest pile
_LANE_NAME, _TICK = (
    30,
    55,
)  # pixels of the width for a letter in a line of a lane's name, and for a number of the axis
_ROOM = 0.84  # of the width at most, for the axis; the rest says what has no number
_LOOKS: dict[str, dict[str, object]] = {
    "rest": {"symbol": "circle-open", "size": 11, "color": theme.MUTED, "line": {"width": 2}},
    "own": {
        "symbol": "diamond",
        "size": 17,
        "color": theme.PRIMARY,
        "line": {"width": 2, "color": theme.CARD},
    },
}
_SYMBOLS = ("square", "triangle-up", "circle", "triangle-down", "pentagon")


def strip(
    rows: pd.DataFrame,
    *,
    middle: float | None,
    middle_name: str,
    whether: tuple[str, str] | None = None,
    percent: bool = False,
    beside: Sequence[str] = (),
    width: int = WIDTH,
) -> go.Figure:
    """Every municipality as a dot on one axis, a lane a group; columns lane, municipality, value, state, said, part.

    Dots of the same place are piled up; where there is room a dot is named, but not in a lane of everyone above others.
    `middle`: where the dotted line stands. `whether`: words for 0 and 1 when the numbers say only that. What has no
    number is counted beside its lane by its sign. `beside`: names of those compared, in the order of their marks. `width`:
    pixels beside the names of the lanes.
    """
    paper.need(rows, "lane", "municipality", "value", "state", "said", "part")
    lanes = list(dict.fromkeys(rows["lane"]))
    there = rows[rows["state"] == "value"].reset_index(drop=True)
    low, high = _span(there["value"], whether is not None)
    signs = {lane: _signs(rows[rows["lane"] == lane]) for lane in lanes}
    room = min(_ROOM, 1 - (max(map(labels.width, signs.values())) + 0.02 * width) / width)
    piled = _piled(there, low, high, int(width * room / _COLUMN), wide=whether is not None)
    highest = float(piled["pile"].abs().max()) if len(piled) else 0.0
    tall = round(max(_LANE, min(_PILE, _DOT * (2 * highest + 1))) + _GAP)
    step = min(_DOT / tall, 0.4 / max(1.0, highest))
    place = {lane: len(lanes) - 1 - at for at, lane in enumerate(lanes)}
    piled = piled.assign(y=piled["lane"].map(place) + step * piled["pile"])
    alone = piled[piled["lane"] != lanes[0]] if len(lanes) > 1 else piled
    ends = (low, high), (len(lanes) - 0.45, -0.55)
    named = _sided(alone, "at", "y", ends, (width * room, tall * len(lanes)))
    piled = piled.assign(side=named.reindex(piled.index).fillna(""))
    drawn = paper.figure(tall * len(lanes) + 104)
    for name, part, look in _parts(piled, beside):
        drawn.add_scatter(**_dots(part, "at", "y", look), name=name, showlegend=bool(name))
    look = {"x": room + 0.02, "xref": "paper", "font": {"size": 13, "color": theme.MUTED}, "xanchor": "left"}
    notes = [{**look, "y": place[lane], "text": text} for lane, text in signs.items() if text]
    if middle is not None:
        top = {"x": middle, "y": 1, "yref": "paper", "yanchor": "bottom"}
        notes.append({**top, "text": middle_name, "font": {"size": 12}})
    paper.over(drawn, [paper.upright(middle, dotted=True)] if middle is not None else [], notes)
    drawn.update_yaxes(
        tickvals=list(place.values()),
        ticktext=[paper.broken(lane, int(width / _LANE_NAME)) for lane in place],
        range=[ends[1][1], ends[1][0]],
        showgrid=False,
        zeroline=False,
    )
    drawn.update_xaxes(
        range=[low, high],
        domain=[0, room],
        zeroline=False,
        tickformat=".0%" if percent else ",",
        tickangle=0,
        nticks=int(width * room / _TICK),
    )
    if whether:
        drawn.update_xaxes(tickvals=[0, 1], ticktext=list(whether))
    drawn.update_layout(legend={"y": 1, "yanchor": "top", "yref": "container", "x": 0}, margin={"t": 52})
    return drawn


def bars(rows: pd.DataFrame, unit: str, *, decimals: int = 0, percent: bool = False) -> go.Figure:
    """One bar a municipality in the order of the frame; one's own is darkest, those to compare with come next."""
    colours = {"own": theme.PRIMARY, "beside": theme.SEQUENTIAL[2], "rest": theme.SEQUENTIAL[1]}
    drawn = marks.bars(
        rows,
        category="municipality",
        colour=[colours[part] for part in rows["part"]],
        unit=unit,
        decimals=decimals,
        percent=percent,
        height=26 * len(rows) + 60,
    )
    numbers = paper.shown(rows, "value", "state")
    if numbers.min() < 0:
        drawn.update_xaxes(range=[1.2 * numbers.min(), paper.top(numbers) * 1.15])
    return drawn


def trend(
    rows: pd.DataFrame,
    unit: str,
    *,
    decimals: int = 0,
    middle: str = "",
    own: str = "",
    beside: Sequence[str] = (),
) -> go.Figure:
    """Values of the years (columns fiscal_year, year, place, value, state), a line a place.

    The line named `middle` is thin and grey: it is no municipality. `own` and those named `beside` have the colours and marks
    that they have as dots.
    """
    names = list(dict.fromkeys(rows["place"]))
    looks = {name: _beside(at) for at, name in enumerate(beside)} | ({own: _LOOKS["own"]} if own else {})
    palette = paper.palette([name for name in names if name != middle]) | {middle: theme.MUTED}
    ordered = rows.sort_values("fiscal_year", kind="stable")
    drawn = marks.lines(
        ordered,
        x="year",
        series="place",
        colours=palette | {name: str(look["color"]) for name, look in looks.items()},
        symbols={name: str(look["symbol"]) for name, look in looks.items()},
        unit=unit,
        decimals=decimals,
        height=400,
    )
    thin = {"line": {"width": 2, "dash": "dot"}, "marker": {"size": 7, "symbol": "circle-open"}}
    drawn.update_traces(thin, selector={"name": middle})
    numbers = paper.shown(rows, "value", "state")
    if unit == "%":
        shares = list(range(0, 101, 20))  # there is no 120 %
        drawn.update_yaxes(tickvals=shares, ticktext=[f"{share}%" for share in shares])
    if numbers.min() < 0:
        drawn.update_yaxes(range=[1.2 * numbers.min(), paper.top(numbers) * 1.2])
    return drawn


def sides(rows: pd.DataFrame, width: int = WIDTH) -> "pd.Series[str]":
    """Where beside its point (columns value, other) each municipality is named; "" where `width` pixels have no room."""
    ends = _span(rows["value"], False), _span(rows["other"], False)
    return _sided(rows, "value", "other", ends, (width, _TALL))


def scatter(
    rows: pd.DataFrame,
    across: str,
    up: str,
    *,
    percent: tuple[bool, bool],
    whether: tuple[str, str] | None = None,
    beside: Sequence[str] = (),
) -> go.Figure:
    """Two indicators of a municipality as a named point; columns lg_code, municipality, value, other, said, part, side.

    `rows` are those with both numbers: whoever lacks one has no place here. `percent`: whether the first, the second
    is a share. `whether`: words for 0 and 1 of the first when it says only that. `beside`: as in `strip`.
    """
    parts = _parts(rows, beside)
    marked = len(parts) > 1
    drawn = paper.figure(_TALL + 90 + _LEGEND * marked, legend=marked, meta={"kind": "scatter"})
    for name, part, look in parts:
        drawn.add_scatter(
            **_dots(part, "value", "other", look),
            ids=part["lg_code"].tolist(),
            cliponaxis=False,
            name=name,
            showlegend=bool(name),
        )
    x, y = _span(rows["value"], whether is not None), _span(rows["other"], False)
    formatted = [".0%" if share else "," for share in percent]
    drawn.update_xaxes(title={"text": across}, range=list(x), tickformat=formatted[0], zeroline=False)
    drawn.update_yaxes(title={"text": up}, range=list(y), tickformat=formatted[1], zeroline=False)
    drawn.update_xaxes(dtick=_step(rows["value"])).update_yaxes(dtick=_step(rows["other"]))
    if whether:
        drawn.update_xaxes(tickvals=[0, 1], ticktext=list(whether))
    return drawn


def shades(values: Sequence[float]) -> list[tuple[float, float]]:
    """At most five classes of published numbers, from the least: ends of each as they occur, about as many places in each."""
    ordered = sorted(values)
    several = sorted(set(ordered))
    if len(several) <= len(theme.SEQUENTIAL):
        return [(one, one) for one in several]
    parts = pd.qcut(pd.Series(ordered), len(theme.SEQUENTIAL), labels=False, duplicates="drop")
    grouped = pd.Series(ordered).groupby(parts)
    return [(float(part.min()), float(part.max())) for _, part in grouped]


def _beside(place: int) -> dict[str, object]:
    """How the municipality at a `place` of those compared looks, as a dot and as a line."""
    return {"symbol": _SYMBOLS[place % 5], "size": 14, "color": theme.SERIES[(place + 1) % 5]}


def _parts(rows: pd.DataFrame, beside: Sequence[str]) -> list[tuple[str, pd.DataFrame, dict[str, object]]]:
    """(name for the legend, rows, look) of the dots: the rest first, one's own last and so on top.

    beside: names of those compared, in order; who is not in the picture keeps the look all the same.
    """
    series: list[tuple[str, pd.DataFrame, dict[str, object]]] = []
    rest = rows[rows["part"] == "rest"]
    if len(rest):
        # Where somebody is marked, the others are something else than those marked; alone they are simply all.
        name = words.t("indicator.others") if len(rest) < len(rows) else ""
        series.append((name, rest, dict(_LOOKS["rest"])))
    compared = rows[rows["part"] == "beside"]
    for at, name in enumerate(dict.fromkeys([*beside, *compared["municipality"]])):
        part = compared[compared["municipality"] == name]
        if len(part):
            series.append((str(name), part, _beside(at)))
    own = rows[rows["part"] == "own"]
    if len(own):
        series.append((str(own["municipality"].iloc[0]), own, dict(_LOOKS["own"])))
    return series


def _dots(rows: pd.DataFrame, x: str, y: str, look: dict[str, object]) -> dict[str, object]:
    """Points of one look, each named on the side where there is room."""
    return {
        "x": rows[x].tolist(),
        "y": rows[y].tolist(),
        "mode": "markers+text",
        "text": [name if side else "" for name, side in zip(rows["municipality"], rows["side"], strict=True)],
        "textposition": [side or "top center" for side in rows["side"]],
        "textfont": {"size": labels.SIZE},
        "marker": look,
        "customdata": list(zip(rows["municipality"], rows["said"], strict=True)),
        "hovertemplate": "%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
    }


def _sided(
    rows: pd.DataFrame, x: str, y: str, ends: tuple[tuple[float, float], ...], room: tuple[float, float]
) -> "pd.Series[str]":
    """Sides for the names of points, by index; one's own is placed first, then those to compare with, then the outermost.

    Where there is no room for all, the points that a reader asks about first are those far from the others.
    """
    far = pd.concat([(rows[end] - rows[end].median()).abs() / (max(ends[at]) - min(ends[at])) for at, end in enumerate((x, y))],
                    axis=1).max(axis=1)  # fmt: skip
    placed = rows.assign(_part=rows["part"].map({"own": 0, "beside": 1, "rest": 2}), _far=-far)
    first = rows.loc[placed.sort_values(["_part", "_far"], kind="stable").index]
    (left, right), (top, bottom) = ends[0], sorted(ends[1], reverse=True)
    points = [
        ((at - left) / (right - left) * room[0], (top - up) / (top - bottom) * room[1], str(name))
        for at, up, name in zip(first[x], first[y], first["municipality"], strict=True)
    ]
    return pd.Series(labels.beside(points, room), index=first.index, dtype=object)


def _span(values: "pd.Series[float]", whether: bool) -> tuple[float, float]:
    """Ends of an axis from 0 (or from below it) with room for a dot on either side."""
    if whether:
        return -0.25, 1.5
    most, least = paper.top(values), min(0.0, float(values.min()) if len(values) else 0.0)
    room = 0.04 * (most - least)
    return least - room, most + 2 * room


def _step(values: "pd.Series[float]") -> int | None:
    """As `paper.whole`, of numbers that are whole; shares and rates have their own steps."""
    counted = bool((values == values.round()).all()) and paper.top(values) > 1
    return paper.whole(paper.top(values)) if counted else None


def _piled(rows: pd.DataFrame, low: float, high: float, columns: int, *, wide: bool) -> pd.DataFrame:
    """Where each dot lies: `at` along the axis, and `pile`, how many dots above or below the middle of its lane.

    `wide`: dots that say only 0 or 1 also stand beside each other, five in a pile.
    """
    column = ((rows["value"] - low) / (high - low) * columns).round()
    order = rows.assign(column=column).groupby(["lane", "column"]).cumcount()
    beside = order // 5 if wide else order * 0
    order = order % 5 if wide else order
    pile = ((order + 1) // 2) * (1 - 2 * (order % 2))
    return rows.assign(at=rows["value"] + 0.035 * beside, pile=pile.astype(float))


def _signs(rows: pd.DataFrame) -> str:
    """The signs of a lane's places without a number, each with how many they are; they stand beside the axis."""
    counted = [(state, int((rows["state"] == state).sum())) for state in formats.STATES[1:]]
    return "　".join(f"{formats.symbol(state)} {n}" for state, n in counted if n)
