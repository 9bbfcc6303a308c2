"""Far islands beside the mainland: moved next to it in boxes that say where they really lie.

A prefecture of one mainland and islands a thousand kilometres away is a smudge on any card. What lies so far off that the
frame would have to grow much for it is moved; far land on which no municipality has its main part is left out. Each box goes
where the mainland stays largest on the card, on its own side of it where that costs nothing, and is as wide as its caption.
Everything is worked out on a plane where a degree of longitude is as long as one of latitude where most municipalities lie.
"""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any

import numpy as np
import shapely
from shapely import Geometry
from shapely.affinity import affine_transform

from etl.reference.places import Place

APART = 0.35
"""Degrees (about 39 km) of sea between two groups of islands."""
GROWTH = 1.3
"""How much longer the frame may become for a group of islands that stays where it is."""
MAIN = 1 / 3
"""A part this large beside the largest one may be a municipality's main part; of these the one nearest to the rest is."""
AROUND, BETWEEN = 0.04, 0.06
"""Of the frame's longer side: room around what stands in a box, and between box and mainland."""
CARD = 580, 520
"""Pixels across and up that the screen's map has at least, without the room around: what a caption's letters are held against."""
LETTER, LINE = 12, 20
"""Pixels of a caption's letter and of its line."""
LARGEST = 0.45
"""Of the mainland's longer side: what a group of islands may take; a longer one is drawn smaller, and that is said."""
LEAN = 0.1
"""How much smaller the mainland may become for a box to stand on its own side of it."""
STEPS = 16
"""Places tried across and up, besides those that keep a line with what is laid."""
ORDERED = 4
"""So many boxes are laid in every order."""
KILOMETRES = 111.2
"""Of a degree of latitude."""
_COMPASS = ("北", "北東", "東", "南東", "南", "南西", "西", "北西")
_COMPASS_EN = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Inset:
    """A box (west, south, east, north in degrees) and what is written on it."""

    box: Box
    ja: str
    en: str


@dataclass(frozen=True)
class _Group:
    """Parts of municipalities that lie together; ``homes`` are indexes of those that have their main part here."""

    parts: tuple[tuple[int, Geometry], ...]
    homes: frozenset[int]

    @property
    def bounds(self) -> Box:
        return tuple(map(float, shapely.total_bounds([part for _, part in self.parts])))  # type: ignore[return-value]


def arranged(places: Sequence[Place]) -> tuple[list[Place], list[Inset]]:
    """The places with far groups moved beside the mainland, and the boxes these stand in."""
    # Where most municipalities lie: an island far to the south would make all of the mainland too wide.
    stretch = math.cos(math.radians(float(np.median([place.shape.centroid.y for place in places]))))
    flat = [_scaled(place.shape, stretch) for place in places]
    homes = _homes(flat)
    groups = _groups(flat, homes)
    main, far = _split(groups)
    shapes: list[list[Geometry]] = [[] for _ in places]
    spots = {index: part for index, part in enumerate(homes)}
    for index, part in main.parts:
        shapes[index].append(part)
    insets = []
    captions = [_caption(group, main, places) for group in far]
    for group, caption, box in zip(far, captions, _beside(main, far, captions), strict=True):
        move = _move(group, _smaller(group, main), box)
        for index, part in group.parts:
            shapes[index].append(affine_transform(part, move))
        for index in group.homes:
            spots[index] = affine_transform(spots[index], move)
        west, south, east, north = box
        insets.append(
            Inset(
                (round(west / stretch, 4), round(south, 4), round(east / stretch, 4), round(north, 4)),
                *caption,
            )
        )
    kept = [
        _replaced(place, shapely.union_all(shapes[index]), spots[index], stretch)
        for index, place in enumerate(places)
    ]
    return kept, insets


def _homes(flat: Sequence[Geometry]) -> list[Geometry]:
    """The part of each municipality where its name stands: large, and near to the others."""
    largest = [max(shapely.get_parts(shape), key=shapely.area) for shape in flat]
    centre = shapely.MultiPoint([part.centroid for part in largest]).centroid
    return [
        min(
            (part for part in shapely.get_parts(shape) if part.area >= MAIN * most.area),
            key=lambda part: part.distance(centre),
        )
        for shape, most in zip(flat, largest, strict=True)
    ]


