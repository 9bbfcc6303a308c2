"""国土数値情報 N03: both schemas, both encodings, wards into their city, neighbours keep one common line."""

import dataclasses
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapefile
import shapely
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from shapely import Geometry

from etl import catalogue as catalogues
from etl import reference
from etl.catalogue import Catalogue
from etl.reference import n03
from etl.reference import shapes as shapes_of
from etl.reference.official import OfficialFileError
from etl.settings import Settings, load

NAMES = {"141003": "横浜市", "142018": "横須賀市", "143014": "葉山町"}
WANTED = {code[:5]: code for code in NAMES}
Record = tuple[dict[str, str | None], Geometry]


def wavy(x: float, y: float) -> Geometry:
    """A tenth of a degree square whose left and right sides wave alike, so that neighbours share every vertex."""
    steps = np.linspace(0, 0.1, 60)
    left, right = (x + 0.004 * np.sin(40 * steps + column) for column in (round(x * 10), round(x * 10) + 1))
    ring = [*zip(left, y + steps, strict=True), *reversed(list(zip(right + 0.1, y + steps, strict=True)))]
    return shapely.Polygon(np.round(ring, 8))


def record(
    code: str | None, pref: str, county: str, city: str, ward: str, x: float, y: float = 35.0
) -> Record:
    properties = {
        "N03_001": pref,
        "N03_002": "",
        "N03_003": county,
        "N03_004": city,
        "N03_005": ward,
        "N03_007": code,
    }
    return properties, wavy(x, y)


def new_schema() -> list[Record]:
    """2024 and after: the city in N03_004, the ward in N03_005."""
    return [
        record("14101", "神奈川県", "", "横浜市", "鶴見区", 139.0),
        record("14102", "神奈川県", "", "横浜市", "神奈川区", 139.1),
        record("14201", "神奈川県", "", "横須賀市", "", 139.2),
        record("14301", "神奈川県", "三浦郡", "葉山町", "", 139.3),
        record("13209", "東京都", "", "町田市", "", 139.4),
        record(None, "神奈川県", "", "所属未定地", "", 139.5),
    ]


def old_schema() -> list[Record]:
    """Until 2023: the city in N03_003, the ward in N03_004, no N03_005."""
    result = []
    for properties, shape in new_schema():
        ward = properties.pop("N03_005")
        if ward:
            properties |= {"N03_003": properties["N03_004"], "N03_004": ward}
        result.append((properties, shape))
    return result


