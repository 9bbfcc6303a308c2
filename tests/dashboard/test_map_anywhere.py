"""The maps of all 47 prefectures from real outlines: no name on another, none cut off, islands in boxes, the frame filled.

Outlines and code list go through the commands of an installation (``tests/etl/places``). Boxes of texts are measured here, with
the letters of the bundled font; nothing of the placing code is asked where a text lies.
"""

import csv
import dataclasses
import gzip
import json
import math
import re
import xml.etree.ElementTree as xml
from functools import cache
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pandas as pd
import pytest
import shapely
from shapely import Geometry

from dashboard.charts import map as maps
from dashboard.queries import shapes
from etl import catalogue as catalogues
from etl import reference
from etl.settings import load
from tests.dashboard.fitting import wide

pytestmark = pytest.mark.slow
GIVEN = Path(__file__).parents[1] / "etl" / "places"
PREFECTURES = [f"{n:02}" for n in range(1, 48)]
LINE = 1.2
"""Of the letters' size: how tall the map engine makes the ground of a line of text."""
CARD = 620


class Text(NamedTuple):
    """A text as drawn: the box of its letters, and that of the ground laid under them (left, top, right, bottom)."""

    said: str
    letters: Geometry
    ground: Geometry


class Prefecture(NamedTuple):
    """What an installation has of one prefecture: where names stand, its outlines, boxes of islands, the first picture."""

    places: pd.DataFrame
    snapshot: SimpleNamespace
    outlines: dict[str, Geometry]
    picture: Path


@cache
def features() -> dict[str, list[dict]]:
    """The features of `outlines.geojson.gz` by prefecture."""
    whole = json.loads(gzip.decompress((GIVEN / "outlines.geojson.gz").read_bytes()))
    found: dict[str, list[dict]] = {}
    for feature in whole["features"]:
        found.setdefault(feature["properties"]["N03_007"][:2], []).append(feature)
    return found


