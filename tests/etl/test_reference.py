"""Official files, small and synthetic in their official layouts: codes, statistics, areas, and what comes of them."""

import csv
import dataclasses
import json
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from dashboard.charts import labels, map
from etl import catalogue as catalogues
from etl import dimensions, reference
from etl.catalogue import Catalogue
from etl.reference import areas as area_list
from etl.reference import codes, romaji, statistics, tiles
from etl.reference.official import OfficialFileError, decoded
from etl.settings import Settings
from tests.etl.official_list import HEADER

# A prefecture with a designated city of two wards, a city, a town, and a city next door.
TOWNS = {
    "141003": ("神奈川県", "横浜市", "ﾖｺﾊﾏｼ"),
    "142018": ("神奈川県", "横須賀市", "ﾖｺｽｶｼ"),
    "143014": ("神奈川県", "葉山町", "ﾊﾔﾏﾏﾁ"),
}
WARDS = {"141011": "横浜市鶴見区", "141020": "横浜市神奈川区"}
NEIGHBOUR = ("132098", "東京都", "町田市", "ﾏﾁﾀﾞｼ")


@pytest.fixture(scope="module")
def kanagawa() -> Catalogue:
    base = catalogues.load()
    edited = {"code": "14", "ja": "神奈川県", "en": "Kanagawa Prefecture", "neighbours": (NEIGHBOUR[0],)}
    return dataclasses.replace(base, prefecture=base.prefecture.model_copy(update=edited))


