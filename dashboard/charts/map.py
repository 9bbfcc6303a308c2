"""Municipalities on a map: fill and sign say the status, arcs join municipalities. No tiles, no request elsewhere.

`deck` is the map on screen (boundaries come from a same-origin address); `drawing` is the same map as plain shapes
for PNG, SVG and paper. Both take the same frames:

places  lg_code, label (sign and name), lat, lon, status (word), fill (#RRGGBB), detail (text of the hover); people,
        if names of larger places are to be placed first
arcs    from_lat, from_lon, to_lat, to_lon, width (pixels), state, detail; directed (sender to receiver) unless a
        column directed says otherwise
"""

import json
import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pydeck as pdk
from pydeck.bindings.json_tools import default_serialize

from dashboard import theme
from dashboard.charts import labels, paper

WIDTH, HEIGHT = 620, 340
TALLEST = 560
_LOW, _HIGH = 0.55, 0.9  # of a telephone's width
DRAWN = 1216, 620
"""Pixels of the exported drawing."""
_ROOM = 0.03  # of the longer side, around what is drawn
_FROM, _TO = theme.SERIES[0], theme.SERIES[2]
TOGETHER = theme.SERIES[2]
"""The colour of lines without a direction."""
_ALWAYS = {"depthCompare": "always"}
_BEND = 0.16
_CAPTION = 12
# Borders over the fills: white beneath and dark above, seen on every fill; that of a prefecture is the wider one.
BORDERS: dict[str, tuple[tuple[str, float], ...]] = {
    "area": ((theme.CARD, 4.0), (theme.TEXT, 1.0)),
    "prefecture": ((theme.CARD, 6.0), (theme.TEXT, 3.0)),
}
LEADER: tuple[tuple[str, float], ...] = ((theme.CARD, 3.5), (theme.TEXT, 1.5))
"""The line from a municipality to its label, where that stands outside."""
_EXPRESSION = r"^@@"


class Map(pdk.Deck):
    """A map as it is sent, which nobody changes any more: written out once, without pydeck's blanks."""

    # With blanks Python's own encoder writes it, letter by letter: a sixth of the time of a change on the first page.
    def __init__(self, *layers: Any, **more: Any) -> None:
        super().__init__(*layers, **more)
        self._written = json.dumps(self, sort_keys=True, default=default_serialize, separators=(",", ":"))

    def to_json(self) -> str:
        return self._written


class Sheet(NamedTuple):
    """What a map lies on.

    bounds: what the published outlines cover (west, south, east, north); insets: the boxes of islands moved beside the
    mainland; pointed: rings of each municipality, to point at; borders: lines of points by kind (area, prefecture).
    """

    bounds: labels.Box
    insets: Sequence[tuple[labels.Box, str]] = ()
    pointed: Mapping[str, Sequence[Any]] = MappingProxyType({})
    borders: Mapping[str, Sequence[Any]] = MappingProxyType({})


def height(sheet: Sheet, width: int = WIDTH) -> int:
    """Pixels a map of that width is tall: by the shape of the prefecture."""
    west, south, east, north = _framed(sheet.bounds)
    tall = (north - south) / math.cos(math.radians((north + south) / 2)) / (east - west)
    least, most = (HEIGHT, TALLEST) if width >= WIDTH else (width * _LOW, width * _HIGH)
    return round(min(max(width * tall, least), most))


def deck(
    places: pd.DataFrame,
    boundaries: str,
    arcs: pd.DataFrame | None = None,
    *,
    sheet: Sheet,
    width: int = WIDTH,
) -> Map:
    """Boundaries from the address `boundaries`, coloured by status; labels above; arcs when given.

    All of it is in sight when the card is at least `width` pixels wide and `height(sheet, width)` tall.
    """
    places = _literal(places)
    view = _view(sheet, width)
    captions = _captions(sheet, view.zoom, _in_sight(sheet, view.zoom, width, height(sheet, width)))
    layers = [
        _areas(places, boundaries),
        *_pointed(places, sheet),
        *_borders(sheet),
        *_insets(sheet, captions),
    ]
    if arcs is not None and not arcs.empty:
        layers.append(_arcs(_literal(arcs)))
    return Map(
        [*layers, *_labels(places, view.zoom, sheet, width, captions)],
        # No base map: its style would be fetched from a host outside.
        map_provider=None,
        initial_view_state=view,
        # The wheel scrolls the page and a drag moves the map flat: a tilted prefecture cannot be compared.
        views=[pdk.View("MapView", controller={"scrollZoom": False, "dragRotate": False})],
        tooltip={"text": "{detail}"},
    )


