"""A value that is covered, struck through by a drawing, repeated, written twice or held by something else than its cell."""

import io
import re
import zipfile
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Alignment

from etl.intake import cells, looks, opendocument, webpage
from etl.intake.text import Fault
from tests.etl.intake.conftest import COVER, GOOD, HEAD, LG, Desk, Seen, packed, row

F3 = "様式3_連携"
FEW = settings(max_examples=30, deadline=None)


# ---- lines and shapes -------------------------------------------------------------------------------------------

_LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing" Target="../drawings/drawing1.xml"/>'
    "</Relationships>"
)


def anchor(top: int, left: int, bottom: int, right: int, offset: int = 90_000, inner: str = "cxnSp") -> str:
    corners = "".join(
        f"<xdr:{name}><xdr:col>{column}</xdr:col><xdr:colOff>{offset}</xdr:colOff><xdr:row>{line}</xdr:row>"
        f"<xdr:rowOff>{offset}</xdr:rowOff></xdr:{name}>"
        for name, line, column in (("from", top, left), ("to", bottom, right))
    )
    return f"<xdr:twoCellAnchor>{corners}<xdr:{inner}/></xdr:twoCellAnchor>"


def drawn(desk: Desk, anchors: str, rows: int = 3) -> Seen:
    """Some rows of form 3 under what is drawn on the sheet."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    form = desk.catalogue.forms["F0"]
    first.title = form.sheet
    first.append([column.ja for column in form.columns])
    first.append([COVER.get(column.name) for column in form.columns])
    sheet = book.create_sheet(F3)
    for line in [HEAD, *(row(channel=f"C{at + 1}") for at in range(rows))]:
        sheet.append(line)
    target = io.BytesIO(packed(book))
    with zipfile.ZipFile(target, "a") as package:
        package.writestr("xl/worksheets/_rels/sheet2.xml.rels", _LINKS)
        package.writestr("xl/drawings/drawing1.xml", f'<xdr:wsDr xmlns:xdr="urn:x">{anchors}</xdr:wsDr>')
    return desk.read(target.getvalue(), f"{LG}_2024_r1.xlsx")


def _asked_rows(seen: Seen) -> set[int]:
    return {one["row_no"] for one in seen.result.findings if one["rule"] == "PX54"}


@FEW
@given(top=st.integers(0, 4), tall=st.integers(0, 3), left=st.integers(0, 12), wide=st.integers(0, 12))
def test_a_shape_over_values_is_asked_about_row_by_row(
    desk: Desk, top: int, tall: int, left: int, wide: int
) -> None:
    """Rows 2 to 4 of the sheet hold values, counts stand in the columns F to K."""
    seen = drawn(desk, anchor(top, left, top + tall, left + wide))
    over_counts = left <= 10 and left + wide >= 5
    under = {at + 1 for at in range(top, top + tall + 1)} & {2, 3, 4}
    assert _asked_rows(seen) == (under if over_counts else set())
    assert desk.catalogue.rules["PX54"].asks and len(seen.rows()) == 3


@pytest.mark.parametrize("inner", ["cxnSp", "sp", "pic", "graphicFrame", "grpSp"])
def test_any_shape_may_cover_a_value(desk: Desk, inner: str) -> None:
    assert _asked_rows(drawn(desk, anchor(2, 0, 2, 8, inner=inner))) == {3}


def test_a_shape_beside_or_below_the_table_says_nothing(desk: Desk) -> None:
    beside = anchor(0, 12, 20, 15) + anchor(8, 0, 12, 6) + anchor(0, 0, 0, 10)
    assert not _asked_rows(drawn(desk, beside))
    assert not _asked_rows(drawn(desk, anchor(0, 0, 1, 11, offset=0))), "it ends where row 2 begins"


def test_a_shape_known_by_its_size(desk: Desk) -> None:
    anchor = (
        "<xdr:oneCellAnchor><xdr:from><xdr:col>5</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>2</xdr:row><xdr:rowOff>0"
        '</xdr:rowOff></xdr:from><xdr:ext cx="2000000" cy="9525"/><xdr:cxnSp/></xdr:oneCellAnchor>'
    )
    assert _asked_rows(drawn(desk, anchor)) == {3}


# ---- a value that fills its cell ------------------------------------------------------------------------------------


def _filled(cell: str) -> Any:
    return lambda book: setattr(book[F3][cell], "alignment", Alignment(horizontal="fill"))


@pytest.mark.parametrize("written", [1, 11, "1", "１２"])
def test_digits_that_fill_their_cell_are_refused(desk: Desk, written: Any) -> None:
    seen = desk.book([row(joint=written), row(channel="C2")], _filled("K2"))
    assert seen.place("PX39") == (2, "K") and seen.values("channel") == ["C2"]


@pytest.mark.parametrize("cell", ["B2", "D2", "K3"])
def test_words_and_blanks_that_fill_their_cell_are_read(desk: Desk, cell: str) -> None:
    seen = desk.book([GOOD, row(channel="C2", joint="x")], _filled(cell))
    assert "PX39" not in seen.rules and len(seen.rows()) == 2


@pytest.mark.parametrize("align", ["center", "right", "justify", "distributed", "centerContinuous"])
def test_other_alignments_say_nothing(desk: Desk, align: str) -> None:
    seen = desk.book([GOOD], lambda book: setattr(book[F3]["F2"], "alignment", Alignment(horizontal=align)))
    assert len(seen.rows()) == 1 and "PX39" not in seen.rules


def test_filled_cells_of_other_formats() -> None:
    old, new = looks._Book(fonts=[cells.PLAIN]), looks._Book(fonts=[cells.PLAIN])
    for align in (4, 2):
        looks._global(old, 0x00E0, bytes(6) + bytes([align]) + bytes(13))
        xf = bytes(12) + bytes([align]) + bytes(3)
        part = b"\xe9\x04\x00" + bytes([47, len(xf)]) + xf + b"\xea\x04\x00"
        looks._styles(new, part)
    for book in (old, new):
        sheet = looks.Looks()
        for column in (0, 1):
            book.place(sheet, (0, column), column)
        assert isinstance(sheet.seen((0, 0), 1), Fault) and sheet.seen((0, 1), 1) == 1
    look = opendocument._look({f"{opendocument._STYLE}repeat-content": "true"})
    assert look.filled and not opendocument._look({}).filled


# ---- one place, two values ------------------------------------------------------------------------------------------


def _twice(data: bytes, cell: str) -> bytes:
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for entry in source.namelist():
            part = source.read(entry).decode("utf-8", "surrogateescape")
            if entry == "xl/worksheets/sheet1.xml":
                part = re.sub(rf'(<c r="{cell}".*?</c>)', rf'\1<c r="{cell}"><v>15</v></c>', part)
            package.writestr(entry, part.encode("utf-8", "surrogateescape"))
    return target.getvalue()


@pytest.mark.parametrize("cell", ["F2", "K3"])
def test_two_cells_in_one_place_are_refused(desk: Desk, cell: str) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = F3
    for line in (HEAD, GOOD, row(channel="C2")):
        book.active.append(line)
    data = packed(book)
    spoiled = _twice(data, cell)
    assert desk.read(spoiled, f"{LG}_2024_r1.xlsx").refused == "PX42"
    assert desk.read(data, f"{LG}_2024_r1.xlsx").refused is None


# ---- pages ----------------------------------------------------------------------------------------------------------


def _page(count: str, tail: str = "", attrs: str = "", before: str = "") -> bytes:
    head = "".join(f"<th>{one}</th>" for one in HEAD)
    first = "".join(f"<td>{one if one is not None else ''}</td>" for one in GOOD[:5])
    rest = "".join(f"<td>{one}</td>" for one in GOOD[6:])
    return (
        f"<html><meta charset=utf-8><body><table>{before}<tr>{head}</tr><tr>{first}<td {attrs}>{count}</td>{rest}</tr></table>"
        f"{tail}</body></html>"
    ).encode()


@pytest.mark.parametrize(
    "inside",
    [
        "<table><tr><td>12</td></tr></table>",
        "12<table><tr><td>人</td></tr></table>",
        '<input value="12">',
        '<input type="number" value="12">',
        "<select><option>12</option><option selected>15</option></select>",
        "<textarea>12</textarea>",
        '<img src="12.png">',
        "<svg></svg>",
        "<object></object>",
    ],
)
def test_a_count_that_is_no_text_of_its_cell_is_refused(desk: Desk, inside: str) -> None:
    seen = desk.read(_page(inside), f"{LG}_F3_2024H1_r1.htm")
    assert "PX39" in seen.rules and not seen.rows()


@pytest.mark.parametrize(
    "inside", ["12", "<b>12</b>", '<input type="hidden" value="9">12', '<img src="dot.png">12', "<p>12</p>"]
)
def test_a_count_that_is_its_cells_text_is_read(desk: Desk, inside: str) -> None:
    assert desk.read(_page(inside), f"{LG}_F3_2024H1_r1.htm").values("referral_count") == [12]


def test_a_table_that_lays_out_the_page_says_nothing(desk: Desk) -> None:
    around = (
        _page("12")
        .decode()
        .replace("<body>", "<body><table><tr><td>")
        .replace("</body>", "</td></tr></table></body>")
    )
    plain, wrapped = (desk.read(page, f"{LG}_F3_2024H1_r1.htm") for page in (_page("12"), around.encode()))
    assert wrapped.values("referral_count") == [12] and set(wrapped.rules) == set(plain.rules)


def test_text_behind_an_inner_table_stays_in_its_cell() -> None:
    page = b"<table><tr><td>1<table><tr><td>2</td></tr></table>3</td><td>4</td></tr></table>"
    outer = webpage.read(b"<html>" + page, "a", set()).sheets[0].rows
    assert [str(one) for one in outer[0]] == ["13", "4"] and isinstance(outer[0][0], Fault)


@pytest.mark.parametrize(
    "page",
    [
        _page("12", attrs="style='display:none'"),
        _page("12", attrs="hidden"),
        _page("12", attrs="style='width:0pt'"),
        _page("12", attrs="width=0"),
        _page("12", before="<col span=5><col width=0 style='mso-width-source:userset'><col>"),
        _page("12", before="<col span=5><col style='display:none'>"),
        _page("12").replace(b"</tr><tr>", b"</tr><tr hidden>"),
        _page("12").replace(b"</tr><tr>", b"</tr><tr style='height:0pt'>"),
        _page("12").replace(b"</tr><tr>", b"</tr><tr height=0>"),
    ],
)
def test_rows_and_columns_of_a_page_that_nobody_sees_are_told(desk: Desk, page: bytes) -> None:
    assert "PX12" in desk.read(page, f"{LG}_F3_2024H1_r1.htm").rules


def test_widths_and_columns_that_are_seen_say_nothing(desk: Desk) -> None:
    page = _page("12", attrs="width=72 style='width:54pt;border-width:0'", before="<col width=72 span=11>")
    assert "PX12" not in desk.read(page, f"{LG}_F3_2024H1_r1.htm").rules


# ---- a stated sum ---------------------------------------------------------------------------------------------------


def _with_sum(desk: Desk, stated: Any, *counts: Any, label: str = "合計") -> Seen:
    """Rows with these 共同支援 counts, and a stated sum of them alone below."""
    rows = [row(channel=f"C{at + 1}", joint=one) for at, one in enumerate(counts)]
    return desk.book([*rows, [label, *[None] * 9, stated]])


@FEW
@given(
    counts=st.lists(
        st.one_of(st.integers(0, 8), st.sampled_from(["x", "-", "不詳"])), min_size=2, max_size=4
    ),
    stated=st.integers(0, 40),
    label=st.sampled_from(["合計", "計", "総計", "年度計", "上期計"]),
)
def test_a_stated_sum_that_the_rows_contradict_is_asked_about(
    desk: Desk, counts: list[Any], stated: int, label: str
) -> None:
    """Beside a hidden or unknown count the sum may be larger than what is told, never smaller."""
    told = sum(one for one in counts if isinstance(one, int))
    open_ended = "x" in counts or "不詳" in counts
    contradicts = stated < told if open_ended else stated != told
    seen = _with_sum(desk, stated, *counts, label=label)
    assert ("VR11" in seen.rules) == contradicts and desk.catalogue.rules["VR11"].asks
    assert len(seen.rows()) == len(counts), "a sum is never a row"
