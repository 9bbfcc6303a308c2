"""Texts in the records of old workbooks that are no cells, wherever a record puts them."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.intake import biff, traces

TEXT = (
    st.text(alphabet="薬袋隣縁側猟師さんのケンabcXYZ ー・", min_size=3, max_size=30)
    .map(str.strip)
    .filter(lambda one: len(one) > 2)
)
MANY = settings(max_examples=40, deadline=None)


def _string(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _found(stream: bytes) -> dict[str, str]:
    return {aside.text: aside.kind for aside in biff.of_records(stream)}


@pytest.mark.parametrize(
    ("kind", "before", "named"),
    [
        (0x14, b"", "header_footer"),
        (0x15, b"", "header_footer"),
        (0x5C, b"", "author"),
        (0x1C, bytes(8), "author"),
        (0x1BE, bytes(4), "sheet_part"),
        (0x1AE, b"\x01\x00", "other"),
        (0xCD, b"", "other"),
    ],
)
@MANY
@given(TEXT)
def test_strings_of_records_that_are_no_cells(kind: int, before: bytes, named: str, text: str) -> None:
    assert _found(_record(kind, before + _string(text)) + _record(0x0A, b"")).get(text) == named


@MANY
@given(TEXT)
def test_texts_of_notes_names_and_links(text: str) -> None:
    wide = text.encode("utf-16-le")
    note = _record(0x1B6, bytes(18)) + _record(0x3C, b"\1" + wide)
    name = _record(0x18, struct.pack("<HBBHHHBBBB", 0, 0, len(text), 0, 0, 0, 0, 0, 0, 0) + b"\1" + wide)
    link = _record(0x1B8, bytes(32) + struct.pack("<I", len(text)) + wide)
    found = _found(note + name + link)
    assert found.get(text) in ("comment", "defined_name", "hyperlink")
    for stream, kind in ((note, "comment"), (name, "defined_name"), (link, "hyperlink")):
        assert _found(stream) == {text: kind}


@MANY
@given(TEXT, st.sampled_from([0xFC, 0x204, 0x31, 0x85, 0x207]))
def test_cells_fonts_and_sheets_are_none(text: str, kind: int) -> None:
    assert _found(_record(kind, bytes(6) + _string(text))) == {}


def test_a_picture_is_told() -> None:
    store = struct.pack("<HHI", 15, 0xF001, 4) + b"\1\2\3\4"
    stream = _record(0xEB, struct.pack("<HHI", 15, 0xF000, len(store)) + store)
    assert [one.kind for one in biff.of_records(stream)] == [traces.PICTURE]
    assert not list(biff.of_records(_record(0xEB, struct.pack("<HHI", 15, 0xF000, 0))))


@MANY
@given(TEXT)
def test_strings_of_an_xlsb(text: str) -> None:
    data = bytes(3) + struct.pack("<I", len(text)) + text.encode("utf-16-le")
    part = bytes([0xDF, 0x03, len(data)]) + data
    assert [one.text for one in biff.of_binary(part)] == [text]