@pytest.fixture
def code_book(tmp_path: Path) -> Path:
    """総務省's workbook: prefectures and municipalities on one sheet, the designated cities' wards on another."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.append(HEADER)
    first.append(("140007", "神奈川県", None, "ｶﾅｶﾞﾜｹﾝ", None))
    for code, (prefecture, name, kana) in TOWNS.items():
        first.append((code, prefecture, name, "ｶﾅｶﾞﾜｹﾝ", kana))
    first.append((int(NEIGHBOUR[0]), NEIGHBOUR[1], NEIGHBOUR[2], "ﾄｳｷｮｳﾄ", NEIGHBOUR[3]))
    first.append(("131016", "東京都", "千代田区", "ﾄｳｷｮｳﾄ", "ﾁﾖﾀﾞｸ"))
    wards = book.create_sheet("政令指定都市")
    wards.append(HEADER)
    wards.append(("141003", "神奈川県", "横浜市", "", ""))
    for code, name in WARDS.items():
        wards.append((code, "神奈川県", name, "", ""))
    path = tmp_path / "000925835.xlsx"
    book.save(path)
    return path


@pytest.fixture
def ssdse(tmp_path: Path) -> Path:
    items = ("A1101", "A1303", "A1419", "A710101", "A810105", "A8301", "B1101", "B1103")
    lines = [
        ("SSDSE-A-2026", "Prefecture", "Municipality", *items),
        ("", "", "", *(["2020"] * 8)),
        ("地域コード", "都道府県", "市区町村", *(["項目"] * 8)),
        ("R14100", "神奈川県", "横浜市", 3777491, 932000, 480000, 1744000, 688000, 179000, 43801, 40000),
        ("R14201", "神奈川県", "横須賀市", 388078, 124000, "-", 166000, 57000, 23000, 10083, 6900),
        ("R14301", "神奈川県", "葉山町", 31665, 9900, 5300, 12700, 3300, 1500, 1704, "***"),
        ("R13209", "東京都", "町田市", 431079, 116000, 63000, 190000, 70000, 24000, 7155, 6500),
    ]
    path = tmp_path / "SSDSE-A-2026.csv"
    with path.open("w", encoding="cp932", newline="") as file:
        csv.writer(file).writerows(lines)
    return path


@pytest.fixture
def areas(tmp_path: Path) -> Path:
    path = tmp_path / "areas.csv"
    path.write_text(
        "code,area_code,area_name,area_en\n141003,1401,横浜,Yokohama\n142018,1404,横須賀・三浦,\n143014,1404,横須賀・三浦,\n",
        encoding="utf-8-sig",
    )
    return path


def test_the_code_book_gives_municipalities_without_prefectures_and_wards(code_book: Path) -> None:
    rows = {row["code6"]: row for row in codes.read([code_book])[0]}
    assert list(rows) == ["131016", "132098", "141003", "142018", "143014"]
    assert rows["143014"] == {
        "code5": "14301",
        "code6": "143014",
        "pref_code": "14",
        "prefecture": "神奈川県",
        "name": "葉山町",
        "kana": "はやままち",
        "type": "町",
    }
    assert rows["131016"]["type"] == "特別区"


def test_a_code_that_lost_its_zero_is_found_again(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_bytes(
        "団体コード,都道府県名（漢字）,市区町村名（漢字）\n12025,北海道,函館市\n".encode("cp932")
    )
    assert [row["code6"] for row in codes.read([path])[0]] == ["012025"]


def test_a_wrong_check_digit_is_named_by_line(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text(
        "団体コード,都道府県名（漢字）,市区町村名（漢字）\n312012,鳥取県,鳥取市\n", encoding="utf-8"
    )
    with pytest.raises(OfficialFileError, match="2行目: 団体コード「312012」"):
        codes.read([path])


def test_statistics_by_item_code_with_signs_left_empty_and_areas_in_km2(ssdse: Path) -> None:
    rows = {row["code5"]: row for row in statistics.read(ssdse)}
    assert (rows["14100"]["population"], rows["14100"]["area_km2"]) == ("3777491", "438.01")
    assert rows["14201"]["population75"] == "" and rows["14301"]["habitable_area_km2"] == ""


def test_a_great_area_keeps_its_last_hectare(tmp_path: Path) -> None:
    path = tmp_path / "SSDSE-A.csv"
    path.write_text(
        "A,Prefecture,Municipality,A1101,A1303,B1101\n,,年度,2020,2020,2024\nR21203,岐阜県,高山市,84419,27000,217761\n",
        encoding="utf-8",
    )
    assert statistics.read(path)[0]["area_km2"] == "2177.61"


def test_another_statistics_file_is_refused_by_the_items_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "SSDSE-B.csv"
    path.write_text("SSDSE-B-2026,Code,Prefecture,A1101\n2023,R31000,鳥取県,537000\n", encoding="utf-8")
    with pytest.raises(OfficialFileError, match="A1303"):
        statistics.read(path)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("code,area_code\n312011,3101\n", "1行目を"),
        ("code,area_code,area_name\n312012,3101,東部\n", "この県の市区町村がありません"),
        ("code,area_code,area_name\n鳥取市,3101,東部\n", "2行目: 「鳥取市」は団体コードではありません"),
        ("code,area_code,area_name\n312011,,東部\n", "2行目: 圏域コードが空です"),
        ("code,area_code,area_name\n312011,3101,\n", "2行目: 圏域名が空です"),
        ("code,area_code,area_name\n312011,3101\n", "2行目: 列が足りません"),
        (
            "code,area_code,area_name\n312011,3101,東部\n312029,3101,西部\n",
            "3行目: 圏域コード 3101 の名前が、前の行では「東部」、ここでは「西部」",
        ),
        (
            "code,area_code,area_name\n312011,3101,東部\n312011,3102,西部\n",
            "3行目: 団体コード 312011 は前の行にもあります",
        ),
        ("", "1行目を"),
    ],
)
def test_each_slip_in_a_list_of_areas_is_told_by_its_own_sentence(
    tmp_path: Path, body: str, told: str
) -> None:
    path = tmp_path / "areas.csv"
    path.write_text(body, encoding="utf-8")
    with pytest.raises(OfficialFileError, match=rf"areas\.csv:? ?{told}"):
        area_list.read(path, {"312011", "312029"})


def test_one_edit_and_three_files_set_up_another_prefecture(
    here: Settings, kanagawa: Catalogue, code_book: Path, ssdse: Path, areas: Path
) -> None:
    assert reference.load("codes", [code_book], here, kanagawa).missing["statistics"][0] == "横浜市"
    reference.load("statistics", [ssdse], here, kanagawa)
    done = reference.load("areas", [areas], here, kanagawa)
    assert (done.municipalities, done.missing) == (4, {})
    with duckdb.connect() as con:
        dimensions.write(con, here, kanagawa)
        found = con.execute(
            "select lg_code, name_en, city_class, in_prefecture, population, area_en from ref_municipality order by sort"
        ).fetchall()
        credit = con.execute("select boundaries_attribution from ref_prefecture").fetchone()
    assert found == [
        ("141003", "Yokohama", "政令指定都市", True, 3777491, "Yokohama"),
        ("142018", "Yokosuka", "中核市", True, 388078, "Area 1404"),
        ("143014", "Hayama", "町", True, 31665, "Area 1404"),
        ("132098", "Machida", "市", False, 431079, "Kanagawa Prefecture"),
    ]
    assert credit and "おおよその配置" in credit[0]


def test_without_population_nothing_is_loaded(here: Settings, kanagawa: Catalogue, code_book: Path) -> None:
    """Protection depends on the size of a municipality, so an unknown size stops the run."""
    reference.load("codes", [code_book], here, kanagawa)
    with pytest.raises(OfficialFileError, match=r"人口が分からない.*横浜市"):
        reference.municipalities(here, kanagawa)


def test_a_prefecture_without_any_list_says_what_to_bring(
    here: Settings, kanagawa: Catalogue, ssdse: Path
) -> None:
    with pytest.raises(OfficialFileError, match="reference codes"):
        reference.municipalities(here, kanagawa)
    with pytest.raises(OfficialFileError, match="reference codes"):
        reference.load("statistics", [ssdse], here, kanagawa)


def test_committed_facts_stay_untouched_and_own_files_win(here: Settings, tmp_path: Path) -> None:
    whole = catalogues.load()
    before = (here.reference / "municipalities.csv").read_bytes()
    path = tmp_path / "new.csv"
    path.write_text(
        "A,Prefecture,Municipality,A1101,A1303\n,,年度,2020,2020\nR31201,鳥取県,鳥取市,180000,60000\n",
        encoding="utf-8",
    )
    done = reference.load("statistics", [path], here, whole)
    assert done.missing == {}
    table = reference.municipalities(here, whole).to_pylist()
    people = {row["name"]: row["population"] for row in table}
    assert (people["鳥取市"], people["米子市"]) == (180000, 147317)
    assert (here.reference / "municipalities.csv").read_bytes() == before
    assert reference.boundaries(here, whole) == here.reference / "boundaries.geojson"


def test_practices_point_to_codes_that_exist(here: Settings) -> None:
    whole = catalogues.load()
    rows = reference.practices(here, whole).to_pylist()
    assert len({row["practice_id"] for row in rows}) == len(rows) == 16
    for row in rows:
        for name in ("designs", "themes", "bodies", "agencies", "items"):
            # Themes, agencies and items are tagged only where the source names them.
            assert (row[name] or name not in ("designs", "bodies")) and all(
                whole.code(name, code) for code in row[name]
            )
        assert catalogues.is_lg_code(row["lg_code"]) and row["title_en"] and row["summary_en"]
        assert all(word not in row["summary_ja"] + row["action"] for word in ("つながりセンター", "府内"))


@pytest.mark.parametrize(
    ("kana", "kind", "written"),
    [
        ("とっとりし", "市", "Tottori"),
        ("ことうらちょう", "町", "Kotoura"),
        ("しんおんせんちょう", "町", "Shinonsen"),
        ("くっちゃんちょう", "町", "Kutchan"),
        ("にいがたし", "市", "Niigata"),
        ("きょうとし", "市", "Kyoto"),
        ("ちよだく", "特別区", "Chiyoda"),
        ("ひえづそん", "村", "Hiezu"),
    ],
)
def test_readings_in_latin_letters(kana: str, kind: str, written: str) -> None:
    assert romaji.name(kana, kind) == written


@hypothesis(max_examples=60)
@given(st.lists(st.sampled_from(["3101", "3102", "3103", "3104"]), min_size=1, max_size=179))
def test_tiles_never_overlap_and_every_municipality_has_one(of_area: list[str]) -> None:
    towns = [(f"{i:06}", f"町{i}", area) for i, area in enumerate(of_area)]
    grid = tiles.grid(towns, 35.4, 133.9)
    assert {place.code6 for place in grid} == {code for code, _, _ in towns}
    corners = {(round(place.shape.bounds[0], 3), round(place.shape.bounds[1], 3)) for place in grid}
    assert len(corners) == len(towns)
    assert all(place.shape.area <= tiles.ACROSS * max(tiles.HIGH) for place in grid)


@pytest.mark.parametrize("areas", [1, 6, 12])
def test_names_of_five_characters_stand_inside_the_tiles_of_sixty_municipalities(areas: int) -> None:
    """With its sign no name has to move on the card's map, and no tile is cut off at its edge."""
    grid = tiles.grid([(f"{i:06}", "会津若松市", f"{i % areas:02}") for i in range(60)], 37.4, 140.1)
    places = pd.DataFrame({"lat": [one.label_lat for one in grid], "lon": [one.label_lon for one in grid]})
    west, south, east, north = zip(*(one.shape.bounds for one in grid), strict=True)
    sheet = map.Sheet((min(west), min(south), max(east), max(north)))
    view = map._view(sheet, map.WIDTH)
    seen = map._in_sight(sheet, view.zoom, map.WIDTH, map.height(sheet))
    spots = labels.apart(places.assign(label="… 会津若松市"), view.zoom, seen)
    assert spots == [labels.Spot(0, 0, "… 会津若松市")] * 60
    assert seen[0] <= min(west) and max(east) <= seen[2] and seen[1] <= min(south) and max(north) <= seen[3]


def test_tiles_are_the_map_until_boundaries_come(
    here: Settings, kanagawa: Catalogue, code_book: Path, ssdse: Path
) -> None:
    reference.load("codes", [code_book], here, kanagawa)
    reference.load("statistics", [ssdse], here, kanagawa)
    shapes = reference.boundaries(here, kanagawa)
    assert shapes is not None and shapes.name == "tiles.geojson"
    drawn = json.loads(shapes.read_text(encoding="utf-8"))
    assert sorted(feature["id"] for feature in drawn["features"]) == ["132098", "141003", "142018", "143014"]
    assert drawn["approximate"] is True
    assert drawn["attribution"] == reference.boundaries_credit(here, kanagawa)


@given(st.binary(max_size=80))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        assert isinstance(decoded(data, "x.csv"), str)
    except OfficialFileError as error:
        assert "x.csv" in str(error)


def test_a_broken_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "codes.xlsx"
    path.write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(OfficialFileError, match="Excel"):
        codes.read([path])
