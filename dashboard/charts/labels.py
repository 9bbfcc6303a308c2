"""Names on a map: none on another, none cut off. What finds no room keeps its dot, and its name on pointing at it."""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

SIZE = 13
TALL = SIZE + 6
"""Pixels of a line with its background."""
Box = tuple[float, float, float, float]
_DOT = 6  # pixels from the middle of a dot to its edge
_APART = 15  # pixels that the name of another dot keeps above and below
# Where a label may move, in pixels, nearest first.
_SHIFTS = np.array(
    sorted(
        ((8.0 * across, 6.0 * down) for across in range(-5, 6) for down in range(-5, 6)),
        key=lambda shift: (math.hypot(*shift), shift),
    )
)


def apart(
    places: pd.DataFrame, zoom: float, frame: Box, taken: Sequence[Box] = ()
) -> list[tuple[float, float] | None]:
    """How far, in pixels across and down, each label moves from its point; None where there is no room for it.

    ``places``: lon, lat, label and, if some matter more, people (the more, the earlier they are placed). ``frame`` and
    ``taken`` (what is written there already) are west, south, east, north in degrees.
    """
    order = places["people"] if "people" in places else pd.Series(0, places.index)
    rows = zip(places["lon"], places["lat"], places["label"].map(str), order, strict=True)
    return list(_placed(tuple(rows), zoom, frame, tuple(taken)))


@lru_cache(maxsize=64)
def _placed(
    rows: tuple[tuple[float, float, str, float], ...], zoom: float, frame: Box, taken: tuple[Box, ...]
) -> tuple[tuple[float, float] | None, ...]:
    scale = 512 * 2**zoom / 360
    stretch = scale / math.cos(math.radians((frame[1] + frame[3]) / 2))
    west, top, east, bottom = frame[0] * scale, -frame[3] * stretch, frame[2] * scale, -frame[1] * stretch
    boxes = [
        ((w + e) / 2 * scale, -(s + n) / 2 * stretch, (e - w) / 2 * scale, (n - s) / 2 * stretch)
        for w, s, e, n in taken
    ]
    moved: list[tuple[float, float] | None] = [None] * len(rows)
    for row_no in sorted(range(len(rows)), key=lambda at: -rows[at][3]):
        lon, lat, label, _ = rows[row_no]
        half = width(label) / 2
        x, y = lon * scale + _SHIFTS[:, 0], -lat * stretch + _SHIFTS[:, 1]
        free = (x - half >= west) & (x + half <= east) & (y - TALL / 2 >= top) & (y + TALL / 2 <= bottom)
        if boxes:
            a, c, wide, high = np.array(boxes).T
            beside = np.abs(x[:, None] - a) > half + wide
            free &= (beside | (np.abs(y[:, None] - c) > TALL / 2 + high)).all(axis=1)
        if free.any():
            nearest = int(np.argmax(free))
            moved[row_no] = (float(_SHIFTS[nearest, 0]), float(_SHIFTS[nearest, 1]))
            boxes.append((float(x[nearest]), float(y[nearest]), half, TALL / 2))
    return tuple(moved)


def beside(points: Sequence[tuple[float, float, str]], room: tuple[float, float]) -> list[str]:
    """On which side of its dot each name stands, in Plotly's words; "" where it would lie on another or leave the plot.

    `points`: (x, y, name) in pixels from the upper left corner, those that matter most first. `room`: width and height.
    """
    # A name that touches no dot but lies close to one would be read as the name of that one.
    dots = [(x - _DOT, y - _APART, x + _DOT, y + _APART) for x, y, _ in points]
    taken: list[Box] = []
    sides = []
    for at, (x, y, label) in enumerate(points):
        others = [*taken, *dots[:at], *dots[at + 1 :]]
        free = [(side, box) for side, box in _around(x, y, width(label)) if _clear(box, others, room)][:1]
        sides.append(free[0][0] if free else "")
        taken += [box for _, box in free]
    return sides


def _around(x: float, y: float, wide: float) -> list[tuple[str, Box]]:
    """The boxes (left, top, right, bottom) a name may take around its dot, the easiest to read first."""
    gap, tall, over = _DOT + 4, TALL / 2, _DOT + 2
    return [
        ("middle right", (x + gap, y - tall, x + gap + wide, y + tall)),
        ("middle left", (x - gap - wide, y - tall, x - gap, y + tall)),
        ("top center", (x - wide / 2, y - gap - TALL, x + wide / 2, y - gap)),
        ("bottom center", (x - wide / 2, y + gap, x + wide / 2, y + gap + TALL)),
        ("top right", (x + over, y - over - TALL, x + over + wide, y - over)),
        ("bottom right", (x + over, y + over, x + over + wide, y + over + TALL)),
        ("top left", (x - over - wide, y - over - TALL, x - over, y - over)),
        ("bottom left", (x - over - wide, y + over, x - over, y + over + TALL)),
    ]


def _clear(box: Box, others: Sequence[Box], room: tuple[float, float]) -> bool:
    left, top, right, bottom = box
    inside = left >= 0 and top >= 0 and right <= room[0] and bottom <= room[1]
    return inside and all(
        right <= other[0] or left >= other[2] or bottom <= other[1] or top >= other[3] for other in others
    )


def width(label: str) -> float:
    """Pixels of a label: ideographs are as wide as they are tall, letters about half."""
    return sum(SIZE if ord(char) > 0x2000 else 0.56 * SIZE for char in label) + 8


def letters(text: str) -> float:
    """Pixels of the letters alone, without the room around a label."""
    return width(text) - width("")
