"""CSV files in the encodings that office software writes."""

import csv
import io
from collections import Counter
from collections.abc import Collection

from etl.intake.cells import text_of
from etl.intake.text import FORMULA, key

# Where the bytes fit more than one encoding, the one whose text holds the forms' headers is right: a file of letters and
# signs of Latin alone is also UTF-7, as mail programs once wrote it.
_LADDER = ("utf-8", "cp932", "euc_jp", "utf-7")
# How ISO-2022-JP, the encoding of Japanese mail, turns to Japanese letters.
_TURNS = (b"\x1b$", b"\x1b(J", b"\x1b(I")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEARCHED_LINES, _DAMAGE = 15, 3
MAX_ROWS = 20_000
MAX_CELLS = 1_000_000


class TooLarge(ValueError):
    """More rows or cells than a submission can have."""


class OpenQuote(ValueError):
    """A quote that is never closed; ``row_no`` is the line in which it opens."""

    def __init__(self, row_no: int) -> None:
        self.row_no = row_no
        super().__init__("broken quotes")


def decode(data: bytes, known: Collection[str] = ()) -> tuple[str, str]:
    """(text, encoding); ``known`` are the folded headers to look for; ``ValueError`` when nothing fits."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding), encoding
    fitting = [(text, name) for name in _ladder(data) if (text := _try(data, name)) is not None]
    if not fitting:
        raise ValueError("unknown encoding")
    return max(fitting, key=lambda one: _headers(one[0], known))


def _ladder(data: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark is recognised by its zero bytes, ISO-2022-JP by its turns: no other text has either."""
    # Every comma and end of line of UTF-16 has one; fewer are signs that came in on the way.
    if data[:400].count(0) > min(_DAMAGE, len(data) // 8):
        return ("utf-16-le",) if data[1:400:2].count(0) >= data[:400:2].count(0) else ("utf-16-be",)
    if any(turn in data for turn in _TURNS):
        return ("iso2022_jp_ext",)
    return _LADDER


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _headers(text: str, known: Collection[str]) -> int:
    head = text.splitlines()[:_SEARCHED_LINES]
    return sum(key(cell.strip('"')) in known for line in head for cell in line.replace("\t", ",").split(","))


def rows(data: bytes, known: Collection[str] = ()) -> tuple[list[list[object]], str]:
    """(rows of cells, encoding); blank cells are None. ``ValueError`` for bytes or quotes that cannot be read."""
    text, encoding = decode(data, known)
    lines: list[list[object]] = []
    cells = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for row in reader:
            lines.append([_told(cell) for cell in row])
            cells += len(row)
            if len(lines) > MAX_ROWS or cells > MAX_CELLS:
                raise TooLarge
    except csv.Error as error:
        raise OpenQuote(_opened(text)) from error
    return lines, encoding


def _opened(text: str) -> int:
    """The line in which the quote opens that is never closed, or closed by a quote that was to open another field."""
    line, opened, place, inside, sign = 1, 1, 0, False, _delimiter(text)
    while place < len(text):
        letter, after = text[place], text[place + 1 : place + 2]
        line += letter == "\n"
        if inside and letter == '"':
            if after == '"':
                place += 1  # a quote within the field
            elif after in ("", sign, "\r", "\n"):
                inside = False
            else:
                return opened
        elif letter == '"' and (place == 0 or text[place - 1] in (sign, "\r", "\n")):
            inside, opened = True, line
        place += 1
    return opened


def _told(cell: str) -> str | None:
    """The cell without the apostrophe that keeps office software from running it; nothing where it is blank."""
    kept = cell[:1] == "'" and cell[1:].startswith(FORMULA) and len(cell) > 2
    return text_of(cell[1:] if kept else cell) or None


def _delimiter(text: str) -> str:
    counts = Counter(text[:4000])
    return max(",\t;", key=lambda sign: counts[sign])