def _groups(flat: Sequence[Geometry], homes: Sequence[Geometry]) -> list[_Group]:
    """Parts joined wherever less than ``APART`` of sea lies between them, largest group first."""
    parts = [(index, part) for index, shape in enumerate(flat) for part in shapely.get_parts(shape)]
    # A tree finds neighbours of thousands of islets in a moment; pair by pair it would take minutes.
    tree = shapely.STRtree([part for _, part in parts])
    group = list(range(len(parts)))

    def root(part_no: int) -> int:
        while group[part_no] != part_no:
            group[part_no] = group[group[part_no]]
            part_no = group[part_no]
        return part_no

    for part_no, neighbour in tree.query([part for _, part in parts], predicate="dwithin", distance=APART).T:
        group[root(int(part_no))] = root(int(neighbour))
    together: dict[int, list[tuple[int, Geometry]]] = {}
    for part_no, part in enumerate(parts):
        together.setdefault(root(part_no), []).append(part)
    made = [
        _Group(
            tuple(members),
            frozenset(index for index, part in members if part is homes[index] or part.equals(homes[index])),
        )
        for members in together.values()
    ]
    return sorted(
        made, key=lambda islands: (-len(islands.homes), -sum(part.area for _, part in islands.parts))
    )


def _split(groups: Sequence[_Group]) -> tuple[_Group, list[_Group]]:
    """The mainland with everything near it, and the far groups that some municipality lives in."""
    main, rest = groups[0], list(groups[1:])
    limit = GROWTH * _side(main.bounds)
    far = []
    # Nearest first: each group taken in makes the frame larger, and the next is held against that frame.
    for group in sorted(rest, key=lambda islands: _gap(main.bounds, islands.bounds)):
        if _side(_around([main.bounds, group.bounds])) <= limit:
            main = _Group(main.parts + group.parts, main.homes | group.homes)
        # Far islets that nobody lives on are left out of the picture; they stay in the official file.
        elif group.homes:
            far.append(group)
    return main, far


def _beside(main: _Group, far: Sequence[_Group], captions: Sequence[tuple[str, str]]) -> list[Box]:
    """The box of each far group, none on another or on the mainland, room for the caption above it included."""
    if not far:
        return []
    room = _side(main.bounds)
    # Coarse corners are enough: four times what is lost here is kept free around the land.
    land = shapely.union_all([part for _, part in main.parts]).simplify(BETWEEN * room / 4)
    land = land.buffer(BETWEEN * room, quad_segs=2)
    shapely.prepare(land)
    scale = _scale(main.bounds)
    while True:
        sizes = [
            _size(group, main, max(map(_wide, caption)) * scale)
            for group, caption in zip(far, captions, strict=True)
        ]
        largest_first = sorted(range(len(far)), key=lambda inset: (-sizes[inset][0] * sizes[inset][1], inset))
        boxes = _packed(main, land, far, sizes, largest_first, LINE * scale)
        needed = _scale(_around([main.bounds, *boxes]))
        # A caption takes as many pixels on any card: where the frame grew, boxes grow with it and are laid anew.
        if needed <= scale:
            break
        scale = 1.02 * needed
    # A handful of boxes is laid in every order too, and the tightest frame counts.
    orders = permutations(largest_first) if len(far) <= ORDERED else []
    packed = [boxes, *(_packed(main, land, far, sizes, order, LINE * scale) for order in orders)]
    return min(packed, key=lambda laid: _loose(_around([main.bounds, *laid])))


def _size(group: _Group, main: _Group, caption: float) -> tuple[float, float]:
    """Across and up of the box: the islands and some room, at least as wide as the caption."""
    (west, south, east, north), smaller = group.bounds, _smaller(group, main)
    around = AROUND * _side(main.bounds)
    return max(smaller * (east - west) + 2 * around, caption), smaller * (north - south) + 2 * around


def _packed(
    main: _Group,
    land: Geometry,
    far: Sequence[_Group],
    sizes: Sequence[tuple[float, float]],
    order: Sequence[int],
    line: float,
) -> list[Box]:
    """Boxes laid one by one in that order, each where it costs least: off the land, none on another.

    ``land``: with the room around it; ``line``: degrees of the caption above a box.
    """
    between = BETWEEN * _side(main.bounds)
    taken: list[Box] = []
    boxes: dict[int, Box] = {}
    for inset in order:
        across, up = sizes[inset]
        laid = _around([main.bounds, *boxes.values()])
        edges = [laid, *(_grown(box, between / 2) for box in boxes.values())]
        xs = [x for w, _, e, _ in edges for x in (w - across - between, w, e - across, e + between)]
        ys = [y for _, s, _, n in edges for y in (s - up - line - between, s, n - up - line, n + between)]
        xs += list(np.linspace(laid[0], max(laid[0], laid[2] - across), STEPS))
        ys += list(np.linspace(laid[1], max(laid[1], laid[3] - up - line), STEPS))
        west, south = (grid.ravel() for grid in np.meshgrid(np.unique(xs), np.unique(ys)))
        free = ~shapely.intersects(land, shapely.box(west, south, west + across, south + up + line))
        for w, s, e, n in taken:
            free &= (west + across <= w) | (e <= west) | (south + up + line <= s) | (n <= south)
        west, south = west[free], south[free]
        best = int(np.argmin(_costs(main, far[inset], laid, west, south, across, up)))
        w, s = float(west[best]), float(south[best])
        boxes[inset] = (w, s, w + across, s + up)
        taken.append(_grown((w, s, w + across, s + up + line), between / 2))
    return [boxes[inset] for inset in range(len(far))]


