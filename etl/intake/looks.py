"""How the cells of binary workbooks (.xls, .xlsb) look: number formats, struck-out and small letters, hidden rows and columns.

calamine reads their values; what a person sees of them stands in records that it does not hand over.
"""

import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from openpyxl.styles.numbers import BUILTIN_FORMATS

from etl.intake import cells
from etl.intake.cells import Look
from etl.intake.errors import parts_of, records, records_of_xls, sheet_name, text_at
from etl.intake.text import Fault

Place = tuple[int, int]
_STRUCK = 0x0008
# Records of BIFF8.
_BOF, _EOF, _SHEET, _CONTINUE, _STRINGS = 0x0809, 0x000A, 0x0085, 0x003C, 0x00FC
_FONT, _FORMAT, _XF, _CALENDAR, _WINDOW, _ROW, _COLUMNS = (
    0x0031,
    0x041E,
    0x00E0,
    0x0022,
    0x023E,
    0x0208,
    0x007D,
)
_BLANK, _MANY_BLANKS = 0x0201, 0x00BE
_MANY_NUMBERS, _SHARED, _RICH = 0x00BD, 0x00FD, 0x00D6
_PLACED = {0x0006, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E, 0x00D6}
# Twentieths of a point, 256ths of a letter: a row lower or a column narrower shows nothing.
_SEEN_HEIGHT, _SEEN_WIDTH = 20, 256
# Twentieths of a point: nobody reads type smaller than that.
_READ_FROM = 60
_PATTERN = "pattern"
"""What is painted behind letters and no single colour."""
_SOLID, _WHITE = 1, (1, 9)
_FILL = 4
"""How a value is set in its cell: again and again, up to the cell's width."""


@dataclass
class Looks:
    """One sheet: the look of each cell, texts that are refused for the look of a part, hidden parts, whether zeros are shown.

    ``crossed`` are the blank cells with a slanting line.
    """

    cells: dict[Place, Look] = field(default_factory=dict)
    texts: dict[Place, str | Fault] = field(default_factory=dict)
    days: set[Place] = field(default_factory=set)
    crossed: set[Place] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    zeros: bool = True
    since_1904: bool = False

    def seen(self, place: Place, value: object) -> object:
        """The value of a cell as a person sees it."""
        if place in self.texts and isinstance(value, str):
            value = self.texts[place]
        if place in self.days and isinstance(value, int | float) and not isinstance(value, bool):
            value = cells.day(value, self.since_1904)
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            value = int(value)
        value = cells.seen(value, self.cells.get(place, cells.PLAIN), self.zeros)
        return cells.Day1904(value) if self.since_1904 and type(value) is int else value


@dataclass
class _Book:
    """Fonts, formats and cell styles in the order of their numbers; shared texts with parts that look different."""

    fonts: list[Look] = field(default_factory=list)
    colours: list[object] = field(default_factory=list)
    formats: dict[int, str] = field(default_factory=dict)
    styles: list[tuple[int, int, object, bool, bool]] = field(default_factory=list)
    strings: dict[int, str | Fault] = field(default_factory=dict)
    since_1904: bool = False

    def place(self, sheet: Looks, place: Place, style: int) -> None:
        if style < len(self.styles):
            font, number, paint, crossed, filled = self.styles[style]
            letters = self.fonts[font] if font < len(self.fonts) else cells.PLAIN
            own = self.colours[font] if font < len(self.colours) else None
            code = self.formats.get(number, BUILTIN_FORMATS.get(number, ""))
            unseen = own is not None and own == paint if paint else letters.white
            look = Look(code, letters.struck, letters.small, unseen, crossed, filled)
            if number in cells.DAYS_OF_JAPAN:
                sheet.days.add(place)
            if look != cells.PLAIN:
                sheet.cells[place] = look

    def blank(self, sheet: Looks, place: Place, style: int) -> None:
        if style < len(self.styles) and self.styles[style][3]:
            sheet.crossed.add(place)

    def told(self, text: str, changes: list[tuple[int, int]]) -> str | Fault:
        """A text whose letters change their font at some places."""
        changes = [(0, -1), *changes, (len(text), -1)]
        return cells.runs(
            [
                (text[start:end], self.fonts[font] if 0 <= font < len(self.fonts) else cells.PLAIN)
                for (start, font), (end, _) in pairwise(changes)
            ]
        )


