"""Rows, columns, sheets and letters that nobody sees are noticed, however they were made unseen; and files that are not what
their ending says are refused with the sentence that helps."""

# ruff: noqa: E501 -- a file in small is one line

import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from etl.intake import looks, opendocument
from tests.etl.intake.conftest import GOOD, HEAD, Desk, packed, row
from tests.etl.intake.drawn import open_document

Change = Callable[[Any], None]


def _rows(book: Any) -> Any:
    return book.worksheets[1].row_dimensions


def _column(book: Any) -> Any:
    return book.worksheets[1].column_dimensions["F"]


def _outline(book: Any) -> None:
    book.worksheets[1].row_dimensions.group(3, 4, outline_level=1, hidden=True)


def _outlined_columns(book: Any) -> None:
    book.worksheets[1].column_dimensions.group("F", "G", outline_level=1, hidden=True)


def _filtered(book: Any) -> None:
    sheet = book.worksheets[1]
    sheet.auto_filter.ref = sheet.dimensions
    sheet.auto_filter.add_filter_column(4, ["C1"])
    sheet.row_dimensions[3].hidden = True


def _all_flat(book: Any) -> None:
    book.worksheets[1].sheet_format.zeroHeight = True
    book.worksheets[1].row_dimensions[1].height = 15


def _all_narrow(book: Any) -> None:
    book.worksheets[1].sheet_format.defaultColWidth = 0
    book.worksheets[1].column_dimensions["A"].width = 12


UNSEEN: dict[str, Change] = {
    "row hidden": lambda book: setattr(_rows(book)[3], "hidden", True),
    "row of a hair's height": lambda book: setattr(_rows(book)[3], "height", 0.75),
    "rows folded": _outline,
    "rows of no height by default": _all_flat,
    "filter left on": _filtered,
    "column hidden": lambda book: setattr(_column(book), "hidden", True),
    "column of a hair's width": lambda book: setattr(_column(book), "width", 0.1),
    "columns folded": _outlined_columns,
    "columns of no width by default": _all_narrow,
}


@pytest.mark.parametrize("how", UNSEEN)
def test_rows_and_columns_that_nobody_sees_are_told(desk: Desk, how: str) -> None:
    """What stands there is read, and said."""
    seen = desk.book([GOOD, row(channel="C2"), row(channel="C3")], UNSEEN[how])
    assert "PX12" in seen.rules and len(seen.rows()) == 3


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<row r="3"', '<row r="3" ht="0" customHeight="1"'),
        ("<sheetData>", '<cols><col min="6" max="6" width="0" customWidth="1"/></cols><sheetData>'),
    ],
)
def test_rows_and_columns_of_no_size_are_told(desk: Desk, old: str, new: str) -> None:
    """As other programs write them."""

    def change(book: Any) -> None:
        book.save(target := io.BytesIO())
        target.seek(0)
        with zipfile.ZipFile(target) as file:
            parts.update({name: file.read(name) for name in file.namelist()})

    parts = dict[str, bytes]()
    desk.book([GOOD, row(channel="C2")], change)
    name = "xl/worksheets/sheet2.xml"
    assert old.encode() in parts[name]
    parts[name] = parts[name].replace(old.encode(), new.encode(), 1)
    with zipfile.ZipFile(target := io.BytesIO(), "w") as file:
        for one, part in parts.items():
            file.writestr(one, part)
    seen = desk.read(target.getvalue(), "312011_2024_r1.xlsx")
    assert "PX12" in seen.rules and len(seen.rows()) == 2


@pytest.mark.parametrize("how", ["row of a low height", "narrow column", "blank rows folded", "nothing"])
def test_what_is_only_small_or_blank_is_not_told(desk: Desk, how: str) -> None:
    def change(book: Any) -> None:
        if how == "row of a low height":
            _rows(book)[3].height = 8
        elif how == "narrow column":
            _column(book).width = 3
        elif how == "blank rows folded":
            book.worksheets[1].row_dimensions.group(30, 40, outline_level=1, hidden=True)

    assert "PX12" not in desk.book([GOOD, row(channel="C2")], change).rules


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_with_answers_stops_the_file(desk: Desk, state: str) -> None:
    def change(book: Any) -> None:
        sheet = book.create_sheet("控え")
        sheet.append(["相談", 12])
        sheet.sheet_state = state

    assert desk.book([GOOD], change).refused == "PX29"


PAINTS: dict[str, tuple[str | None, str | None]] = {
    "white on white": ("FFFFFFFF", None),
    "white on painted white": ("FFFFFFFF", "FFFFFFFF"),
    "black on black": (None, "FF000000"),
    "its own colour": ("FFFFFF00", "FFFFFF00"),
    "a shade beside": ("FFD8D9DA", "FFD9D9D9"),
}


