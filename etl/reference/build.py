"""From official files to the reference data of one prefecture, kept apart from the committed demo facts.

Every official file leaves one small table (or the GeoJSON) in the installation's own folder; from these and, where
they say nothing, from the committed facts ``municipalities.csv`` is made anew.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import shapely

from etl.catalogue import Prefecture
from etl.reference import areas, codes, insets, preview, readings, romaji, shapes, statistics, tiles
from etl.reference.official import OfficialFileError
from etl.reference.places import Place

Row = dict[str, str]
PLACE_FIELDS = ("code6", "county", "label_lat", "label_lon")
FIELDS = (
    *codes.FIELDS,
    *("name_en", "county", "city_class", "label_lat", "label_lon"),
    *(name for name in statistics.FIELDS[1:] if name != statistics.EDITION),
    *areas.FIELDS[1:],
)
KINDS = ("codes", "statistics", "areas", "readings", "boundaries")


@dataclass(frozen=True)
class Loaded:
    """What one official file gave: the file made, its municipalities, which of ours still lack something, remarks, the map."""

    kind: str
    path: Path
    municipalities: int
    missing: dict[str, list[str]]
    remarks: Sequence[str] = ()
    picture: Path | None = None


class Builder:
    """Makes the reference data of ``prefecture`` in the folder ``own`` from official files and committed facts."""

    def __init__(self, own: Path, committed: Path, prefecture: Prefecture) -> None:
        self.own, self.committed, self.prefecture = own, committed, prefecture

    def load(self, kind: str, paths: Sequence[Path]) -> Loaded:
        """Read official files of one kind and make ``municipalities.csv`` anew."""
        self.own.mkdir(parents=True, exist_ok=True)
        # Each of KINDS is a method of its own here.
        path, remarks = getattr(self, f"_{kind}")(paths)
        rows = self.remake()
        return Loaded(kind, path, len(rows), self._missing(rows), remarks, self._picture(rows))

    def _codes(self, paths: Sequence[Path]) -> tuple[Path, list[str]]:
        rows, remarks = codes.read(paths)
        here = self.prefecture
        if not any(row["pref_code"] == here.code for row in rows):
            raise OfficialFileError(
                f"この団体コード表に{here.ja}の市区町村がありません。"
                f"prefecture.toml の code（{here.code}）が合っているか確かめてください。"
            )
        return _put(self.own / "codes.csv", codes.FIELDS, rows), remarks

    def _statistics(self, paths: Sequence[Path]) -> tuple[Path, list[str]]:
        read = [row for path in paths for row in statistics.read(path)]
        years = sorted({row[statistics.YEAR] for row in read})
        if len(years) > 1:
            raise OfficialFileError(
                f"調査年の違う SSDSE-A があります（{'・'.join(years)}年）。同じ年のものにそろえてください。"
            )
        rows = {row["code5"]: row for row in read}
        path = _put(self.own / "statistics.csv", statistics.FIELDS, rows.values())
        return path, [f"人口・世帯は {years[0]} 年国勢調査の値です。"]

    def _areas(self, paths: Sequence[Path]) -> tuple[Path, list[str]]:
        wanted = {row["code6"]: row["name"] for row in self._wanted()}
        read = [areas.read(path, wanted) for path in paths]
        rows = {row["code6"]: row for listed, _ in read for row in listed}
        remarks = [line for _, lines in read for line in lines]
        without = [name for code, name in wanted.items() if code not in rows]
        if without:
            remarks.append(
                f"一覧にない {len(without)} 市区町村（{_few(without)}）は「{self.prefecture.ja}全域」に入ります。"
            )
        return _put(self.own / "areas.csv", areas.FIELDS, rows.values()), remarks

    def _readings(self, paths: Sequence[Path]) -> tuple[Path, list[str]]:
        wanted = {row["code6"] for row in self._wanted()}
        rows = {row["code6"]: row for path in paths for row in readings.read(path, wanted)}
        return _put(self.own / "readings.csv", readings.FIELDS, rows.values()), []

    def remake(self) -> list[Row]:
        """Write ``municipalities.csv``, and a tile grid where no boundaries are at hand."""
        rows = self._rows()
        grid = self.own / "tiles.geojson"
        # A grid stands in for outlines; once those are there it must not be drawn in their place.
        grid.unlink(missing_ok=True)
        if not self._has_boundaries() and any(not row["label_lat"] for row in rows):
            centre = self.prefecture.map
            places = tiles.grid(
                [(r["code6"], r["name"], r["area_code"]) for r in rows], centre.lat, centre.lon
            )
            _write(grid, shapes.geojson(places, approximate=True, attribution=tiles.CREDIT))
            spots = {place.code6: _position(place) for place in places}
            rows = [row | spots[row["code6"]] for row in rows]
        if self._has_boundaries():
            rows = self._map(rows)
        _put(self.own / "municipalities.csv", FIELDS, rows)
        return rows

    def _picture(self, rows: Sequence[Row]) -> Path | None:
        """The map as a picture, for a look before there is anything to show on the screen."""
        made = [file for name in ("tiles.geojson", "map.geojson") if (file := self.own / name).exists()]
        if not made:
            return None
        places = {
            row["code6"]: (row["name"], float(row["label_lat"]), float(row["label_lon"]))
            for row in rows
            if row["label_lat"]
        }
        collection = json.loads(made[0].read_text(encoding="utf-8"))
        return _write(self.own / "map.svg", preview.svg(collection, self.prefecture.ja, places))

    def _map(self, rows: list[Row]) -> list[Row]:
        """Write the map: the outlines at hand, far islands beside the mainland; names stand where the map has them."""
        names = {row["code6"]: (row["name"], row["name_en"]) for row in rows}
        drawn = shapes.drawn(self.own / "boundaries.geojson")
        outlines = {
            code: shapely.geometry.shape(feature["geometry"])
            for code, feature in drawn.items()
            if code in names
        }
        if not outlines:
            return rows
        # Where names stand is worked out by `arranged`, once far parts are moved: none is given.
        places, boxes = insets.arranged(
            [Place(code, names[code][0], "", 0, 0, shape, names[code][1]) for code, shape in outlines.items()]
        )
        _write(self.own / "map.geojson", shapes.geojson(places, insets=[asdict(box) for box in boxes]))
        spots = {place.code6: _position(place) for place in places}
        return [row | spots.get(row["code6"], {}) for row in rows]

    def _boundaries(self, paths: Sequence[Path]) -> tuple[Path, list[str]]:
        """Outlines are added to those at hand; one that is brought again takes the place of the old one."""
        wanted = self._wanted()
        names = {row["code6"]: row["name"] for row in wanted}
        places = shapes.read(paths, {row["code5"]: row["code6"] for row in wanted}, names)
        drawn, file = _by("code6", self.own / "places.csv"), self.own / "boundaries.geojson"
        before = {code: shape for code, shape in shapes.drawn(file).items() if code in names}
        again = [place.name for place in places if place.code6 in before]
        spots = {code: row for code, row in drawn.items() if code in before}
        spots |= {place.code6: _position(place) | {"county": place.county} for place in places}
        _put(self.own / "places.csv", PLACE_FIELDS, [spots[code] for code in sorted(spots)])
        _write(file, shapes.geojson(places, before))
        remarks = [f"境界を置き換えたもの: {_few(again)}"] if again else []
        added = [place.name for place in places if place.code6 not in before]
        if before and added:
            remarks.append(f"境界を加えたもの: {_few(added)}")
        # Named is the map that `remake` draws of these outlines, not the outlines.
        return self.own / "map.geojson", remarks

    def _has_boundaries(self) -> bool:
        return (self.own / "boundaries.geojson").exists()

    def _wanted(self) -> list[Row]:
        """The prefecture's municipalities, then the neighbours it shares a body with."""
        here = self.prefecture
        # The list an installation brought is the country's; the committed one knows the demo's prefecture alone.
        rows = _table(self.own / "codes.csv") or _table(self.committed / "municipalities.csv")
        own = [row for row in rows if row["pref_code"] == here.code]
        if not own:
            raise OfficialFileError(
                f"{here.ja}の市区町村の一覧がありません。先に tsunagari reference codes で団体コード表を取り込んでください。"
            )
        return own + [row for row in rows if row["code6"] in here.neighbours]

    def _rows(self) -> list[Row]:
        """Every municipality with what is known of it; later sources win over earlier ones.

        The committed facts are the demo's: an installation that brought its own code list takes nothing from them.
        """
        own = (self.own / "codes.csv").exists()
        known = [
            # In the order of trust: each source overwrites what stands before it, and an empty cell overwrites nothing.
            {} if own else _by("code6", self.committed / "municipalities.csv"),
            _by("code6", self.committed / "city_classes.csv"),
            _by("code6", self.committed / "readings.csv"),
            _by("code5", self.own / "statistics.csv"),
            _by("code6", self.own / "areas.csv"),
            _by("code6", self.own / "places.csv"),
            _by("code6", self.own / "readings.csv"),
        ]
        rows = [self._row(identity, known) for identity in self._wanted()]
        names = readings.told_apart(rows)
        return [row | {"name_en": names[row["code6"]]} for row in rows]

    def _row(self, identity: Row, known: Sequence[Mapping[str, Row]]) -> Row:
        row = dict.fromkeys(FIELDS, "") | _said({name: identity[name] for name in codes.FIELDS})
        for source in known:
            row |= _said(source.get(identity["code6"]) or source.get(identity["code5"]) or {})
        # A reading may be corrected; what a municipality is and is called, only by the code list.
        row |= {name: identity[name] for name in codes.FIELDS if name != "kana"}
        row["name_en"] = row["name_en"] or romaji.name(row["kana"], row["type"])
        row["city_class"] = row["city_class"] or row["type"]
        if not row["area_code"]:
            here = self.prefecture
            row |= {"area_code": f"{here.code}00", "area_name": f"{here.ja}全域", "area_en": here.en}
        return row

    def _missing(self, rows: Sequence[Row]) -> dict[str, list[str]]:
        """Names of the municipalities without population or position, for the person to bring the files that lack."""
        drawn = _by("code6", self.own / "places.csv")
        lacking = {
            "statistics": [row["name"] for row in rows if not row["population"]],
            "boundaries": [
                row["name"] for row in rows if self._has_boundaries() and row["code6"] not in drawn
            ],
        }
        return {kind: names for kind, names in lacking.items() if names}


def _position(place: Place) -> Row:
    return {"code6": place.code6, "label_lat": str(place.label_lat), "label_lon": str(place.label_lon)}


def _said(row: Mapping[str, str]) -> Row:
    return {name: value for name, value in row.items() if value and name in FIELDS}


def _by(key: str, path: Path) -> dict[str, Row]:
    return {row[key]: row for row in _table(path)}


def _table(path: Path) -> list[Row]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def _few(names: Sequence[str], shown: int = 5) -> str:
    return "、".join(names[:shown]) + (f" ほか{len(names) - shown}" if len(names) > shown else "")


def _put(path: Path, fields: Sequence[str], rows: Iterable[Row]) -> Path:
    text = io.StringIO(newline="")
    # The same bytes on every machine: Python's csv would end lines as Windows does.
    writer = csv.DictWriter(text, fields, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return _write(path, text.getvalue())


def _write(path: Path, text: str) -> Path:
    """All or nothing: a reader never sees half a file."""
    beside = path.with_name(path.name + ".new")
    beside.write_text(text, encoding="utf-8", newline="\n")
    beside.replace(path)
    return path
