"""Any prefecture's official files: what is left out is said, what is mixed is refused, names read as people read them."""

import dataclasses
import json
import tracemalloc
from pathlib import Path

import openpyxl
import pytest
import shapefile
import shapely
from hypothesis import given
from hypothesis import strategies as st

from etl import catalogue as catalogues
from etl import reference
from etl.catalogue import Catalogue, with_check_digit
from etl.reference import areas, codes, n03, readings, romaji, statistics
from etl.reference.official import OfficialFileError, completed
from etl.settings import Settings, load
from tests.etl.official_list import HEADER


def prefecture(code: str, ja: str, en: str, neighbours: tuple[str, ...] = ()) -> Catalogue:
    base = catalogues.load()
    edited = {"code": code, "ja": ja, "en": en, "neighbours": neighbours, "demo": False}
    return dataclasses.replace(base, prefecture=base.prefecture.model_copy(update=edited))


def code_book(path: Path, *rows: tuple[str, str, str, str], sheet: str = "R6.1.1現在の団体") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    page.append(HEADER)
    for code, pref, name, kana in rows:
        page.append((code, pref, name, "", kana))
    book.save(path)
    return path


def test_villages_without_an_administration_are_left_out_and_said(tmp_path: Path) -> None:
    """Two villages of the list are called 泊村; one of them has no one to ask."""
    north = [
        (with_check_digit(code), "北海道", name, "ﾑﾗ")
        for code, name in zip(
            codes.NORTHERN_TERRITORIES,
            ("色丹村", "泊村", "留夜別村", "留別村", "紗那村", "蘂取村"),
            strict=True,
        )
    ]
    rows, told = codes.read([code_book(tmp_path / "c.xlsx", ("014036", "北海道", "泊村", "ﾄﾏﾘﾑﾗ"), *north)])
    assert [(row["code6"], row["name"]) for row in rows] == [("014036", "泊村")]
    assert len(told) == 1 and "北方領土" in told[0] and "蘂取村" in told[0]


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_code_lists_the_newer_counts_whatever_their_order(tmp_path: Path, turned: bool) -> None:
    old = code_book(tmp_path / "a.xlsx", ("282219", "兵庫県", "篠山市", "ｻｻﾔﾏｼ"), ("282014", "兵庫県", "姫路市", "ﾋﾒｼﾞｼ"),
                    sheet="H31.1.1現在の団体")  # fmt: skip
    new = code_book(tmp_path / "b.xlsx", ("282219", "兵庫県", "丹波篠山市", "ﾀﾝﾊﾞｻｻﾔﾏｼ"))
    rows, told = codes.read([new, old] if turned else [old, new])
    assert {row["code6"]: row["name"] for row in rows} == {"282014": "姫路市", "282219": "丹波篠山市"}
    assert "b.xlsx" in told[0]


def test_the_census_is_the_files_own(tmp_path: Path, here: Settings) -> None:
    def ssdse(years: str, name: str = "s.csv") -> Path:
        path = tmp_path / name
        path.write_text(f"SSDSE-A,prefecture,municipality,A1101,A1303,B1101\n,,年度,{years}\nx,x,x,x,x,x\n"
                        "R29201,奈良県,奈良市,360310,102416,27694\n", encoding="cp932")  # fmt: skip
        return path

    nara = prefecture("29", "奈良県", "Nara Prefecture")
    reference.load(
        "codes", [code_book(tmp_path / "c.xlsx", ("292010", "奈良県", "奈良市", "ﾅﾗｼ"))], here, nara
    )
    for year in ("2015", "2025"):
        done = reference.load("statistics", [ssdse(f"{year},{year},2016")], here, nara)
        assert year in done.remarks[0] and reference.census_year(here, nara) == int(year)
    for mixed in ("2015,2020,2016", ",,", "平成27,平成27,2016"):
        with pytest.raises(OfficialFileError, match="年度"):
            statistics.read(ssdse(mixed))
    with pytest.raises(OfficialFileError, match=r"2015.*2020"):
        reference.load(
            "statistics", [ssdse("2015,2015,1", "a.csv"), ssdse("2020,2020,1", "b.csv")], here, nara
        )


def test_the_demos_areas_reach_no_other_prefecture(tmp_path: Path, here: Settings) -> None:
    """香美町 stands in the demo's facts as a neighbour; in its own prefecture nothing of that counts."""
    hyogo = prefecture("28", "兵庫県", "Hyogo Prefecture")
    reference.load(
        "codes", [code_book(tmp_path / "c.xlsx", ("285854", "兵庫県", "香美町", "ｶﾐﾁｮｳ"))], here, hyogo
    )
    made = (reference.own(here) / "municipalities.csv").read_text("utf-8")
    assert "但馬" not in made and "16064" not in made and "兵庫県全域" in made


KNOWN = {"072010", "072028", "072036", "012025"}


