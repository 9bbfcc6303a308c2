"""docs/operations.ja.md §2, walked as it stands: each command of the document, from an empty home, in four prefectures.

The official files are small ones of the official layouts, made here; what the document calls them is what they are called.
"""

import dataclasses
import json
import re
import shlex
import shutil
import tomllib
import xml.etree.ElementTree as xml
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import openpyxl
import pytest
from typer.testing import CliRunner

from etl import catalogue as catalogues
from etl import dimensions, settings
from etl.catalogue import with_check_digit
from etl.cli import app
from etl.settings import ROOT
from tests.etl.official_list import HEADER

TEXT = (ROOT / "docs" / "operations.ja.md").read_text("utf-8")
STEPS = TEXT.split("### 自分の県で始める")[1].split("\n## ")[0]


class Town(NamedTuple):
    """Five digits, name, half-width reading as the official list writes it, west and south edge of its land."""

    code: str
    name: str
    kana: str
    west: float
    south: float


class Case(NamedTuple):
    """A prefecture as its office would set it up, and one neighbour that it shares a body with."""

    code: str
    ja: str
    en: str
    towns: tuple[Town, ...]
    neighbour: tuple[str, str, Town]


CASES = {
    "福島県": Case("07", "福島県", "Fukushima Prefecture", (
        Town("07201", "福島市", "ﾌｸｼﾏｼ", 140.4, 37.7), Town("07202", "会津若松市", "ｱｲﾂﾞﾜｶﾏﾂｼ", 139.8, 37.4),
        Town("07367", "只見町", "ﾀﾀﾞﾐﾏﾁ", 139.2, 37.2),
    ), ("15", "新潟県", Town("15385", "阿賀町", "ｱｶﾞﾏﾁ", 139.4, 37.6))),
    "沖縄県": Case("47", "沖縄県", "Okinawa Prefecture", (
        Town("47201", "那覇市", "ﾅﾊｼ", 127.6, 26.2), Town("47326", "北谷町", "ﾁﾔﾀﾝﾁﾖｳ", 127.7, 26.3),
        Town("47381", "竹富町", "ﾀｹﾄﾐﾁﾖｳ", 123.8, 24.3),
    ), ("46", "鹿児島県", Town("46535", "与論町", "ﾖﾛﾝﾁﾖｳ", 128.4, 27.0))),
    "東京都": Case("13", "東京都", "Tokyo Metropolis", (
        Town("13101", "千代田区", "ﾁﾖﾀﾞｸ", 139.7, 35.6), Town("13201", "八王子市", "ﾊﾁｵｳｼﾞｼ", 139.3, 35.6),
        Town("13421", "小笠原村", "ｵｶﾞｻﾜﾗﾑﾗ", 142.1, 27.0),
    ), ("14", "神奈川県", Town("14101", "鶴見区", "ﾂﾙﾐｸ", 139.6, 35.4))),
    "北海道": Case("01", "北海道", "Hokkaido", (
        Town("01100", "札幌市", "ｻﾂﾎﾟﾛｼ", 141.2, 43.0), Town("01403", "泊村", "ﾄﾏﾘﾑﾗ", 140.4, 43.0),
        Town("01224", "千歳市", "ﾁﾄｾｼ", 141.6, 42.8),
    ), ("02", "青森県", Town("02201", "青森市", "ｱｵﾓﾘｼ", 140.7, 40.8))),
}  # fmt: skip
NORTHERN = Town("01696", "泊村", "ﾄﾏﾘﾑﾗ", 0, 0)
NEIGHBOURS = {"14101": ("14100", "横浜市", "ﾖｺﾊﾏｼ")}  # a ward's land belongs to its city


def fenced(kind: str = "") -> list[str]:
    """The blocks of the walked section in order."""
    return [text for named, text in re.findall(r"```(\w*)\n(.*?)```", STEPS, re.DOTALL) if named == kind]


def commands() -> list[list[str]]:
    """Every command of the section, as a newcomer would type it."""
    return [
        shlex.split(line)
        for block in fenced()
        for line in block.splitlines()
        if line.startswith("tsunagari ")
    ]


def asked(case: Case) -> tuple[tuple[str, str, str], ...]:
    """Code, name and reading of everyone on the list of municipalities, the neighbour included."""
    other = case.neighbour[2]
    return *((town.code, town.name, town.kana) for town in case.towns), NEIGHBOURS.get(
        other.code, (other.code, other.name, other.kana)
    )


