"""A cell means what it looks like, in every format that can carry a look: read as a person reads it, or refused by name.

``looks.xls``, ``looks.ods`` and their twins of the 1904 calendar were saved by LibreOffice from the workbook that ``_written``
makes; ``python -m tests.etl.intake.test_looks`` makes them anew.
"""

import datetime as dt
import io
import re
import struct
import subprocess
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import CellIsRule, FormulaRule, Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from etl.intake import book as books
from etl.intake import looks, opendocument, read, webpage
from etl.intake.cells import Day1904, Look, shown
from etl.intake.numbers import parse_number
from etl.intake.text import Fault, clean
from etl.intake.wareki import parse_date

FILES = Path(__file__).parent / "files"
DAY = dt.date(2024, 4, 1)
SMALL = InlineFont(vertAlign="superscript")
RED, STRUCK, BOLD = InlineFont(color="FFFF0000"), InlineFont(strike=True), InlineFont(b=True)
BLANK = NumberFormat(numFmtId=164, formatCode=";;;")
WHITE, DARK = Font(color="FFFFFFFF"), PatternFill("solid", fgColor="FF1F4E79")
# What is stored, how it looks (format, font, fill), and what a person reads: a number, a text, a day, or nothing that counts.
REFUSED = "refused"
CELLS: list[tuple[Any, dict[str, Any], Any]] = [
    (12, {}, 12),
    (0.8, {"number_format": "0%"}, "80%"),
    (0.855, {"number_format": "0.0%"}, "85.5%"),
    (0.8, {}, 0.8),
    (12000, {"number_format": "0,"}, REFUSED),
    (12, {"number_format": '"約"0'}, REFUSED),
    (12, {"number_format": '0"件"'}, "12件"),
    (12, {"number_format": 'General"人"'}, "12人"),
    (12, {"number_format": "[赤]0"}, 12),
    (12, {"number_format": '[>10]"多";0'}, REFUSED),
    (12.4, {"number_format": "0"}, REFUSED),
    (0, {"number_format": '#,##0;-#,##0;"-"'}, REFUSED),
    (0, {"number_format": "#,###"}, REFUSED),
    (0, {"number_format": "#,##0"}, 0),
    (1234, {"number_format": "#,##0"}, 1234),
    (12, {"number_format": '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ '}, 12),
    (12, {"number_format": "000"}, "012"),
    (12, {"number_format": ";;;"}, REFUSED),
    ("12", {"number_format": '"約"@'}, "約12"),
    (DAY, {"number_format": "yyyy/m/d"}, DAY),
    (DAY, {"number_format": "[$-411]ge.m.d"}, DAY),
    (12, {"font": Font(strike=True)}, REFUSED),
    ("回答", {"font": Font(strike=True)}, REFUSED),
    (12, {"font": WHITE}, REFUSED),
    (12, {"font": WHITE, "fill": DARK}, 12),
    (CellRichText(TextBlock(STRUCK, "59"), TextBlock(RED, "62")), {}, REFUSED),
    (CellRichText("12", TextBlock(SMALL, "1")), {}, REFUSED),
    (CellRichText("12", TextBlock(BOLD, "34")), {}, REFUSED),
    (CellRichText("様式", TextBlock(BOLD, "三")), {}, "様式三"),
    ("二行\r\n目", {}, "二行\n目"),
]


def _written(since_1904: bool = False) -> bytes:
    made, target = openpyxl.Workbook(), io.BytesIO()
    if since_1904:
        made.epoch = CALENDAR_MAC_1904
    sheet: Any = made.active
    for row, (value, look, _) in enumerate(CELLS, 1):
        cell = sheet.cell(row, 1, value)
        for name, one in look.items():
            setattr(cell, name, one)
    last = len(CELLS) + 1
    sheet.cell(last, 1).value = (DAY - (dt.date(1904, 1, 1) if since_1904 else dt.date(1899, 12, 30))).days
    sheet.row_dimensions[2].hidden = True
    sheet.cell(1, 3).value, sheet.column_dimensions["C"].hidden = 1, True
    made.save(target)
    return target.getvalue()


