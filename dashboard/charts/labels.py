"""Names on a map, moved a little so that neighbours can be read."""

import math

import pandas as pd

SIZE = 13
# Where a label may move, in pixels, nearest first.
_SHIFTS = sorted(
    ((8.0 * across, 6.0 * down) for across in range(-5, 6) for down in range(-5, 6)),
    key=lambda shift: (math.hypot(*shift), shift),
)


def apart(places: pd.DataFrame, zoom: float) -> list[tuple[float, float]]:
    """How far, in pixels across and down, each label moves from its point so that neighbours can be read."""
    scale = 512 * 2**zoom / 360
    stretch = scale / math.cos(math.radians(float(places["lat"].mean())))
    tall = SIZE + 6
    taken: list[tuple[float, float, float]] = []
    shifts = []
    for lon, lat, label in zip(places["lon"], places["lat"], places["label"], strict=True):
        x, y, half = lon * scale, -lat * stretch, width(str(label)) / 2
        free = (
            (across, down)
            for across, down in _SHIFTS
            if all(abs(x + across - a) > half + b or abs(y + down - c) > tall for a, b, c in taken)
        )
        shifts.append(next(free, (0.0, 0.0)))
        taken.append((x + shifts[-1][0], half, y + shifts[-1][1]))
    return shifts


def width(label: str) -> float:
    """Pixels of a label: ideographs are as wide as they are tall, letters about half."""
    return sum(SIZE if ord(char) > 0x2000 else 0.56 * SIZE for char in label) + 8
