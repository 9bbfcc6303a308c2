"""全国地方公共団体コード (総務省): the list of municipalities, from its Excel or CSV edition.

The list holds prefectures (no municipality name), municipalities and, on a sheet of their own, the wards of the
designated cities. Prefectures and wards are left out; the special wards of Tokyo are municipalities.
"""

import unicodedata
from pathlib import Path

from etl.catalogue import is_lg_code
from etl.reference.official import OfficialFileError, Row, columns, sheets

CODE, PREFECTURE, NAME, KANA = "団体コード", "都道府県名(漢字)", "市区町村名(漢字)", "市区町村名(カナ)"
TOKYO = "13"
FIELDS = ("code5", "code6", "pref_code", "prefecture", "name", "kana", "type")
_HIRAGANA = {katakana: katakana - 0x60 for katakana in range(ord("ァ"), ord("ヶ"))}


def read(path: Path) -> list[dict[str, str]]:
    """Municipalities by code, each once."""
    found: dict[str, dict[str, str]] = {}
    for rows in sheets(path):
        for row in _municipalities(rows, path.name):
            found.setdefault(row["code6"], row)
    if not found:
        raise OfficialFileError(
            f"{path.name}: 見出し「{CODE}・{PREFECTURE}・{NAME}」の表がありません。総務省の団体コード表を指定してください。"
        )
    return [found[code] for code in sorted(found)]


def is_ward(code5: str) -> bool:
    """A ward of a designated city by its number, or that city itself: 100–199 in any prefecture but Tokyo."""
    return code5[2] == "1" and code5[:2] != TOKYO


def _municipalities(rows: list[Row], file: str) -> list[dict[str, str]]:
    at, places = next(
        ((i, found) for i, row in enumerate(rows[:20]) if (found := columns(row, (CODE, PREFECTURE, NAME)))),
        (0, None),
    )
    if places is None:
        return []
    kana = columns(rows[at], (KANA,))
    result = []
    for line, row in enumerate(rows[at + 1 :], start=at + 2):
        if len(row) <= max(places.values()) or not row[places[CODE]] or not row[places[NAME]]:
            continue
        code, name = row[places[CODE]].zfill(6), row[places[NAME]]
        if is_ward(code[:5]) and name.endswith("区"):
            continue
        if not is_lg_code(code):
            raise OfficialFileError(f"{file} {line}行目: 団体コード「{code}」の検査数字が合いません。")
        reading = row[kana[KANA]] if kana and len(row) > kana[KANA] else ""
        result.append(_row(code, row[places[PREFECTURE]], name, reading))
    return result


def _row(code: str, prefecture: str, name: str, reading: str) -> dict[str, str]:
    special = code[:2] == TOKYO and name.endswith("区")
    return {
        "code5": code[:5],
        "code6": code,
        "pref_code": code[:2],
        "prefecture": prefecture,
        "name": name,
        "kana": unicodedata.normalize("NFKC", reading).translate(_HIRAGANA),
        "type": "特別区" if special else name[-1],
    }
