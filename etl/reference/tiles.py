"""A map without boundaries: one tile a municipality, area by area. Positions are approximate and are said to be."""

import math
from collections.abc import Sequence

import shapely

from etl.reference.shapes import Place

SIDE = 0.1
"""Degrees of latitude a tile is high."""
WIDTH = 2.9
"""How many times as wide on the ground as it is high: a name of four characters stands inside."""
GAP = 0.06
CREDIT = "境界データがないため、位置はおおよその配置です"


def grid(municipalities: Sequence[tuple[str, str, str]], lat: float, lon: float) -> list[Place]:
    """Places for (code6, name, area_code), laid out in rows around the map's centre, codes in order."""
    blocks: dict[str, list[tuple[str, str]]] = {}
    for code6, name, area in sorted(municipalities, key=lambda one: (one[2], one[0])):
        blocks.setdefault(area, []).append((code6, name))
    widest = max(1, round(math.sqrt(len(municipalities))))
    cells = [(*one, column, row) for one, column, row in _rows(list(blocks.values()), widest)]
    height = 1 + max(row for *_, row in cells)
    return [
        _tile(code6, name, column - widest / 2, row - height / 2, lat, lon)
        for code6, name, column, row in cells
    ]


def _rows(blocks: list[list[tuple[str, str]]], widest: int) -> list[tuple[tuple[str, str], int, int]]:
    """An area begins a row of its own and goes on below when it is long."""
    placed, row = [], 0
    for block in blocks:
        placed += [(one, index % widest, row + index // widest) for index, one in enumerate(block)]
        row += math.ceil(len(block) / widest)
    return placed


def _tile(code6: str, name: str, column: float, row: float, lat: float, lon: float) -> Place:
    wide = WIDTH * SIDE / math.cos(math.radians(lat))
    north, west = lat - row * SIDE, lon + column * wide
    inner = SIDE * (1 - GAP)
    shape = shapely.box(west, north - inner, west + wide * (1 - GAP), north)
    rounded = shapely.transform(shape, lambda points: points.round(4))
    centre = rounded.centroid
    return Place(code6, name, "", round(centre.y, 4), round(centre.x, 4), rounded)
