"""One municipality on the map."""

from dataclasses import dataclass

from shapely import Geometry


@dataclass(frozen=True)
class Place:
    """One municipality, ready for the map."""

    code6: str
    name: str
    county: str
    label_lat: float
    label_lon: float
    shape: Geometry
    name_en: str = ""