def of_xls(stream: bytes) -> dict[str, Looks]:
    """Sheet name → its looks, of a BIFF8 workbook."""
    book, names = _Book(), dict[int, str]()
    sheets: dict[int, Looks] = {}
    open_at: list[int] = []
    strings: list[bytes] = []
    last = 0
    for kind, at, data in records_of_xls(stream):
        if kind == _BOF:
            open_at.append(at)
            if len(open_at) == 1:
                sheets[at] = Looks(since_1904=book.since_1904)
        elif kind == _EOF and open_at:
            open_at.pop()
        elif kind == _SHEET and len(data) >= 8:
            names[struct.unpack_from("<I", data)[0]] = sheet_name(data)
        elif kind == _CONTINUE and last == _STRINGS:
            strings.append(data)
        elif kind == _STRINGS:
            strings = [data]
        elif len(open_at) == 1:
            if strings:
                book.strings = dict(_shared(strings, book))
                strings = []
            _global(book, kind, data)
            _of_sheet(book, sheets[open_at[0]], kind, data)
        last = kind if kind != _CONTINUE else last
    return {names[start]: looks for start, looks in sheets.items() if start in names}


def _global(book: _Book, kind: int, data: bytes) -> None:
    if kind == _FONT and len(data) >= 10:
        flags, colour, _, script = struct.unpack_from("<HHHH", data, 2)
        # the number 4 is no font's
        book.fonts += [cells.PLAIN] if len(book.fonts) == 4 else []
        book.colours += [None] if len(book.colours) == 4 else []
        book.colours.append(_indexed(colour))
        tiny = 0 < struct.unpack_from("<H", data)[0] < _READ_FROM
        book.fonts.append(Look("", bool(flags & _STRUCK), script in (1, 2) or tiny, colour in _WHITE))
    elif kind == _FORMAT and len(data) >= 5:
        (number,) = struct.unpack_from("<H", data)
        book.formats[number] = _text(data, 2)
    elif kind == _XF and len(data) >= 18:
        font, number = struct.unpack_from("<HH", data)
        pattern = struct.unpack_from("<I", data, 14)[0] >> 26 if len(data) >= 20 else 0
        paint = _indexed(struct.unpack_from("<H", data, 18)[0] & 0x7F) if pattern == _SOLID else _PATTERN
        # Which slanting lines there are stands behind the colours of the sides, how they are drawn behind those of the others.
        slants, drawn = (struct.unpack_from("<I", data, at)[0] for at in (10, 14))
        crossed = bool(slants >> 30 and (drawn >> 21) & 0xF)
        filled = data[6] & 7 == _FILL
        book.styles.append((font, number, paint if pattern else None, crossed, filled))
    elif kind == _CALENDAR and len(data) >= 2:
        book.since_1904 = bool(data[0])


def _indexed(colour: int) -> int:
    """A colour of the palette by one number: the first eight stand there twice, and black and white by the window's too."""
    return {0x7FFF: 8, 64: 8, 65: 9}.get(colour, colour + 8 if colour < 8 else colour)


