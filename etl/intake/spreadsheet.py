"""Workbooks of the current Excel format, read exactly: hidden parts, merged cells, comments, error values."""

import io
import posixpath
import zipfile
from typing import Any

import openpyxl
from defusedxml.ElementTree import fromstring
from openpyxl.cell.cell import Cell
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

from etl.intake.book import Area, Aside, Book, Sheet, Unreadable, laid_out
from etl.intake.errors import WRITTEN
from etl.intake.package import Package
from etl.intake.text import Fault, column_letter

# What openpyxl raises on workbooks that are not what they say.
_BROKEN = (
    zipfile.BadZipFile,
    LookupError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    AttributeError,
    OverflowError,
)
NO_RESULT = "（結果のない数式）"


def read(data: bytes, package: Package) -> Book:
    """The whole workbook; formulas as the values they last had, macros never run."""
    try:
        opened = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        parts = _parts(package)
        sheets = [
            _sheet(sheet, package.unresolved.get(parts.get(sheet.title, ""), set()))
            for sheet in opened.worksheets
        ]
        comments = [remark for sheet in opened.worksheets for remark in _comments(sheet)]
    except Unreadable:
        raise
    except _BROKEN as error:
        raise Unreadable("PX17") from error
    said = [aside for aside in package.asides if not any(aside.text in one.text for one in comments)]
    return Book(
        sheets, "xlsm" if package.macros else "xlsx", asides=[*comments, *said], objects=package.objects
    )


def _parts(package: Package) -> dict[str, str]:
    """Sheet name → file name of its part."""
    targets = {
        link.get("Id"): posixpath.basename(link.get("Target", ""))
        for link in fromstring(package.parts.get("xl/_rels/workbook.xml.rels", b"<none/>"))
    }
    found = {}
    for element in fromstring(package.parts["xl/workbook.xml"]).iter():
        link = next((value for name, value in element.attrib.items() if name.endswith("}id")), None)
        if element.tag.endswith("}sheet") and link in targets:
            found[element.get("name", "")] = targets[link]
    return found


def _sheet(sheet: Worksheet, unresolved: set[str]) -> Sheet:
    cells: dict[tuple[int, int], object] = {}
    for cell in _cells(sheet):
        value = _value(cell, unresolved)
        if value is not None:
            cells[cell.row - 1, cell.column - 1] = value
    rows, far = laid_out(cells)
    hidden = {row - 1 for row, size in sheet.row_dimensions.items() if size.hidden}
    return Sheet(
        sheet.title,
        rows,
        [
            Area(one.min_row - 1, one.min_col - 1, one.max_row - 1, one.max_col - 1)
            for one in sheet.merged_cells.ranges
        ],
        {row for row in hidden if row < len(rows)},
        set(_hidden_columns(sheet, len(rows[0]) if rows else 0)),
        sheet.sheet_state,
        far,
    )


def _cells(sheet: Worksheet) -> list[Cell]:
    """Only the cells that exist: a ghost in the last row must not make a million of them."""
    return [cell for _, cell in sorted(sheet._cells.items()) if isinstance(cell, Cell)]


def _value(cell: Cell, unresolved: set[str]) -> object:
    value: Any = cell.value
    if value is None:
        return Fault(NO_RESULT) if cell.coordinate in unresolved else None
    if cell.data_type == "e" or (isinstance(value, str) and WRITTEN.fullmatch(value.strip())):
        return Fault(str(value))
    return value


def _hidden_columns(sheet: Worksheet, width: int) -> list[int]:
    """A column's entry may stand for a range of columns."""
    found = []
    for letters, size in sheet.column_dimensions.items():
        if size.hidden:
            first = size.min or column_index_from_string(letters)
            found += [at - 1 for at in range(first, min(size.max or first, width) + 1)]
    return found


def _comments(sheet: Worksheet) -> list[Aside]:
    return [
        Aside("comment", cell.comment.text, sheet.title, cell.row, column_letter(cell.column - 1))
        for cell in _cells(sheet)
        if cell.comment
    ]