def drawing(
    places: pd.DataFrame,
    outlines: Mapping[str, np.ndarray],
    arcs: pd.DataFrame | None = None,
    *,
    sheet: Sheet,
    size: tuple[int, int] = DRAWN,
) -> go.Figure:
    """The same map as shapes, `size` pixels wide and tall: a trace a status, names as text, arcs as bent lines.

    The card or sheet around it carries the legend.
    """
    traces: list[dict[str, Any]] = []
    for status, towns in places.groupby("status", sort=False):
        codes = [code for code in towns["lg_code"] if code in outlines]
        if codes:
            fill = str(towns["fill"].iloc[0])
            traces.append(_shape({code: outlines[code] for code in codes}, str(status), fill))
    traces += [
        _border(sheet.borders[kind], *look)
        for kind, looks in BORDERS.items()
        if sheet.borders.get(kind)
        for look in looks
    ]
    traces += [half for arc in ([] if arcs is None else arcs.to_dict("records")) for half in _bent(arc)]
    annotations, leaders = _written(places, sheet, size)
    west, south, east, north = _framed(sheet.bounds)
    stretch = 1 / math.cos(math.radians((south + north) / 2))
    look = theme.layout(size[1], legend=False)
    layout = {
        **look,
        "width": size[0],
        "margin": {"l": 0, "r": 0, "t": 8, "b": 0},
        "xaxis": {"visible": False, "range": [west, east]},
        "yaxis": {"visible": False, "scaleanchor": "x", "scaleratio": stretch, "range": [south, north]},
        "shapes": [
            {"type": "rect", "x0": w, "x1": e, "y0": s, "y1": n, "line": {"color": theme.MUTED, "width": 1}}
            for (w, s, e, n), _ in sheet.insets
        ],
        "annotations": annotations,
    }
    # In one go: added one by one they cost thirty times as much.
    return go.Figure(data=[*traces, *leaders], layout={"template": paper.BARE, **layout})