def _file(folder: Path, kind: str, since_1904: bool) -> Path:
    name = "looks1904" if since_1904 else "looks"
    path = folder / f"{name}.xlsx"
    path.write_bytes(_written(since_1904))
    return path if kind == "xlsx" else FILES / f"{name}.{kind}"


def _as_read(value: object) -> object:
    """What a column of numbers, dates or words would take of it."""
    if isinstance(value, Fault):
        return REFUSED
    if isinstance(value, dt.datetime):
        return value.date()
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


@pytest.mark.parametrize("since_1904", [False, True])
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_every_look_in_every_format(tmp_path: Path, kind: str, since_1904: bool) -> None:
    (sheet, *_) = read(_file(tmp_path, kind, since_1904)).sheets
    for (stored, look, expected), cells in zip(CELLS, sheet.rows, strict=False):
        assert _as_read(cells[0]) == expected, (stored, look, cells[0])
    assert parse_date(sheet.rows[len(CELLS)][0])[0] == DAY, (
        "a bare number is a day of the workbook's own calendar"
    )
    assert isinstance(sheet.rows[0][0], Day1904) == since_1904
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({1}, {2})


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (CellIsRule("equal", ["0"], font=WHITE), [REFUSED, 5, 12]),
        (CellIsRule("greaterThan", ["10"], font=Font(strike=True)), [0, 5, REFUSED]),
        (CellIsRule("equal", ["$B$1"], font=WHITE), [REFUSED] * 3),
        (FormulaRule(["A1=5"], font=Font(strike=True)), [REFUSED] * 3),
        (FormulaRule(["A1=5"], font=Font(b=True), fill=DARK), [0, 5, 12]),
        (
            Rule("cellIs", operator="equal", formula=["0"], dxf=DifferentialStyle(numFmt=BLANK)),
            [REFUSED, 5, 12],
        ),
    ],
)
def test_a_look_that_depends_on_the_value(tmp_path: Path, rule: Any, expected: list[object]) -> None:
    """0 made white or blank by a condition; a condition that only the program can work out counts as met."""
    made, path = openpyxl.Workbook(), tmp_path / "looks.xlsx"
    sheet: Any = made.active
    for value in (0, 5, 12):
        sheet.append([value])
    sheet.conditional_formatting.add("A1:A3", rule)
    made.save(path)
    assert [_as_read(row[0]) for row in read(path).sheets[0].rows] == expected


WORDS = st.sampled_from(["", "", "件", "人", "約", "以上", "千円", "(再掲)", "x", "%"])


@given(
    value=st.one_of(st.integers(0, 10**7), st.floats(0, 1000).map(lambda one: round(one, 3))),
    before=WORDS,
    whole=st.sampled_from(["0", "#,##0", "#", "#,###", "000"]),
    decimals=st.integers(0, 3),
    scale=st.integers(0, 2),
    percent=st.booleans(),
    after=WORDS,
)
def test_a_number_is_what_its_format_shows_or_refused(
    value: float, before: str, whole: str, decimals: int, scale: int, percent: bool, after: str
) -> None:
    """The oracle draws the cell as a spreadsheet program does, and reads what it has drawn."""
    code = whole + ("." + "0" * decimals if decimals else "") + "," * scale + ("%" if percent else "")
    code = (f'"{before}"' if before else "") + code + (f'"{after}"' if after else "")
    drawn = f"{value * (100 if percent else 1) / 1000**scale:,.{decimals}f}"
    drawn = "" if "0" not in code and float(drawn.replace(",", "")) == 0 else drawn
    drawn = f"{before}{drawn}{'%' if percent else ''}{after}"
    taken = shown(value, code)
    if isinstance(taken, Fault):
        return
    try:
        read_there = parse_number(drawn)[0]
    except ValueError:
        with pytest.raises(ValueError, match="not"):
            parse_number(taken)
        return
    assert parse_number(taken)[0] == pytest.approx(read_there, abs=10**-decimals / 2 + 1e-9)
    assert ("%" in str(taken)) == ("%" in drawn)
    if not scale and float(value).is_integer():
        assert parse_number(taken)[0] == value * (100 if percent else 1)


