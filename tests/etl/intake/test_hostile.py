"""Hostile files are small on disk and refused with a reason; nothing in them is followed, run or unpacked."""

import io
import struct
import zipfile

import pytest

from tests.etl.intake.conftest import GOOD, HEAD, Desk
from tests.etl.intake.test_px import _plain

NAME = "312011_2024_r1.xlsx"


def _replaced(name: str, part: bytes) -> bytes:
    source, target = zipfile.ZipFile(io.BytesIO(_plain())), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in source.infolist():
            new.writestr(entry.filename, part if entry.filename == name else source.read(entry))
        if name not in source.namelist():
            new.writestr(name, part)
    return target.getvalue()


def _sheet(rows: str) -> bytes:
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return f"{head}{rows}</sheetData></worksheet>".encode()


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
GHOSTS = _sheet("".join(f'<row r="{i}"><c r="A{i}" t="str"><v> </v></c></row>' for i in range(1, 1_000_010)))


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("xl/worksheets/sheet1.xml", LAUGHS),
        ("xl/workbook.xml", LAUGHS),
        ("docProps/core.xml", OUTSIDE),
        ("xl/worksheets/sheet1.xml", LAUGHS.decode().encode("utf-16")),
        ("xl/worksheets/sheet1.xml", b"<not closed"),
        ("xl/worksheets/sheet1.xml", GHOSTS),
        ("xl/media/zeros.bin", bytes(20_000_000)),
        ("../../outside.xml", b"<x/>"),
        ("/etc/outside.xml", b"<x/>"),
    ],
    ids=[
        "laughs",
        "laughs in book",
        "file entity",
        "utf-16 laughs",
        "broken",
        "ghosts",
        "bomb",
        "dots",
        "root",
    ],
)
def test_packages(desk: Desk, name: str, part: bytes) -> None:
    assert desk.read(_replaced(name, part), NAME).refused == "PX17"


def test_too_many_parts_and_a_broken_package(desk: Desk) -> None:
    target = io.BytesIO(_plain())
    with zipfile.ZipFile(target, "a") as new:
        for at in range(2_100):
            new.writestr(f"xl/media/{at}.bin", b"")
    assert desk.read(target.getvalue(), NAME).refused == "PX17"
    assert desk.read(_plain()[:3000], NAME).refused == "PX17"
    assert desk.read(b"PK\x03\x04" + bytes(400), NAME).refused == "PX17"


def test_long_and_wide_csv(desk: Desk) -> None:
    assert desk.read(b"a\n" * 20_002).refused == "PX17"
    assert desk.read(b"," * 1_000_001).refused == "PX17"
    assert desk.read(b'"never closed\n' * 3).refused == "PX52"


def test_page_with_an_endless_cell(desk: Desk) -> None:
    cell = "<td rowspan=99999 colspan=9999>x</td>"
    assert desk.read(f"<table><tr>{cell}</tr></table>".encode(), "312011_2024_r1.xls").refused == "PX17"


def _ods(table: str) -> bytes:
    spaces = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    spaces += 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    spaces += 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        new.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
        new.writestr(
            "META-INF/manifest.xml",
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<m:file-entry m:full-path="/" m:media-type="application/vnd.oasis.opendocument.spreadsheet"/></m:manifest>',
        )
    return target.getvalue()


def _ods_row(cells: list[object], times: int = 1) -> str:
    inside = "".join(
        "<table:table-cell/>"
        if cell is None
        else f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{times}">{inside}</table:table-row>'


def test_open_document(desk: Desk) -> None:
    rows = _ods_row(list(HEAD)) + _ods_row(GOOD) + _ods_row([None], 1_000_000)
    seen = desk.read(
        _ods(f'<table:table table:name="様式3_連携">{rows}</table:table>'), "312011_F3_2024_r1.ods"
    )
    assert seen.values("referral_count") == [10] and "PX15" in seen.rules


@pytest.mark.parametrize("times", [1_000_000_000, 10**30])
def test_open_document_that_repeats_a_row_forever(desk: Desk, times: int) -> None:
    table = f'<table:table table:name="様式3_連携">{_ods_row(list(HEAD), times)}</table:table>'
    assert desk.read(_ods(table), "312011_2024_r1.ods").refused == "PX17"


def test_binary_workbook_with_a_cell_at_the_far_end(desk: Desk) -> None:
    row = struct.pack("<BBI", 0, 4, 1_048_575)
    cell = struct.pack("<BBI", 1, 4, 16_383)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        new.writestr("xl/workbook.bin", b"")
        new.writestr("xl/worksheets/sheet1.bin", row + cell)
    assert desk.read(target.getvalue(), "312011_2024_r1.xlsb").refused == "PX17"


@pytest.mark.parametrize(
    "name", ["a..%2f..%2fetc.csv", "=cmd|calc.csv", "a'; drop table receipt; --.csv", "\u202egpj.csv"]
)
def test_names_are_only_names(desk: Desk, name: str) -> None:
    seen = desk.csv([GOOD], name=name)
    assert seen.refused in ("PX20", None)


def test_what_is_no_submission_at_all(desk: Desk) -> None:
    assert desk.read(_replaced("xl/worksheets/sheet1.xml", _sheet("")), NAME).refused == "VR08"
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    assert desk.read(empty.getvalue(), NAME).refused in ("PX17", "PX28")
