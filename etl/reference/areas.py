"""圏域: which municipality belongs to which area, from a list with code, area_code, area_name and, if wanted, area_en."""

from collections.abc import Container, Mapping
from pathlib import Path

from etl.reference import official
from etl.reference.official import OfficialFileError, completed, first_sheet, named

FIELDS = ("code6", "area_code", "area_name", "area_en")
HEADINGS = {
    "code": ("団体コード", "市区町村コード", "code", "code6"),
    "area_code": ("圏域コード", "area_code"),
    "area_name": ("圏域名", "圏域", "area_name"),
    "area_en": ("圏域名(英語)", "英語名", "area_en"),
}
ASKED = ("code", "area_code", "area_name")


def read(path: Path, known: Container[str]) -> tuple[list[dict[str, str]], list[str]]:
    """One row per municipality of ours (``known``: six-digit codes), and what is to be said of the rest.

    Without an English name the area is called by its code.
    """
    rows = first_sheet(path)
    places = named(rows[0], HEADINGS) if rows else {}
    if not places.keys() >= set(ASKED):
        raise OfficialFileError(
            f"{path.name}: 1行目を「団体コード,圏域コード,圏域名」（又は {','.join(ASKED)}）にしてください。英語名は任意です。"
        )
    areas: dict[str, dict[str, str]] = {}
    names: dict[str, str] = {}
    others = 0
    for line, row in enumerate(rows[1:], start=2):
        if not any(row):
            continue
        if len(row) <= max(places[column] for column in ASKED):
            raise OfficialFileError(f"{path.name} {line}行目: 列が足りません。")
        fields = {field: row[index].strip() if index < len(row) else "" for field, index in places.items()}
        for field in fields.keys() - {"code"}:
            official.name(fields[field], f"{path.name} {line}行目")
        code, area, name = completed(fields["code"], known), fields["area_code"], fields["area_name"]
        if code is None:
            if not fields["code"].strip().isdigit():
                raise OfficialFileError(
                    f"{path.name} {line}行目: 「{fields['code']}」は団体コードではありません。"
                )
            # Digits that are nobody's here are another prefecture's: a list may be of the whole country.
            others += 1
            continue
        # Each a slip that only the prefecture can settle.
        if fault := _fault(code, area, name, areas, names):
            raise OfficialFileError(f"{path.name} {line}行目: {fault}")
        names[area] = name
        english = fields.get("area_en") or f"Area {area}"
        areas[code] = {"code6": code, "area_code": area, "area_name": name, "area_en": english}
    if not areas:
        raise OfficialFileError(
            f"{path.name}: この県の市区町村がありません。別の県の圏域の一覧ではないか確かめてください。"
        )
    return list(areas.values()), [
        f"この県のものではない団体コード {others} 行は使っていません。"
    ] if others else []


def _fault(code: str, area: str, name: str, areas: Container[str], names: Mapping[str, str]) -> str:
    """What is wrong with a row beside those before it, and how it is mended; empty when nothing is."""
    if code in areas:
        return f"団体コード {code} は前の行にもあります。市区町村は一つの圏域にだけ書いてください。"
    if not area or not name:
        return f"{'圏域コード' if not area else '圏域名'}が空です。団体コード {code} の圏域を書いてください。"
    if (before := names.get(area, name)) != name:
        return f"圏域コード {area} の名前が、前の行では「{before}」、ここでは「{name}」です。一つにそろえてください。"
    return ""
