"""A map as it is drawn for export, as SVG text that a page can hold: what is printed in place of the map on screen.

Made from the same Plotly description as PNG and SVG files, of which a map uses little: outlines, bent lines with
heads, boxes of islands, names. It needs no browser and no library in the browser.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any

import plotly.graph_objects as go

from dashboard import theme

Point = tuple[float, float]  # pixels; four digits of them are written, finer than any printer


def drawing(figure: go.Figure) -> str:
    """The figure as one `<svg>`, as large as its layout says and free to be scaled."""
    layout = figure.layout.to_plotly_json()
    wide, tall = layout["width"], layout["height"]
    place = _scale(layout, wide, tall)
    parts = [
        *(part for trace in figure.data for part in _trace(trace, place)),
        *(_box(shape, place) for shape in layout.get("shapes", ())),
        *(_name(note, place) for note in layout.get("annotations", ())),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{tall}" viewBox="0 0 {wide} {tall}" '
        f'font-family="{escape(theme.FONT)}">{"".join(parts)}</svg>'
    )


def _scale(layout: Mapping[str, Any], wide: float, tall: float) -> Callable[[float, float], Point]:
    """From longitude and latitude to pixels, the whole range in sight and in the middle, as Plotly fits it."""
    (west, east), (south, north) = layout["xaxis"]["range"], layout["yaxis"]["range"]
    stretch = layout["yaxis"]["scaleratio"]
    unit = min(wide / (east - west), tall / ((north - south) * stretch))
    left, top = (wide - unit * (east - west)) / 2, (tall - unit * stretch * (north - south)) / 2
    return lambda x, y: (left + (x - west) * unit, top + (north - y) * unit * stretch)


def _trace(trace: Any, place: Callable[[float, float], Point]) -> Iterator[str]:
    """Outlines filled, or an open line with the head of an arrow at its end."""
    line = trace.line
    points = [None if math.isnan(x) else place(x, y) for x, y in zip(trace.x, trace.y, strict=True)]
    if trace.fill == "toself":
        yield (
            f'<path d="{_path(points, close=True)}" fill="{trace.fillcolor}" stroke="{line.color}" '
            f'stroke-width="{line.width}" stroke-linejoin="round"/>'
        )
        return
    dotted = ' stroke-dasharray="2 4"' if line.dash == "dot" else ""
    yield (
        f'<path d="{_path(points, close=False)}" fill="none" stroke="{line.color}" stroke-width="{line.width}"{dotted}/>'
    )
    if trace.marker.size is None:  # a border has no head
        return
    size, ends = trace.marker.size[-1], [point for point in points if point][-2:]
    if size and len(ends) == 2:
        yield _head(ends[0], ends[1], size, line.color)


def _path(points: list[Point | None], *, close: bool) -> str:
    """Rings parted by points without a place."""
    commands, begun = [], False
    for point in points:
        if point is None:
            commands.append("Z" if begun and close else "")
            begun = False
        else:
            commands.append(f"{'L' if begun else 'M'}{point[0]:.4g} {point[1]:.4g}")
            begun = True
    return "".join(commands) + ("Z" if begun and close else "")


def _head(start: Point, end: Point, size: float, colour: str) -> str:
    """A triangle whose point is the end of the line."""
    turn = math.atan2(end[1] - start[1], end[0] - start[0])
    corners = [(0.0, 0.0), (-size, size / 2.5), (-size, -size / 2.5)]
    turned = [
        (
            end[0] + x * math.cos(turn) - y * math.sin(turn),
            end[1] + x * math.sin(turn) + y * math.cos(turn),
        )
        for x, y in corners
    ]
    return f'<polygon points="{" ".join(f"{x:.4g},{y:.4g}" for x, y in turned)}" fill="{colour}"/>'


def _box(shape: Mapping[str, Any], place: Callable[[float, float], Point]) -> str:
    (left, bottom), (right, top) = place(shape["x0"], shape["y0"]), place(shape["x1"], shape["y1"])
    line = shape["line"]
    return (
        f'<rect x="{left:.4g}" y="{top:.4g}" width="{right - left:.4g}" height="{bottom - top:.4g}" fill="none" '
        f'stroke="{line["color"]}" stroke-width="{line["width"]}"/>'
    )


def _name(note: Mapping[str, Any], place: Callable[[float, float], Point]) -> str:
    """A name on a pale edge, where the figure moved it to."""
    x, y = place(note["x"], note["y"])
    x, y, size = x + note.get("xshift", 0), y - note.get("yshift", 0), note["font"]["size"]
    # SVG sets letters on their base line; Plotly means the bottom of the name, or its middle.
    y += -size * 0.3 if note.get("yanchor") == "bottom" else size * 0.35
    return (
        f'<text x="{x:.4g}" y="{y:.4g}" text-anchor="middle" font-size="{size}" fill="{theme.TEXT}" '
        f'stroke="{theme.CARD}" stroke-width="4" stroke-linejoin="round" stroke-opacity="0.85" '
        f'paint-order="stroke">{escape(note["text"])}</text>'
    )
