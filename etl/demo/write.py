"""The demo's inbox: workbooks, CSV twins and the prefecture's sheets, with the planted faults."""

import io
import re
import zipfile
from pathlib import Path

import openpyxl

from etl import forms
from etl.catalogue import Catalogue
from etl.demo import faults, practices, world
from etl.demo.plan import TABLES, places
from etl.forms.values import Row
from etl.progress import Progress, silent
from etl.settings import Settings

MARK = "架空データ"
_WRITTEN = (2023, 4, 1, 0, 0, 0)
_TIME = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_PLAIN, _MACRO = b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"


def write(inbox: Path, catalogue: Catalogue, settings: Settings, progress: Progress = silent) -> list[Path]:
    """Write every file of the demo; the same bytes each time, on every machine."""
    inbox.mkdir(parents=True, exist_ok=True)
    files: dict[str, bytes] = {}
    here = {place.lg_code: place for place in places(catalogue, settings)}
    grown = world.grow(catalogue, settings)
    for done, ((lg_code, year), rows) in enumerate(grown.items()):
        progress("demo", done / len(grown))
        encoding = here[lg_code].encoding(year) if lg_code in here else None
        files |= _files(lg_code, year, rows, catalogue, encoding)
    files |= {name: (TABLES / kept).read_bytes() for name, kept in faults.LOCKED.items()}
    # Copies before anything is renamed: what is late or holds macros stands under another name from then on.
    files |= {copy: files[name] for name, copy in faults.SENT_TWICE.items()}
    files |= {late: files.pop(name) for name, late in faults.LATE.items()}
    files |= {other: _as_macro_book(files.pop(name)) for name, other in faults.MACROS.items()}
    paths = [inbox / name for name in files]
    try:
        for path, data in zip(paths, files.values(), strict=True):
            path.write_bytes(data)
    except OSError:
        # What lies in an inbox is loaded as it is, and half a demo would be shown as the whole.
        for path in paths:
            path.unlink(missing_ok=True)
        raise
    return paths


def practice_ids(catalogue: Catalogue, settings: Settings) -> list[str]:
    """Numbers of the practices submitted."""
    return practices.ids()


def _files(
    lg_code: str, year: int, rows: dict[str, list[Row]], catalogue: Catalogue, encoding: str | None
) -> dict[str, bytes]:
    """The files one sender sends for one year."""
    if lg_code == catalogue.prefecture.lg_code:
        name = catalogue.prefecture.ja
        data = forms.form(lg_code, year, rows, catalogue, name=name, mark=MARK, spare_rows=10)
        return {f"{lg_code}_{year}_r1.xlsx": _sealed(data)}
    if encoding:
        answers = faults.plant(lg_code, year, 1, rows)
        return forms.csv_twins(lg_code, year, answers, catalogue, encoding=encoding)
    files = {}
    for revision in faults.revisions(lg_code, year):
        answers = faults.plant(lg_code, year, revision, rows)
        data = _bent(
            forms.form(lg_code, year, answers, catalogue, mark=MARK, spare_rows=10), faults.of(lg_code, year)
        )
        files[f"{lg_code}_{year}_r{revision}.xlsx"] = _sealed(data)
    return files


def _bent(data: bytes, planted: list[faults.Fault]) -> bytes:
    """The workbook opened, changed and saved again, where a fault of layout is planted."""
    bends = [fault.bends for fault in planted if fault.bends]
    if not bends:
        return data
    book = openpyxl.load_workbook(io.BytesIO(data))
    for bend in bends:
        bend(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _sealed(data: bytes, old: bytes = b"", new: bytes = b"") -> bytes:
    """The same workbook with fixed times and without compression, whose result differs between zlib versions."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as sealed:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = _TIME.sub(rb"\g<1>2023-04-01T00:00:00Z", part)
            if old and name == "[Content_Types].xml":
                part = part.replace(old, new)
            entry = zipfile.ZipInfo(name, _WRITTEN)
            # zipfile writes down the system it runs on (0 for Windows, 3 elsewhere), and the bytes would differ.
            entry.create_system = 0
            sealed.writestr(entry, part)
    return target.getvalue()


def _as_macro_book(data: bytes) -> bytes:
    """An .xlsm as saved from a template with macros, here without any."""
    return _sealed(data, b"openxmlformats-officedocument." + _PLAIN, _MACRO)
