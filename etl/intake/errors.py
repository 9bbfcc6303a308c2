"""Error values (#N/A, #REF! …) of binary workbooks, which calamine hands over as blanks: sheet → their places."""

import posixpath
import re
import struct
import zipfile
from collections.abc import Iterator

from defusedxml.ElementTree import fromstring

Places = dict[str, set[tuple[int, int]]]
# As they are shown; an error of a formula, and one that was pasted as text.
WRITTEN = re.compile(
    r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|####*)|Err:[0-9]{3}"
)
_BOF, _EOF, _SHEET, _FORMULA, _BOOL_OR_ERROR = 0x0809, 0x000A, 0x0085, 0x0006, 0x0205


def in_xls(stream: bytes) -> Places:
    """Records of a BIFF8 workbook: each sheet begins where the list of sheets says."""
    names: dict[int, str] = {}
    cells_of: dict[int, set[tuple[int, int]]] = {}
    open_at: list[int] = []
    for kind, at, data in records_of_xls(stream):
        if kind == _SHEET and len(data) >= 8:
            names[struct.unpack_from("<I", data)[0]] = sheet_name(data)
        elif kind == _BOF:
            open_at.append(at)
        elif kind == _EOF and open_at:
            open_at.pop()
        elif len(open_at) == 1 and _is_error(kind, data):
            row, column = struct.unpack_from("<HH", data)
            cells_of.setdefault(open_at[0], set()).add((row, column))
    return {names[start]: places for start, places in cells_of.items() if start in names}


def sheet_name(data: bytes) -> str:
    """The name in a record that lists a sheet."""
    wide = data[7] & 1
    return data[8 : 8 + data[6] * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")


def records_of_xls(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(kind, where it begins, content) of each record."""
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, at, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _is_error(kind: int, data: bytes) -> bool:
    if kind == _FORMULA and len(data) >= 14:
        return data[12:14] == b"\xff\xff" and data[6] == 2
    return kind == _BOOL_OR_ERROR and len(data) >= 8 and data[7] == 1


def in_xlsb(packed: zipfile.ZipFile) -> Places:
    """Records 3 and 11 of each sheet's part."""
    there = packed.namelist()
    return {name: set(_errors(packed.read(part))) for name, part in parts_of(packed).items() if part in there}


def parts_of(packed: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → its part of a binary package, found through the workbook's list of sheets."""
    links = fromstring(packed.read("xl/_rels/workbook.bin.rels"))
    parts = {link.get("Id"): posixpath.join("xl", link.get("Target", "")) for link in links}
    part_of = {}
    for kind, data in records(packed.read("xl/workbook.bin")):
        if kind == 156 and len(data) >= 12:
            link, at = text_at(data, 8)
            part_of[text_at(data, at)[0]] = parts.get(link, "").replace("xl//xl/", "xl/")
    return part_of


def _errors(part: bytes) -> Iterator[tuple[int, int]]:
    row = 0
    for kind, data in records(part):
        if kind == 0 and len(data) >= 4:
            row = struct.unpack_from("<I", data)[0]
        elif kind in (3, 11) and len(data) >= 4:
            yield row, struct.unpack_from("<I", data)[0]


def records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """(kind, content) of each record of a binary part."""
    offset = 0
    while offset < len(part):
        kind, offset = _varying(part, offset, 2)
        size, offset = _varying(part, offset, 4)
        yield kind, part[offset : offset + size]
        offset += size


def _varying(part: bytes, offset: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first."""
    number = 0
    for turn in range(most):
        if offset >= len(part):
            break
        byte = part[offset]
        offset += 1
        number |= (byte & 0x7F) << (7 * turn)
        if byte < 0x80:
            break
    return number, offset


def text_at(data: bytes, offset: int) -> tuple[str, int]:
    """(a text that begins with its length, where it ends)."""
    (length,) = struct.unpack_from("<I", data, offset)
    end = offset + 4 + 2 * length
    return data[offset + 4 : end].decode("utf-16-le", "replace"), end
