"""Municipal boundaries made small: merged per municipality, simplified as one coverage, named in their middle.

Wards become their designated city. Simplifying all municipalities together keeps one common line between
neighbours; islets too small to see at this scale are left out.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import shapely
from shapely import Geometry

from etl.reference.codes import is_ward
from etl.reference.n03 import features
from etl.reference.official import OfficialFileError
from etl.reference.places import Place

TOLERANCE = 0.002
"""Degrees, about 200 m: details smaller than this square go."""
DECIMALS = 4


def read(paths: Sequence[Path], wanted: Mapping[str, str], names: Mapping[str, str]) -> list[Place]:
    """Boundaries of the wanted municipalities (code5 → code6), in code order; ``names`` by code6."""
    shapes: dict[str, list[Geometry]] = defaultdict(list)
    counties: dict[str, str] = {}
    # Asked for every polygon, of which a municipality may have thousands, and worked out once a code.
    ours = lru_cache(maxsize=None)(lambda code5: city_of(code5, wanted) in wanted)
    for feature in (feature for path in paths for feature in features(path, ours)):
        code5 = city_of(feature.code5, wanted)
        if not feature.shape.is_empty:
            shapes[wanted[code5]].append(_sound(feature.shape))
            counties[wanted[code5]] = feature.county
    if not shapes:
        file = "・".join(path.name for path in paths)
        raise OfficialFileError(
            f"{file}: この都道府県の市区町村がありません。都道府県の N03 を指定してください。"
        )
    codes = sorted(shapes)
    small = simplified([shapely.union_all(shapes[code]) for code in codes])
    return [
        _place(code, names[code], counties[code], shape) for code, shape in zip(codes, small, strict=True)
    ]


def city_of(code5: str, known: Iterable[str]) -> str:
    """The municipality a code stands for: a ward's is its designated city's, the nearest number below."""
    if not is_ward(code5) or code5 in known:
        return code5
    cities = [code for code in known if is_ward(code) and code[:2] == code5[:2] and code < code5]
    return max(cities, default=code5)


def simplified(shapes: Sequence[Geometry], tolerance: float = TOLERANCE) -> list[Geometry]:
    """Fewer points, the same common lines: the shapes are one coverage before and after."""
    seen = [_without_islets(shape, tolerance**2) for shape in shapes]
    coarse = shapely.coverage_simplify(np.array(seen, dtype=object), tolerance)
    rounded = shapely.transform(coarse, lambda points: np.round(points, DECIMALS))
    # Rounding may fold a very thin corner; mending touches only the shapes it folded.
    return [_sound(shape) for shape in rounded]


def drawn(file: Path) -> dict[str, dict[str, Any]]:
    """The features of a collection of ours by their code; none where there is no file."""
    if not file.exists():
        return {}
    return {row["id"]: row for row in json.loads(file.read_text(encoding="utf-8"))["features"]}


def geojson(
    places: Sequence[Place],
    before: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
    **properties: object,
) -> str:
    """A feature collection whose ids are the six-digit codes, in their order; ``properties`` are those of the whole.

    ``before``: features at hand by code; a place takes the place of the one of its code.
    """
    rows: dict[str, Mapping[str, Any]] = dict(before)
    for place in places:
        rows[place.code6] = {
            "type": "Feature",
            "id": place.code6,
            "properties": {"code": place.code6, "name": place.name},
            "geometry": shapely.geometry.mapping(place.shape),
        }
    whole = {"type": "FeatureCollection", **properties, "features": [rows[code] for code in sorted(rows)]}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n"


def _place(code6: str, name: str, county: str, shape: Geometry) -> Place:
    """The name stands in the widest part of the largest piece."""
    largest = max(shapely.get_parts(shape), key=shapely.area)
    centre = shapely.get_point(shapely.maximum_inscribed_circle(largest, TOLERANCE), 0)
    return Place(code6, name, county, round(centre.y, DECIMALS), round(centre.x, DECIMALS), shape)


def _without_islets(shape: Geometry, least: float) -> Geometry:
    parts = sorted(shapely.get_parts(shape), key=shapely.area, reverse=True)
    # The largest part stays however small, or a municipality would vanish.
    kept = [part for index, part in enumerate(parts) if index == 0 or part.area >= least]
    return shapely.MultiPolygon(kept)


def _sound(shape: Geometry) -> Geometry:
    """The polygon itself, or what remains of one that crosses itself."""
    if shape.is_valid:
        return shape
    parts = shapely.get_parts(shapely.make_valid(shape))
    # Making it valid leaves lines and points as well, which are no land.
    return shapely.union_all([part for part in parts if part.geom_type in ("Polygon", "MultiPolygon")])
