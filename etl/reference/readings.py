"""Readings of municipalities' names: small kana restored, names told apart in English, an office's own corrections.

The official list writes some readings in large kana (コウリヨウチヨウ). Before う and く, よ and ゆ after an i-sound are small
in every one of the 1,741 names; what no rule can tell (ちやたん, わつかない) stands in ``reference/readings.csv``.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from pathlib import Path

from etl.reference import official
from etl.reference.official import OfficialFileError, completed, first_sheet, named

FIELDS = ("code6", "kana", "name_en")
HEADINGS = {
    "code": ("団体コード", "code", "code6"),
    "kana": ("読み", "よみ", "kana"),
    "name_en": ("英語名", "name_en"),
}
_LARGE = re.compile("(?<=[きしちにひみりぎじぢびぴ])[よゆ](?=[うく])")
_SMALL = {"よ": "ょ", "ゆ": "ゅ"}
_KINDS = {"市": "City", "町": "Town", "村": "Village", "特別区": "City"}


def restored(kana: str) -> str:
    """こうりようちよう → こうりょうちょう; a reading that is right stays as it is."""
    return _LARGE.sub(lambda match: _SMALL[match[0]], kana)


def read(path: Path, known: Container[str]) -> list[dict[str, str]]:
    """An office's own readings and English names, by code; a blank cell leaves what is known."""
    rows = first_sheet(path)
    places = named(rows[0], HEADINGS) if rows else {}
    if "code" not in places or len(places) < 2:
        raise OfficialFileError(f"{path.name}: 1行目を「団体コード,読み,英語名」にしてください。")
    readings = []
    for line, row in enumerate(rows[1:], start=2):
        if not any(row):
            continue
        fields = {field: row[index].strip() if index < len(row) else "" for field, index in places.items()}
        code6 = completed(fields.pop("code"), known)
        if code6 is None:
            raise OfficialFileError(f"{path.name} {line}行目: この県の団体コードではありません。")
        for text in fields.values():
            official.name(text, f"{path.name} {line}行目")
        readings.append({"code6": code6, **fields})
    return readings


def told_apart(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Code → English name, so that no two of a prefecture are alike: their kind is added, or else their code."""
    listed = [(row["pref_code"], row["code6"], row["name_en"], row["type"]) for row in rows]
    by_name = Counter((prefecture, name) for prefecture, _, name, _ in listed)
    by_kind = Counter((prefecture, name, kind) for prefecture, _, name, kind in listed)
    apart = {}
    for prefecture, code6, name, kind in listed:
        # The code first: where two of one kind share a name, their kind tells nobody which is which.
        if by_kind[prefecture, name, kind] > 1:
            apart[code6] = f"{name} ({code6})"
        elif by_name[prefecture, name] > 1:
            apart[code6] = f"{name} {_KINDS[kind]}"
        else:
            apart[code6] = name
    return apart
