"""Texts in the records of old workbooks (.xls, .xlsb) that are no cells: names, notes, headers, messages, links, caches.

Strings carry their length before them, so they are found wherever they stand in a record; records of cells, fonts and the
like are known and left out, all others are searched.
"""

import re
import struct
from collections.abc import Iterator

from etl.intake import errors, traces
from etl.intake.book import Aside

_CONTINUED, _TEXTS, _NAME, _PICTURES = 0x003C, 0x00FC, 0x0018, 0x00EB
# Cells and their texts, fonts, looks, sheets, settings of screen and printer.
_KNOWN = frozenset(
    {
        *(
            0x0809,
            0x000A,
            0x0042,
            0x0022,
            0x0085,
            0x00FC,
            0x00FF,
            0x0031,
            0x00E0,
            0x0200,
            0x0208,
            0x0006,
            0x00BD,
            0x00BE,
        ),
        *(
            0x00FD,
            0x0201,
            0x0203,
            0x0204,
            0x0205,
            0x027E,
            0x0207,
            0x04BC,
            0x0221,
            0x00E5,
            0x0017,
            0x00D6,
            0x004D,
            0x0092,
        ),
        *(
            0x0896,
            0x0892,
            0x088E,
            0x088D,
            0x087D,
            0x005D,
            0x00EC,
            0x00EB,
            0x009C,
            0x003D,
            0x023E,
            0x007D,
            0x00D7,
            0x020B,
        ),
    }
)
_KINDS = {
    0x005C: "author",
    0x041E: "number_format",
    0x0293: "style_name",
    0x0014: "header_footer",
    0x0015: "header_footer",
    0x0018: "defined_name",
    0x001C: "author",
    0x01B8: "hyperlink",
    0x01BE: "sheet_part",
    0x01B6: "comment",
    0x003C: "comment",
}
_PRINTED = re.compile(
    r"[\t\n\r\x20-\x7e\u00a0-\u00ff\u2010-\u30ff\u3200-\u33ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]+"
)
# Cells and their formats in an .xlsb: rows, cells, texts, fonts, looks.
_BINARY_CELLS = frozenset({*range(12), 19, 43, 44, 45, 46, 47, 156})


def of_records(stream: bytes) -> Iterator[Aside]:
    """Texts of a BIFF8 stream that stand in no cell; a picture as such."""
    last = 0
    for kind, _, data in errors.records_of_xls(stream):
        if kind == _PICTURES and _holds_pictures(data):
            yield Aside(traces.PICTURE, "")
        if (
            kind == _CONTINUED
            and last != _TEXTS
            and last not in (0x00EC, 0x00EB)
            and data[:1] in (b"\0", b"\1")
        ):
            yield from (Aside("comment", text) for text in _decoded(data[1:], data[0] & 1))
        elif kind == _NAME and len(data) > 15:
            wide = data[14] & 1
            texts = _decoded(data[15 : 15 + data[3] * (1 + wide)], wide)
            yield from (Aside("defined_name", text) for text in texts if not data[0] & 0x20)
        elif kind not in _KNOWN and kind != _CONTINUED:
            named = _KINDS.get(kind, "other")
            if named == "number_format":
                yield from (aside for text in _short(data) for aside in traces.of_format(text))
            elif not (named == "style_name" and len(data) > 1 and data[1] & 0x80):
                yield from (Aside(named, text.strip()) for text in _said(kind, data) if text.strip())
        last = kind if kind != _CONTINUED else last


def of_binary(part: bytes) -> Iterator[Aside]:
    """Texts of a part of an .xlsb that stand in no cell."""
    for kind, data in errors.records(part):
        if kind not in _BINARY_CELLS:
            yield from (Aside("other", text) for text in _long(data))


def _said(kind: int, data: bytes) -> Iterator[str]:
    return _long(data) if kind == 0x01B8 else _short(data)


def _short(data: bytes) -> Iterator[str]:
    """Strings with their length in two bytes, then a byte that says whether they are wide."""
    offset = 0
    while offset + 4 <= len(data):
        length, wide = struct.unpack_from("<HB", data, offset)
        end = offset + 3 + length * (1 + (wide & 1))
        texts = (
            list(_decoded(data[offset + 3 : end], wide & 1))
            if 0 < length < 2_000 and wide < 2 and end <= len(data)
            else []
        )
        yield from texts
        offset = end if texts else offset + 1


def _long(data: bytes) -> Iterator[str]:
    """Wide strings with their length, in signs or in bytes, in four bytes."""
    offset = 0
    while offset + 6 <= len(data):
        (length,) = struct.unpack_from("<I", data, offset)
        texts: list[str] = []
        for size in (2 * length, length) if 1 < length < 4_000 else ():
            if not texts and offset + 4 + size <= len(data) and size % 2 == 0:
                texts = list(_decoded(data[offset + 4 : offset + 4 + size].removesuffix(b"\0\0"), 1))
                end = offset + 4 + size
        yield from texts
        offset = end if texts else offset + 1


def _decoded(data: bytes, wide: int) -> Iterator[str]:
    """The text, if all its signs are such as are written; a single sign is none."""
    text = data.decode("utf-16-le" if wide else "latin-1", "replace")
    if len(text) > 1 and _PRINTED.fullmatch(text):
        yield text


def _holds_pictures(data: bytes) -> bool:
    """Whether the drawing group of a workbook has a store of pictures (0xF001) with something in it."""
    offset = 8
    while offset + 8 <= len(data):
        _, kind, size = struct.unpack_from("<HHI", data, offset)
        if kind == 0xF001 and size:
            return True
        offset += 8 + size
    return False
