"""Older and other workbooks after their size has been looked at: .xls and .xlsb read with calamine, .ods as it is written.

calamine lays out every cell between the first and the last, so a lone cell far away must be found before it opens the
file. Comments and authors are not reachable through it: they are picked out of the bytes as text.
"""

import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from typing import TypeVar

import olefile
import python_calamine as calamine
from defusedxml.common import DefusedXmlException

from etl.intake import biff, errors, looks, opendocument, traces
from etl.intake.book import MAX_AREA, Area, Aside, Book, Sheet, Unreadable, laid_out
from etl.intake.cells import crossed_blanks
from etl.intake.looks import Looks
from etl.intake.package import Package
from etl.intake.text import Fault

# BIFF8 records that hold cells, as row and column.
_CELLS = {0x0006, 0x00BD, 0x00BE, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E}
_WIDE = re.compile(rb"(?:[\x20-\x7e]\x00|[\x00-\xff][\x30-\x9f]|[\x00-\xef]\xff){4,2000}")
_NARROW = re.compile(rb"[\x20-\x7e]{8,2000}")
# How an open document says that its sheets show a blank for 0.
_NO_ZEROS = re.compile(rb'"ShowZeroValues"[^>]*>\s*false')
ERROR = "（エラー値）"
T = TypeVar("T")
_WHO = ("author", "last_saved_by", "company", "manager")
_WHAT = ("title", "subject", "comments", "keywords", "category")
_STATES = {"Hidden": "hidden", "VeryHidden": "veryHidden"}


def read_binary(data: bytes) -> Book:
    """A BIFF workbook."""
    cached: list[Aside] = []
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            name = next((one for one in ("Workbook", "Book") if ole.exists(one)), None)
            if name is None:
                raise Unreadable("PX28")
            stream = ole.openstream(name).read()
            about = ole.get_metadata()
            encoding = "utf-8" if about.codepage in (65001, -535) else "cp932"
            texts = [("author", getattr(about, name)) for name in _WHO]
            texts += [("property", getattr(about, name)) for name in _WHAT]
            texts += [("property", one["value"]) for one in _own_properties(ole)]
            for entry in ole.listdir():
                if "_SX_DB_CUR" in entry:
                    cached += biff.of_records(ole.openstream(entry).read())
            inside = {part for entry in ole.listdir() for part in entry}
            files = [Aside(traces.EMBEDDED, part) for part in sorted(inside) if traces.is_object(part)]
            files += [Aside(traces.MACRO, part) for part in sorted(inside) if part == "_VBA_PROJECT_CUR"]
    except Unreadable:
        raise
    except Exception as error:  # the library raises what its parsers raise
        raise Unreadable("PX28") from error
    _small_enough(_biff_places(stream))
    asides = [
        Aside(kind, (one.decode(encoding, "replace") if isinstance(one, bytes) else str(one)).strip("\0 "))
        for kind, one in texts
        if isinstance(one, bytes | str) and one
    ]
    shown = _or_broken(lambda: looks.of_xls(stream))
    asides += [*files, *cached, *biff.of_records(stream)]
    return _book(data, "xls", [*asides, *_strings(stream)], False, errors.in_xls(stream), shown)


def _own_properties(ole: olefile.OleFileIO) -> list[dict[str, object]]:
    """Properties that somebody added; none where the file has no place for them."""
    name = "\x05DocumentSummaryInformation"
    return list(ole.get_userdefined_properties(name)) if ole.exists(name) else []


