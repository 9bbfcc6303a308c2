"""The map of any prefecture: no name on another, none cut off, islands beside the mainland, the shape decides the height."""

import dataclasses
import itertools
import json
import math
import re
import shutil
from base64 import b64decode
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard import store, words
from dashboard.charts import labels
from dashboard.charts import map as maps
from dashboard.export.svg import drawing
from dashboard.queries import shapes
from dashboard.widgets import figure, pointed
from etl.reference.insets import arranged
from etl.reference.places import Place

LETTERS = "山川田中上下北南東西大小原野崎島津市"


@st.composite
def prefectures(draw: st.DrawFn) -> tuple[pd.DataFrame, maps.Sheet]:
    """Up to 179 municipalities anywhere: crowded, in a line, of any size, with names of two to six characters."""
    wide, tall = draw(st.floats(0.2, 4)), draw(st.floats(0.2, 4))
    count = draw(st.integers(1, 179))
    seed = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    crowded = draw(st.floats(1, 6))
    frame = pd.DataFrame({
        "lg_code": [f"{n:06}" for n in range(count)],
        "lon": 135 + wide * seed.random(count) ** crowded,
        "lat": 35 + tall * seed.random(count) ** crowded,
        "people": seed.integers(300, 2_000_000, count),
        "label": ["● " + "".join(seed.choice(list(LETTERS), seed.integers(2, 7))) for _ in range(count)],
        "status": "設置済", "fill": "#0017C1", "detail": "",
    })  # fmt: skip
    return frame, maps.Sheet((135, 35, 135 + wide, 35 + tall))


