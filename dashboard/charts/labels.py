"""Names on a map: none on another, none cut off. What finds no room keeps its dot, and its name on pointing at it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

SIZE = 13
TALL = SIZE + 6
"""Pixels of a line with its background."""
Box = tuple[float, float, float, float]
Areas = Mapping[str, Sequence[Any]]
"""Rings (longitude, latitude) of each municipality by its code."""
_DOT = 6  # pixels from the middle of a dot to its edge
_ONE = 1  # pixels up to which two dots are one to the eye
_ASIDE, _APART = 11, 15  # pixels that the name of another dot keeps beside, and above and below
_SMALL = 12  # places for a mark, below which its area must have one before names of others are laid over it
_WITHIN = 4  # pixels around the middle of a mark that lie in its area as well, where that is large enough
_SEEN = 5  # pixels of the line that leads to a mark, at least


def _grid(across: int, down: int, step: tuple[int, int]) -> np.ndarray:
    """Shifts in pixels up to so many either way, nearest first."""
    shifts = (
        (float(x), float(y))
        for x in range(-across, across + 1, step[0])
        for y in range(-down, down + 1, step[1])
    )
    return np.array(sorted(shifts, key=lambda shift: (math.hypot(*shift), shift)))


# Where a label may move, and its mark within its own area.
_SHIFTS, _FINE = _grid(40, 30, (8, 6)), _grid(60, 45, (3, 3))


class Spot(NamedTuple):
    """Where a label stands: pixels across and down from its point to its middle, and its text.

    led: pixels (x, y from the point) of both ends of the line that leads to a mark outside its area; None where none does.
    """

    across: float
    down: float
    text: str
    led: tuple[tuple[float, float], tuple[float, float]] | None = None


def apart(
    places: pd.DataFrame,
    zoom: float,
    frame: Box,
    taken: Sequence[Box] = (),
    areas: Areas = MappingProxyType({}),
) -> list[Spot | None]:
    """Where each label stands, none on another; None where there is no room for it.

    ``places``: lg_code, lon, lat, label and, if some matter more, people (the more, the earlier they are placed). ``frame`` and
    ``taken`` (what is written there already) are west, south, east, north in degrees. Of a municipality with an area the mark
    (the sign before its name, else the middle of the label) lies in it; else a line leads to it, or the sign stands alone.
    """
    scale = 512 * 2**zoom / 360
    stretch = scale / math.cos(math.radians((frame[1] + frame[3]) / 2))
    room = frame[0] * scale, -frame[3] * stretch, frame[2] * scale, -frame[1] * stretch
    boxes = [
        ((w + e) / 2 * scale, -(s + n) / 2 * stretch, (e - w) / 2 * scale, (n - s) / 2 * stretch)
        for w, s, e, n in taken
    ]
    rings = {code: [_flat(ring, scale, stretch) for ring in parts] for code, parts in areas.items()}
    labels = [
        _Label(
            x=place["lon"] * scale,
            y=-place["lat"] * stretch,
            text=str(place["label"]),
            people=place.get("people", 0),
            own=_own(place["lon"] * scale, -place["lat"] * stretch, rings.get(place.get("lg_code", ""), ())),
        )
        for place in places.to_dict("records")
    ]
    spots: list[Spot | None] = [None] * len(labels)
    for row_no in sorted(range(len(labels)), key=lambda row: labels[row].order):
        label = labels[row_no]
        spot = next((spot for spot in label.ways(boxes, room) if spot), None)
        if spot:
            spots[row_no] = spot
            boxes.append((label.x + spot.across, label.y + spot.down, width(spot.text) / 2, TALL / 2))
            boxes += [(label.x + x, label.y + y, 2.0, 2.0) for x, y in (spot.led or ())[:1]]
    return spots


class _Label(NamedTuple):
    """A label that has no place yet, in pixels; own: shifts of its mark that leave it well within its area,
    and those that leave its middle there; None where the area is not known."""

    x: float
    y: float
    text: str
    people: float
    own: tuple[np.ndarray, np.ndarray] | None

    @property
    def order(self) -> tuple[bool, float]:
        """Whoever has hardly any room of its own comes first, then whoever matters more."""
        return self.own is None or sum(map(len, self.own)) >= _SMALL, -self.people

    def ways(self, boxes: Sequence[Box], room: Box) -> Iterator[Spot | None]:
        """The places it may take, the better first; None for a way that has no room."""
        if self.own is None:
            yield self._free(self.text, _SHIFTS, boxes, room)
            return
        for text in dict.fromkeys((self.text, sign(self.text) or self.text)):
            mark = _mark(text)
            for own in self.own:
                # the middle of the label as near to its point as its mark lets it be
                middles = own - (mark, 0)
                yield self._free(text, middles[np.argsort(np.hypot(*middles.T), kind="stable")], boxes, room)
            yield self._led(text, mark, boxes, room)

    def _free(self, text: str, shifts: np.ndarray, boxes: Sequence[Box], room: Box) -> Spot | None:
        """The first of the shifts at which the label lies on nothing and within the room."""
        if not len(shifts):
            return None
        free = _uncovered(
            self.x + shifts[:, 0], self.y + shifts[:, 1], width(text) / 2, TALL / 2, boxes, room
        )
        if not free.any():
            return None
        across, down = shifts[int(np.argmax(free))]
        return Spot(float(across), float(down), text)

    def _led(self, text: str, mark: float, boxes: Sequence[Box], room: Box) -> Spot | None:
        """Outside its area, with a line to it that is seen."""
        own = np.concatenate([*(self.own or ()), np.zeros((1, 2))])
        ends = own[_uncovered(self.x + own[:, 0], self.y + own[:, 1], 1.0, 1.0, boxes, room)]
        if not len(ends):
            return None
        end = ends[0]
        half = width(text) / 2
        beside = (np.abs(_FINE[:, 0] - end[0]) > half + _SEEN) | (
            np.abs(_FINE[:, 1] - end[1]) > TALL / 2 + _SEEN
        )
        spot = self._free(text, _FINE[beside], boxes, room)
        return spot and spot._replace(led=((float(end[0]), float(end[1])), (spot.across + mark, spot.down)))


def _flat(ring: Any, scale: float, stretch: float) -> np.ndarray:
    return np.asarray(ring, float)[:, :2] * (scale, -stretch)


def _own(x: float, y: float, rings: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray] | None:
    """The shifts of a mark at (x, y) that leave it well within its area, and the others that leave its middle there."""
    if not len(rings):
        return None
    around = [(0, 0), (-_WITHIN, 0), (_WITHIN, 0), (0, -_WITHIN), (0, _WITHIN)]
    inside = [_inside(x + _FINE[:, 0] + dx, y + _FINE[:, 1] + dy, rings) for dx, dy in around]
    well = np.logical_and.reduce(inside)
    return _FINE[well], _FINE[inside[0] & ~well]


def _inside(x: np.ndarray, y: np.ndarray, rings: Sequence[np.ndarray]) -> np.ndarray:
    """Which points lie within the rings, of a hole none (even-odd)."""
    odd = np.zeros(len(x), dtype=bool)
    for ring in rings:
        (ax, ay), (bx, by) = ring.T, np.roll(ring, -1, axis=0).T
        crossing = (ay > y[:, None]) != (by > y[:, None])
        level = np.where(by == ay, 1.0, by - ay)
        right = x[:, None] < ax + (bx - ax) * (y[:, None] - ay) / level
        odd ^= (crossing & right).sum(axis=1) % 2 == 1
    return odd


def _uncovered(
    x: np.ndarray, y: np.ndarray, half: float, tall: float, boxes: Sequence[Box], room: Box
) -> np.ndarray:
    """Which boxes around (x, y) lie within the room and on none of `boxes` (middle, half of width and height)."""
    west, top, east, bottom = room
    free = (x - half >= west) & (x + half <= east) & (y - tall >= top) & (y + tall <= bottom)
    if len(boxes):
        a, c, wide, high = np.array(boxes).T
        free &= ((np.abs(x[:, None] - a) > half + wide) | (np.abs(y[:, None] - c) > tall + high)).all(axis=1)
    return free


def sign(label: str) -> str:
    """The sign before a name, 「●」 of 「● 鳥取市」; nothing where none stands there."""
    first, _, name = label.partition(" ")
    return first if name and len(first) == 1 else ""


def _mark(label: str) -> float:
    """Pixels from the middle of a label to the middle of its mark."""
    first = sign(label)
    return (width(first) - width(label)) / 2 if first else 0.0


def beside(points: Sequence[tuple[float, float, str]], room: tuple[float, float]) -> list[str]:
    """On which side of its dot each name stands, in Plotly's words; "" where it would lie on another or leave the plot.

    `points`: (x, y, name) in pixels from the upper left corner, those that matter most first. `room`: width and height.
    """
    taken: list[Box] = []
    sides = []
    for x, y, label in points:
        # A name that touches no dot but lies as close to it as to its own would be read as the name of that one; dots on
        # one place may each be named on a side of it.
        away = [(u, v) for u, v, _ in points if math.hypot(u - x, v - y) > _ONE]
        dots = [(u - _ASIDE, v - _APART, u + _ASIDE, v + _APART) for u, v in away]
        around = _around(x, y, width(label))
        free = [
            (side, box)
            for side, box in around
            if _clear(box, [*taken, *dots], room)
            and all(_distance(box, u, v) >= _distance(box, x, y) for u, v in away)
        ][:1]
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


def _distance(box: Box, x: float, y: float) -> float:
    """Pixels from a point to the edge of a box; 0 within."""
    left, top, right, bottom = box
    return math.hypot(max(left - x, 0.0, x - right), max(top - y, 0.0, y - bottom))


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
