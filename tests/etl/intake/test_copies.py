"""The copy that is kept reads as its original does, and holds nothing that stood anywhere else in the file."""

import io
import struct
import zipfile
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

from etl.intake import Book, read
from etl.intake.copies import cut
from tests.etl.privacy import sent, test_beside

FILES = sorted(Path(__file__).parent.glob("files/*"))
CANARY = "しらゆりカナリア"
CELLS = (
    "further sheet",
    "far below",
    "beside a table",
    "number cell",
    "code cell",
    "date cell",
    "number format",
)


def _sheets(book: Book) -> list[Any]:
    """What a reader sees, faults by their words."""
    return [
        (
            one.name,
            [[(type(cell).__name__, str(cell)) for cell in cells] for cells in one.rows],
            *(one.merged, one.hidden_rows, one.hidden_columns, one.state),
            {at: str(cell) for at, cell in one.far.items()},
        )
        for one in book.sheets
    ]


def _both(data: bytes, name: str, folder: Path) -> tuple[Book, Book, bytes]:
    first, second = folder / name, folder / f"copy_{name}"
    first.write_bytes(data)
    book = read(first)
    second.write_bytes(cut(data, book.kind))
    return book, read(second), second.read_bytes()


def _unpacked(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return b"".join(packed.read(name) for name in packed.namelist()) + "".join(packed.namelist()).encode()


@pytest.mark.parametrize("path", FILES, ids=lambda one: one.name)
def test_a_copy_of_every_format_reads_the_same(path: Path, tmp_path: Path) -> None:
    book, copy, data = _both(path.read_bytes(), path.name, tmp_path)
    assert _sheets(book) == _sheets(copy) and book.meta == copy.meta and book.kind == copy.kind
    assert cut(data, book.kind) == data


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(st.sampled_from(["written", "beside", "merged", "hidden", "struck", "formula", "1904", "far"]))
def test_a_workbook_that_was_worked_on_reads_the_same(tmp_path_factory: Any, kind: str) -> None:
    def change(opened: Any) -> None:
        sheet = opened[sent.CATALOGUE.forms["F3"].sheet]
        if kind == "merged":
            sheet.merge_cells("B2:B3")
        elif kind == "hidden":
            sheet.row_dimensions[2].hidden = sheet.column_dimensions["C"].hidden = True
        elif kind == "struck":
            sheet["F2"].font = Font(strike=True)
        elif kind == "formula":
            sheet["F2"] = '=IF(A2="","",1+1)'
        elif kind == "1904":
            opened.epoch = opened.epoch.replace(1904, 1, 1)
        elif kind == "far":
            sheet["F900"] = 7
        else:
            sheet["T2"] = "  二行\nの 文字 "

    book, copy, _ = _both(sent.book(change), "312011_2024_r1.xlsx", tmp_path_factory.mktemp("copy"))
    assert _sheets(book) == _sheets(copy)


@pytest.mark.parametrize("place", [one for one in test_beside.PLACES if one not in CELLS])
def test_nothing_of_any_other_place_is_in_it(place: str, tmp_path: Path) -> None:
    made = test_beside.PLACES[place](CANARY)
    data = made if isinstance(made, bytes) else made()
    book, copy, kept = _both(data, sent.NAME, tmp_path)
    before, after = (unquote(unescape(_unpacked(one).decode("utf-8", "replace"))) for one in (data, kept))
    assert CANARY in before and CANARY not in after
    assert _sheets(book) == _sheets(copy)


def test_an_old_workbook_keeps_its_cells_and_nothing_else(tmp_path: Path) -> None:
    """Headers, names, messages and who wrote it are overwritten where they stand."""
    path = next(one for one in FILES if one.suffix == ".xls")
    _, _, kept = _both(path.read_bytes(), path.name, tmp_path)
    with olefile.OleFileIO(io.BytesIO(kept)) as ole:
        assert not any(any(ole.openstream(one).read()) for one in ole.listdir() if one[-1] != "Workbook")
        stream, at, kinds = ole.openstream("Workbook").read(), 0, set()
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        kinds |= {kind} if any(stream[at + 4 : at + 4 + size]) else set()
        at += 4 + size
    # who wrote it, headers, footers, names, notes, texts of boxes, links, messages
    assert kinds and not kinds & {0x5C, 0x14, 0x15, 0x18, 0x1C, 0x1B6, 0x1B8, 0x1BE, 0xEC}