@pytest.fixture(scope="module", params=PREFECTURES)
def there(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Prefecture:
    """One prefecture set up from an empty home by its code list and outlines."""
    folder = tmp_path_factory.mktemp(f"prefecture{request.param}")
    outlines = folder / "N03.geojson"
    rows = features()[request.param]
    outlines.write_text(json.dumps({"type": "FeatureCollection", "features": rows}), "utf-8")
    base = catalogues.load()
    edited = {"code": request.param, "ja": "県", "en": "Prefecture", "neighbours": (), "demo": False}
    whole = dataclasses.replace(base, prefecture=base.prefecture.model_copy(update=edited))
    here = load({"TSUNAGARI_HOME": str(folder)})
    reference.load("codes", [GIVEN / "names.csv"], here, whole)
    done = reference.load("boundaries", [outlines], here, whole)
    assert done.missing.get("boundaries") is None and done.picture
    with (reference.own(here) / "municipalities.csv").open(encoding="utf-8", newline="") as text:
        towns = list(csv.DictReader(text))
    places = pd.DataFrame({
        "lg_code": [town["code6"] for town in towns],
        "ja": [town["name"] for town in towns],
        "en": [town["name_en"] for town in towns],
        "lat": [float(town["label_lat"]) for town in towns],
        "lon": [float(town["label_lon"]) for town in towns],
        # Cities have the lower codes, the seat of the prefecture the lowest.
        "people": range(len(towns), 0, -1),
        "status": "設置済", "fill": "#0017C1", "detail": "",
    })  # fmt: skip
    drawn = reference.boundaries(here, whole)
    assert drawn is not None
    collection = json.loads(drawn.read_text("utf-8"))
    shaped = {row["id"]: shapely.geometry.shape(row["geometry"]) for row in collection["features"]}
    return Prefecture(places, SimpleNamespace(path=drawn.with_suffix(".duckdb")), shaped, done.picture)


def sheet(there: Prefecture, language: str) -> maps.Sheet:
    return maps.Sheet(*shapes.sheet(there.snapshot, language))  # type: ignore[arg-type]


def text(said: str, x: float, y: float, size: float, padding: tuple[float, float] = (3, 1)) -> Text:
    """A text in the middle of which (x, y) lies, in pixels."""
    half = wide(said, False) * size / 2
    across, down = half + padding[0], size * LINE / 2 + padding[1]
    return Text(
        said,
        shapely.box(x - half, y - size / 2, x + half, y + size / 2),
        shapely.box(x - across, y - down, x + across, y + down),
    )


def on_screen(deck: dict) -> list[Text]:
    """The texts of a deck in pixels, the middle of the card at (0, 0)."""
    view = deck["initialViewState"]
    scale = 512 * 2 ** view["zoom"] / 360

    def flat(lat: float) -> float:
        return math.degrees(math.asinh(math.tan(math.radians(lat)))) * scale

    found = []
    for layer in deck["layers"]:
        if layer["@@type"] != "TextLayer":
            continue
        for row in layer["data"]:
            across, down = row.get("offset", (0, 0))
            x = (row["lon"] - view["longitude"]) * scale + across
            y = flat(view["latitude"]) - flat(row["lat"]) + down
            found.append(text(row.get("label") or row["name"], x, y, layer["getSize"]))
    return found


def faults(texts: list[Text], frame: Geometry) -> list[str]:
    """Which texts lie on another and which are cut off."""
    on_another = [
        f"{one.said} × {other.said}"
        for one, other in combinations(texts, 2)
        if one.ground.intersection(other.letters).area + other.ground.intersection(one.letters).area > 0.5
    ]
    return on_another + [f"{one.said} |" for one in texts if one.letters.difference(frame).area > 0.5]


def labelled(places: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The three kinds of labels there are: a sign and a name in either language, a name and a number."""
    if kind == "number":
        return places.assign(label=[f"{name} 1,234.5" for name in places["ja"]])
    return places.assign(label=[f"● {name}" for name in places[kind]])


@pytest.mark.parametrize("kind", ["ja", "en", "number"])
def test_no_name_lies_on_another_and_none_is_cut_off(there: Prefecture, kind: str) -> None:
    drawn = sheet(there, "en" if kind == "en" else "ja")
    places = labelled(there.places, kind)
    deck = json.loads(maps.deck(places, "/x.geojson", sheet=drawn).to_json())
    across, up = CARD / 2, maps.height(drawn) / 2
    assert faults(on_screen(deck), shapely.box(-across, -up, across, up)) == []


@pytest.mark.parametrize("kind", ["ja", "en", "number"])
def test_nor_in_the_picture_that_is_saved(there: Prefecture, kind: str) -> None:
    drawn = sheet(there, "en" if kind == "en" else "ja")
    lines = shapes.outlines(there.snapshot)  # type: ignore[arg-type]
    figure = maps.drawing(labelled(there.places, kind), lines, sheet=drawn)
    tall = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    wide_ = figure.layout.width
    (west, east), (south, north) = figure.layout.xaxis.range, figure.layout.yaxis.range
    ratio = figure.layout.yaxis.scaleratio
    scale = min(wide_ / (east - west), tall / ((north - south) * ratio))
    texts = []
    for note in figure.layout.annotations:
        x = wide_ / 2 + (note.x - (west + east) / 2) * scale + (note.xshift or 0)
        y = tall / 2 - (note.y - (south + north) / 2) * scale * ratio - (note.yshift or 0)
        size = note.font.size
        assert note.yanchor in (None, "middle")
        texts.append(text(note.text, x, y, size))
    assert faults(texts, shapely.box(0, 0, wide_, tall)) == []


def test_nor_in_the_first_picture(there: Prefecture) -> None:
    root = xml.fromstring(there.picture.read_text("utf-8"))
    _, _, right, bottom = map(float, root.attrib["viewBox"].split())
    texts = []
    for one in root.iter("{http://www.w3.org/2000/svg}text"):
        x, y, size = float(one.attrib["x"]), float(one.attrib["y"]), float(root.attrib["font-size"])
        half = wide(one.text or "", False) * size / 2
        middle = x if one.attrib.get("text-anchor") == "middle" else x + half
        # Letters stand on y; an eighth of them reaches below it.
        texts.append(text(one.text or "", middle, y - size * 3 / 8, size, (0, 0)))
    assert faults(texts, shapely.box(0, 0, right, bottom)) == []


def test_every_municipality_is_named_or_has_a_dot_and_the_largest_is_named(there: Prefecture) -> None:
    deck = json.loads(
        maps.deck(labelled(there.places, "ja"), "/x.geojson", sheet=sheet(there, "ja")).to_json()
    )
    rows = {layer["id"]: layer["data"] for layer in deck["layers"] if isinstance(layer["data"], list)}
    named = [row["lg_code"] for row in rows["labels"]]
    assert sorted(named + [row["lg_code"] for row in rows.get("dots", [])]) == sorted(there.places["lg_code"])
    assert there.places["lg_code"].iloc[0] in named


def test_a_name_stands_on_the_main_part(there: Prefecture) -> None:
    """Of a municipality in several parts, on one that is at least a third of the largest."""
    for row in there.places.itertuples():
        parts = shapely.get_parts(there.outlines[row.lg_code])
        main = [part for part in parts if part.area >= max(one.area for one in parts) / 3.01]
        assert shapely.union_all(main).buffer(1e-3).contains(shapely.Point(row.lon, row.lat)), row.ja


def test_islands_leave_the_mainland_large(there: Prefecture) -> None:
    """Nobody is a smudge beside far islands: boxes cost two fifths of its size at most, and say where they lie."""
    frame, boxes = shapes.sheet(there.snapshot, "ja")  # type: ignore[arg-type]
    frames = [shapely.box(*box) for box, _ in boxes]
    land = shapely.union_all(list(there.outlines.values()))
    parts = [part for part in shapely.get_parts(land) if not any(one.contains(part) for one in frames)]
    assert not any(one.intersects(part) for one in frames for part in parts)
    assert not any(one.intersects(other) for one, other in combinations(frames, 2))
    assert pixels(tuple(shapely.total_bounds(parts))) / pixels(frame) > 0.6
    for (_, ja), (_, en) in zip(boxes, shapes.sheet(there.snapshot, "en")[1], strict=True):  # type: ignore[arg-type]
        assert re.fullmatch(r".+（[東西南北]+へ約[0-9]+km(・縮小)?）", ja), ja
        assert re.fullmatch(r"[A-Z].+ \([0-9]+ km [NSEW]+(, smaller)?\)", en), en


def pixels(frame: tuple[float, ...]) -> float:
    """Degrees a pixel on the card."""
    west, south, east, north = frame
    return max(
        (east - west) * math.cos(math.radians((south + north) / 2)) / CARD, (north - south) / maps.TALLEST
    )


def test_the_height_follows_the_shape(there: Prefecture) -> None:
    """All of a tall prefecture is in sight, and none has more empty room above and below than the least height leaves."""
    drawn = sheet(there, "ja")
    west, south, east, north = drawn.bounds
    tall = CARD * (north - south) / ((east - west) * math.cos(math.radians((south + north) / 2)))
    assert maps.height(drawn) == pytest.approx(min(max(tall, maps.HEIGHT), maps.TALLEST), abs=0.06 * CARD)


def test_on_a_telephone_nothing_lies_on_another_either(there: Prefecture) -> None:
    """Signs without names, in half the width; the names of boxes without room are told where one points."""
    drawn = sheet(there, "ja")
    deck = json.loads(
        maps.deck(there.places.assign(label="●"), "/x.geojson", sheet=drawn, width=320).to_json()
    )
    tall = maps.height(drawn, 320) / 2
    assert faults(on_screen(deck), shapely.box(-160, -tall, 160, tall)) == []
    rows = {layer["id"]: layer["data"] for layer in deck["layers"] if isinstance(layer["data"], list)}
    assert len(rows.get("inset_names", [])) + len(rows.get("inset_dots", [])) == len(drawn.insets)


def test_every_box_of_islands_is_named_on_a_card(there: Prefecture) -> None:
    for language in ("ja", "en"):
        drawn = sheet(there, language)
        deck = json.loads(maps.deck(labelled(there.places, language), "/x.geojson", sheet=drawn).to_json())
        said = [
            row["name"] for layer in deck["layers"] if layer["id"] == "inset_names" for row in layer["data"]
        ]
        assert said == [name for _, name in drawn.insets]
