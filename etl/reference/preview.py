"""The map as a picture to look at before anything was submitted: outlines, boxes of islands, names where there is room.

An SVG file that any browser opens; a name without room is told when pointed at, as every name is.
"""

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import shapely

WIDE = 1000
"""Pixels across."""
ROOM = 20
LETTER = 12
_LINE = 1.3
Box = tuple[float, float, float, float]


def svg(collection: Mapping[str, Any], title: str, places: Mapping[str, tuple[str, float, float]]) -> str:
    """The picture of a feature collection of ours; ``places``: code → (name, latitude and longitude of the name)."""
    drawn = {feature["id"]: shapely.geometry.shape(feature["geometry"]) for feature in collection["features"]}
    boxes = [(tuple(inset["box"]), inset["ja"]) for inset in collection.get("insets", ())]
    bounds = [*(shape.bounds for shape in drawn.values()), *(box for box, _ in boxes)]
    west, south = (min(box[side] for box in bounds) for side in (0, 1))
    east, north = (max(box[side] for box in bounds) for side in (2, 3))
    # A degree of longitude is shorter than one of latitude, the more so the farther north.
    flat = math.cos(math.radians((south + north) / 2))
    scale = (WIDE - 2 * ROOM) / max((east - west) * flat, 1e-6)

    def pixel(lon: float, lat: float) -> tuple[float, float]:
        return round(ROOM + (lon - west) * flat * scale, 1), round(2 * ROOM + (north - lat) * scale, 1)

    tall = round((north - south) * scale + 3 * ROOM)
    parts = [
        f'<path d="{_path(shape, pixel)}"><title>{escape(places[code][0])}</title></path>'
        for code, shape in drawn.items()
        if code in places
    ]
    taken = []
    for (w, s, e, n), name in boxes:
        (left, top), (right, bottom) = pixel(w, n), pixel(e, s)
        middle = round((left + right) / 2, 1)
        taken.append(_box(name, middle, top - 3))
        parts.append(
            f'<rect x="{left}" y="{top}" width="{right - left:.1f}" height="{bottom - top:.1f}" fill="none"/>'
            f'<text x="{middle}" y="{top - 3:.1f}" text-anchor="middle">{escape(name)}</text>'
        )
    sizes = {code: shape.area for code, shape in drawn.items() if code in places}
    # Of two names without room for both, that of the larger place stands.
    larger_first = sorted(sizes, key=lambda code: -sizes[code])
    wanted = [(code, *pixel(places[code][2], places[code][1])) for code in larger_first]
    for code, x, y in _apart(wanted, places, taken):
        parts.append(f'<text x="{x}" y="{y}" text-anchor="middle">{escape(places[code][0])}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {tall}" font-family="sans-serif" '
        f'font-size="{LETTER}" fill="#1f2937" stroke-width="1"><style>path,rect{{fill:#eef2f6;stroke:#7f8fa3}}'
        f"rect{{fill:none}}text{{stroke:none}}</style><title>{escape(title)}</title>"
        f'<text x="{ROOM}" y="{ROOM}">{escape(title)}</text>{"".join(parts)}</svg>\n'
    )


def _path(shape: shapely.Geometry, project: Any) -> str:
    rings = [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]
    lines = (
        " ".join(f"{x},{y}" for x, y in (project(*point[:2]) for point in ring.coords)) for ring in rings
    )
    return "".join(f"M{line}Z" for line in lines)


def _apart(
    wanted: Sequence[tuple[str, float, float]],
    places: Mapping[str, tuple[str, float, float]],
    taken: Sequence[Box],
) -> list[tuple[str, float, float]]:
    """Names in order of importance, each only where none stands yet and all of it has room."""
    kept, there = [], list(taken)
    for code, x, y in wanted:
        box = _box(places[code][0], x, y)
        free = all(box[2] < b[0] or b[2] < box[0] or box[3] < b[1] or b[3] < box[1] for b in there)
        if free and box[0] >= 0 and box[2] <= WIDE:
            there.append(box)
            kept.append((code, x, y))
    return kept


def _box(name: str, x: float, y: float) -> Box:
    """Left, top, right and bottom of a name whose line is at y and whose middle at x."""
    # Names are of full-width letters, each as wide as it is high.
    half = len(name) * LETTER / 2
    return x - half, y - LETTER, x + half, y + LETTER * (_LINE - 1)