def _ods(cells: str, styles: str = "") -> books.Book:
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
    body = f'<table:table table:name="様式"><table:table-row>{cells}</table:table-row></table:table>'
    text = (
        f"<office:document-content {told}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    return opendocument.read(text.encode(), b"", [], False)


@given(
    value=st.integers(0, 10**6),
    drawn=st.sampled_from(
        ["{0}", "{0:,}", "{0} 件", "約{0}", "{0}以上", "{1}", "{0}.0", "0{0}", "({0})", "", "-"]
    ),
    other=st.integers(0, 10**6),
)
def test_an_open_document_says_what_stands_in_its_text(value: int, drawn: str, other: int) -> None:
    text = drawn.format(value, other)
    cell = f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{text}</text:p></table:table-cell>'
    ((taken,),) = _ods(cell).sheets[0].rows
    if isinstance(taken, Fault):
        assert text != str(value)
    else:
        assert parse_number(taken)[0] == value == parse_number(text)[0]


def test_an_open_document_that_shows_no_zeros(tmp_path: Path) -> None:
    settings = (
        b'<config:config-item config:name="ShowZeroValues" config:type="boolean">false</config:config-item>'
    )
    source, path = zipfile.ZipFile(FILES / "looks.ods"), tmp_path / "looks.ods"
    with zipfile.ZipFile(path, "w") as packed:
        for name in source.namelist():
            shown = re.compile(rb'<config:config-item[^>]*"ShowZeroValues"[^>]*>true</config:config-item>')
            packed.writestr(name, shown.sub(settings, source.read(name)))
    row = next(
        at for at, (stored, look, _) in enumerate(CELLS) if stored == 0 and look["number_format"] == "#,##0"
    )
    assert read(FILES / "looks.ods").sheets[0].rows[row][0] == 0
    assert isinstance(read(path).sheets[0].rows[row][0], Fault)


def test_an_open_document_that_no_program_has_drawn() -> None:
    cells = '<table:table-cell office:value-type="percentage" office:value="0.8"/>'
    cells += '<table:table-cell office:value-type="float" office:value="12"/>'
    cells += '<table:table-cell table:formula="of:=1+1"/>'
    cells += '<table:table-cell office:value-type="string"><text:p>12<text:ruby><text:ruby-base>件</text:ruby-base>'
    cells += "<text:ruby-text>けん</text:ruby-text></text:ruby></text:p></table:table-cell>"
    ((percent, number, formula, guided),) = _ods(cells).sheets[0].rows
    assert (percent, number, str(formula), guided) == ("80%", 12, opendocument.NO_RESULT, "12件")


@given(
    st.lists(st.tuples(st.text("あ1 x", min_size=1, max_size=4), st.integers(0, 3)), min_size=1, max_size=5)
)
def test_runs_of_an_open_document(runs: list[tuple[str, int]]) -> None:
    """Styles of a style: struck out by its own word or by its parent's, set small, plain."""
    styles = '<style:style style:name="T1"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    styles += '<style:style style:name="T2" style:parent-style-name="T1"/>'
    styles += (
        '<style:style style:name="T3"><style:text-properties style:text-position="super 58%"/></style:style>'
    )
    spans = "".join(f'<text:span text:style-name="T{style}">{text}</text:span>' for text, style in runs)
    cell = f'<table:table-cell office:value-type="string"><text:p>{spans}</text:p></table:table-cell>'
    rows = _ods(cell, styles).sheets[0].rows
    _judged(rows[0][0] if rows else None, [(text, bool(style)) for text, style in runs])


def _judged(taken: object, runs: list[tuple[str, bool]]) -> None:
    """A text of runs, some struck out or small, is its plain letters, or refused where a run counts for nothing."""
    whole = "".join(text for text, _ in runs)
    marked = any(gone and text.strip() for text, gone in runs)
    parts = [text.strip() for text, _ in runs]
    touching = any(one[-1:].isdigit() and two[:1].isdigit() for one, two in pairwise(parts))
    if marked or touching:
        assert isinstance(taken, Fault)
    else:
        assert clean(taken) == clean(whole)


# ---- binary workbooks, written record by record ----------------------------------------------------------------


def _xls(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _wide(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


FONTS = [Look(), Look(), Look(), Look(struck=True), Look(small=True)]


def _stream(runs: list[tuple[str, int]], code: str, cut: int) -> bytes:
    """One sheet: A1 is a text of runs by font, B1 a number in a format; the shared texts are cut in two records."""
    fonts = b"".join(
        _xls(0x31, struct.pack("<HHHHHB", 200, 8 * one.struck, 8, 400, int(one.small), 0) + b"\0" * 6)
        for one in FONTS
    )
    text, places = "".join(text for text, _ in runs), []
    start = 0
    for part, font in runs:
        # the number 4 is no font's
        places.append((start, font + (font >= 4)))
        start += len(part)
    letters = text.encode("utf-16-le")
    head = struct.pack("<II", 1, 1) + struct.pack("<HBH", len(text), 9, len(places))
    tail = b"".join(struct.pack("<HH", *one) for one in places)
    at = 2 * min(cut, len(text))
    first, second = head + letters[:at], b"\x01" + letters[at:] + tail
    strings = (
        _xls(0xFC, head + letters + tail)
        if at in (0, len(letters))
        else _xls(0xFC, first) + _xls(0x3C, second)
    )
    styles = _xls(0xE0, struct.pack("<HH", 0, 0) + b"\0" * 16) + _xls(
        0xE0, struct.pack("<HH", 0, 164) + b"\0" * 16
    )
    name = b"\x02\0\x01" + "様式".encode("utf-16-le")
    body = fonts + _xls(0x41E, struct.pack("<H", 164) + _wide(code)) + styles
    listed = len(body) + 4 + 6 + len(name[:1] + name[2:]) + len(strings) + 4 + 4
    bound = _xls(0x85, struct.pack("<IH", listed, 0) + name[:1] + name[2:])
    workbook = _xls(0x809, b"") + body + bound + strings + _xls(0x0A, b"")
    sheet = _xls(0x809, b"")
    sheet += _xls(0xFD, struct.pack("<HHHI", 0, 0, 0, 0)) + _xls(0x203, struct.pack("<HHHd", 0, 1, 1, 0.8))
    return workbook + sheet + _xls(0x0A, b"")


RUNS = st.lists(
    st.tuples(st.text("あ1 x", min_size=1, max_size=4), st.sampled_from([0, 2, 3, 4])), min_size=1, max_size=5
)


@given(runs=RUNS, cut=st.integers(0, 20), code=st.sampled_from(["0%", '0"件"', "0,"]))
def test_texts_and_formats_of_an_old_workbook(runs: list[tuple[str, int]], cut: int, code: str) -> None:
    (found,) = looks.of_xls(_stream(runs, code, cut)).values()
    whole = "".join(text for text, _ in runs)
    _judged(found.seen((0, 0), whole), [(text, font >= 3) for text, font in runs])
    number = found.seen((0, 1), 0.8)
    assert number == "80%" if code == "0%" else isinstance(number, Fault)


def _varied(number: int) -> bytes:
    return bytes([number]) if number < 128 else bytes([number & 127 | 128, number >> 7])


def _xlsb(kind: int, data: bytes) -> bytes:
    return _varied(kind) + _varied(len(data)) + data


def _long(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _package(runs: list[tuple[str, int]], code: str, hidden: bool) -> zipfile.ZipFile:
    fonts = b"".join(
        _xlsb(43, struct.pack("<HHHH", 200, 8 * one.struck, 400, int(one.small)) + b"\0" * 20)
        for one in FONTS
    )
    styles = fonts + _xlsb(44, struct.pack("<H", 164) + _long(code)) + _xlsb(617, b"")
    styles += (
        _xlsb(47, struct.pack("<HHHH", 0, 0, 0, 0))
        + _xlsb(47, struct.pack("<HHHH", 0, 164, 0, 0))
        + _xlsb(618, b"")
    )
    places, start = [], 0
    for part, font in runs:
        places.append((start, font))
        start += len(part)
    text = b"\x01" + _long("".join(part for part, _ in runs)) + struct.pack("<I", len(places))
    strings = _xlsb(19, text + b"".join(struct.pack("<HH", *one) for one in places))
    sheet = _xlsb(0, struct.pack("<IIHBB", 0, 0, 300, 0, 0x10 * hidden))
    sheet += _xlsb(7, struct.pack("<III", 0, 0, 0)) + _xlsb(5, struct.pack("<IId", 1, 1, 0.8))
    links = '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.bin"/></Relationships>'
    listed = _xlsb(156, struct.pack("<II", 0, 1) + _long("r1") + _long("様式"))
    packed = zipfile.ZipFile(io.BytesIO(), "w")
    for name, data in {
        "workbook.bin": listed,
        "_rels/workbook.bin.rels": links.encode(),
        "styles.bin": styles,
        "sharedStrings.bin": strings,
        "worksheets/sheet1.bin": sheet,
    }.items():
        packed.writestr(f"xl/{name}", data)
    return packed


@given(runs=RUNS, hidden=st.booleans(), code=st.sampled_from(["0%", '0"件"', "0,"]))
def test_texts_and_formats_of_a_binary_package(runs: list[tuple[str, int]], hidden: bool, code: str) -> None:
    (found,) = looks.of_xlsb(_package(runs, code, hidden)).values()
    whole = "".join(text for text, _ in runs)
    _judged(found.seen((0, 0), whole), [(text, font >= 3) for text, font in runs])
    number = found.seen((0, 1), 0.8)
    assert number == "80%" if code == "0%" else isinstance(number, Fault)
    assert found.hidden_rows == ({0} if hidden else set())


# ---- pages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("80%", "80%"),
        ("12<sup>1</sup>", REFUSED),
        ("<s>59</s>62", REFUSED),
        ("<font class=font5>59</font><font>62</font>", REFUSED),
        ("<span style='color:white'>12</span>", REFUSED),
        ("<span style='color:white;background:#1f4e79'>12</span>", "12"),
        ("<b>12</b>件", "12件"),
        ("<b>12</b>34", REFUSED),
        ("つなぎ<br>件数", "つなぎ\n件数"),
    ],
)
def test_a_page(inside: str, expected: str) -> None:
    page = "<html><style>.font5 {color:red; text-decoration:line-through;}</style><table>"
    page += f"<tr><td>{inside}</td></tr><tr style='display:none'><td>5</td></tr></table></html>"
    (sheet,) = webpage.read(page.encode(), "様式", ()).sheets
    assert _as_read(sheet.rows[0][0]) == expected and sheet.hidden_rows == {1}


def test_a_sign_written_as_its_number_in_a_csv(tmp_path: Path) -> None:
    path = tmp_path / "様式.csv"
    path.write_bytes("つなぎ_x000D_件数,値\r\n".encode())
    assert re.sub(r"\s", "", str(read(path).sheets[0].rows[0][0])) == "つなぎ件数"


def _make() -> None:
    for since_1904 in (False, True):
        source = FILES / ("looks1904.xlsx" if since_1904 else "looks.xlsx")
        source.write_bytes(_written(since_1904))
        for kind in ("xls", "ods"):
            command = ["soffice", "--headless", "--convert-to", kind, "--outdir", str(FILES), str(source)]
            subprocess.run(command, check=True, capture_output=True, timeout=240)
        source.unlink()


if __name__ == "__main__":
    _make()
