"""SSDSE-市区町村 (SSDSE-A): population, households and area of every municipality.

Layout: row 1 item codes, row 2 the year of each item, row 3 names, then one row per municipality whose first cell is
``R`` + five digits. Areas are in hectares. People and households are of one census, and the file says which: editions
up to 2021 hold that of 2015.
"""

import re
from pathlib import Path

from etl.reference.official import OfficialFileError, Row, first_sheet, number

ITEMS = {
    "A1101": "population",
    "A1303": "population65",
    "A1419": "population75",
    "A710101": "households",
    "A810105": "single_households",
    "A8301": "single65_households",
    "B1101": "area_km2",
    "B1103": "habitable_area_km2",
}
REQUIRED = ("A1101", "A1303")
HECTARES_PER_KM2 = 100
CENSUS = tuple(item for item in ITEMS if item.startswith("A"))
YEAR = "census_year"
EDITION = "edition"
FIELDS = ("code5", YEAR, *ITEMS.values(), EDITION)


def read(path: Path) -> list[dict[str, str]]:
    """One row per municipality; an item the file does not have stays empty."""
    rows = first_sheet(path)
    places = {code: rows[0].index(code) for code in ITEMS if rows and code in rows[0]}
    missing = [code for code in REQUIRED if code not in places]
    if missing:
        raise OfficialFileError(
            f"{path.name}: 項目 {'・'.join(missing)} がありません。SSDSE-市区町村（SSDSE-A）の CSV を指定してください。"
        )
    # The year comes from the file: the name of an edition does not say which census it holds.
    census = _census(rows[1] if len(rows) > 1 else (), places, path.name)
    edition = re.fullmatch(r"SSDSE-A-(\d{4})", rows[0][0].strip())
    of_all = {YEAR: census, EDITION: edition[1] if edition else ""}
    municipalities = [{**of_all, **_row(row, places)} for row in rows[1:] if _is_municipality(row)]
    if not municipalities:
        raise OfficialFileError(f"{path.name}: 市区町村の行（R31201 など）がありません。")
    return municipalities


def _census(years: Row, places: dict[str, int], file: str) -> str:
    """The year that people and households are of; a file that does not say it, or mixes censuses, is refused."""
    stated = {years[places[item]] for item in CENSUS if item in places and places[item] < len(years)}
    if len(stated) != 1 or not re.fullmatch(r"(19|20)\d\d", (year := stated.pop())):
        raise OfficialFileError(
            f"{file}: 2行目の年度（人口・世帯の調査年）がひとつに決まりません。SSDSE-A の CSV をそのまま指定してください。"
        )
    return year


def _is_municipality(row: Row) -> bool:
    region, *figures = row or ("",)
    # R31000 is the prefecture itself.
    return len(figures) > 1 and re.fullmatch(r"R[0-9]{5}", region) is not None and region[3:] != "000"


def _row(row: Row, places: dict[str, int]) -> dict[str, str]:
    region = row[0]
    values = {ITEMS[code]: _figure(code, row[index]) for code, index in places.items() if index < len(row)}
    return {"code5": region[1:], **dict.fromkeys(ITEMS.values(), ""), **values}


def _figure(code: str, text: str) -> str:
    value = number(text)
    if value is None:
        return ""
    # Areas are handed out in hectares, whole numbers: two decimals of km² lose nothing.
    return f"{round(value / HECTARES_PER_KM2, 2)}" if code.startswith("B") else f"{value:.0f}"