def _of_sheet(book: _Book, sheet: Looks, kind: int, data: bytes) -> None:
    if kind in _PLACED and len(data) >= 6:
        row, column, style = struct.unpack_from("<HHH", data)
        book.place(sheet, (row, column), style)
        if kind == _SHARED and len(data) >= 10:
            (number,) = struct.unpack_from("<I", data, 6)
            if number in book.strings:
                sheet.texts[row, column] = book.strings[number]
        elif kind == _RICH and len(data) >= 9:
            sheet.texts[row, column] = _rich_cell(book, data)
    elif kind == _MANY_NUMBERS and len(data) >= 12:
        row, first = struct.unpack_from("<HH", data)
        for index in range((len(data) - 6) // 6):
            (style,) = struct.unpack_from("<H", data, 4 + 6 * index)
            book.place(sheet, (row, first + index), style)
    elif kind == _BLANK and len(data) >= 6:
        row, column, style = struct.unpack_from("<HHH", data)
        book.blank(sheet, (row, column), style)
    elif kind == _MANY_BLANKS and len(data) >= 8:
        row, first = struct.unpack_from("<HH", data)
        for index in range((len(data) - 6) // 2):
            book.blank(sheet, (row, first + index), struct.unpack_from("<H", data, 4 + 2 * index)[0])
    elif kind == _ROW and len(data) >= 16:
        row, flags = struct.unpack_from("<H", data)[0], data[12]
        height = struct.unpack_from("<H", data, 6)[0] & 0x7FFF
        if flags & 0x20 or height < _SEEN_HEIGHT:
            sheet.hidden_rows.add(row)
    elif kind == _COLUMNS and len(data) >= 10:
        first, last, width = struct.unpack_from("<HHH", data)
        if data[8] & 1 or width < _SEEN_WIDTH:
            sheet.hidden_columns |= set(range(first, last + 1))
    elif kind == _WINDOW and len(data) >= 2:
        sheet.zeros = bool(data[0] & 0x10)


def _text(data: bytes, offset: int) -> str:
    (length,) = struct.unpack_from("<H", data, offset)
    wide = data[offset + 2] & 1
    return data[offset + 3 : offset + 3 + length * (1 + wide)].decode(
        "utf-16-le" if wide else "latin-1", "replace"
    )


def _rich_cell(book: _Book, data: bytes) -> str | Fault:
    text = _text(data, 6)
    at = 9 + len(text) * (1 + (data[8] & 1))
    count = struct.unpack_from("<H", data, at)[0] if at + 2 <= len(data) else 0
    return book.told(text, [struct.unpack_from("<HH", data, at + 2 + 4 * index) for index in range(count)])


def _shared(parts: list[bytes], book: _Book) -> Iterator[tuple[int, str | Fault]]:
    """Number → text of the shared texts with parts of other fonts. A text may go on in the next record."""
    reader = _Reader(parts)
    (count,) = struct.unpack("<I", reader.take(8)[4:8])
    for number in range(count):
        length, flags = struct.unpack("<HB", reader.take(3))
        changes = struct.unpack("<H", reader.take(2))[0] if flags & 8 else 0
        more = struct.unpack("<I", reader.take(4))[0] if flags & 4 else 0
        text = reader.letters(length, bool(flags & 1))
        fonts = [struct.unpack("<HH", reader.take(4)) for _ in range(changes)]
        reader.take(more)
        if fonts:
            yield number, book.told(text, fonts)


class _Reader:
    """Bytes that go on over records; where letters go on, the first byte of the next record says how wide they are."""

    def __init__(self, parts: list[bytes]) -> None:
        self.parts, self.part, self.at = parts, 0, 0

    def take(self, size: int) -> bytes:
        taken = b""
        while len(taken) < size:
            if self.at >= len(self.parts[self.part]):
                self.part, self.at = self.part + 1, 0
            piece = self.parts[self.part][self.at : self.at + size - len(taken)]
            taken, self.at = taken + piece, self.at + len(piece)
        return taken

    def letters(self, length: int, wide: bool) -> str:
        text = ""
        while len(text) < length:
            if self.at >= len(self.parts[self.part]):
                self.part, self.at = self.part + 1, 1
                wide = bool(self.parts[self.part][0] & 1)
            size = 2 if wide else 1
            room = (len(self.parts[self.part]) - self.at) // size
            piece = self.take(min(room, length - len(text)) * size)
            text += piece.decode("utf-16-le" if wide else "latin-1", "replace")
        return text


def of_xlsb(packed: zipfile.ZipFile) -> dict[str, Looks]:
    """The same of a binary package."""
    book = _Book()
    for kind, data in records(packed.read("xl/workbook.bin")):
        if kind == 153 and len(data) >= 4:
            book.since_1904 = bool(data[0] & 1)
    _styles(book, _part(packed, "xl/styles.bin"))
    for number, data in enumerate(
        one for kind, one in records(_part(packed, "xl/sharedStrings.bin")) if kind == 19
    ):
        if data[0] & 1:
            book.strings[number] = _rich(book, data, 0)
    return {
        name: _of_part(book, packed.read(part))
        for name, part in parts_of(packed).items()
        if part in packed.namelist()
    }


def _part(packed: zipfile.ZipFile, name: str) -> bytes:
    return packed.read(name) if name in packed.namelist() else b""


def _styles(book: _Book, part: bytes) -> None:
    inside, painted, slanting = False, list[object](), list[bool]()
    for kind, data in records(part):
        if kind == 43 and len(data) >= 8:
            flags, _, script = struct.unpack_from("<HHH", data, 2)
            white = len(data) >= 20 and data[12:20][4:7] == b"\xff\xff\xff" and data[12] >> 1 == 2
            tiny = 0 < struct.unpack_from("<H", data)[0] < _READ_FROM
            book.fonts.append(Look("", bool(flags & _STRUCK), script in (1, 2) or tiny, white))
            book.colours.append(bytes(data[12:20]) if len(data) >= 20 else None)
        elif kind == 44 and len(data) >= 6:
            book.formats[struct.unpack_from("<H", data)[0]] = text_at(data, 2)[0]
        elif kind == 45 and len(data) >= 4:
            kind_of = struct.unpack_from("<I", data)[0]
            solid = bytes(data[4:12]) if kind_of == _SOLID else _PATTERN
            painted.append(solid if kind_of else None)
        elif kind == 46 and len(data) >= 42:
            # Two flags for the lines, then ten bytes for each side; the slanting one is the last.
            slanting.append(bool(data[0] & 3 and data[41]))
        elif kind in (617, 618):
            inside = kind == 617
        elif kind == 47 and inside and len(data) >= 8:
            _, number, font, fill = struct.unpack_from("<HHHH", data)
            border = struct.unpack_from("<H", data, 8)[0] if len(data) >= 10 else 0
            crossed = border < len(slanting) and slanting[border]
            filled = len(data) >= 13 and data[12] & 7 == _FILL
            paint = painted[fill] if fill < len(painted) else None
            book.styles.append((font, number, paint, crossed, filled))


def _rich(book: _Book, data: bytes, offset: int) -> str | Fault:
    text, end = text_at(data, offset + 1)
    count = struct.unpack_from("<I", data, end)[0] if end + 4 <= len(data) else 0
    count = min(count, (len(data) - end - 4) // 4)
    return book.told(text, [struct.unpack_from("<HH", data, end + 4 + 4 * index) for index in range(count)])


def _of_part(book: _Book, part: bytes) -> Looks:
    sheet, row = Looks(since_1904=book.since_1904), 0
    for kind, data in records(part):
        if kind == 0 and len(data) >= 12:
            (row,) = struct.unpack_from("<I", data)
            height = struct.unpack_from("<H", data, 8)[0]
            if data[11] & 0x10 or height < _SEEN_HEIGHT:
                sheet.hidden_rows.add(row)
        elif (kind <= 11 or kind == 62) and len(data) >= 8:
            column, style = struct.unpack_from("<II", data)
            (book.blank if kind == 1 else book.place)(sheet, (row, column), style & 0xFFFFFF)
            if kind == 7 and len(data) >= 12:
                (number,) = struct.unpack_from("<I", data, 8)
                if number in book.strings:
                    sheet.texts[row, column] = book.strings[number]
            elif kind == 62:
                sheet.texts[row, column] = _rich(book, data, 8)
        elif (
            kind == 60
            and len(data) >= 18
            and (data[16] & 1 or struct.unpack_from("<I", data, 8)[0] < _SEEN_WIDTH)
        ):
            first, last = struct.unpack_from("<II", data)
            sheet.hidden_columns |= set(range(first, min(last, 20_000) + 1))
        elif kind == 137 and len(data) >= 2:
            sheet.zeros = bool(data[0] & 0x10)
    return sheet
