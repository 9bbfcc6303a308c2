"""The network of agency categories as nodes and links: every category has its place on the circle, in every year."""

import math
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go

from dashboard import formats, theme, words
from dashboard.charts import labels, paper

HEIGHT = 820
_STEPS = 14  # points of a curve: more is not seen at this size
_PULL = 0.25  # how far the middle of a link leaves the straight line towards the centre, 0 to 1
_WIDTHS = (1.5, 3.0, 5.0, 8.0)  # pixels, by quarter of the largest count on a square-root scale
_LARGEST = 44  # pixels, diameter of the node with most referrals
_APART = 6  # pixels between the largest node and its name
_NARROW = 690  # pixels of the square in a window of 1280
_HALF = 0.5  # of its size: how large a node is, and how wide a link, where names are numbered
_FIGURE = 12  # pixels from the edge of a node to the middle of its number
_KEY, _BETWEEN, _ENTRY = 12, 16, 3  # pixels of a letter of the key, of its lines, and between two entries
_BREAK = "<br>"  # of a text that went through paper.plain
_SMALL = 9  # pixels, a node without a published total: its size says nothing


class Place(NamedTuple):
    """Where a category stands: on the unit circle, and the angle in degrees clockwise from the top."""

    x: float
    y: float
    angle: float


def places(codes: Sequence[str]) -> dict[str, Place]:
    """A place for every category of the vocabulary, in its order: the same in each year and on each machine."""
    found = {}
    for index, code in enumerate(codes):
        turn = 2 * math.pi * (index + 0.5) / len(codes)
        found[code] = Place(math.sin(turn), math.cos(turn), math.degrees(turn))
    return found


def links(
    frame: pd.DataFrame, nodes: pd.DataFrame, codes: Sequence[str], unit: str, *, mutual: bool = False
) -> go.Figure:
    """Referrals as curves from sender to receiver, categories as circles; `mutual` links have no direction.

    frame: from_code, source, to_code, target, from_sector, value, state; nodes: agency_code, agency, sector_code,
    strength (received and passed on), state; codes: all categories in order. A suppressed link is dotted and of one
    width, a node without a published total is hollow and of one size.
    """
    paper.need(frame, "from_code", "to_code", "from_sector", "value", "state")
    place_of = places(codes)
    drawn = paper.figure(HEIGHT, legend=False)
    drawn.update_layout(meta={"kind": "flows"})
    shown = frame[frame["from_code"] != frame["to_code"]]
    _curves(drawn, shown, place_of)
    _middles(drawn, shown, place_of, unit, mutual)
    _nodes(drawn, nodes, place_of, unit, mutual)
    named = [(name, place_of[code]) for code, name in zip(nodes["agency_code"], nodes["agency"], strict=True)]
    paper.over(drawn, notes=[_name(name, place) for name, place in named])
    # The rest of the square is for the names outside the circle.
    edge = _edge(named)
    ends = {"visible": False, "range": [-edge, edge], "fixedrange": True}
    drawn.update_xaxes(**ends, constrain="domain")
    drawn.update_yaxes(**ends, scaleanchor="x", constrain="domain")
    drawn.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0})
    return drawn


def number(drawn: go.Figure, wide: int) -> go.Figure:
    """The network in a frame too narrow for names around it: numbers around the circle, and below it what they stand for.

    wide: pixels; any other figure stays as it is.
    """
    if not drawn.layout.meta or drawn.layout.meta.get("kind") != "flows":
        return drawn
    around = sorted(
        drawn.layout.annotations, key=lambda note: math.atan2(note.x, note.y) % math.tau
    )  # clockwise from the top
    beyond = _HALF * _LARGEST / 2 + 2 * _FIGURE
    edge = (wide / 2) / (wide / 2 - beyond)
    for trace in drawn.data:
        if trace.mode == "lines":
            trace.line.width *= _HALF
        elif not isinstance(trace.marker.size, int):
            trace.marker.size = [_HALF * size for size in trace.marker.size]
    reach = _HALF * _LARGEST / 2 + _FIGURE
    numbers = [
        {"x": note.x, "y": note.y, "text": str(no), "xshift": reach * note.x, "yshift": reach * note.y}
        for no, note in enumerate(around, 1)
    ]
    entries, tall = _key([note.text for note in around], wide)
    drawn.layout.annotations = ()
    paper.over(drawn, notes=[{**one, "font": {"size": _KEY}} for one in numbers] + entries)
    drawn.update_xaxes(range=[-edge, edge])
    drawn.update_yaxes(range=[-edge, edge], domain=[tall / (wide + tall), 1])
    return drawn.update_layout(height=wide + tall)


