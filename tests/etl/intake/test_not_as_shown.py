"""Digits that a person does not see, or sees otherwise; notes, titles and rows that say another thing than the cells do."""

# ruff: noqa: E501 -- words side by side

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill

from etl.checks import privacy
from etl.checks.file import tells_of_counts
from etl.checks.messages import compose
from etl.intake import webpage
from etl.intake.book import Unreadable
from etl.intake.flatfile import decode
from etl.intake.package import look_through
from tests.etl.intake.conftest import GOOD, HEAD, LG, Desk, packed, row
from tests.etl.intake.test_covered import _page

F3 = "様式3_連携"
PAGE = f"{LG}_F3_2024H1_r1.htm"
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _bent(desk: Desk, bend: Callable[[Any], Any]) -> Any:
    return desk.book([GOOD, row(channel="C2")], lambda book: bend(book[F3]))


# ---- letters nobody sees --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "seen"), [(1, False), (2, False), (2.5, False), (6, True), (9, True), (11, True)]
)
def test_type_of_two_points_is_read_by_nobody(desk: Desk, points: float, seen: bool) -> None:
    told = _bent(desk, lambda sheet: setattr(sheet["F2"], "font", Font(size=points)))
    assert ("PX39" not in told.rules) == seen and len(told.rows()) == 1 + seen


CHANNEL = st.integers(16, 239)


@FEW
@given(st.tuples(CHANNEL, CHANNEL, CHANNEL), st.tuples(*[st.integers(-12, 12)] * 3))
def test_a_condition_that_paints_letters_and_ground_alike_hides_the_number(
    desk: Desk, colour: tuple[int, int, int], off: tuple[int, int, int]
) -> None:
    letters = "FF" + "".join(f"{one:02X}" for one in colour)
    ground = "FF" + "".join(f"{one + by:02X}" for one, by in zip(colour, off, strict=True))

    def paint(sheet: Any) -> None:
        rule = CellIsRule(
            operator="greaterThan", formula=["0"], font=Font(color=letters), fill=PatternFill(bgColor=ground)
        )
        sheet.conditional_formatting.add("F2:F2", rule)

    seen = _bent(desk, paint)
    assert "PX39" in seen.rules and len(seen.rows()) == 1


@pytest.mark.parametrize(
    ("own", "font", "fill", "seen"),
    [
        (Font(color="FF808080"), None, "FF828282", False),  # the ground alone, in the colour of the cell's own letters
        (Font(color="FF000000"), "FFFEFEFE", None, False),  # the letters alone, white on nothing
        (Font(color="FF000000"), None, "FFFFFF00", True),
        (Font(color="FF000000"), "FF9C0006", "FFFFC7CE", True),  # what Excel offers for bad values
        (Font(color="FF000000"), "FFFFFFFF", "FF305496", True),
    ],
)  # fmt: skip
def test_a_condition_is_judged_with_what_the_cell_has_itself(
    desk: Desk, own: Font, font: str | None, fill: str | None, seen: bool
) -> None:
    def paint(sheet: Any) -> None:
        sheet["F2"].font = own
        look = {"font": Font(color=font)} if font else {}
        look |= {"fill": PatternFill(bgColor=fill)} if fill else {}
        sheet.conditional_formatting.add("F2:F2", CellIsRule(operator="greaterThan", formula=["0"], **look))

    assert ("PX39" not in _bent(desk, paint).rules) == seen


def test_a_text_told_twice_is_refused(desk: Desk) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = F3
    for line in (HEAD, GOOD):
        book.active.append(line)
    data = packed(book)
    for texts, refused in (
        ("<t>12</t><t>15</t>", "PX42"),
        ("<t>12</t>", None),
        ("<r><t>1</t></r><r><t>件</t></r>", None),
    ):
        inline = f'<c r="D2" t="inlineStr"><is>{texts}</is></c>'
        spoiled = _changed(
            data, "xl/worksheets/sheet1.xml", lambda text, one=inline: re.sub(r'(?=<c r="E2")', one, text)
        )
        assert spoiled != data and desk.read(spoiled, f"{LG}_2024_r1.xlsx").refused == refused, texts


def test_so_it_is_in_the_table_of_texts() -> None:
    for texts, told in (("<t>12</t>", False), ("<t>12</t><t>15</t>", True)):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as made:
            made.writestr("xl/sharedStrings.xml", f'<sst xmlns="x"><si>{texts}</si></sst>')
        if not told:
            look_through(target.getvalue())
            continue
        with pytest.raises(Unreadable, match="PX42"):
            look_through(target.getvalue())