@pytest.mark.parametrize(
    ("said", "code"),
    [("072010", "072010"), ("72010", "072010"), ("07201", "072010"), ("7201", "072010"), ("０７２０１", "072010"),
     ("12025", "012025"), ("01202", "012025"), ("072011", None), ("292010", None), ("", None), ("福島市", None)],
)  # fmt: skip
def test_a_code_is_completed_only_to_one_that_is_known(said: str, code: str | None) -> None:
    assert completed(said, KNOWN) == code


@given(st.sampled_from(sorted(KNOWN)), st.booleans(), st.booleans())
def test_whatever_digits_were_lost(code: str, check: bool, zero: bool) -> None:
    said = code[:5] if check else code
    assert completed(str(int(said)) if zero else said, KNOWN) == code


def test_areas_with_japanese_headings_and_what_is_lacking_is_told(tmp_path: Path, here: Settings) -> None:
    fukushima = prefecture("07", "福島県", "Fukushima Prefecture")
    towns = [("072010", "福島県", "福島市", "ﾌｸｼﾏｼ"), ("072028", "福島県", "会津若松市", "ｱｲﾂﾞﾜｶﾏﾂｼ")]
    reference.load("codes", [code_book(tmp_path / "c.xlsx", *towns)], here, fukushima)
    half, other = tmp_path / "half.csv", tmp_path / "other.csv"
    half.write_text("団体コード,圏域コード,圏域名\n07201,0701,県北\n292010,2901,奈良\n", encoding="cp932")
    other.write_text("code,area_code,area_name\n292010,2901,奈良\n", encoding="utf-8")
    done = reference.load("areas", [half], here, fukushima)
    assert any("1 行" in line for line in done.remarks) and any("会津若松市" in line for line in done.remarks)
    with pytest.raises(OfficialFileError, match="別の県"):
        reference.load("areas", [other], here, fukushima)
    with pytest.raises(OfficialFileError, match="団体コード,圏域コード,圏域名"):
        areas.read(code_book(tmp_path / "x.xlsx"), KNOWN)


@pytest.mark.parametrize(
    ("large", "right"),
    [("こうりようちよう", "こうりょうちょう"), ("ほんじようし", "ほんじょうし"), ("くじゆうくりまち", "くじゅうくりまち"),
     ("しようないまち", "しょうないまち"), ("しんじゆくく", "しんじゅくく"), ("ちゆうおうく", "ちゅうおうく")],
)  # fmt: skip
def test_small_kana_come_back(large: str, right: str) -> None:
    assert readings.restored(large) == right


@pytest.mark.parametrize(
    "kana",
    ["きよせし", "みよしし", "ちよだく", "にしのみやし", "ふじよしだし", "によどがわちょう"],
)
def test_a_reading_that_is_right_stays(kana: str) -> None:
    assert readings.restored(kana) == kana


def test_what_no_rule_can_tell_is_corrected_and_an_office_may_correct_more(
    tmp_path: Path, here: Settings
) -> None:
    okinawa = prefecture("47", "沖縄県", "Okinawa Prefecture")
    towns = [("473260", "沖縄県", "北谷町", "ﾁﾔﾀﾝﾁﾖｳ"), ("472018", "沖縄県", "那覇市", "ﾅﾊｼ")]
    reference.load("codes", [code_book(tmp_path / "c.xlsx", *towns)], here, okinawa)

    def named() -> dict[str, tuple[str, str]]:
        lines = (reference.own(here) / "municipalities.csv").read_text("utf-8").splitlines()
        head = lines[0].split(",")
        rows = [dict(zip(head, line.split(","), strict=True)) for line in lines[1:]]
        return {row["code6"]: (row["kana"], row["name_en"]) for row in rows}

    assert named() == {"473260": ("ちゃたんちょう", "Chatan"), "472018": ("なはし", "Naha")}
    own = tmp_path / "own.csv"
    own.write_text("団体コード,読み,英語名\n47201,,Naha City\n", encoding="cp932")
    reference.load("readings", [own], here, okinawa)
    assert named()["472018"] == ("なはし", "Naha City")


@pytest.mark.parametrize(
    ("kana", "kind", "code", "written"),
    [("せとうちし", "市", "332127", "Setouchi"), ("こうらちょう", "町", "253847", "Kora"),
     ("とよおかし", "市", "282090", "Toyooka")],
)  # fmt: skip
def test_english_names_that_letters_alone_get_wrong(kana: str, kind: str, code: str, written: str) -> None:
    lines = (load().reference / "readings.csv").read_text("utf-8").splitlines()
    listed = {line.split(",")[0]: line.split(",")[3] for line in lines[1:]}
    if romaji.name(kana, kind) != written:
        assert written in listed.values()


