"""圏域: which municipality belongs to which area, from a CSV with code, area_code, area_name and, if wanted, area_en."""

from pathlib import Path

from etl.catalogue import is_lg_code
from etl.reference.official import OfficialFileError, columns, sheets

FIELDS = ("code6", "area_code", "area_name", "area_en")
ASKED = ("code", "area_code", "area_name")


def read(path: Path) -> list[dict[str, str]]:
    """One row per municipality. Without an English name the area is called by its code."""
    rows = next(sheets(path), [])
    places = columns(rows[0], ASKED) if rows else None
    if places is None:
        raise OfficialFileError(f"{path.name}: 1行目を {','.join(ASKED)} にしてください（area_en は任意）。")
    english = columns(rows[0], ("area_en",))
    found: dict[str, dict[str, str]] = {}
    names: dict[str, str] = {}
    for line, row in enumerate(rows[1:], start=2):
        if not any(row):
            continue
        if len(row) < len(rows[0]):
            raise OfficialFileError(f"{path.name} {line}行目: 列が足りません。")
        code, area, name = (row[places[column]].strip() for column in ASKED)
        code = code.zfill(6)
        if not is_lg_code(code):
            raise OfficialFileError(f"{path.name} {line}行目: 団体コード「{code}」の検査数字が合いません。")
        if code in found or not area or names.setdefault(area, name) != name or not name:
            raise OfficialFileError(f"{path.name} {line}行目: 圏域が空か、同じコードに別の内容があります。")
        area_en = row[english["area_en"]] if english else ""
        found[code] = {
            "code6": code,
            "area_code": area,
            "area_name": name,
            "area_en": area_en or f"Area {area}",
        }
    return list(found.values())
