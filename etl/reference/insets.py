"""Far islands beside the mainland: moved next to it in boxes that say where they really lie.

A prefecture of one mainland and islands a thousand kilometres away is a smudge on any card. What lies so far off that the
frame would have to grow much for it is moved; far land on which no municipality has its main part is left out. Everything
is worked out on a plane where a degree of longitude is as long as one of latitude at the prefecture's middle.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import shapely
from shapely import Geometry
from shapely.affinity import translate

from etl.reference.places import Place

APART = 0.35
"""Degrees (about 39 km) of sea between two groups of islands."""
GROWTH = 1.3
"""How much longer the frame may become for a group of islands that stays where it is."""
MAIN = 1 / 3
"""A part this large beside the largest one may be a municipality's main part; of these the one nearest to the rest is."""
AROUND, BETWEEN = 0.04, 0.06
"""Of the frame's longer side: room around what stands in a box, and between box and mainland."""
KILOMETRES = 111.2
"""Of a degree of latitude."""
_COMPASS = ("北", "北東", "東", "南東", "南", "南西", "西", "北西")
_COMPASS_EN = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")


@dataclass(frozen=True)
class Inset:
    """A box (west, south, east, north in degrees) and what is written on it."""

    box: tuple[float, float, float, float]
    ja: str
    en: str


@dataclass(frozen=True)
class _Group:
    """Parts of municipalities that lie together; ``homes`` are indexes of those that have their main part here."""

    parts: tuple[tuple[int, Geometry], ...]
    homes: frozenset[int]

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        return tuple(shapely.total_bounds([part for _, part in self.parts]))


def arranged(places: Sequence[Place]) -> tuple[list[Place], list[Inset]]:
    """The places with far groups moved beside the mainland, and the boxes these stand in."""
    stretch = math.cos(
        math.radians(float(shapely.total_bounds([one.shape for one in places])[[1, 3]].mean()))
    )
    flat = [_scaled(place.shape, stretch) for place in places]
    homes = _homes(flat)
    groups = _groups(flat, homes)
    main, far = _split(groups)
    moved = _beside(main, far)
    shapes: list[list[Geometry]] = [[] for _ in places]
    spots = {index: part for index, part in enumerate(homes)}
    for index, part in main.parts:
        shapes[index].append(part)
    insets = []
    for group, (across, up) in moved:
        for index, part in group.parts:
            shapes[index].append(translate(part, across, up))
        for index in group.homes:
            spots[index] = translate(spots[index], across, up)
        insets.append(_inset(group, main, (across, up), stretch, places))
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

    def root(at: int) -> int:
        while group[at] != at:
            group[at] = group[group[at]]
            at = group[at]
        return at

    for one, other in tree.query([part for _, part in parts], predicate="dwithin", distance=APART).T:
        group[root(int(one))] = root(int(other))
    together: dict[int, list[tuple[int, Geometry]]] = {}
    for at, part in enumerate(parts):
        together.setdefault(root(at), []).append(part)
    made = [
        _Group(
            tuple(one),
            frozenset(index for index, part in one if part is homes[index] or part.equals(homes[index])),
        )
        for one in together.values()
    ]
    return sorted(made, key=lambda one: (-len(one.homes), -sum(part.area for _, part in one.parts)))


def _split(groups: Sequence[_Group]) -> tuple[_Group, list[_Group]]:
    """The mainland with everything near it, and the far groups that some municipality lives in."""
    main, rest = groups[0], list(groups[1:])
    limit = GROWTH * _side(main.bounds)
    far = []
    # Nearest first: each group taken in makes the frame larger, and the next is held against that frame.
    for group in sorted(rest, key=lambda one: _gap(main.bounds, one.bounds)):
        both = _joined(main.bounds, group.bounds)
        if _side(both) <= limit:
            main = _Group(main.parts + group.parts, main.homes | group.homes)
        # Far islets that nobody lives on are left out of the picture; they stay in the official file.
        elif group.homes:
            far.append(group)
    return main, far


def _beside(main: _Group, far: Sequence[_Group]) -> list[tuple[_Group, tuple[float, float]]]:
    """Each far group and how far it moves: stacked in a column beside a tall mainland, in a row below a wide one."""
    west, south, east, north = main.bounds
    room = _side(main.bounds)
    tall = (north - south) >= (east - west)
    moved, at = [], north if tall else west
    for group in far:
        w, s, e, n = group.bounds
        around = AROUND * room
        if tall:
            moved.append((group, (east + BETWEEN * room + around - w, at - around - n)))
            at -= (n - s) + 2 * around + BETWEEN * room / 2
        else:
            moved.append((group, (at + around - w, south - BETWEEN * room - around - n)))
            at += (e - w) + 2 * around + BETWEEN * room / 2
    return moved


def _inset(
    group: _Group, main: _Group, move: tuple[float, float], stretch: float, places: Sequence[Place]
) -> Inset:
    w, s, e, n = group.bounds
    around, (across, up) = AROUND * _side(main.bounds), move
    box = (w + across - around, s + up - around, e + across + around, n + up + around)
    names = [places[index].name for index in sorted(group.homes)]
    mainland, islands = (shapely.union_all([part for _, part in one.parts]) for one in (main, group))
    # To ten kilometres: the outline is generalised, and a reader wants to know roughly where.
    away = round(mainland.distance(islands) * KILOMETRES, -1)
    angle = math.degrees(
        math.atan2(islands.centroid.x - mainland.centroid.x, islands.centroid.y - mainland.centroid.y)
    )
    toward = round(angle / 45) % 8
    who = "・".join(names[:3]) + (f"ほか{len(names) - 3}" if len(names) > 3 else "")
    west, south, east, north = (
        round(value / (stretch if at % 2 == 0 else 1), 4) for at, value in enumerate(box)
    )
    return Inset(
        (west, south, east, north),
        f"{who}（{_COMPASS[toward]}へ約{away:.0f}km）",
        f"about {away:.0f} km {_COMPASS_EN[toward]}",
    )


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


def _side(bounds: tuple[float, float, float, float]) -> float:
    return max(bounds[2] - bounds[0], bounds[3] - bounds[1])


def _joined(one: Sequence[float], other: Sequence[float]) -> tuple[float, float, float, float]:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _gap(one: Sequence[float], other: Sequence[float]) -> float:
    return shapely.box(*one).distance(shapely.box(*other))
