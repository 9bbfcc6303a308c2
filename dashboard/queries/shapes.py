"""Outlines of the municipalities for drawings without a map engine, read from the published boundaries."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from dashboard import store

Outline = np.ndarray
"""Rings of one municipality as rows (longitude, latitude); a row of NaN stands between two rings."""

Box = tuple[float, float, float, float]

Point = tuple[float, ...]

Line = list[list[float]]
"""Points (longitude, latitude) one after the other."""

# Where Plotly lifts its pen.
_GAP = np.full((1, 2), np.nan)


def outlines(snapshot: store.Snapshot) -> Mapping[str, Outline]:
    """`{lg_code: outline}`; empty when no boundaries were published."""
    path = store.boundaries(snapshot)
    return _read(path) if path.exists() else {}


def sheet(snapshot: store.Snapshot, language: str) -> tuple[Box, list[tuple[Box, str]]]:
    """What the outlines cover (west, south, east, north), and the boxes of islands moved beside the mainland."""
    path, shapes = store.boundaries(snapshot), outlines(snapshot)
    if not shapes:
        towns = store.query(snapshot, "select label_lon as lon, label_lat as lat from dim_municipality")
        lon, lat = towns["lon"], towns["lat"]
        return (lon.min() - 0.16, lat.min() - 0.12, lon.max() + 0.16, lat.max() + 0.14), []
    drawn = np.concatenate(list(shapes.values()))
    boxes = [(tuple(one["box"]), one[language]) for one in _collection(path).get("insets", ())]
    corners = np.array([drawn[:, 0], drawn[:, 1]])
    low, high = np.nanmin(corners, axis=1), np.nanmax(corners, axis=1)
    for (west, south, east, north), _ in boxes:
        low, high = np.minimum(low, (west, south)), np.maximum(high, (east, north))
    return (float(low[0]), float(low[1]), float(high[0]), float(high[1])), boxes


def land(snapshot: store.Snapshot) -> tuple[Mapping[str, list[Line]], Mapping[str, list[Line]]]:
    """The rings of each municipality with few points, to point at, and the borders of prefectures and areas."""
    path = store.boundaries(snapshot)
    return (_pointed(path), borders(snapshot)) if path.exists() else ({}, {})


@store.kept
def borders(snapshot: store.Snapshot) -> dict[str, list[Line]]:
    """Lines between municipalities of two prefectures (`prefecture`) and of two areas of one (`area`).

    Published outlines are simplified as a whole, so that neighbours share their edges point by point.
    """
    towns = store.query(snapshot, "select lg_code, prefecture, area_code from dim_municipality")
    place = {code: (pref, area) for code, pref, area in towns.itertuples(index=False, name=None)}
    beside: dict[tuple[Point, Point], list[str]] = {}
    for code, line in outlines(snapshot).items():
        if code not in place:
            continue
        for start, end in zip(line[:-1].tolist(), line[1:].tolist(), strict=True):
            if not np.isnan([*start, *end]).any():  # a row of NaN stands between two rings
                one, other = sorted((tuple(start), tuple(end)))
                beside.setdefault((one, other), []).append(code)
    by_kind: dict[str, list[tuple[Point, Point]]] = {"area": [], "prefecture": []}
    for edge, codes in beside.items():
        if len(codes) == 2 and place[codes[0]] != place[codes[1]]:
            kind = "area" if place[codes[0]][0] == place[codes[1]][0] else "prefecture"
            by_kind[kind].append(edge)
    return {kind: _joined(edges) for kind, edges in by_kind.items()}


def _joined(edges: Sequence[tuple[Point, Point]]) -> list[Line]:
    """Edges that meet as lines as long as they go: a border is a few lines in a file, not a hundred."""
    ends: dict[Point, list[Point]] = {}
    for start, end in edges:
        ends.setdefault(start, []).append(end)
        ends.setdefault(end, []).append(start)
    lines: list[Line] = []
    # Where a line begins or three meet first; what is left then are rings.
    for first in [*(point for point, others in ends.items() if len(others) != 2), *ends]:
        while ends[first]:
            line = [first]
            while ends[line[-1]]:
                here = line[-1]
                line.append(ends[here].pop())
                ends[line[-1]].remove(here)
            lines.append([list(point) for point in line])
    return lines


_FEW_POINTS = 40  # points of a ring that is only pointed at
_SMALL = 0.02  # of the largest ring of a municipality: a smaller one is too small to point at


@lru_cache(maxsize=2)
def _pointed(path: Path) -> dict[str, list[Line]]:
    """Rings of each municipality for the pointer alone: few points, none of its small islands."""
    pointed: dict[str, list[Line]] = {}
    for code, line in _read(path).items():
        gaps = np.flatnonzero(np.isnan(line[:, 0]))
        rings = [ring[~np.isnan(ring[:, 0])] for ring in np.split(line, gaps)]
        rings = [ring for ring in rings if len(ring) > 3]
        sizes = [abs(float(np.sum(r[:-1, 0] * r[1:, 1] - r[1:, 0] * r[:-1, 1]))) for r in rings]
        pointed[code] = [
            ring[:: -(-len(ring) // _FEW_POINTS)].tolist()
            for ring, size in zip(rings, sizes, strict=True)
            if size >= _SMALL * max(sizes)
        ]
    return pointed


# The published snapshot's, and around a publication that of the one before.
@lru_cache(maxsize=2)
def _collection(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=2)
def _read(path: Path) -> dict[str, Outline]:
    return {str(feature["id"]): _outline(feature["geometry"]) for feature in _collection(path)["features"]}


def _outline(geometry: Mapping[str, Any]) -> Outline:
    return np.concatenate([part for ring in _rings(geometry) for part in (np.asarray(ring, float), _GAP)])


def _rings(geometry: Mapping[str, Any]) -> Iterator[Any]:
    several = geometry["type"] == "MultiPolygon"
    for polygon in geometry["coordinates"] if several else [geometry["coordinates"]]:
        yield from polygon
