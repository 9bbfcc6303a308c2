"""A submitted file as sheets of cells, whatever its format."""

import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from etl.intake import flatfile

MAX_BYTES = 30_000_000
MAX_UNPACKED = 300_000_000
MAX_ROWS = 20_000
MAX_COLUMNS = 200


class Unreadable(ValueError):
    """A file that cannot be read; ``rule`` says why."""

    def __init__(self, rule: str) -> None:
        self.rule = rule
        super().__init__(rule)


@dataclass(frozen=True)
class Sheet:
    """One sheet: ``rows`` of cell values, row 1 first; ``remarks`` are the comments on its cells."""

    name: str
    rows: list[list[object]]
    remarks: list[str] = field(default_factory=list)
    merged: bool = False


@dataclass(frozen=True)
class Book:
    """A file's sheets; ``meta`` is what its hidden sheet says; ``encoding`` is set for CSV."""

    sheets: list[Sheet]
    meta: dict[str, str]
    kind: str
    encoding: str | None = None


def read(path: Path) -> Book:
    """Read a workbook or CSV file; :class:`Unreadable` names the rule that stops it."""
    data = path.read_bytes()
    if len(data) > MAX_BYTES:
        raise Unreadable("PX17")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("PX16")
    return _workbook(data) if data.startswith(b"PK") else _csv(path, data)


def _csv(path: Path, data: bytes) -> Book:
    try:
        rows, encoding = flatfile.rows(data)
    except ValueError as error:
        raise Unreadable("PX17") from error
    return Book([Sheet(path.stem, rows)], {}, "csv", encoding)


def _workbook(data: bytes) -> Book:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MAX_UNPACKED:
                raise Unreadable("PX17")
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except (zipfile.BadZipFile, KeyError, OSError, SyntaxError, TypeError) as error:
        raise Unreadable("PX17") from error
    sheets = [_sheet(sheet) for sheet in book.worksheets]
    meta = next((_meta(sheet) for sheet in sheets if sheet.name == "_meta"), {})
    return Book(sheets, meta, "xlsx")


def _sheet(sheet: Worksheet) -> Sheet:
    if sheet.max_row > MAX_ROWS or sheet.max_column > MAX_COLUMNS:
        raise Unreadable("PX17")
    rows: list[list[object]] = []
    remarks: list[str] = []
    for cells in sheet.iter_rows():
        rows.append([cell.value for cell in cells])
        remarks += [cell.comment.text for cell in cells if cell.comment]
    merged = [area for area in sheet.merged_cells.ranges if area.min_col == area.max_col]
    for area in merged:
        for row in range(area.min_row, area.max_row):
            rows[row][area.min_col - 1] = rows[area.min_row - 1][area.min_col - 1]
    return Sheet(sheet.title, rows, remarks, bool(merged))


def _meta(sheet: Sheet) -> dict[str, str]:
    if len(sheet.rows) < 2:
        return {}
    return {str(name): str(value) for name, value in zip(*sheet.rows[:2], strict=True) if value is not None}
