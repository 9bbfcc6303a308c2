"""A submitted file read by what its bytes are, whatever its name says."""

import io
import re
from collections.abc import Collection
from pathlib import Path

import msoffcrypto

from etl.intake import flatfile, legacy, spreadsheet, webpage
from etl.intake.book import MAX_BYTES, MAX_COLUMNS, Aside, Book, Sheet, Unreadable
from etl.intake.package import look_through

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What each format is usually called; another name is a reason for a remark.
SUFFIXES = {
    "xlsx": (".xlsx",),
    "xlsm": (".xlsm",),
    "csv": (".csv", ".txt", ".tsv"),
    "xls": (".xls",),
    "xlsb": (".xlsb",),
    "ods": (".ods",),
    "html": (),
}
# What Excel opens, under whatever name, and saves as a workbook: SpreadsheetML, SYLK, DIF, dBase, Lotus, Excel before 1997.
_ELSEWHERE = re.compile(
    rb"ID;P|TABLE\r?\n0,1|[\x03\x83\x8b\xf5].[\x01-\x0c][\x01-\x1f]|\x00\x00[\x02\x1a]\x00|\x09[\x00\x02\x04\x08].\x00",
    re.DOTALL,
)
_IN_XML = (b"urn:schemas-microsoft-com:office:spreadsheet", b"urn:oasis:names:tc:opendocument:xmlns:office")
_HEAD = 4_000
# No text begins with signs that are no letters: a program's own file.
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]|^\x1a")
_OTHER = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b", b"{\\rtf")


def read(path: Path, known: Collection[str] = ()) -> Book:
    """Read one file; ``known`` are the forms' folded headers; :class:`Unreadable` names the rule that stops it."""
    if path.stat().st_size > MAX_BYTES:
        raise Unreadable("PX17")
    book = _read(path.read_bytes(), path.stem, known)
    book.asides.append(Aside("file_name", path.stem))
    book.meta = next((_meta(sheet) for sheet in book.sheets if sheet.name == "_meta"), {})
    return book


def _read(data: bytes, stem: str, known: Collection[str]) -> Book:
    if data.startswith(b"PK"):
        package = look_through(data)
        if package.main:
            if b"spreadsheetml" not in package.parts.get(package.main, b""):
                raise Unreadable("PX28")
            return spreadsheet.read(data, package)
        return legacy.read_package(data, package)
    if data.startswith(OLE):
        _not_encrypted(data)
        return legacy.read_binary(data)
    if not data or data.startswith(_OTHER):
        raise Unreadable("PX28")
    if webpage.in_pieces(data) or _ELSEWHERE.match(data):
        raise Unreadable("PX42")
    head = data[:_HEAD].replace(b"\0", b"")
    if b"<?xml" in head[:200] and not webpage.is_page(data):
        raise Unreadable("PX42" if any(one in head for one in _IN_XML) else "PX28")
    if webpage.is_page(data):
        return webpage.read(data, stem, known)
    return _csv(data, stem, known)


def _not_encrypted(data: bytes) -> None:
    """Detection only: nothing is ever decrypted."""
    try:
        locked = msoffcrypto.OfficeFile(io.BytesIO(data)).is_encrypted()
    except Exception as error:  # the library raises what its parsers raise
        raise Unreadable("PX28") from error
    if locked:
        raise Unreadable("PX16")


def _csv(data: bytes, stem: str, known: Collection[str]) -> Book:
    try:
        rows, encoding = flatfile.rows(data, known)
    except flatfile.TooLarge as error:
        raise Unreadable("PX17") from error
    except flatfile.OpenQuote as error:
        raise Unreadable("PX52", error.row_no) from error
    except ValueError as error:
        raise Unreadable("PX28") from error
    if rows and any(_NO_TEXT.search(str(cell)) for cell in rows[0][:2] if cell):
        raise Unreadable("PX28")
    far = {
        (at, i): cell
        for at, row in enumerate(rows)
        for i, cell in enumerate(row)
        if i >= MAX_COLUMNS and cell
    }
    # Office programs leave out the commas at a row's end: every row gets the width of the widest.
    wide = min(max(map(len, rows), default=0), MAX_COLUMNS)
    near = [[*row[:MAX_COLUMNS], *[None] * (wide - len(row))] for row in rows]
    unended = not data.rstrip(b"\0 ").endswith((b"\n", b"\r"))
    sheet = Sheet(stem, near, far=far, widths=[*map(len, rows)], unended=unended)
    return Book([sheet], "csv", encoding=encoding)


def _meta(sheet: Sheet) -> dict[str, str]:
    if len(sheet.rows) < 2:
        return {}
    return {
        str(name): str(value)
        for name, value in zip(*sheet.rows[:2], strict=False)
        if name is not None and value is not None
    }