def _changed(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            held = old.read(name)
            new.writestr(name, change(held.decode()).encode() if name == part else held)
    return target.getvalue()


# ---- pages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "style",
    ["font-size:0", "font-size: 0px", "font-size:0.0em", "FONT-SIZE:1px", "font-size:2pt;color:black", "opacity:0", "color:transparent",
     "color:rgba(0,0,0,0)", "text-indent:-9999px"],
)  # fmt: skip
def test_a_count_that_a_page_does_not_show_is_refused(desk: Desk, style: str) -> None:
    for page in (_page("12", attrs=f'style="{style}"'), _page(f'<span style="{style}">12</span>')):
        seen = desk.read(page, PAGE)
        assert "PX39" in seen.rules and not seen.rows(), style


@pytest.mark.parametrize(
    "page",
    [
        _page('<bdo dir="rtl">21</bdo>'), _page('<span dir="RTL">21</span>'), _page("21", attrs='dir="rtl"'),
        _page('<span style="unicode-bidi:bidi-override;direction:rtl">21</span>'), _page('<span style="transform:scaleX(-1)">21</span>'),
        _page("2", attrs='class="a"', before='<style>.a:before{content:"1"}</style>'),
        _page("2", attrs='class="a"', before="<style>td.a::after { content: '0' }</style>"),
        _page("2", before="<style>td::before{content:counter(n)}</style>"),
    ],
)  # fmt: skip
def test_a_page_that_shows_other_digits_than_it_holds_is_to_be_saved_again(desk: Desk, page: bytes) -> None:
    assert desk.read(page, PAGE).refused == "PX42"


@pytest.mark.parametrize(
    "page",
    [
        _page("12", attrs='style="font-size:11pt"'), _page("12", attrs='style="font-size:1em;opacity:1"'), _page("12", attrs='dir="ltr"'),
        _page("12", before='<style>.clear:after{content:"";display:table} td{direction:ltr}</style>'),
        _page("12", before="<style>td:before{content:none}</style>"), _page("12", attrs='style="font-size:20px;color:#333"'),
    ],
)  # fmt: skip
def test_a_page_as_programs_write_it_is_read(desk: Desk, page: bytes) -> None:
    assert desk.read(page, PAGE).values("referral_count") == [12]


def test_what_a_style_says_of_its_page_is_no_style() -> None:
    page = b"<html><head><meta http-equiv='Content-Type' content='text/html; charset=utf-8'></head><table><tr><td>1</table></html>"
    assert webpage.read(page, "a", set()).sheets[0].rows == [["1"]]


# ---- titles and notes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "refused"),
    [
        ("岩国市 支援・相談", "PX37"), ("様式3 連携（米子市）", "PX37"), ("智頭町　つなぎの実績", "PX37"),
        ("鳥取市 連携", None), ("鳥取県 様式3", None), ("鳥取市・米子市共同の会議体", None), ("市町村名：", None), ("令和6年度 連携", None),
    ],
)  # fmt: skip
def test_a_title_that_names_another_municipality_is_asked_about(
    desk: Desk, title: str, refused: str | None
) -> None:
    seen = desk.book([HEAD, GOOD], head=[title])
    assert seen.refused == refused
    assert not refused or any("表題" in str(one.get("other_value")) for one in seen.result.findings)


ASKED = [
    "※N08は世帯数。人数は31人。", "注：F列の31件は実人数", "※上記は実人数で計上", "件数は世帯数です", "※N13：時間数", "※ほかに12件あり",
    "合わせて31人", "N08の単位は世帯", "※A11は回数で数えた", "うち3世帯は重複", "※正しくは二十五件", "*団体数は4団体", "※単位：世帯で集計", "備考：5件は翌年度分",
]  # fmt: skip
NOT_ASKED = [
    "※ 延べ件数", "※令和6年4月1日現在", "※社協の数を含む", "以上", "備考：特になし", "※2025年3月31日時点で集計", "注1 河原支所分を含む", "※個人情報は書かない",
    "※令和6年度から集計方法を変更", "（参考）県の記入要領による", "※速報値", "65歳以上を対象", "第2回の会議で確認", "※担当課で確認済み", "※未回答の機関あり", "※ 件数は延べで記入しています。", "※この欄は延べ件数で記入",
]  # fmt: skip


@pytest.mark.parametrize(("notes", "asked"), [(ASKED, True), (NOT_ASKED, False)])
def test_a_note_that_tells_of_counts_is_asked_about(notes: list[str], asked: bool) -> None:
    assert [text for text in notes if tells_of_counts(text) != asked] == []