def test_two_places_of_a_prefecture_never_share_an_english_name() -> None:
    def place(code6: str, name_en: str, kind: str) -> dict[str, str]:
        return {"pref_code": code6[:2], "code6": code6, "name_en": name_en, "type": kind}

    rows = [place("012068", "Kushiro", "市"), place("016616", "Kushiro", "町"), place("112372", "Misato", "市"),
            place("013617", "Esashi", "町"), place("015148", "Esashi", "町"), place("012025", "Hakodate", "市")]  # fmt: skip
    apart = readings.told_apart(rows)
    assert (
        apart["012068"] == "Kushiro City"
        and apart["016616"] == "Kushiro Town"
        and apart["112372"] == "Misato"
    )
    assert len(set(apart.values())) == len(rows) and apart["012025"] == "Hakodate"


def collection(path: Path, *features: tuple[str | None, float]) -> Path:
    rows = [
        {"type": "Feature", "properties": {"N03_007": code, "N03_003": None},
         "geometry": shapely.geometry.mapping(shapely.box(x, 35, x + 0.1, 35.1))}
        for code, x in features
    ]  # fmt: skip
    path.write_text(
        json.dumps({"type": "FeatureCollection", "name": "N03", "features": rows}, indent=1), "utf-8"
    )
    return path


def test_boundaries_are_added_and_replaced_by_code_and_it_is_said(tmp_path: Path, here: Settings) -> None:
    nara = prefecture("29", "奈良県", "Nara Prefecture")
    towns = [("292010", "奈良県", "奈良市", "ﾅﾗｼ"), ("294268", "奈良県", "広陵町", "ｺｳﾘﾖｳﾁﾖｳ")]
    reference.load("codes", [code_book(tmp_path / "c.xlsx", *towns)], here, nara)
    first = reference.load("boundaries", [collection(tmp_path / "a.geojson", ("29201", 136.0))], here, nara)
    assert first.missing["boundaries"] == ["広陵町"] and not first.remarks
    # Land that belongs to nobody yet carries the prefecture's own number.
    more = collection(
        tmp_path / "b.json", ("29426", 136.1), ("29000", 137.0), (None, 138.0), ("29201", 136.0)
    )
    second = reference.load("boundaries", [more], here, nara)
    assert "boundaries" not in second.missing
    assert any("置き換えた" in line and "奈良市" in line for line in second.remarks)
    assert any("加えた" in line and "広陵町" in line for line in second.remarks)
    drawn = json.loads((reference.own(here) / "boundaries.geojson").read_text("utf-8"))
    assert [feature["id"] for feature in drawn["features"]] == ["292010", "294268"]


def test_an_unpacked_folder_and_names_in_capitals_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "N03-20240101_29_GML"
    folder.mkdir()
    with shapefile.Writer(str(folder / "n03"), encoding="cp932") as writer:
        for name in ("N03_003", "N03_004", "N03_007"):
            writer.field(name, "C", 20)
        writer.poly([[[136.0, 34.0], [136.0, 34.1], [136.1, 34.1], [136.0, 34.0]]])
        writer.record("", "奈良市", "29201")
    for part in list(folder.iterdir()):
        part.rename(folder / f"N03{part.suffix.upper()}")
    for path in (folder, folder / "N03.SHP"):
        assert [feature.code5 for feature in n03.features(path)] == ["29201"]
    with pytest.raises(OfficialFileError, match="フォルダー"):
        list(n03.features(tmp_path / "N03-20240101_29_GML", lambda _: False))


@given(st.integers(1, 60), st.integers(40, 400))
def test_a_collection_is_read_the_same_in_any_pieces(count: int, chunk: int) -> None:
    features = [
        {"properties": {"N03_007": f"{n:05}"}, "geometry": None, "名": "町" * (n % 7)} for n in range(count)
    ]
    text = json.dumps(
        {"crs": {"features": 1}, "type": "FeatureCollection", "features": features}, ensure_ascii=False
    )
    pieces = (text[at : at + chunk] for at in range(0, len(text), chunk))
    assert list(n03._elements(pieces)) == features


@pytest.mark.slow
def test_the_whole_country_is_never_held_at_once(tmp_path: Path) -> None:
    """One feature at a time: of a file five times as long, the reader holds no more."""
    ring = [[139 + n / 10**6, 35.0] for n in range(2000)] + [[139.0, 36.0], [139.0, 35.0]]
    feature = json.dumps({"type": "Feature", "properties": {"N03_007": "13101"},
                          "geometry": {"type": "Polygon", "coordinates": [ring]}})  # fmt: skip

    def peak(count: int) -> tuple[int, int]:
        path = tmp_path / f"N03-{count}.geojson"
        with path.open("w", encoding="utf-8") as file:
            file.write('{"type": "FeatureCollection", "features": [')
            file.write(",\n".join([feature] * count))
            file.write("]}")
        tracemalloc.start()
        assert list(n03.features(path, lambda code: code.startswith("29"))) == []
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return path.stat().st_size, most

    (short, held), (long, still) = peak(160), peak(800)
    assert long > 30 * 2**20 and long > 4.9 * short
    assert still < 1.1 * held and still < 10 * 2**20