def boxes(deck: dict, name: str = "labels") -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of each name in pixels of the card, as the engine lays them."""
    scale = 512 * 2 ** deck["initialViewState"]["zoom"] / 360
    upright = scale / math.cos(math.radians(deck["initialViewState"]["latitude"]))
    found = []
    for place in next((layer["data"] for layer in deck["layers"] if layer["id"] == name), []):
        across, down = place.get("offset", (0, 0))
        x, y = place["lon"] * scale + across, -place["lat"] * upright + down
        half = labels.width(place["label"]) / 2
        found.append((x - half, y - labels.SIZE / 2, x + half, y + labels.SIZE / 2))
    return found


@settings(max_examples=60)
@given(prefectures(), st.sampled_from([320, 620, 1200]))
def test_no_name_lies_on_another_and_none_is_cut_off(prefecture, width):
    places, sheet = prefecture
    deck = json.loads(maps.deck(places, "/x.geojson", sheet=sheet, width=width).to_json())
    found = boxes(deck)
    for at, one in enumerate(found):
        for other in found[at + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    view = deck["initialViewState"]
    scale = 512 * 2 ** view["zoom"] / 360
    x, y = view["longitude"] * scale, -view["latitude"] * scale / math.cos(math.radians(view["latitude"]))
    tall = maps.height(sheet, width)
    for left, top, right, bottom in found:
        assert x - width / 2 - 1 <= left and right <= x + width / 2 + 1
        assert y - tall / 2 - 1 <= top and bottom <= y + tall / 2 + 1


@settings(max_examples=30)
@given(prefectures())
def test_every_municipality_has_its_name_or_a_dot_to_point_at(prefecture):
    places, sheet = prefecture
    deck = json.loads(maps.deck(places, "/x.geojson", sheet=sheet).to_json())
    layers = {layer["id"]: layer["data"] for layer in deck["layers"] if isinstance(layer["data"], list)}
    named = [place["lg_code"] for place in layers["labels"]]
    dots = [place["lg_code"] for place in layers.get("dots", [])]
    assert sorted(named + dots) == sorted(places["lg_code"])
    assert places.loc[places["people"].idxmax(), "lg_code"] in named or maps.height(sheet) < 100


def square(code: str, x: float, y: float, side: float = 0.2) -> Place:
    return Place(code, f"町{code}", "", y, x, shapely.MultiPolygon([shapely.box(x, y, x + side, y + side)]))


MAINLAND = [
    square(f"{column}{row}", 139 + column * 0.2, 35 + row * 0.2) for column in range(4) for row in range(3)
]


def test_islands_far_away_come_beside_the_mainland_and_say_where_they_lie():
    """A village 900 km to the south, as 小笠原村 is, must not shrink the rest to a smudge."""
    moved, insets = arranged([*MAINLAND, square("99", 139.4, 27.0, 0.05)])
    bounds = shapely.total_bounds([place.shape for place in moved])
    assert bounds[3] - bounds[1] < 1.5
    assert len(insets) == 1 and "町99" in insets[0].ja and "南へ約880km" in insets[0].ja
    island = moved[-1]
    assert shapely.box(*insets[0].box).contains(island.shape)
    assert island.shape.contains(shapely.Point(island.label_lon, island.label_lat))
    assert not any(shapely.box(*insets[0].box).intersects(place.shape) for place in moved[:-1])
    for before, after in zip(MAINLAND, moved, strict=False):
        assert before.shape.symmetric_difference(after.shape).area < 1e-4


def test_islands_near_by_stay_where_they_are():
    moved, insets = arranged([*MAINLAND, square("98", 139.9, 35.1, 0.05)])
    assert not insets and moved[-1].shape.bounds[0] == pytest.approx(139.9)


def test_a_rock_where_nobody_is_at_home_is_left_out_and_the_name_stands_on_the_main_part():
    """As 南鳥島: part of a village, 1,200 km from it; and of two islands alike the nearer one carries the name."""
    village = Place("99", "村", "", 0, 0, shapely.MultiPolygon(
        [shapely.box(139.4, 27.0, 139.45, 27.05), shapely.box(139.4, 24.7, 139.455, 24.75), shapely.box(151, 24, 151.01, 24.01)]
    ))  # fmt: skip
    moved, insets = arranged([*MAINLAND, village])
    assert len(insets) == 1 and len(shapely.get_parts(moved[-1].shape)) == 1
    assert "約880km" in insets[0].ja


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(-12, 12), st.floats(-12, 12)), max_size=8))
def test_wherever_islands_lie_nothing_overlaps_and_nobody_is_lost(offsets):
    far = [square(f"i{n}", 139 + x, 35 + y, 0.05) for n, (x, y) in enumerate(offsets)]
    places = [*MAINLAND, *far]
    moved, insets = arranged(places)
    assert [place.code6 for place in moved] == [place.code6 for place in places]
    assert all(not place.shape.is_empty for place in moved)
    frames = [shapely.box(*inset.box) for inset in insets]
    for at, frame in enumerate(frames):
        assert not any(frame.overlaps(other) for other in frames[at + 1 :])
    for place in moved:
        assert place.shape.buffer(1e-3).contains(shapely.Point(place.label_lon, place.label_lat))


@pytest.mark.parametrize(
    ("wide", "tall", "pixels"), [(3, 1, 340), (1, 1, 560), (1.2, 0.75, 340), (1, 4, 560)]
)
def test_the_shape_decides_the_height(wide, tall, pixels):
    height = maps.height(maps.Sheet((135, 35, 135 + wide, 35 + tall)))
    assert pixels == height or maps.HEIGHT < height <= maps.TALLEST


def test_the_published_outlines_frame_the_map(snapshot: store.Snapshot):
    words.use("ja")
    bounds, insets = shapes.sheet(snapshot, "ja")
    lines = np.concatenate(list(shapes.outlines(snapshot).values()))
    assert bounds == (*np.nanmin(lines, axis=0), *np.nanmax(lines, axis=0)) and insets == []


@pytest.mark.parametrize("written", ['{"type": "FeatureCollection", "features": []}', None])
def test_without_outlines_the_places_themselves_frame_the_map(
    snapshot: store.Snapshot, tmp_path: Path, written: str | None
):
    copy = tmp_path / snapshot.path.name
    shutil.copyfile(snapshot.path, copy)
    if written:
        copy.with_suffix(".geojson").write_text(written, encoding="utf-8")
    (west, south, east, north), insets = shapes.sheet(dataclasses.replace(snapshot, path=copy), "ja")
    assert 132 < west < east < 136 and 34 < south < north < 37 and insets == []


def test_a_map_is_drawn_for_paper_once_for_what_it_shows(opened, monkeypatch):
    """Not in each run: again only for other numbers, in another language, and then it is another picture."""
    made = []
    monkeypatch.setattr(figure.svg, "drawing", lambda drawn: made.append(drawing(drawn)) or made[-1])
    figure._drawn.cache_clear()

    def printed(language: str, **asked: str) -> str:
        page = opened("linkage", language, view="places", **asked)
        page.at.run()
        (source,) = re.findall(
            r'class="on-paper" alt="[^"]*" src="data:image/svg\+xml;base64,([^"]*)"', page.html
        )
        return b64decode(source).decode()

    asked = [("ja", {}), ("ja", {}), ("ja", {"fy": "2024"}), ("en", {}), ("ja", {})]
    shown = [printed(language, **choice) for language, choice in asked]
    assert len(set(shown)) == 3 and shown[0] == shown[1] == shown[4]
    assert set(shown) <= set(made) and len(made) == len(set(made))


def test_a_border_runs_where_two_areas_or_prefectures_meet_and_nowhere_else(snapshot, monkeypatch):
    """Four squares in a row: two of one area, one of another, one of another prefecture; islands apart have no border."""
    towns = pd.DataFrame({
        "lg_code": ["1", "2", "3", "4"], "prefecture": ["甲", "甲", "甲", "乙"], "area_code": ["a", "a", "b", "b"],
    })  # fmt: skip
    rings = {
        str(n + 1): np.array([[n, 0], [n + 1, 0], [n + 1, 1], [n, 1], [n, 0], [np.nan, np.nan]], dtype=float)
        for n in range(4)
    }
    monkeypatch.setattr(shapes, "outlines", lambda _: rings)
    monkeypatch.setattr(shapes.store, "query", lambda *_: towns)
    found = shapes.borders.__wrapped__(snapshot)
    assert {kind: [sorted(line) for line in lines] for kind, lines in found.items()} == {
        "area": [[[2.0, 0.0], [2.0, 1.0]]],
        "prefecture": [[[3.0, 0.0], [3.0, 1.0]]],
    }


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=12, unique=True))
def test_lines_of_a_border_hold_each_of_its_edges_once(points):
    """Whatever way edges meet, joining them neither loses nor doubles one."""
    edges = list(itertools.pairwise(points))
    lines = shapes._joined(edges)
    drawn = [frozenset(map(tuple, pair)) for line in lines for pair in itertools.pairwise(line)]
    assert sorted(map(sorted, drawn)) == sorted(map(sorted, map(frozenset, edges)))


def test_an_area_can_be_pointed_at_and_says_what_its_name_says(snapshot):
    """Each municipality with an outline has rings for the pointer, with the sentence of this page and few points."""
    sheet = maps.Sheet(*shapes.sheet(snapshot, "ja"), *shapes.land(snapshot))
    towns = list(shapes.outlines(snapshot))
    places = pd.DataFrame({
        "lg_code": towns, "label": towns, "lat": 35.3, "lon": 134.0, "status": "", "fill": "#0017C1",
        "detail": [f"{code} 設置済" for code in towns],
    })  # fmt: skip
    layers = {
        layer["id"]: layer for layer in json.loads(maps.deck(places, "/x", sheet=sheet).to_json())["layers"]
    }
    rings = layers["pointed"]["data"]
    assert layers["pointed"]["pickable"] and {ring["lg_code"] for ring in rings} == set(towns)
    assert all(ring["detail"] == f"{ring['lg_code']} 設置済" and len(ring["ring"]) <= 41 for ring in rings)
    assert {"border_area_0", "border_prefecture_0"} <= set(layers)


def test_lines_between_places_lie_flat_as_on_paper():
    """No arc in space: the two halves of the curve that paper shows, each in the colour of its end."""
    arc = {
        "from_lat": 35.0,
        "from_lon": 134.0,
        "to_lat": 35.4,
        "to_lon": 134.4,
        "width": 3,
        "state": "value",
        "detail": "甲→乙",
    }
    layer = json.loads(maps._arcs(pd.DataFrame([arc])).to_json())
    first, second = layer["data"]
    assert layer["@@type"] == "PathLayer" and first["colour"] != second["colour"]
    assert (
        first["path"][0] == [134.0, 35.0]
        and second["path"][-1] == [134.4, 35.4]
        and first["path"][-1] == second["path"][0]
    )


def test_the_borders_of_a_map_stand_in_its_legend(opened, monkeypatch):
    """Those that it draws, and no other; a figure that is no map has none."""
    kept = []
    monkeypatch.setattr(figure, "_head", lambda record, period: kept.append(record))
    opened("participation", view="setup")
    signs = {record.key: [sign.word for sign in record.signs] for record in kept}
    borders = [words.t(f"app.border.{kind}") for kind in ("prefecture", "area")]
    assert signs["map"][-2:] == borders
    assert not set(borders) & {word for key, said in signs.items() if key != "map" for word in said}


SIGNS = ("●", "△", "x", "…")


def _marked(snapshot, kind: str) -> pd.DataFrame:
    """Every municipality with a label of one of the kinds there are: sign and name, the sign alone, a number alone."""
    with words.speaking("en" if kind == "en" else "ja"):
        sql = "select lg_code, label_lon as lon, label_lat as lat, population as people from dim_municipality order by lg_code"
        places = store.query(snapshot, sql)
        names = [words.place(snapshot, "municipality", code) for code in places["lg_code"]]
    marks = [SIGNS[row % len(SIGNS)] for row in range(len(places))]
    label = {
        "sign": marks,
        "number": [f"{1000 + row:,}" for row in range(len(places))],
    }.get(kind, [f"{mark} {name}" for mark, name in zip(marks, names, strict=True)])
    return places.assign(label=label, status="設置済", fill="#0017C1", detail="")


def _middle_of_mark(label: str) -> float:
    """Pixels from the middle of a label to that of its mark, measured by the letters."""
    first, _, name = label.partition(" ")
    return (labels.width(first) - labels.width(label)) / 2 if name else 0.0


def _faults(texts, lines, outlines, pixel) -> list[str]:
    """Whose mark lies outside its own area without a line that leads to it; texts: (code, label, x, y) in pixels."""
    faults = []
    for code, label, x, y in texts:
        area = shapely.transform(outlines[code], pixel)
        mark = shapely.Point(x + _middle_of_mark(label), y)
        half = labels.width(label) / 2
        box = shapely.box(x - half, y - labels.TALL / 2, x + half, y + labels.TALL / 2)
        leading = [
            line for line in lines
            if mark.distance(shapely.Point(line.coords[-1])) < 2 and area.buffer(2).contains(shapely.Point(line.coords[0]))
        ]  # fmt: skip
        # outlines to point at have fewer points than those that are drawn: two pixels of them are no neighbour's land
        if not area.buffer(2).contains(mark) and not any(line.difference(box).length > 4 for line in leading):
            faults.append(label)
    return faults


@pytest.mark.parametrize("kind", ["ja", "en", "sign", "number"])
@pytest.mark.parametrize("width", [320, 620])
def test_every_mark_lies_in_its_own_area_or_has_a_line_to_it(snapshot, demo_home, width, kind):
    """On the card of a desk and of a telephone, with every kind of label; seen as the engine lays it."""
    outlines = {
        row["id"]: shapely.geometry.shape(row["geometry"])
        for row in json.loads(store.boundaries(snapshot).read_text("utf-8"))["features"]
    }
    places, sheet = _marked(snapshot, kind), pointed.sheet(snapshot)
    deck = json.loads(maps.deck(places, "/x.geojson", sheet=sheet, width=width).to_json())
    scale = 512 * 2 ** deck["initialViewState"]["zoom"] / 360

    def pixel(points: np.ndarray) -> np.ndarray:
        flat = np.degrees(np.arcsinh(np.tan(np.radians(points[:, 1]))))
        return np.column_stack([points[:, 0] * scale, -flat * scale])

    layers = {layer["id"]: layer["data"] for layer in deck["layers"] if isinstance(layer["data"], list)}
    texts = []
    for row in layers["labels"]:
        ((x, y),) = pixel(np.array([[row["lon"], row["lat"]]]))
        texts.append((row["lg_code"], row["label"], x + row["offset"][0], y + row["offset"][1]))
    lines = [shapely.LineString(pixel(np.array(row["path"]))) for row in layers.get("leader_1", [])]
    assert {row[0] for row in texts} == set(places["lg_code"]), "nobody without a mark"
    assert _faults(texts, lines, outlines, pixel) == []
    if kind in ("sign", "number"):
        assert {row[1] for row in texts} >= set(places["label"])


@pytest.mark.parametrize("size", [maps.DRAWN, (maps.WIDTH, 340)])
def test_nor_does_a_mark_lie_elsewhere_on_paper(snapshot, size):
    outlines = {
        row["id"]: shapely.geometry.shape(row["geometry"])
        for row in json.loads(store.boundaries(snapshot).read_text("utf-8"))["features"]
    }
    places, sheet = _marked(snapshot, "ja"), pointed.sheet(snapshot)
    drawn = maps.drawing(places, shapes.outlines(snapshot), sheet=sheet, size=size)
    (west, east), (south, north), ratio = (
        drawn.layout.xaxis.range,
        drawn.layout.yaxis.range,
        drawn.layout.yaxis.scaleratio,
    )
    scale = min(size[0] / (east - west), (size[1] - 8) / ((north - south) * ratio))

    def pixel(points: np.ndarray) -> np.ndarray:
        return np.asarray(points, float) * (scale, -scale * ratio)

    code_of = {(row["lon"], row["lat"]): row["lg_code"] for row in places.to_dict("records")}
    texts = []
    for note in drawn.layout.annotations:
        ((x, y),) = pixel(np.array([[note.x, note.y]]))
        texts.append((code_of[note.x, note.y], note.text, x + note.xshift, y - note.yshift))
    lines = []
    for trace in drawn.data:
        if trace.mode == "lines" and trace.line.width == maps.LEADER[1][1]:
            points = pixel(np.column_stack([trace.x, trace.y]).astype(float))
            lines += [shapely.LineString(points[at : at + 2]) for at in range(0, len(points), 3)]
    assert _faults(texts, lines, outlines, pixel) == []


def test_a_hidden_line_has_no_sign_on_the_map_that_a_municipality_has(snapshot):
    """x is the sign of a municipality with a hidden number; lines are grey, and their legend says why."""
    places, sheet = _marked(snapshot, "ja"), pointed.sheet(snapshot)
    one, other = (places.iloc[row] for row in (2, 3))
    ends = {"from_lat": one["lat"], "from_lon": one["lon"], "to_lat": other["lat"], "to_lon": other["lon"]}
    arc = pd.DataFrame([{**ends, "width": 1.5, "state": "suppressed", "detail": "x"}])
    with_arc, without = (
        json.loads(maps.deck(places, "/x.geojson", arcs, sheet=sheet).to_json())["layers"]
        for arcs in (arc, None)
    )
    texts = [[layer for layer in deck if layer["@@type"] == "TextLayer"] for deck in (with_arc, without)]
    assert texts[0] == texts[1] and len(with_arc) == len(without) + 1


PLACES = st.tuples(st.integers(0, 300), st.integers(0, 300))


@given(st.lists(PLACES, min_size=1, max_size=14), st.sampled_from(["鳥取市", "Yurihama"]))
# At a corner a name is farther from its dot than at a side.
@example(points=[(57, 10), (60, 0)], name="鳥取市")
def test_a_name_stands_nearest_to_its_own_dot(points, name):
    """Measured anew: from the edge of the name to the middle of each dot; dots on one place share their names."""
    sides = labels.beside([(x, y, name) for x, y in points], (300, 300))
    wide, tall = labels.width(name), labels.TALL
    for (x, y), side in zip(points, sides, strict=True):
        if not side:
            continue
        vertical, level = side.split()
        gap = 8 if vertical != "middle" and level != "center" else 10  # at a corner it stands a little nearer
        left = {"left": x - gap - wide, "center": x - wide / 2, "right": x + gap}[level]
        top = {"top": y - gap - tall, "middle": y - tall / 2, "bottom": y + gap}[vertical]
        box = shapely.box(left, top, left + wide, top + tall)
        own = box.distance(shapely.Point(x, y))
        others = {(u, v) for u, v in points if math.hypot(u - x, v - y) > 1}
        assert all(box.distance(shapely.Point(other)) >= own for other in others)