@pytest.mark.parametrize("column", [2, 3, 5, 6])
@pytest.mark.parametrize("paint", PAINTS)
def test_letters_that_nobody_sees_are_no_answer(desk: Desk, paint: str, column: int) -> None:
    """A code as well as a number: the eye reads a blank."""
    letters, ground = PAINTS[paint]

    def change(book: Any) -> None:
        cell = book.worksheets[1].cell(2, column)
        if letters:
            cell.font = Font(color=letters)
        if ground:
            cell.fill = PatternFill("solid", fgColor=ground)

    seen = desk.book([GOOD, row(channel="C2")], change)
    assert "PX39" in seen.rules and [one["channel"] for one in seen.rows()] == ["C2"]


@pytest.mark.parametrize("code", [";;;", '""', '"";"";""', ";;;@"])
def test_a_format_that_shows_nothing_is_no_answer(desk: Desk, code: str) -> None:
    seen = desk.book(
        [GOOD, row(channel="C2")],
        lambda book: setattr(book.worksheets[1]["F2"], "number_format", code),
    )
    assert "PX39" in seen.rules and [one["channel"] for one in seen.rows()] == ["C2"]


def test_letters_that_stand_out_are_read(desk: Desk) -> None:
    def change(book: Any) -> None:
        for at in range(1, 12):
            book.worksheets[1].cell(1, at).font = Font(color="FFFFFFFF")
            book.worksheets[1].cell(1, at).fill = PatternFill("solid", fgColor="FF1F4E79")

    seen = desk.book([GOOD], change)
    assert len(seen.rows()) == 1 and "PX39" not in seen.rules