@pytest.mark.parametrize("note", ASKED[:4])
def test_wherever_the_note_stands(desk: Desk, note: str) -> None:
    below = desk.book([GOOD, [note]])
    above = desk.book([HEAD, GOOD], head=[note])
    beside = desk.book([GOOD], lambda book: setattr(book[F3]["Z2"], "value", note))
    for seen in (below, above, beside):
        assert "PX55" in seen.rules or seen.refused, note
    assert desk.catalogue.rules["PX55"].asks


# ---- one sentence for what it is ------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["C1,C2", "C1、C2", "C1〜C3", "C1 C2", "C1ほか", "C1など", "C1・C2"])
def test_two_codes_in_a_cell_are_told_as_two(desk: Desk, written: str) -> None:
    seen = desk.book([row(channel=written)])
    found = next(one for one in seen.result.findings if one.get("column_name") == "channel")
    assert found["rule"] == "VR02"
    assert "二つ以上" in compose(desk.catalogue.rules["VR02"], desk.catalogue, {**found, "form": "F3"})[0]


@pytest.mark.parametrize("written", ["312037 ほか", "312037など", "312037 他", "312037,312029"])
def test_two_places_in_a_cell_are_told_as_two(desk: Desk, written: str) -> None:
    seen = desk.book([row(to_lg=written)])
    found = next(one for one in seen.result.findings if one.get("column_name") == "to_lg_code")
    assert found["rule"] == "PX20"
    assert "二つ以上" in compose(desk.catalogue.rules["PX20"], desk.catalogue, {**found, "form": "F3"})[0]


@pytest.mark.parametrize(
    ("heading", "value", "word"), [("年度", "2023", "年度"), ("団体コード", "312029", "団体")]
)
def test_a_row_of_another_year_or_place_is_told_how_to_be_mended(
    desk: Desk, heading: str, value: str, word: str
) -> None:
    right = "2024" if heading == "年度" else LG
    seen = desk.book([[*GOOD, right], [*row(channel="C2"), value]], head=[*HEAD, heading])
    found = next(one for one in seen.result.findings if one["rule"] == "PX21")
    said = compose(desk.catalogue.rules["PX21"], desk.catalogue, {**found, "form": "F3"})[0]
    assert f"この行の{word}" in said and "版を改めて" not in said and "直す" in said


def test_a_code_that_a_program_took_for_a_number_is_mended(desk: Desk) -> None:
    seen = desk.book([row(to_lg="312037.0")])
    assert seen.values("to_lg_code") == ["312037"] and "PX19" in seen.rules


@given(st.data())
def test_a_sign_that_came_in_on_the_way_makes_no_other_encoding_of_a_file(data: st.DataObject) -> None:
    """UTF-16 has one in every comma; a single one is told at its cell and not as a form without headings."""
    text = "期,項目コード,値,値の状態,単位\r\n" + "H1,N01,12,,件\r\n" * 9
    at = data.draw(st.integers(1, len(text)))
    assert decode(f"{text[:at]}\0{text[at:]}".encode()) == (f"{text[:at]}\0{text[at:]}", "utf-8")
    assert decode(text.encode("utf-16-le")) == (text, "utf-16-le")
    assert decode(text.encode("utf-16-be")) == (text, "utf-16-be")


def test_a_column_wrong_in_every_row_is_told_once(desk: Desk) -> None:
    """Sixty rows of 上 where the half is asked: one sentence, and every row stays refused."""
    many = [[period, *row(channel=f"C{number % 5 + 1}")[1:]] for number, period in enumerate(["上"] * 30)]
    seen = desk.book(many)
    told = [one for one in seen.result.findings if one["rule"] == "VR02"]
    assert len(told) == 1 and not seen.rows() and seen.fate()["refused"] == 30
    assert (
        "ほか29行も同じ"
        in compose(desk.catalogue.rules["VR02"], desk.catalogue, {**told[0], "form": "F3"})[0]
    )
    one_right = desk.book([*many, GOOD])
    assert sum(one["rule"] == "VR02" for one in one_right.result.findings) == 30


def test_a_sheet_without_its_headings_is_told_so(desk: Desk) -> None:
    for seen in (
        desk.book([row(channel="C2")], head=GOOD),
        desk.read(b"H1,A11,A20,,C1,10\r\nH2,A11,A20,,C1,9\r\n"),
    ):
        told = [str(one.get("said")) for one in seen.result.findings if one["rule"] in ("PX40", "VR08")]
        assert any("見出しの行がありません" in one for one in told), seen.rules


def test_the_place_of_a_reading_is_called_by_its_name() -> None:
    assert privacy.safe("ふりがな") == "ふりがな" and privacy.safe("山田花子") != "山田花子"