def edited(case: Case, folder: Path) -> Path:
    """A catalogue whose prefecture.toml was changed line by line as the document says, other lines kept."""
    copy = Path(shutil.copytree(settings.load().catalogue, folder / "catalogue"))
    file, (written,) = copy / "prefecture.toml", fenced("toml")
    neighbour = with_check_digit(asked(case)[-1][0])
    said = (
        written.replace('"07"', f'"{case.code}"')
        .replace("福島県", case.ja)
        .replace("Fukushima Prefecture", case.en)
    )
    said = said.replace("neighbours = []", f'neighbours = ["{neighbour}"]')
    top, *tables = re.split(r"\n(?=\[)", said)
    lines = {line.split(" = ")[0]: line for line in top.splitlines() if line}
    old = re.split(r"\n(?=\[)", file.read_text("utf-8"))[0]
    kept = [lines.pop(line.split(" = ")[0], line) for line in old.splitlines()]
    assert not lines, f"the document changes lines that are not there: {lines}"
    file.write_text("\n".join([*kept, *tables]) + "\n", "utf-8")
    return copy


def code_list(path: Path, case: Case) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "R6.1.1現在の団体"
    sheet.append(HEADER)
    sheet.append((with_check_digit(f"{case.code}000"), case.ja, "", "", ""))
    whole = asked(case) + ((NORTHERN[:3],) if case.code == "01" else ())
    for code, name, kana in whole:
        prefecture = case.ja if code[:2] == case.code else case.neighbour[1]
        sheet.append((with_check_digit(code), prefecture, name, "", kana))
    book.save(path)


def statistics(path: Path, case: Case) -> None:
    items = ("A1101", "A1303", "A1419", "A710101", "A810105", "A8301", "B1101", "B1103")
    rows = [
        ["SSDSE-A-2026", "Prefecture", "Municipality", *items],
        ["", "", "年度", *["2020"] * 6, "2024", "2024"],
    ]
    rows.append(["地域コード", "都道府県", "市区町村", *items])
    rows += [[f"R{code}", "", name, 40000 + at, 12000, 6000, 16000, 5000, 2000, 20000, 9000]
             for at, (code, name, _) in enumerate(asked(case))]  # fmt: skip
    path.write_text("\r\n".join(",".join(map(str, row)) for row in rows) + "\r\n", "cp932")


def areas(path: Path, case: Case) -> None:
    lines = [
        f"{town.code},{case.code}{at % 2 + 1:02},{'北部' if at % 2 else '南部'}"
        for at, town in enumerate(case.towns)
    ]
    path.write_text("\n".join(["団体コード,圏域コード,圏域名", *lines]) + "\n", "cp932")


def n03(path: Path, prefecture: str, towns: tuple[Town, ...]) -> None:
    """2024's layout; land that belongs to nobody has no code, a designated city's wards have their own."""

    def feature(town: Town) -> dict[str, Any]:
        w, s = town.west, town.south
        ring = [[w, s], [w + 0.2, s], [w + 0.2, s + 0.15], [w, s + 0.15], [w, s]]
        blank = dict.fromkeys(("N03_002", "N03_003", "N03_005"))
        said = {"N03_001": prefecture, **blank, "N03_004": town.name, "N03_007": town.code}
        return {"type": "Feature", "properties": said, "geometry": {"type": "Polygon", "coordinates": [ring]}}

    shapes = [feature(town._replace(code="01101" if town.code == "01100" else town.code)) for town in towns]
    nobody = feature(Town("", "所属未定地", "", towns[0].west + 0.3, towns[0].south))
    text = json.dumps({"type": "FeatureCollection", "features": [*shapes, nobody]}, ensure_ascii=False)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{path.stem}/{path.stem}.geojson", text)
        archive.writestr(f"{path.stem}/KS-META.xml", "<a/>")


def bring(case: Case) -> dict[str, str]:
    """Make every file that a command names, in this folder; names in the document → names of this prefecture."""
    other = case.neighbour
    renamed = {"_07_": f"_{case.code}_", "_15_": f"_{other[0]}_"}
    files = {word for command in commands() for word in command if "." in word}
    names = {file: renamed_in(file, renamed) for file in files}
    for file, name in names.items():
        if file.startswith("N03"):
            mine = "_07_" in file
            n03(Path(name), case.ja if mine else other[1], case.towns if mine else (other[2],))
        else:
            {"団体コード表.xlsx": code_list, "SSDSE-A-2026.csv": statistics, "圏域.csv": areas}[file](
                Path(name), case
            )
    return names


def renamed_in(file: str, renamed: dict[str, str]) -> str:
    for old, new in renamed.items():
        file = file.replace(old, new)
    return file


