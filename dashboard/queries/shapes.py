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

_GAP = np.full((1, 2), np.nan)


def outlines(snapshot: store.Snapshot) -> Mapping[str, Outline]:
    """`{lg_code: outline}`; empty when no boundaries were published."""
    path = store.boundaries(snapshot)
    return _read(path) if path.exists() else {}


@lru_cache(maxsize=2)
def _read(path: Path) -> dict[str, Outline]:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {str(feature["id"]): _outline(feature["geometry"]) for feature in features}


def _outline(geometry: Mapping[str, Any]) -> Outline:
    return np.concatenate([part for ring in _rings(geometry) for part in (np.asarray(ring, float), _GAP)])


def _rings(geometry: Mapping[str, Any]) -> Iterator[Any]:
    several = geometry["type"] == "MultiPolygon"
    for polygon in geometry["coordinates"] if several else [geometry["coordinates"]]:
        yield from polygon
