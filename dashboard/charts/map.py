"""Municipalities on a map: fill and sign say the status, arcs join municipalities. No tiles, no request elsewhere.

`deck` is the map on screen (boundaries come from a same-origin address); `drawing` is the same map as plain shapes
for PNG and SVG. Both take the same frames:

places  lg_code, label (sign and name), lat, lon, status (word), fill (#RRGGBB), detail (text of the hover)
arcs    from_lat, from_lon, to_lat, to_lon, width (pixels), state, detail; directed (sender to receiver) unless a
        column directed says otherwise
"""

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pydeck as pdk

from dashboard import formats, theme
from dashboard.charts import labels, paper

WIDTH, HEIGHT = 620, 340
_SHEET = 1216, 620  # pixels of the exported drawing
_FROM, _TO = theme.SERIES[0], theme.SERIES[2]
_TOGETHER = theme.SERIES[2]
_ALWAYS = {"depthCompare": "always"}
_BEND = 0.16


def deck(
    places: pd.DataFrame, boundaries: str, arcs: pd.DataFrame | None = None, *, width: int = WIDTH
) -> pdk.Deck:
    """Boundaries from the address `boundaries`, coloured by status; labels above; arcs when given.

    All of it is in sight when the card is at least `width` pixels wide.
    """
    layers = [_areas(places, boundaries)]
    view = _view(places, width)
    if arcs is not None and not arcs.empty:
        layers += [_arcs(arcs), *_signs(arcs)]
    return pdk.Deck(
        [*layers, _labels(places, view.zoom)],
        map_provider=None,
        initial_view_state=view,
        views=[pdk.View("MapView", controller={"scrollZoom": False, "dragRotate": False})],
        tooltip={"text": "{detail}"},
    )


def drawing(
    places: pd.DataFrame, outlines: Mapping[str, np.ndarray], arcs: pd.DataFrame | None = None
) -> go.Figure:
    """The same map as shapes: one trace a status, names as text, arcs as bent lines; the sheet carries the legend."""
    drawn = paper.figure(_SHEET[1], legend=False, margin={"l": 0, "r": 0, "t": 8, "b": 0})
    for status, towns in places.groupby("status", sort=False):
        lines = [outlines[code] for code in towns["lg_code"] if code in outlines]
        if lines:
            _shape(drawn, np.concatenate(lines), str(status), str(towns["fill"].iloc[0]))
    for arc in [] if arcs is None else arcs.to_dict("records"):
        _bent(drawn, arc)
    moved = labels.apart(places, _zoom(places, *_SHEET))
    for place, (across, down) in zip(places.to_dict("records"), moved, strict=True):
        drawn.add_annotation(
            x=place["lon"], y=place["lat"], text=place["label"], showarrow=False, font={"size": 12},
            xshift=across, yshift=-down,
            bgcolor="rgba(255,255,255,0.85)", borderpad=1,
        )  # fmt: skip
    drawn.update_xaxes(visible=False)
    stretch = 1 / math.cos(math.radians(float(places["lat"].mean())))
    drawn.update_yaxes(visible=False, scaleanchor="x", scaleratio=stretch)
    return drawn


def spanned(pairs: pd.DataFrame) -> pd.DataFrame:
    """Of the arcs between members of groups only the shortest that still hold every group together.

    Seven municipalities with one body have 21 pairs; six lines show the same membership (Kruskal 1956).
    """
    along = (pairs["from_lon"] - pairs["to_lon"]).abs() + (pairs["from_lat"] - pairs["to_lat"]).abs()
    group: dict[tuple[float, float], int] = {}
    kept = []
    for at in along.sort_values(kind="stable").index:
        arc = pairs.loc[at]
        one, other = (arc["from_lon"], arc["from_lat"]), (arc["to_lon"], arc["to_lat"])
        here, there = group.setdefault(one, len(group)), group.setdefault(other, len(group))
        if here != there:
            kept.append(at)
            group = {point: there if number == here else number for point, number in group.items()}
    return pairs.loc[sorted(kept)]


def rgb(colour: str, alpha: int = 255) -> list[int]:
    """#RRGGBB as the engine wants it."""
    return [*(int(colour[at : at + 2], 16) for at in (1, 3, 5)), alpha]


def _areas(places: pd.DataFrame, boundaries: str) -> pdk.Layer:
    return pdk.Layer(
        "GeoJsonLayer",
        boundaries,
        id="municipalities",
        stroked=True,
        get_fill_color=_fills(places),
        get_line_color=rgb(theme.MUTED),
        line_width_min_pixels=1,
    )


def _fills(places: pd.DataFrame) -> str:
    """An expression over a boundary's id: geometry is loaded by address, so colours cannot travel inside it."""
    branches = [
        f"{' || '.join(f'id == {json.dumps(str(code))}' for code in towns['lg_code'])} ? {rgb(str(fill))} : "
        for fill, towns in places.groupby("fill", sort=False)
    ]
    return f"{''.join(branches)}{rgb(theme.NO_DATA, 90)}"


def _labels(places: pd.DataFrame, zoom: float) -> pdk.Layer:
    columns = ["lg_code", "label", "lat", "lon", "detail"]
    frame = places[columns].copy()
    frame["offset"] = pd.Series(
        [list(shift) for shift in labels.apart(places, zoom)], index=frame.index, dtype=object
    )
    return _text("labels", frame, "label", "[lon, lat]", labels.SIZE, get_pixel_offset="offset")