def _key(names: Sequence[str], wide: int) -> tuple[list[dict[str, object]], int]:
    """Numbered names in two columns at the foot of a figure `wide` pixels wide, down the first and then the second; and how many
    pixels they take."""
    letters = int((wide / 2 - _KEY) / _KEY) - 2  # beside the number
    lines = [paper.broken(name, letters).replace(paper.LINE, _BREAK) for name in names]
    texts = [f"{no} {text}" for no, text in enumerate(lines, 1)]
    columns = texts[: (len(texts) + 1) // 2], texts[(len(texts) + 1) // 2 :]
    tall = max(sum(map(_high, column)) for column in columns)
    look = {"xref": "paper", "yref": "paper", "y": 0, "xanchor": "left", "yanchor": "top", "align": "left"}
    notes: list[dict[str, object]] = []
    for side, column in enumerate(columns):
        above = 0
        for text in column:
            place = {"x": side / 2, "yshift": tall - above}
            notes.append({**look, **place, "text": text, "font": {"size": _KEY, "color": theme.TEXT}})
            above += _high(text)
    return notes, tall


def _high(text: str) -> int:
    return _BETWEEN * (text.count(_BREAK) + 1) + _ENTRY


def _curves(drawn: go.Figure, frame: pd.DataFrame, place_of: dict[str, Place]) -> None:
    """One trace for all links of one colour and width; the thin ones below the wide ones."""
    top = paper.top(paper.shown(frame, "value", "state"))
    hidden = frame[frame["state"] != "value"]
    _trace(drawn, hidden, place_of, {"color": theme.HIDDEN_LINE, "width": 1.5, "dash": "dot"}, 0.8)
    known = frame[frame["state"] == "value"].assign(
        width=[_width(value, top) for value in frame.loc[frame["state"] == "value", "value"]]
    )
    ordered = known.sort_values(["width", "from_sector"], kind="stable")
    for (width, sector), rows in groupby(ordered.itertuples(), key=lambda row: (row.width, row.from_sector)):
        part = ordered.loc[[row.Index for row in rows]]
        _trace(drawn, part, place_of, {"color": theme.sector(str(sector)), "width": float(width)}, 0.55)


def _width(value: float, top: float) -> float:
    return _WIDTHS[min(len(_WIDTHS) - 1, int(len(_WIDTHS) * math.sqrt(float(value) / top)))]


def _trace(
    drawn: go.Figure, frame: pd.DataFrame, place_of: dict[str, Place], line: dict[str, object], opacity: float
) -> None:
    x: list[float | None] = []
    y: list[float | None] = []
    for one, other in zip(frame["from_code"], frame["to_code"], strict=True):
        for across, down in _curve(place_of[one], place_of[other]):
            x.append(across)
            y.append(down)
        x.append(None)
        y.append(None)
    drawn.add_scatter(x=x, y=y, mode="lines", line=line, opacity=opacity, hoverinfo="skip", showlegend=False)


def _curve(start: Place, end: Place) -> list[tuple[float, float]]:
    """A quadratic curve bent towards the centre, a little to the right of its direction: there and back lie apart."""
    side_x, side_y = (end.y - start.y) * 0.08, (start.x - end.x) * 0.08
    middle_x = (start.x + end.x) / 2 * _PULL + side_x
    middle_y = (start.y + end.y) / 2 * _PULL + side_y
    steps = [step / (_STEPS - 1) for step in range(_STEPS)]
    return [
        (
            (1 - t) ** 2 * start.x + 2 * t * (1 - t) * middle_x + t**2 * end.x,
            (1 - t) ** 2 * start.y + 2 * t * (1 - t) * middle_y + t**2 * end.y,
        )
        for t in steps
    ]


def _middles(
    drawn: go.Figure, frame: pd.DataFrame, place_of: dict[str, Place], unit: str, mutual: bool
) -> None:
    """An unseen point in the middle of each link answers to the pointer; the table says the same to the keyboard."""
    middles = [
        _curve(place_of[a], place_of[b])[_STEPS // 2]
        for a, b in zip(frame["from_code"], frame["to_code"], strict=True)
    ]
    counts = formats.cells(frame, decimals=2 if mutual else 0)
    between = "—" if mutual else "→"
    drawn.add_scatter(
        x=[x for x, _ in middles],
        y=[y for _, y in middles],
        mode="markers",
        marker={"size": 14, "opacity": 0.01, "color": theme.CARD},
        customdata=[
            (f"{a} {between} {b}", paper.spoken(text, unit))
            for a, b, text in zip(frame["source"], frame["target"], counts, strict=True)
        ],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
        showlegend=False,
    )


def _nodes(
    drawn: go.Figure, nodes: pd.DataFrame, place_of: dict[str, Place], unit: str, mutual: bool
) -> None:
    known = (nodes["state"] == "value").tolist()
    top = paper.top(nodes["strength"])
    sizes = [
        max(_SMALL, _LARGEST * math.sqrt(float(value) / top)) if told else _SMALL
        for value, told in zip(nodes["strength"], known, strict=True)
    ]
    colours = [theme.sector(code) for code in nodes["sector_code"]]
    said = formats.cells(nodes, "strength", decimals=2 if mutual else 0)
    phrase = "linkage.node_mutual" if mutual else "linkage.node_said"
    spoken = [words.t(phrase, said=paper.spoken(text, unit)) for text in said]
    drawn.add_scatter(
        x=[place_of[code].x for code in nodes["agency_code"]],
        y=[place_of[code].y for code in nodes["agency_code"]],
        mode="markers",
        marker={
            "size": sizes,
            "color": [colour if told else theme.CARD for colour, told in zip(colours, known, strict=True)],
            "line": {"color": colours, "width": 2},
        },
        customdata=list(zip(nodes["agency"], spoken, strict=True)),
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
        showlegend=False,
    )


def _edge(named: Sequence[tuple[str, Place]]) -> float:
    """How many radii the square reaches, so that every name stands inside a card of `_NARROW` pixels."""
    half = _NARROW / 2
    # Pixels that are left for the radius beside the name, along the ray of its node.
    radii = [
        half / max(abs(place.x), abs(place.y)) - _LARGEST / 2 - _APART - labels.width(name)
        for name, place in named
    ]
    return half / max(min(radii, default=half), half / 3)


def _name(text: str, place: Place) -> dict[str, object]:
    """The name of a node outside the circle, along its ray and never upside down; Plotly turns a text about its middle."""
    reach = labels.width(text) / 2 + _LARGEST / 2 + _APART
    return {
        "x": place.x,
        "y": place.y,
        "text": text,
        "textangle": place.angle - 90 if place.x >= 0 else place.angle + 90,
        "xshift": reach * place.x,
        "yshift": reach * place.y,
        "font": {"size": labels.SIZE, "color": theme.TEXT},
    }
