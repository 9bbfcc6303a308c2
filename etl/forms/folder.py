"""Printing forms into a folder: one municipality's, or everyone's and the prefecture's own sheet."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from etl import home, reference, workdb
from etl.catalogue import Catalogue
from etl.forms.previous import beginning
from etl.forms.twins import csv_twins
from etl.forms.workbook import form
from etl.register import store
from etl.settings import Settings

MARK = "架空データ"
# From October the year that is running is asked (its first half), before that the year that has ended.
_AUTUMN, _APRIL = 10, 4


def asked_year(today: dt.date) -> int:
    """The fiscal year forms are usually printed for on a day."""
    running = today.year if today.month >= _APRIL else today.year - 1
    return running if today.month >= _AUTUMN or today.month < _APRIL else running - 1


def print_forms(
    settings: Settings,
    catalogue: Catalogue,
    fiscal_year: int,
    folder: Path,
    municipality: str | None = None,
    progress: Callable[[str, float], None] = lambda *_: None,
) -> list[Path]:
    """Write workbooks and, in ``csv``, their twins; ``ValueError`` in Japanese for a municipality not asked."""
    asked = _asked(settings, catalogue)
    if municipality and municipality not in asked:
        raise ValueError(
            f"{municipality} は、この県の様式の対象ではありません。団体コード6桁を確かめてください。"
        )
    wanted = [municipality] if municipality else list(asked)
    # Forms begin with last year's answers; what lies in the home of another prefecture is nobody's here.
    ours = settings.workdb.exists() and not home.is_anothers(settings, catalogue)
    con = workdb.connect(settings) if ours else None
    written: list[Path] = []
    try:
        if con:
            store.prepare(con, catalogue)
        for done, lg_code in enumerate(wanted):
            progress("form", done / len(wanted))
            written += _print(con, catalogue, lg_code, asked[lg_code], fiscal_year, folder)
        progress("form", 1.0)
    finally:
        if con:
            con.close()
    return written


def _asked(settings: Settings, catalogue: Catalogue) -> dict[str, str]:
    """Code → name of everyone who gets a form: the municipalities, the partners outside, the prefecture."""
    here = catalogue.prefecture
    rows: list[dict[str, Any]] = reference.municipalities(settings, catalogue).to_pylist()
    asked = {
        row["code6"]: row["name"]
        for row in rows
        if row["pref_code"] == here.code or row["code6"] in here.neighbours
    }
    return asked | {here.lg_code: here.ja}


def _print(con: Any, catalogue: Catalogue, lg_code: str, name: str, year: int, folder: Path) -> list[Path]:
    begun = beginning(con, catalogue, lg_code, year)
    mark = MARK if catalogue.prefecture.demo else ""
    book = form(lg_code, year, begun.rows, catalogue, last=begun.last, name=name, mark=mark)
    files = {folder / f"{lg_code}_{year}_r1.xlsx": book}
    for twin, data in csv_twins(lg_code, year, begun.rows, catalogue, blank=True).items():
        files[folder / "csv" / twin] = data
    for path, data in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return list(files)