def _text(name: str, frame: pd.DataFrame, column: str, position: str, size: int, **more: Any) -> pdk.Layer:
    """Words on the map. `String` keeps the engine from reading "auto" and the font's name as expressions."""
    return pdk.Layer(
        "TextLayer",
        frame,
        id=name,
        pickable=True,
        get_position=position,
        get_text=column,
        get_size=size,
        get_color=rgb(theme.TEXT),
        background=True,
        get_background_color=rgb(theme.CARD, 215),
        background_padding=[3, 1],
        character_set=pdk.types.String("auto"),
        font_family=pdk.types.String(theme.FONT),
        parameters=_ALWAYS,
        **more,
    )


def _arcs(arcs: pd.DataFrame) -> pdk.Layer:
    coloured = arcs.drop(columns="state")
    ends = [_ends(arc) for arc in arcs.to_dict("records")]
    coloured["from_colour"] = [rgb(start) for start, _ in ends]
    coloured["to_colour"] = [rgb(end) for _, end in ends]
    return pdk.Layer(
        "ArcLayer",
        coloured,
        id="arcs",
        pickable=True,
        get_source_position="[from_lon, from_lat]",
        get_target_position="[to_lon, to_lat]",
        get_source_color="from_colour",
        get_target_color="to_colour",
        get_width="width",
        get_height=0.4,
        get_tilt=35,
        parameters=_ALWAYS,
    )


def _ends(arc: Mapping[Any, Any]) -> tuple[str, str]:
    """Colours at both ends: grey when suppressed, one colour when the arc has no direction."""
    if arc["state"] != "value":
        return theme.HIDDEN_LINE, theme.HIDDEN_LINE
    return (_FROM, _TO) if arc.get("directed", True) else (_TOGETHER, _TOGETHER)


def _signs(arcs: pd.DataFrame) -> list[pdk.Layer]:
    """The sign of a suppressed arc near its middle, so that grey alone does not carry the meaning."""
    hidden = arcs[arcs["state"] != "value"]
    if hidden.empty:
        return []
    frame = pd.DataFrame({
        "lon": (hidden["from_lon"] + hidden["to_lon"]) / 2,
        "lat": (hidden["from_lat"] + hidden["to_lat"]) / 2,
        "sign": [formats.symbol(state) for state in hidden["state"]],
        "detail": hidden["detail"],
    })  # fmt: skip
    return [_text("signs", frame, "sign", "[lon, lat]", 13)]


def _view(places: pd.DataFrame, width: int) -> pdk.ViewState:
    """Everything in sight on a card of `width` × HEIGHT pixels."""
    west, east, south, north = _frame(places)
    zoom = round(_zoom(places, width, HEIGHT), 2)
    return pdk.ViewState(longitude=(west + east) / 2, latitude=(south + north) / 2, zoom=zoom)


def _frame(places: pd.DataFrame) -> tuple[float, float, float, float]:
    """West, east, south and north of what must be in sight around the places, in degrees."""
    lon, lat = places["lon"], places["lat"]
    return lon.min() - 0.16, lon.max() + 0.16, lat.min() - 0.12, lat.max() + 0.14


def _zoom(places: pd.DataFrame, width: int, height: int) -> float:
    """Zoom of the engine (512 pixels around the globe at 0) at which the places fill width × height pixels."""
    west, east, south, north = _frame(places)
    tall = (north - south) / math.cos(math.radians((north + south) / 2))
    return math.log2(min(width / (east - west), height / tall) * 360 / 512)


def _shape(drawn: go.Figure, line: np.ndarray, name: str, fill: str) -> None:
    drawn.add_scatter(
        x=line[:, 0], y=line[:, 1], name=name, mode="lines", fill="toself", fillcolor=fill, hoverinfo="skip",
        line={"color": theme.MUTED, "width": 1},
    )  # fmt: skip


def _bent(drawn: go.Figure, arc: Mapping[Any, Any]) -> None:
    """A quadratic curve in the colours of its two ends with an arrow head; grey and dotted when suppressed."""
    hidden, directed = arc["state"] != "value", arc.get("directed", True)
    start = np.array([arc["from_lon"], arc["from_lat"]])
    end = np.array([arc["to_lon"], arc["to_lat"]])
    across = np.array([start[1] - end[1], end[0] - start[0]])
    middle = (start + end) / 2 + _BEND * across
    t = np.linspace(0, 1, 13)[:, None]
    line = (1 - t) ** 2 * start + 2 * t * (1 - t) * middle + t**2 * end
    halves = (line[:7], line[6:])
    for points, colour, arrow in zip(halves, _ends(arc), (False, directed), strict=True):
        drawn.add_scatter(
            x=points[:, 0], y=points[:, 1], mode="lines+markers", showlegend=False, hoverinfo="skip",
            line={"color": colour, "width": arc["width"], "dash": "dot" if hidden else "solid"},
            marker={"symbol": "arrow", "angleref": "previous", "color": colour,
                    "size": [0] * (len(points) - 1) + [10 + arc["width"] if arrow else 0]},
        )  # fmt: skip