@pytest.fixture(params=list(CASES))
def walked(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Case, Path, list[str]]:
    """The prefecture, the home, and what each command said."""
    case = CASES[request.param]
    home = tmp_path / "home"
    monkeypatch.setenv("TSUNAGARI_HOME", str(home))
    files, load, catalogue = tmp_path / "files", settings.load, edited(case, tmp_path)
    files.mkdir()
    monkeypatch.chdir(files)
    monkeypatch.setattr(
        settings, "load", lambda *given: dataclasses.replace(load(*given), catalogue=catalogue)
    )
    names = bring(case)
    said = []
    for command in commands():
        done = CliRunner().invoke(app, [names.get(word, word) for word in command[1:]])
        assert done.exit_code == 0, (command, done.output, done.exception)
        said.append(done.output)
    return case, home, said


def test_the_document_has_the_steps_it_speaks_of() -> None:
    kinds = [command[1:3] if command[1] == "reference" else command[1:2] for command in commands()]
    assert kinds == [["reference", kind] for kind in ("codes", "statistics", "areas", "boundaries", "boundaries")] + [
        ["doctor"], ["form"],
    ]  # fmt: skip
    assert tomllib.loads(fenced("toml")[0])["demo"] is False


@pytest.mark.slow
def test_from_an_empty_home_to_the_forms(walked: tuple[Case, Path, list[str]]) -> None:
    case, home, said = walked
    own, everyone = len(case.towns), len(case.towns) + 1
    for text in said[:5]:
        assert f"{case.ja}の対象は {everyone} 市区町村です" in text
    assert "2020 年国勢調査" in said[1]
    assert ("北方領土" in said[0]) == (case.code == "01")
    assert (
        "人口が分かりません" in said[0] and "人口が分かりません" not in said[1]
    )  # what lacks is told, then no longer
    other = asked(case)[-1][1]
    assert other in said[3] and "境界がありません" in said[3] and "境界がありません" not in said[4]
    assert "✕" not in said[5] and f"{everyone} 団体" in said[5] and case.ja in said[5]
    assert f"Excel {everyone + 1} 件" in said[6]
    rows = (home / "reference" / "own" / "municipalities.csv").read_text("utf-8").splitlines()
    assert len(rows) == everyone + 1 and sum(f",{case.ja}," in row for row in rows) == own
    assert not [row for row in rows if "鳥取" in row or "二次医療圏" in row]


@pytest.mark.slow
def test_the_map_is_looked_at_before_the_first_submission(walked: tuple[Case, Path, list[str]]) -> None:
    case, home, said = walked
    path = home / "reference" / "own" / "map.svg"
    assert all(str(path) in text for text in said[:5])
    drawn = xml.fromstring(path.read_text("utf-8"))
    texts = [element.text or "" for element in drawn.iter() if element.tag.endswith(("text", "title"))]
    for _, name, _ in asked(case):
        assert name in texts
    assert texts[0] == case.ja
    if case.code in ("13", "47"):  # far islands stand in a box that says how far
        assert any("km" in text for text in texts)


@pytest.mark.slow
def test_words_and_citations_are_this_prefectures(walked: tuple[Case, Path, list[str]]) -> None:
    case, _, _ = walked
    here = settings.load()
    catalogue = catalogues.load(here.catalogue)
    with duckdb.connect() as con:
        dimensions.write(con, here, catalogue)
        sources = dict(con.execute("select source_id, title_ja || attribution_ja from ref_source").fetchall())
        codes = [
            text
            for (text,) in con.execute(
                "select ja from ref_code where list not in ('laws', 'prefectures')"
            ).fetchall()
        ]
        areas_ = {
            name for (name,) in con.execute("select area_ja from ref_area where in_prefecture").fetchall()
        }
    assert "SSDSE-A 2026" in sources["ssdse_a"] and "令和2年国勢調査" in sources["census2020"]
    assert "二次医療圏" not in sources["areas"] and areas_ == {"北部", "南部"}
    kind = case.ja[-1]
    assert kind == "県" or not [text for text in codes if "県" in text.replace("都道府県", "")]
    assert kind == "県" or any(f"{kind}・広域" in text for text in codes)
    rules = "".join(rule.title.ja + rule.message.ja for rule in catalogue.rules.values())
    assert (f"{kind}が差し戻した" in rules) and (kind == "県" or "県" not in rules.replace("都道府県", ""))
    assert kind != "都" or "他区市町村への連携" in rules
    assert kind != "都" or not [text for text in codes if re.search("(?<![区特])市町村", text)]
