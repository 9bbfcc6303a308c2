"""A map without boundaries: one tile a municipality, area by area. Positions are approximate and are said to be."""

import math
from collections.abc import Sequence

import shapely

from etl.reference.places import Place

COLUMNS = 6
"""Most tiles in a row: a name of five characters stands inside a tile on the map's card."""
ACROSS = 0.32
"""Degrees of longitude a tile is wide: as much as the map leaves around a name."""
HIGH = (0.05, 0.1)
"""Degrees of latitude a tile is high, at least a line of text and at most a third of its width."""
FILLED = 0.6
"""Degrees of latitude that six tiles side by side leave to all rows together on a card."""
ROWS = 13
"""Most rows whose names can be read; with more, areas follow one another without a row of their own."""
GAP = 0.06
CREDIT = "境界データがないため、位置はおおよその配置です"


def grid(municipalities: Sequence[tuple[str, str, str]], lat: float, lon: float) -> list[Place]:
    """Places for (code6, name, area_code), laid out in rows around the map's centre, codes in order."""
    blocks: dict[str, list[tuple[str, str]]] = {}
    for code6, name, area in sorted(municipalities, key=lambda place: (place[2], place[0])):
        blocks.setdefault(area, []).append((code6, name))
    # As near to a square as it can be, so that few tiles are no ribbon.
    widest = min(COLUMNS, max(1, round(math.sqrt(len(municipalities)))))
    placed, rows = _rows(list(blocks.values()), widest)
    # Together in one block: unfinished rows at the end of areas are what made it too long.
    if rows > ROWS:
        placed, rows = _rows([[tile for block in blocks.values() for tile in block]], widest)
    least, most = HIGH
    high = min(most, max(least, FILLED / rows))
    return [
        _tile(code6, name, lat + (rows / 2 - row) * high, lon + (column - widest / 2) * ACROSS, high)
        for (code6, name), column, row in placed
    ]


def _rows(
    blocks: list[list[tuple[str, str]]], widest: int
) -> tuple[list[tuple[tuple[str, str], int, int]], int]:
    """((code, name), column, row) and how many rows; a block begins a row and goes on below when it is long."""
    placed, row = [], 0
    for block in blocks:
        placed += [(tile, index % widest, row + index // widest) for index, tile in enumerate(block)]
        row += math.ceil(len(block) / widest)
    return placed, row


def _tile(code6: str, name: str, north: float, west: float, high: float) -> Place:
    shape = shapely.box(west, north - high * (1 - GAP), west + ACROSS * (1 - GAP), north)
    rounded = shapely.transform(shape, lambda points: points.round(4))
    centre = rounded.centroid
    return Place(code6, name, "", round(centre.y, 4), round(centre.x, 4), rounded)
