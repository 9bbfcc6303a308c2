"""Outlines of the municipalities for drawings without a map engine, read from the published boundaries."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from dashboard import store

Outline = np.ndarray
"""Rings of one municipality as rows (longitude, latitude); a row of NaN stands between two rings."""

Box = tuple[float, float, float, float]

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
