"""Error values (#N/A, #REF! …) of older and other workbooks, which calamine hands over as blanks: sheet → their places."""

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
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"


def in_xls(stream: bytes) -> Places:
    """Records of a BIFF8 workbook: each sheet begins where the list of sheets says."""
    names: dict[int, str] = {}
    found: dict[int, set[tuple[int, int]]] = {}
    open_at: list[int] = []
    for kind, at, data in records_of(stream):
        if kind == _SHEET and len(data) >= 8:
            wide = data[7] & 1
            text = data[8 : 8 + data[6] * (1 + wide)]
            names[struct.unpack_from("<I", data)[0]] = text.decode(
                "utf-16-le" if wide else "latin-1", "replace"
            )
        elif kind == _BOF:
            open_at.append(at)
        elif kind == _EOF and open_at:
            open_at.pop()
        elif len(open_at) == 1 and _is_error(kind, data):
            row, column = struct.unpack_from("<HH", data)
            found.setdefault(open_at[0], set()).add((row, column))
    return {names[start]: places for start, places in found.items() if start in names}


def records_of(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(kind, place, content) of each record of a BIFF stream."""
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
    """Records 3 and 11 of each sheet's part; the part is found through the workbook's list of sheets."""
    links = fromstring(packed.read("xl/_rels/workbook.bin.rels"))
    parts = {link.get("Id"): posixpath.join("xl", link.get("Target", "")) for link in links}
    found: Places = {}
    for kind, data in records(packed.read("xl/workbook.bin")):
        if kind == 156 and len(data) >= 12:
            link, at = _text(data, 8)
            part = parts.get(link, "").replace("xl//xl/", "xl/")
            if part in packed.namelist():
                found[_text(data, at)[0]] = set(_errors(packed.read(part)))
    return found


def _errors(part: bytes) -> Iterator[tuple[int, int]]:
    row = 0
    for kind, data in records(part):
        if kind == 0 and len(data) >= 4:
            row = struct.unpack_from("<I", data)[0]
        elif kind in (3, 11) and len(data) >= 4:
            yield row, struct.unpack_from("<I", data)[0]


def records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """(kind, content) of each record of a binary part."""
    at = 0
    while at < len(part):
        kind, at = _varying(part, at, 2)
        size, at = _varying(part, at, 4)
        yield kind, part[at : at + size]
        at += size


def _varying(part: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first."""
    number = 0
    for turn in range(most):
        if at >= len(part):
            break
        byte = part[at]
        at += 1
        number |= (byte & 0x7F) << (7 * turn)
        if byte < 0x80:
            break
    return number, at


def _text(data: bytes, at: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", data, at)
    end = at + 4 + 2 * length
    return data[at + 4 : end].decode("utf-16-le", "replace"), end


def in_ods(content: bytes) -> Places:
    """Cells marked as errors, or formulas that show one."""
    found: Places = {}
    for table in fromstring(content).iter(f"{_TABLE}table"):
        places = found.setdefault(table.get(f"{_TABLE}name", ""), set())
        row = 0
        for line in table.iter(f"{_TABLE}table-row"):
            column = 0
            for cell in line:
                wide = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
                shown = "".join(cell.itertext()).strip()
                formula = cell.get(f"{_TABLE}formula") and WRITTEN.fullmatch(shown)
                if cell.get(_TYPE) == "error" or formula:
                    places |= {(row, column + more) for more in range(min(wide, 400))}
                column += wide
            row += int(line.get(f"{_TABLE}number-rows-repeated", "1"))
    return found