def _written(
    places: pd.DataFrame, sheet: Sheet, size: tuple[int, int]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Where the islands of each box really lie, and names where there is room for them; and the lines that lead to names."""
    zoom = _zoom(sheet, *size)
    seen = _in_sight(sheet, zoom, *size)
    captions = _captions(sheet, zoom, seen)
    spots = labels.apart(places, zoom, seen, [box for box in captions if box], sheet.pointed)
    look = {"showarrow": False, "font": {"size": 12}, "bgcolor": "rgba(255,255,255,0.85)", "borderpad": 1}
    boxes = [
        {"x": (w + e) / 2, "y": n, "text": name, **look}
        for ((w, _, e, n), name), caption in zip(sheet.insets, captions, strict=True)
        if caption
    ]
    names = [
        {
            "x": place["lon"],
            "y": place["lat"],
            "text": spot.text,
            "xshift": spot.across,
            "yshift": -spot.down,
            **look,
        }
        for place, spot in zip(places.to_dict("records"), spots, strict=True)
        if spot is not None
    ]
    leaders = _leaders(places, spots, zoom, seen)
    return [*boxes, *names], [_border(leaders, *line) for line in LEADER if leaders]


def spanned(pairs: pd.DataFrame) -> pd.DataFrame:
    """Of the arcs between members of groups only the shortest that still hold every group together.

    Seven municipalities with one body have 21 pairs; six lines show the same membership (Kruskal 1956).
    """
    along = (pairs["from_lon"] - pairs["to_lon"]).abs() + (pairs["from_lat"] - pairs["to_lat"]).abs()
    group: dict[tuple[float, float], int] = {}
    kept = []
    for pair in along.sort_values(kind="stable").index:
        arc = pairs.loc[pair]
        one, other = (arc["from_lon"], arc["from_lat"]), (arc["to_lon"], arc["to_lat"])
        here, there = group.setdefault(one, len(group)), group.setdefault(other, len(group))
        if here != there:
            kept.append(pair)
            group = {point: there if number == here else number for point, number in group.items()}
    return pairs.loc[sorted(kept)]


def rgb(colour: str, alpha: int = 255) -> list[int]:
    """#RRGGBB as the engine wants it."""
    return [*(int(colour[at : at + 2], 16) for at in (1, 3, 5)), alpha]


def _areas(places: pd.DataFrame, boundaries: str) -> pdk.Layer:
    return pdk.Layer(
        # By address: geometry inside the deck would travel again with every rerun of the page.
        "GeoJsonLayer",
        boundaries,
        id="municipalities",
        stroked=True,
        get_fill_color=_fills(places),
        get_line_color=rgb(theme.MUTED),
        line_width_min_pixels=1,
    )


def _pointed(places: pd.DataFrame, sheet: Sheet) -> list[pdk.Layer]:
    """The areas as something to point at: outlines come by address, where no sentence of this page can be."""
    rings = [
        {"lg_code": row["lg_code"], "detail": row["detail"], "ring": ring}
        for row in places[["lg_code", "detail"]].to_dict("records")
        for ring in sheet.pointed.get(row["lg_code"], ())
    ]
    if not rings:
        return []
    return [
        pdk.Layer(
            "PolygonLayer",
            rings,
            id="pointed",
            pickable=True,
            stroked=False,
            get_polygon="ring",
            get_fill_color=[0, 0, 0, 1],  # what is quite clear is not there for the pointer
        )
    ]


def _borders(sheet: Sheet) -> list[pdk.Layer]:
    return [
        layer
        for kind, looks in BORDERS.items()
        if sheet.borders.get(kind)
        for layer in _paths(f"border_{kind}", sheet.borders[kind], looks)
    ]


def _paths(name: str, lines: Sequence[Any], looks: Sequence[tuple[str, float]]) -> list[pdk.Layer]:
    """Lines of several colours and widths over each other."""
    return [
        pdk.Layer(
            "PathLayer",
            [{"path": line} for line in lines],
            id=f"{name}_{turn}",
            get_path="path",
            get_color=rgb(colour),
            get_width=width,
            width_units=pdk.types.String("pixels"),
            cap_rounded=True,
        )
        for turn, (colour, width) in enumerate(looks)
    ]


def _border(lines: Sequence[Any], colour: str, width: float) -> dict[str, Any]:
    """All lines of one border as one trace, a gap between each two."""
    points = np.array([point for line in lines for point in (*line, (math.nan, math.nan))])
    return {
        "type": "scatter", "x": points[:, 0], "y": points[:, 1], "mode": "lines", "hoverinfo": "skip",
        "showlegend": False, "line": {"color": colour, "width": width},
    }  # fmt: skip


def _literal(frame: pd.DataFrame) -> pd.DataFrame:
    """Texts as texts: the engine takes one that begins with @@ for an expression or a name of its own."""
    said = {name: frame[name].str.replace(_EXPRESSION, "@\u2060@", regex=True)
            for name in ("label", "detail") if name in frame}  # fmt: skip
    return frame.assign(**said)


def _fills(places: pd.DataFrame) -> str:
    """An expression over a boundary's id: geometry is loaded by address, so colours cannot travel inside it."""
    branches = [
        f"{' || '.join(f'id == {json.dumps(str(code))}' for code in towns['lg_code'])} ? {rgb(str(fill))} : "
        for fill, towns in places.groupby("fill", sort=False)
    ]
    return f"{''.join(branches)}{rgb(theme.OUTSIDE)}"


def _labels(
    places: pd.DataFrame, zoom: float, sheet: Sheet, width: int, captions: Sequence[labels.Box | None]
) -> list[pdk.Layer]:
    """Names where there is room; a dot to point at where there is none."""
    frame = places[["lg_code", "label", "lat", "lon", "detail"]].copy()
    seen = _in_sight(sheet, zoom, width, height(sheet, width))
    spots = labels.apart(places, zoom, seen, [box for box in captions if box], sheet.pointed)
    roomy = pd.Series([spot is not None for spot in spots], frame.index, dtype=bool)
    named, dots = frame[roomy].copy(), frame[~roomy]
    there = [spot for spot in spots if spot]
    named["label"] = [spot.text for spot in there]
    named["offset"] = pd.Series([[spot.across, spot.down] for spot in there], index=named.index, dtype=object)
    layers = [_text("labels", named, "label", "[lon, lat]", labels.SIZE, get_pixel_offset="offset")]
    if lines := _leaders(places, spots, zoom, seen):
        layers = [*_paths("leader", lines, LEADER), *layers]
    if not dots.empty:
        layers.insert(0, _dots("dots", dots))
    return layers


def _leaders(
    places: pd.DataFrame, spots: Sequence[labels.Spot | None], zoom: float, seen: labels.Box
) -> list[Any]:
    """The lines, in degrees, that lead from a municipality to a label for which its area has no room."""
    scale = 512 * 2**zoom / 360
    stretch = scale / math.cos(math.radians((seen[1] + seen[3]) / 2))
    return [
        [[lon + x / scale, lat - y / stretch] for x, y in spot.led]
        for lon, lat, spot in zip(places["lon"], places["lat"], spots, strict=True)
        if spot and spot.led
    ]


def _dots(name: str, frame: pd.DataFrame) -> pdk.Layer:
    return pdk.Layer(
        "ScatterplotLayer",
        frame,
        id=name,
        pickable=True,
        get_position="[lon, lat]",
        get_fill_color=rgb(theme.TEXT),
        get_line_color=rgb(theme.CARD),
        stroked=True,
        line_width_min_pixels=1,
        radius_min_pixels=4,
        radius_max_pixels=4,
        parameters=_ALWAYS,
    )


def _insets(sheet: Sheet, captions: Sequence[labels.Box | None]) -> list[pdk.Layer]:
    """A line around each group of islands that was moved, and where it really lies; a dot says it where there is no room."""
    if not sheet.insets:
        return []
    boxes = pd.DataFrame({
        "ring": [[[w, s], [e, s], [e, n], [w, n], [w, s]] for (w, s, e, n), _ in sheet.insets],
        "lon": [(w + e) / 2 for (w, _, e, _), _ in sheet.insets],
        "lat": [n for (_, _, _, n), _ in sheet.insets],
        "name": [name for _, name in sheet.insets],
        "detail": [name for _, name in sheet.insets],
    })  # fmt: skip
    lines = pdk.Layer(
        "PathLayer",
        boxes[["ring", "detail"]],
        id="insets",
        get_path="ring",
        get_color=rgb(theme.MUTED),
        width_min_pixels=1,
    )
    roomy = pd.Series([caption is not None for caption in captions], boxes.index)
    points = boxes.drop(columns="ring")
    layers = [lines]
    if roomy.any():
        layers.append(_text("inset_names", points[roomy], "name", "[lon, lat]", _CAPTION))
    if not roomy.all():
        layers.append(_dots("inset_dots", points[~roomy]))
    return layers


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
    """Flat curves, as on paper: each half in the colour of its end."""
    halves = [
        {"path": points.tolist(), "colour": rgb(colour), "width": arc["width"], "detail": arc["detail"]}
        for arc in arcs.to_dict("records")
        for points, colour in zip(_curve(arc), _ends(arc), strict=True)
    ]
    return pdk.Layer(
        "PathLayer",
        halves,
        id="arcs",
        pickable=True,
        get_path="path",
        get_color="colour",
        get_width="width",
        width_units=pdk.types.String("pixels"),
        parameters=_ALWAYS,
    )


def _ends(arc: Mapping[Any, Any]) -> tuple[str, str]:
    """Colours at both ends: grey when suppressed, one colour when the arc has no direction."""
    if arc["state"] != "value":
        return theme.HIDDEN_LINE, theme.HIDDEN_LINE
    return (_FROM, _TO) if arc.get("directed", True) else (TOGETHER, TOGETHER)


def _view(sheet: Sheet, width: int) -> pdk.ViewState:
    """Everything in sight on a card of that width."""
    west, south, east, north = _framed(sheet.bounds)
    zoom = math.floor(_zoom(sheet, width, height(sheet, width)) * 100) / 100
    return pdk.ViewState(longitude=(west + east) / 2, latitude=(south + north) / 2, zoom=zoom)


def _framed(bounds: labels.Box) -> labels.Box:
    """The outlines with a little room around."""
    west, south, east, north = bounds
    room = _ROOM * max(east - west, north - south)
    return west - room, south - room, east + room, north + room


def _zoom(sheet: Sheet, width: int, height: int) -> float:
    """Zoom of the engine (512 pixels around the globe at 0) at which the outlines fill width × height pixels."""
    west, south, east, north = _framed(sheet.bounds)
    tall = (north - south) / math.cos(math.radians((north + south) / 2))
    return math.log2(min(width / (east - west), height / tall) * 360 / 512)


def _in_sight(sheet: Sheet, zoom: float, width: int, height: int) -> labels.Box:
    """West, south, east and north of all that a card of these pixels shows at that zoom."""
    west, south, east, north = sheet.bounds
    x, y = (west + east) / 2, (south + north) / 2
    across = width / 2 / (512 * 2**zoom / 360)
    up = height / 2 / (512 * 2**zoom / 360) * math.cos(math.radians(y))
    return x - across, y - up, x + across, y + up


def _captions(sheet: Sheet, zoom: float, seen: labels.Box) -> list[labels.Box | None]:
    """What the name of each inset covers, so that no other is laid over it; None where it would be cut off or lie on one."""
    scale = 512 * 2**zoom / 360
    boxes: list[labels.Box | None] = []
    for (west, south, east, north), name in sheet.insets:
        half = labels.width(name) / 2 / scale
        tall = labels.TALL / scale * math.cos(math.radians((south + north) / 2))
        middle = (west + east) / 2
        box = (middle - half, north - tall / 2, middle + half, north + tall / 2)
        inside = seen[0] <= box[0] and seen[1] <= box[1] and box[2] <= seen[2] and box[3] <= seen[3]
        boxes.append(box if inside and all(_beside(box, other) for other in boxes if other) else None)
    return boxes


def _beside(box: labels.Box, other: labels.Box) -> bool:
    return box[2] <= other[0] or other[2] <= box[0] or box[3] <= other[1] or other[3] <= box[1]


def _shape(lines: Mapping[str, np.ndarray], name: str, fill: str) -> dict[str, Any]:
    """All municipalities of one status; each point carries the code of its municipality."""
    line = np.concatenate(list(lines.values()))
    return {
        "type": "scatter", "x": line[:, 0], "y": line[:, 1], "name": name,
        "customdata": [code for code, points in lines.items() for _ in points],
        "mode": "lines", "fill": "toself", "fillcolor": fill, "hoverinfo": "skip",
        "line": {"color": theme.MUTED, "width": 1},
    }  # fmt: skip


def _curve(arc: Mapping[Any, Any]) -> tuple[np.ndarray, np.ndarray]:
    """The points of both halves of a quadratic curve from end to end."""
    start = np.array([arc["from_lon"], arc["from_lat"]], dtype=float)
    end = np.array([arc["to_lon"], arc["to_lat"]], dtype=float)
    across = np.array([start[1] - end[1], end[0] - start[0]])
    middle = (start + end) / 2 + _BEND * across
    t = np.linspace(0, 1, 13)[:, None]
    line = (1 - t) ** 2 * start + 2 * t * (1 - t) * middle + t**2 * end
    return line[:7], line[6:]


def _bent(arc: Mapping[Any, Any]) -> list[dict[str, Any]]:
    """The curve in the colours of its two ends with an arrow head; grey and dotted when suppressed."""
    hidden, directed = arc["state"] != "value", arc.get("directed", True)
    return [
        {
            "type": "scatter", "x": points[:, 0], "y": points[:, 1], "mode": "lines+markers", "showlegend": False,
            "hoverinfo": "skip",
            "line": {"color": colour, "width": arc["width"], "dash": "dot" if hidden else "solid"},
            "marker": {"symbol": "arrow", "angleref": "previous", "color": colour,
                       "size": [0] * (len(points) - 1) + [10 + arc["width"] if arrow else 0]},
        }
        for points, colour, arrow in zip(_curve(arc), _ends(arc), (False, directed), strict=True)
    ]  # fmt: skip