def as_geojson(records: Sequence[Record]) -> bytes:
    features = [
        {"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(shape)}
        for properties, shape in records
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def as_shapefile(records: Sequence[Record], encoding: str) -> dict[str, bytes]:
    parts = {end: io.BytesIO() for end in ("shp", "shx", "dbf")}
    with shapefile.Writer(**parts, shapeType=shapefile.POLYGON, encoding=encoding) as writer:
        for name in records[0][0]:
            writer.field(name, "C", size=60)
        for properties, shape in records:
            writer.shape(shapely.geometry.mapping(shape))
            writer.record(*(value or "" for value in properties.values()))
    return {end: stream.getvalue() for end, stream in parts.items()}


def zipped(path: Path, members: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def edition(folder: Path, kind: str) -> Path:
    """One of the ways N03 has been handed out."""
    if kind == "2025 zip":
        outline = as_geojson([({"N03_001": "神奈川県"}, shapely.box(139, 35, 139.6, 35.1))])
        members = {
            "N03-20250101_14.geojson": as_geojson(new_schema()),
            "N03-20250101_14_prefecture.geojson": outline,
        }
        return zipped(folder / "N03-20250101_14_GML.zip", members)
    if kind == "2015 zip":
        parts = as_shapefile(old_schema(), "cp932")
        return zipped(
            folder / "N03.zip", {f"N03-150101_14_GML/N03-15_14.{end}": data for end, data in parts.items()}
        )
    if kind == "utf-8 zip with cpg":
        parts = {**as_shapefile(new_schema(), "utf-8"), "cpg": b"UTF-8"}
        return zipped(folder / "N03.zip", {f"N03-24_14.{end}": data for end, data in parts.items()})
    if kind == "geojson":
        path = folder / "N03-23_14.geojson"
        path.write_bytes(as_geojson(old_schema()))
        return path
    for end, data in as_shapefile(old_schema(), "cp932").items():
        (folder / f"N03-15_14.{end}").write_bytes(data)
    return folder / "N03-15_14.shp"


EDITIONS = ["2025 zip", "2015 zip", "utf-8 zip with cpg", "geojson", "shapefile"]


@pytest.mark.parametrize("kind", EDITIONS)
def test_every_edition_gives_the_same_municipalities(tmp_path: Path, kind: str) -> None:
    places = shapes_of.read([edition(tmp_path, kind)], WANTED, NAMES)
    assert [(place.code6, place.name, place.county) for place in places] == [
        ("141003", "横浜市", ""),
        ("142018", "横須賀市", ""),
        ("143014", "葉山町", "三浦郡"),
    ]
    city = places[0].shape
    assert city.bounds[0] == pytest.approx(139.0, abs=0.01) and city.bounds[2] == pytest.approx(
        139.2, abs=0.01
    )
    assert shapely.get_num_geometries(city) == 1


@pytest.mark.parametrize("kind", EDITIONS)
def test_names_survive_the_encoding(tmp_path: Path, kind: str) -> None:
    assert {feature.county for feature in n03.features(edition(tmp_path, kind))} == {"", "三浦郡"}


def test_neighbours_still_share_their_line_after_simplifying() -> None:
    shapes = [shape for _, shape in new_schema()[:5]]
    small = shapes_of.simplified(shapes)
    assert sum(map(shapely.get_num_coordinates, small)) < sum(map(shapely.get_num_coordinates, shapes)) / 3
    assert shapely.coverage_is_valid(np.array(small, dtype=object))
    assert shapely.union_all(small).area == pytest.approx(sum(shape.area for shape in small), rel=1e-9)
    assert shapely.get_num_geometries(shapely.union_all(small)) == 1


def test_specks_go_but_never_a_whole_municipality() -> None:
    speck = shapely.box(140, 35, 140.0005, 35.0005)
    town = shapely.MultiPolygon([shapely.box(139, 35, 139.1, 35.1), speck])
    assert [shapely.get_num_geometries(shape) for shape in shapes_of.simplified([town, speck])] == [1, 1]


def test_the_label_stands_inside() -> None:
    hole = shapely.box(139.01, 35.01, 139.08, 35.09).exterior
    ring = shapely.Polygon(shapely.box(139, 35, 139.1, 35.1).exterior, [hole])
    place = shapes_of._place("143014", "葉山町", "", shapely.MultiPolygon([ring]))
    assert ring.contains(shapely.Point(place.label_lon, place.label_lat))


@pytest.mark.parametrize(
    ("code", "city"),
    [("14118", "14100"), ("14131", "14130"), ("14153", "14150"), ("14201", "14201"), ("13101", "13101")],
)
def test_a_ward_belongs_to_the_designated_city_below_it(code: str, city: str) -> None:
    assert shapes_of.city_of(code, ["14100", "14130", "14150", "14201", "13101"]) == city


def test_boundaries_replace_the_tiles(tmp_path: Path) -> None:
    here, whole = installation(tmp_path)
    done = reference.load("boundaries", [edition(tmp_path, "2025 zip")], here, whole)
    assert done.missing == {}
    assert reference.boundaries(here, whole) == done.path
    assert reference.boundaries_credit(here, whole).startswith("「国土数値情報（行政区域データ）」")
    shapes = {
        feature["id"]: feature for feature in json.loads(done.path.read_text(encoding="utf-8"))["features"]
    }
    assert shapes["141003"]["properties"] == {"code": "141003", "name": "横浜市"}
    rows = {row["code6"]: row for row in reference.municipalities(here, whole).to_pylist()}
    assert rows["143014"]["county"] == "三浦郡"
    outline = shapely.geometry.shape(shapes["143014"]["geometry"])
    assert outline.contains(shapely.Point(rows["143014"]["label_lon"], rows["143014"]["label_lat"]))


def test_a_municipality_without_a_polygon_is_named(tmp_path: Path) -> None:
    here, whole = installation(tmp_path)
    path = tmp_path / "part.geojson"
    path.write_bytes(as_geojson(new_schema()[:3]))
    assert reference.load("boundaries", [path], here, whole).missing == {"boundaries": ["葉山町"]}


def test_two_prefectures_in_two_files(tmp_path: Path) -> None:
    first, second = tmp_path / "14.geojson", tmp_path / "13.geojson"
    first.write_bytes(as_geojson(new_schema()[:4]))
    second.write_bytes(as_geojson(new_schema()[4:]))
    places = shapes_of.read([first, second], {**WANTED, "13209": "132098"}, {**NAMES, "132098": "町田市"})
    assert [place.code6 for place in places] == ["132098", "141003", "142018", "143014"]


def installation(tmp_path: Path) -> tuple[Settings, Catalogue]:
    """Kanagawa with its codes and population, no boundaries yet."""
    here = load({"TSUNAGARI_HOME": str(tmp_path / "home")})
    base = catalogues.load()
    edited = {"code": "14", "ja": "神奈川県", "en": "Kanagawa Prefecture", "neighbours": ()}
    whole = dataclasses.replace(base, prefecture=base.prefecture.model_copy(update=edited))
    listed = "".join(f"{code},神奈川県,{name}\n" for code, name in NAMES.items())
    counted = "".join(f"R{code},神奈川県,町,50000,15000\n" for code in WANTED)
    (tmp_path / "codes.csv").write_text(
        f"団体コード,都道府県名（漢字）,市区町村名（漢字）\n{listed}", encoding="utf-8"
    )
    (tmp_path / "ssdse.csv").write_text(
        f"A,Prefecture,Municipality,A1101,A1303\n,,年度,2020,2020\n{counted}", encoding="utf-8"
    )
    reference.load("codes", [tmp_path / "codes.csv"], here, whole)
    reference.load("statistics", [tmp_path / "ssdse.csv"], here, whole)
    return here, whole


def broken(folder: Path, kind: str) -> Path:
    path = folder / {"text": "readme.txt", "zip": "x.zip", "empty zip": "x.zip", "json": "x.geojson"}.get(
        kind, "x.shp"
    )
    data = {"text": b"", "zip": b"PK\x03\x04junk", "json": b"{}", "half shapefile": b"\x00\x00\x27\x0a"}
    if kind == "empty zip":
        return zipped(path, {"readme.txt": b"nothing here"})
    if kind != "missing":
        path.write_bytes(data[kind])
    return path


@pytest.mark.parametrize("kind", ["text", "zip", "empty zip", "json", "half shapefile", "missing"])
def test_what_is_no_n03_is_refused_in_japanese(tmp_path: Path, kind: str) -> None:
    path = broken(tmp_path, kind)
    with pytest.raises(OfficialFileError, match=path.name) as error:
        shapes_of.read([path], WANTED, NAMES)
    assert len(str(error.value).replace(str(tmp_path), "")) <= 120


def test_another_prefectures_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "13.geojson"
    path.write_bytes(as_geojson(new_schema()[4:5]))
    with pytest.raises(OfficialFileError, match="この都道府県の市区町村がありません"):
        shapes_of.read([path], WANTED, NAMES)


@hypothesis(max_examples=40)
@given(
    st.lists(st.floats(-0.04, 0.04), min_size=6, max_size=6),
    st.floats(0.0005, 0.01),
)
def test_any_three_neighbours_stay_neighbours(bends: list[float], tolerance: float) -> None:
    """Random common lines between three strips: no gap and no overlap comes of simplifying them."""
    heights = np.linspace(35.0, 35.4, 5)
    inner = [0.0, *bends[:3], 0.0], [0.0, *bends[3:], 0.0]
    lines = [np.full(5, 139.0), 139.2 + np.array(inner[0]), 139.4 + np.array(inner[1]), np.full(5, 139.6)]
    strips = [
        shapely.Polygon([*zip(left, heights, strict=True), *reversed(list(zip(right, heights, strict=True)))])
        for left, right in pairwise(lines)
    ]
    small = shapes_of.simplified(strips, tolerance)
    whole = shapely.union_all(small)
    assert whole.area == pytest.approx(sum(shape.area for shape in small), rel=1e-6)
    assert (
        shapely.get_num_geometries(whole) == 1
        and shapely.get_num_interior_rings(shapely.get_parts(whole)[0]) == 0
    )