def _costs(
    main: _Group, group: _Group, laid: Box, west: np.ndarray, south: np.ndarray, across: float, up: float
) -> np.ndarray:
    """How loose the frame is with the box there, a little more where it leans from the side on which the group lies."""
    x, y = _middle(main.bounds)
    there = _middle(group.bounds)
    true = math.atan2(there[1] - y, there[0] - x)
    drawn = np.arctan2(south + up / 2 - y, west + across / 2 - x)
    frames = (
        np.minimum(laid[0], west), np.minimum(laid[1], south),
        np.maximum(laid[2], west + across), np.maximum(laid[3], south + up),
    )  # fmt: skip
    return _loose(frames) * (1 + LEAN * (1 - np.cos(true - drawn)) / 2)


def _loose(frame: tuple[Any, Any, Any, Any]) -> Any:
    """Degrees a pixel on the card, and a fifth of what the other side takes: of frames alike the tighter one."""
    across, up = (frame[2] - frame[0]) / CARD[0], (frame[3] - frame[1]) / CARD[1]
    return np.maximum(across, up) + np.minimum(across, up) / 5


def _middle(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _smaller(group: _Group, main: _Group) -> float:
    """How large a group is drawn beside the mainland: as large as it is, unless it would take more than ``LARGEST``."""
    return min(1, LARGEST * _side(main.bounds) / _side(group.bounds))


def _move(group: _Group, smaller: float, box: Box) -> tuple[float, float, float, float, float, float]:
    """The matrix that brings a group into the middle of its box."""
    (w, s, e, n), (west, south, east, north) = group.bounds, box
    across, up = (west + east - smaller * (w + e)) / 2, (south + north - smaller * (s + n)) / 2
    return smaller, 0, 0, smaller, across, up


def _caption(group: _Group, main: _Group, places: Sequence[Place]) -> tuple[str, str]:
    """Whose islands they are, how far they lie and where, in Japanese and English."""
    there = sorted(group.homes)
    more = len(there) - 1
    mainland, islands = (
        shapely.union_all([part for _, part in parts]) for parts in (main.parts, group.parts)
    )
    # To ten kilometres: the outline is generalised, and a reader wants to know roughly where.
    away = round(mainland.distance(islands) * KILOMETRES, -1)
    angle = math.degrees(
        math.atan2(islands.centroid.x - mainland.centroid.x, islands.centroid.y - mainland.centroid.y)
    )
    toward = round(angle / 45) % 8
    first, smaller = places[there[0]], _smaller(group, main) < 1
    return (
        f"{first.name}{f'ほか{more}' if more else ''}（{_COMPASS[toward]}へ約{away:.0f}km{'・縮小' if smaller else ''}）",
        f"{first.name_en}{f' +{more}' if more else ''} ({away:.0f} km {_COMPASS_EN[toward]}{', smaller' if smaller else ''})",
    )


def _wide(caption: str) -> float:
    """Pixels of a caption with its ground."""
    full = sum(unicodedata.east_asian_width(letter) in "WFA" for letter in caption)
    return LETTER * (full + 0.6 * (len(caption) - full)) + 8


def _replaced(place: Place, shape: Geometry, home: Geometry, stretch: float) -> Place:
    """The place with its moved shape, named in the widest part of its main part."""
    centre = shapely.get_point(shapely.maximum_inscribed_circle(home, 0.002), 0)
    return replace(
        place,
        shape=shapely.transform(_scaled(shape, 1 / stretch), lambda points: points.round(4)),
        label_lat=round(centre.y, 4),
        label_lon=round(centre.x / stretch, 4),
    )


def _scaled(shape: Geometry, factor: float) -> Geometry:
    return shapely.transform(shape, lambda points: points * (factor, 1))


def _scale(bounds: Box) -> float:
    """Degrees a pixel at which the bounds fill the card."""
    return max((bounds[2] - bounds[0]) / CARD[0], (bounds[3] - bounds[1]) / CARD[1])


def _around(boxes: Sequence[Box]) -> Box:
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _grown(box: Box, by: float) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _side(bounds: Box) -> float:
    return max(bounds[2] - bounds[0], bounds[3] - bounds[1])


def _gap(box: Box, other: Box) -> float:
    return shapely.box(*box).distance(shapely.box(*other))
