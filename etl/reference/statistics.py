"""SSDSE-市区町村 (SSDSE-A): population, households and area of every municipality.

Layout: row 1 item codes, row 2 survey years, row 3 names, then one row per municipality whose first cell is
``R`` + five digits. Areas are in hectares.
"""

from pathlib import Path

from etl.reference.official import OfficialFileError, Row, number, sheets

ITEMS = {
    "A1101": "population_2020",
    "A1303": "population65_2020",
    "A1419": "population75_2020",
    "A710101": "households_2020",
    "A810105": "single_households_2020",
    "A8301": "single65_households_2020",
    "B1101": "area_km2",
    "B1103": "habitable_area_km2",
}
REQUIRED = ("A1101", "A1303")
HECTARES_PER_KM2 = 100
FIELDS = ("code5", *ITEMS.values())


def read(path: Path) -> list[dict[str, str]]:
    """One row per municipality; an item the file does not have stays empty."""
    rows = next(sheets(path), [])
    places = {code: rows[0].index(code) for code in ITEMS if rows and code in rows[0]}
    missing = [code for code in REQUIRED if code not in places]
    if missing:
        raise OfficialFileError(
            f"{path.name}: 項目 {'・'.join(missing)} がありません。SSDSE-市区町村（SSDSE-A）の CSV を指定してください。"
        )
    found = [_row(row, places) for row in rows[1:] if _is_municipality(row)]
    if not found:
        raise OfficialFileError(f"{path.name}: 市区町村の行（R31201 など）がありません。")
    return found


def _is_municipality(row: Row) -> bool:
    return (
        len(row) > 2
        and row[0].startswith("R")
        and row[0][1:].isdigit()
        and len(row[0]) == 6
        and row[0][3:] != "000"
    )


def _row(row: Row, places: dict[str, int]) -> dict[str, str]:
    values = {ITEMS[code]: _figure(code, row[index]) for code, index in places.items() if index < len(row)}
    return {"code5": row[0][1:], **dict.fromkeys(ITEMS.values(), ""), **values}


def _figure(code: str, text: str) -> str:
    value = number(text)
    if value is None:
        return ""
    return f"{round(value / HECTARES_PER_KM2, 2)}" if code.startswith("B") else f"{value:.0f}"
