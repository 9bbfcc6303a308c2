"""Reading official files as they are handed out: any encoding, any Excel, headers with line breaks."""

import csv
import io
import re
import unicodedata
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path

import python_calamine

from etl.catalogue import is_lg_code, with_check_digit

ENCODINGS = ("utf-8-sig", "cp932")
# How .xlsx (a zip) and .xls begin: a file is what its bytes are, whatever its name says.
EXCEL = (b"PK", b"\xd0\xcf\x11\xe0")
LARGEST = 64 * 2**20
Row = tuple[str, ...]
_NAME = re.compile(r"[^\W_](?:[^\W_]|[ ・･（）()'’ー－.,-])*")


class OfficialFileError(ValueError):
    """An official file that cannot be used; the message says in Japanese which, why and what to do."""


def sheets(path: Path) -> Iterator[tuple[str, list[Row]]]:
    """Title and rows of text of every sheet of an Excel file (.xls, .xlsx), or of the one table of a CSV file."""
    data = content(path)
    if not data.startswith(EXCEL):
        # newline="": a header may hold line breaks inside its quotation marks.
        yield path.stem, [tuple(row) for row in csv.reader(io.StringIO(decoded(data, path.name), newline=""))]
        return
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except python_calamine.CalamineError as error:
        raise OfficialFileError(
            f"{path.name}: Excel ファイルとして読めません。開いて保存し直してください。"
        ) from error
    for name in book.sheet_names:
        yield name, [tuple(map(_text, row)) for row in book.get_sheet_by_name(name).to_python()]


def first_sheet(path: Path) -> list[Row]:
    """The rows of the first sheet."""
    return next(iter(sheets(path)), ("", []))[1]


def content(path: Path) -> bytes:
    """The file's bytes, within reason."""
    if not path.is_file():
        raise OfficialFileError(f"{path}: ファイルがありません。")
    if path.stat().st_size > LARGEST:
        raise OfficialFileError(f"{path.name}: 大きすぎます（上限 {LARGEST // 2**20} MB）。")
    return path.read_bytes()


def decoded(data: bytes, name: str) -> str:
    """The text of a CSV file; official ones come in UTF-8 and in CP932."""
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise OfficialFileError(f"{name}: 文字コードが分かりません。UTF-8 で保存し直してください。")


def key(text: str) -> str:
    """A header without width, line breaks and blanks: 都道府県名\\n（漢字） → 都道府県名(漢字)."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def columns(header: Sequence[str], wanted: Sequence[str]) -> dict[str, int] | None:
    """Positions of the wanted headers, or None when this row is not the header."""
    places = {key(cell): index for index, cell in reversed(list(enumerate(header)))}
    return {name: places[name] for name in wanted} if places.keys() >= set(wanted) else None


def named(header: Sequence[str], names: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Field → position, for fields of which one of the names stands in the header."""
    places = {key(cell).lower(): index for index, cell in reversed(list(enumerate(header)))}
    return {field: places[name] for field, headings in names.items() for name in headings if name in places}


def completed(text: str, known: Container[str]) -> str | None:
    """The one six-digit code that ``text`` stands for: a lost zero is put back, a check digit worked out.

    Five digits may be a code without its check digit or six digits without their zero: the one that is known counts.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not re.fullmatch(r"[0-9]{4,6}", plain):
        return None
    meant = {plain.zfill(6)} if is_lg_code(plain.zfill(6)) else set()
    if len(plain) <= 5:
        meant.add(with_check_digit(plain.zfill(5)))
    # Only a code that is somebody's: both readings may pass the check digit.
    ours = [code for code in meant if code in known]
    return ours[0] if len(ours) == 1 else None


def name(text: str, place: str) -> str:
    """A name as names are: letters, digits and what stands between them. It stands on every page, form and map."""
    if text and not _NAME.fullmatch(text):
        raise OfficialFileError(
            f"{place}: 「{text[:20]}」に名称では使わない文字があります。直してから取り込んでください。"
        )
    return text


def number(text: str) -> float | None:
    """A figure; the signs of statistics (-, ***, X …) are no figure."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    return float(plain) if re.fullmatch(r"\d+(\.\d+)?", plain) else None


def _text(cell: object) -> str:
    # Excel keeps every number as a float; a code of 312011.0 is no code.
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
