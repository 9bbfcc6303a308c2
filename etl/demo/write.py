"""The demo's inbox: workbooks, CSV twins and the prefecture's sheets, with the planted faults."""

import hashlib
from pathlib import Path

from etl import forms
from etl.catalogue import Catalogue
from etl.demo import faults, world
from etl.settings import Settings

MARK = "架空データ"
# Who sends CSV twins, and how they are encoded.
TWINS = {
    ("285862", 2024): "cp932",
    ("313289", 2024): "utf-8-sig",
    ("313289", 2025): "utf-8-sig",
    ("313726", 2023): "cp932",
    ("313726", 2024): "cp932",
    ("313726", 2025): "cp932",
    ("313840", 2025): "utf-8-sig",
    ("313891", 2023): "cp932",
}


def write(inbox: Path, catalogue: Catalogue, settings: Settings) -> list[Path]:
    """Write every file of the demo; the same bytes each time."""
    inbox.mkdir(parents=True, exist_ok=True)
    files: dict[str, bytes] = {}
    for (lg_code, year), rows in sorted(world.read().items()):
        files |= _files(lg_code, year, rows, catalogue)
    files |= faults.resent(files)
    for name, data in files.items():
        (inbox / name).write_bytes(data)
    return [inbox / name for name in files]


def practice_ids(catalogue: Catalogue, settings: Settings) -> list[str]:
    """Ids of the practices submitted: municipality, year of the case, four letters of the title's hash."""
    rows = [row for place in world.read().values() for row in place.get("F6", ())]
    return sorted(f"{row['lg_code']}-{row['case_fy']}-{_seal(row['title'])}" for row in rows)


def _seal(title: str) -> str:
    return hashlib.md5(title.encode(), usedforsecurity=False).hexdigest()[:4]


def _files(
    lg_code: str, year: int, rows: dict[str, list[dict[str, object]]], catalogue: Catalogue
) -> dict[str, bytes]:
    name = f"{lg_code}_{year}_r1.xlsx"
    if lg_code == catalogue.prefecture.lg_code:
        own = rows.get("FP", [])
        return {
            name: forms.prefecture_form(
                lg_code, year, own, catalogue, name=catalogue.prefecture.ja, mark=MARK
            )
        }
    encoding = TWINS.get((lg_code, year))
    if encoding:
        return forms.csv_twins(lg_code, year, rows, catalogue, encoding=encoding)
    files = {}
    for revision in faults.revisions(lg_code, year):
        told = faults.plant(lg_code, year, revision, rows)
        data = forms.form(lg_code, year, told, catalogue, mark=MARK)
        files[f"{lg_code}_{year}_r{revision}.xlsx"] = data
    return files