def _ods(inner: str, styles: str = "") -> Any:
    names = {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "fo": "xsl-fo-compatible",
    }
    told = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for short, name in names.items()
    )
    content = (
        f"<office:document-content {told}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f'<office:spreadsheet><table:table table:name="a">{inner}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    return opendocument.read(content.encode(), b"", [], False).sheets[0]


_CELL = '<table:table-cell office:value-type="string"{}><text:p>5</text:p></table:table-cell>'
_LINE = f"<table:table-row>{_CELL.format('')}</table:table-row>"
_FLAT = """<style:style style:name="ro2" style:family="table-row"><style:table-row-properties style:row-height="0cm"/></style:style>
<style:style style:name="co2" style:family="table-column"><style:table-column-properties style:column-width="0.00mm"/></style:style>
<style:style style:name="ce1"><style:table-cell-properties fo:background-color="#ffff00"/><style:text-properties fo:color="#fffe00"/>
</style:style>"""


@pytest.mark.parametrize(
    "line",
    [
        _LINE.replace("<table:table-row", '<table:table-row table:visibility="collapse"'),
        _LINE.replace("<table:table-row", '<table:table-row table:visibility="filter"'),
        _LINE.replace("<table:table-row", '<table:table-row table:style-name="ro2"'),
        f'<table:table-row-group table:display="false">{_LINE}</table:table-row-group>',
    ],
)
def test_rows_of_an_open_document_that_nobody_sees(line: str) -> None:
    assert _ods(_LINE + line, _FLAT).hidden_rows == {1}


def test_columns_and_letters_of_an_open_document_that_nobody_sees() -> None:
    columns = '<table:table-column/><table:table-column table:style-name="co2"/>'
    folded = (
        '<table:table-column-group table:display="false"><table:table-column/></table:table-column-group>'
    )
    line = f"<table:table-row>{_CELL.format('') * 3}</table:table-row>"
    assert _ods(columns + folded + line, _FLAT).hidden_columns == {1, 2}
    cell = _CELL.format(' table:style-name="ce1"')
    painted = _ods(f"<table:table-row>{cell}</table:table-row>", _FLAT)
    assert getattr(painted.rows[0][0], "rule", None) == "PX39"


def test_sizes_and_colours_of_binary_workbooks() -> None:
    book, sheet = looks._Book(), looks.Looks()
    looks._of_sheet(book, sheet, looks._ROW, struct.pack("<HHHHHHHH", 4, 0, 3, 0, 0, 0, 0x100, 0))
    looks._of_sheet(book, sheet, looks._ROW, struct.pack("<HHHHHHHH", 5, 0, 3, 300, 0, 0, 0x100, 0))
    looks._of_sheet(book, sheet, looks._COLUMNS, struct.pack("<HHHHHH", 2, 3, 0, 0, 0, 0))
    looks._of_sheet(book, sheet, looks._COLUMNS, struct.pack("<HHHHHH", 4, 4, 2048, 0, 0, 0))
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({4}, {2, 3})
    for colour, ground, unseen in [
        (13, 13, True),
        (5, 13, True),
        (0x7FFF, 8, True),
        (13, 10, False),
        (9, 12, False),
    ]:
        book = looks._Book()
        looks._global(book, looks._FONT, struct.pack("<HHHHH", 200, 0, colour, 400, 0))
        looks._global(
            book,
            looks._XF,
            struct.pack("<HHHHHHHIHH", 0, 0, 0, 0, 0, 0, 0, 1 << 26, ground, 0)[:14]
            + struct.pack("<IH", 1 << 26, ground | 65 << 7),
        )
        place = looks.Looks()
        book.place(place, (0, 0), 0)
        assert place.cells.get((0, 0), looks.cells.PLAIN).white == unseen, (colour, ground)


def _zip(**parts: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for name, part in parts.items():
            file.writestr(name.replace("__", "/"), part)
    return target.getvalue()


_LINKS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="{}"/></Relationships>'
_SPREADSHEET_ML = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Table/></Worksheet></Workbook>'
SAVED_AGAIN = {
    "SpreadsheetML": _SPREADSHEET_ML.encode(),
    "SpreadsheetML of a Mac": _SPREADSHEET_ML.encode("utf-16"),
    "flat open document": b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>',
    "SYLK": b'ID;PWXL;N;E\r\nC;Y1;X1;K"a"\r\nE\r\n',
    "DIF": b'TABLE\r\n0,1\r\n"EXCEL"\r\n',
    "dBase": b"\x03\x7c\x01\x1f" + bytes(60),
    "Lotus": b"\x00\x00\x02\x00\x06\x04" + bytes(30),
    "Excel 2": b"\x09\x00\x04\x00\x02\x00\x10\x00" + bytes(40),
    "Excel 5 without its container": b"\x09\x08\x08\x00\x00\x05\x10\x00" + bytes(40),
    "archive of a page": b"MIME-Version: 1.0\r\n\r\n<html>",
}
NOT_A_TABLE = {
    "PDF": b"%PDF-1.7",
    "picture": b"\x89PNG\r\n\x1a\n",
    "letter": _zip(**{"_rels__.rels": _LINKS.format("word/document.xml"), "word__document.xml": "<w:document xmlns:w='x'/>"}),
    "archive": _zip(**{"312011_2024_r1.xlsx": "PK"}),
    "packed": b"\x1f\x8b\x08\x00" + bytes(20),
    "shortcut": b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(60),
    "LZH": b"\x1a\x2d-lh5-" + b"x" * 30,
    "data in XML": b'<?xml version="1.0"?><a><b/></a>',
    "nothing": b"",
}  # fmt: skip
ENDINGS = [".xlsx", ".xls", ".xlsm", ".ods", ".csv"]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("kind", [*SAVED_AGAIN, *NOT_A_TABLE])
def test_a_file_that_is_not_what_its_ending_says(desk: Desk, kind: str, ending: str) -> None:
    """What Excel opens is to be saved again; what it cannot open is told as that. Neither is a form without headings."""
    data = {**SAVED_AGAIN, **NOT_A_TABLE}[kind]
    seen = desk.read(data, f"312011_2024_r1{ending}")
    assert seen.refused == ("PX42" if kind in SAVED_AGAIN else "PX28"), (kind, ending)


@pytest.mark.parametrize("ending", [".xlsx", ".xls", ".xlsm", ".ods"])
@pytest.mark.parametrize(
    "data",
    [b"hello world\r\n", b'{"a": 1}', "[InternetShortcut]\r\nURL=…".encode(), b"<html><p>a</p></html>"],
)
def test_words_under_the_name_of_a_workbook(desk: Desk, data: bytes, ending: str) -> None:
    assert desk.read(data, f"312011_2024_r1{ending}").refused == "PX42"


def test_a_table_is_read_whatever_its_ending_says(desk: Desk) -> None:
    lines = "\r\n".join(",".join("" if cell is None else str(cell) for cell in line) for line in (HEAD, GOOD))
    book = openpyxl.Workbook()
    book.active.title = "様式3_連携"
    for line in (HEAD, GOOD):
        book.active.append(line)
    for data, name in [
        (lines.encode("cp932"), "312011_F3_2024H1_r1.xlsx"),
        (packed(book), "312011_F3_2024H1_r1.csv"),
        (packed(book), "312011_F3_2024H1_r1.xls"),
        (open_document(book), "312011_F3_2024H1_r1.xlsx"),
    ]:
        seen = desk.read(data, name)
        assert "PX15" in seen.rules and len(seen.rows()) == 1, name