def read_package(data: bytes, package: Package) -> Book:
    """An ODS or XLSB file."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = packed.namelist()
        if "xl/workbook.bin" in names:
            asides = list(package.asides)
            for name in names:
                if name.endswith(".bin") and name.startswith("xl/"):
                    part = packed.read(name)
                    if "/worksheets/sheet" in name:
                        _small_enough(_xlsb_places(part))
                    if not name.startswith(("xl/sharedStrings", "xl/styles", "xl/printerSettings")):
                        asides += biff.of_binary(part)
                    if "/worksheets/sheet" not in name:
                        asides += _strings(part)
            wrong = _or_broken(lambda: errors.in_xlsb(packed))
            shown = _or_broken(lambda: looks.of_xlsb(packed))
            return _book(data, "xlsb", asides, package.objects, wrong, shown)
        if "content.xml" in names:
            manifest = packed.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
            if b"encryption-data" in manifest:
                raise Unreadable("PX16")
            content, styles, view = (
                packed.read(one) if one in names else b""
                for one in ("content.xml", "styles.xml", "settings.xml")
            )
            zeros = not _NO_ZEROS.search(view)
            return _or_broken(
                lambda: opendocument.read(content, styles, package.asides, package.objects, zeros)
            )
    raise Unreadable("PX28")


def _or_broken(look: Callable[[], T]) -> T:
    try:
        return look()
    except (DefusedXmlException, LookupError, SyntaxError, ValueError, struct.error) as error:
        raise Unreadable("PX17") from error


def _book(
    data: bytes,
    kind: str,
    asides: list[Aside],
    objects: bool,
    wrong: errors.Places,
    shown: dict[str, Looks],
) -> Book:
    try:
        opened = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            _sheet(opened, meta, wrong.get(meta.name, set()), shown.get(meta.name, Looks()))
            for meta in opened.sheets_metadata
            if meta.typ == calamine.SheetTypeEnum.WorkSheet
        ]
    except calamine.PasswordError as error:
        raise Unreadable("PX16") from error
    except Unreadable:
        raise
    except BaseException as error:  # a panic of the native reader is not an Exception
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise Unreadable("PX17") from error
    return Book(sheets, kind, asides=asides, objects=objects)


def _sheet(
    opened: calamine.CalamineWorkbook,
    meta: calamine.SheetMetadata,
    wrong: set[tuple[int, int]],
    shown: Looks,
) -> Sheet:
    sheet = opened.get_sheet_by_name(meta.name)
    cells: dict[tuple[int, int], object] = {}
    for row, values in enumerate(sheet.to_python(skip_empty_area=False)):
        for column, value in enumerate(values):
            if value != "":
                error = isinstance(value, str) and errors.WRITTEN.fullmatch(value.strip())
                cells[row, column] = Fault(str(value)) if error else shown.seen((row, column), value)
    cells |= {at: Fault(ERROR) for at in wrong if not cells.get(at)}
    cells |= crossed_blanks(cells, shown.crossed)
    rows, far = laid_out(cells)
    merged = [Area(a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ()]
    state = _STATES.get(str(meta.visible).rpartition(".")[2], "visible")
    hidden = {row for row in shown.hidden_rows if row < len(rows)}
    columns = {column for column in shown.hidden_columns if rows and column < len(rows[0])}
    return Sheet(meta.name, rows, merged, hidden, columns, state, far)


def _small_enough(places: Iterator[tuple[int, int]]) -> None:
    """The rectangle of one sheet's cells; a new sheet begins with (-1, -1)."""
    height = width = 0
    for row, column in places:
        height, width = (0, 0) if row < 0 else (max(height, row + 1), max(width, column + 1))
        if height * width > MAX_AREA:
            raise Unreadable("PX17")


def _biff_places(stream: bytes) -> Iterator[tuple[int, int]]:
    offset = 0
    while offset + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, offset)
        if kind == 0x0809:
            yield -1, -1
        elif kind in _CELLS and size >= 4 and offset + 8 <= len(stream):
            yield struct.unpack_from("<HH", stream, offset + 4)
        offset += 4 + size


def _xlsb_places(part: bytes) -> Iterator[tuple[int, int]]:
    """Record 0 opens a row; records 1 to 11 are cells, their column first."""
    row = 0
    yield -1, -1
    for kind, data in errors.records(part):
        if kind <= 11 and len(data) >= 4:
            (number,) = struct.unpack_from("<I", data)
            if kind == 0:
                row = number
            else:
                yield row, number


def _strings(stream: bytes) -> Iterator[Aside]:
    """Runs of text in a binary part, in UTF-16 at both alignments and in single bytes."""
    for start in (0, 1):
        for match in _WIDE.finditer(stream, start):
            if (match.start() - start) % 2 == 0:
                yield Aside("raw", match[0].decode("utf-16-le", "ignore"))
    for match in _NARROW.finditer(stream):
        yield Aside("raw", match[0].decode("ascii"))
