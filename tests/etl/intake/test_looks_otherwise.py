"""What looks other than it reads, or says one thing in two ways: asked about or refused by name, never taken as it comes."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Border, Side

from etl.checks import beside
from etl.intake import cells, flatfile, legacy, looks, opendocument, webpage
from etl.intake.numbers import with_numerals
from etl.intake.text import Fault
from tests.etl.intake.conftest import COVER, GOOD, HEAD, LG, Desk, Seen, row
from tests.etl.privacy import sent

F3 = "様式3_連携"
FEW = settings(max_examples=40, deadline=None)
TURNING = st.sampled_from(sorted("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
SLANTS = [
    Border(diagonal=Side("thin"), diagonalUp=True),
    Border(diagonal=Side("medium"), diagonalDown=True),
    Border(diagonal=Side("hair"), diagonalUp=True, diagonalDown=True),
]


def _at(cell: str, change: Callable[[Any], None]) -> Callable[[Any], None]:
    return lambda book: change(book[F3][cell])


def _bordered(border: Border) -> Callable[[Any], None]:
    return lambda cell: setattr(cell, "border", border)


@FEW
@given(number=st.integers(0, 99_999), sign=TURNING, at=st.integers(0, 5), column=st.integers(5, 10))
def test_signs_of_direction_beside_or_within_digits(
    desk: Desk, number: int, sign: str, at: int, column: int
) -> None:
    digits = str(number)
    written = digits[:at] + sign + digits[at:]
    seen = desk.csv([[*GOOD[:column], written, *GOOD[column + 1 :]], row(channel="C2")])
    assert "PX39" in seen.rules and [one["channel"] for one in seen.rows()] == ["C2"], repr(written)


@pytest.mark.parametrize(
    ("name", "value"), [("to", "A\u202e02"), ("to_lg", "\u200e313025"), ("channel", "C1\u2066")]
)
def test_signs_of_direction_in_codes(desk: Desk, name: str, value: str) -> None:
    assert "PX39" in desk.csv([row(**{name: value})]).rules


def test_signs_of_a_broken_transfer_within_digits(desk: Desk) -> None:
    assert (
        "PX39" in desk.csv([row(count="1\x000")]).rules
        and "PX39" in desk.csv([row(to_lg="\x1a313025")]).rules
    )


def test_signs_of_direction_in_keys_and_states(desk: Desk) -> None:
    assert "PX39" in desk.csv([["H\u202e1", *GOOD[1:]]]).rules
    assert desk.csv([row(joint="\u200fx")]).values("joint_support_count_state") == ["suppressed"]


@pytest.mark.parametrize(
    ("text", "told"), [("窓口は\u200e2か所", False), ("\u202e81か所の窓口", True), ("\u202e窓口", False)]
)
def test_a_text_is_refused_only_where_its_digits_run_backwards(desk: Desk, text: str, told: bool) -> None:
    seen = desk.book([GOOD], cover={"dept_name": text})
    assert ("PX39" in seen.rules) == told


@pytest.mark.parametrize("border", SLANTS)
@pytest.mark.parametrize("value", [0, None])
def test_a_line_through_a_count_is_asked_about(desk: Desk, border: Border, value: int | None) -> None:
    """With a number it is struck out, without one it says 該当なし: only the sender knows which."""
    seen = desk.book([row(joint=value), row(channel="C2")], _at("K2", _bordered(border)))
    assert seen.place("PX39") == (2, "K") and [one["channel"] for one in seen.rows()] == ["C2"]
    assert "PI14" not in seen.rules, "the fault is told by its own rule"
    seen.fate()


@pytest.mark.parametrize(
    "border", [Border(diagonal=Side("thin")), Border(diagonalUp=True), Border(left=Side("thin"))]
)
def test_a_line_that_is_not_drawn_says_nothing(desk: Desk, border: Border) -> None:
    seen = desk.book([GOOD], _at("K2", _bordered(border)))
    assert len(seen.rows()) == 1 and "PX39" not in seen.rules


def test_lines_through_blank_texts_rows_and_the_paper_around_say_nothing(desk: Desk) -> None:
    def crossed(book: Any) -> None:
        for place in ("D2", "A3", "F3", "K3", "P2", "F400"):
            book[F3][place].border = SLANTS[0]

    seen = desk.book([GOOD], crossed)
    assert len(seen.rows()) == 1 and not {"PX39", "PX40", "PX32", "PI14"} & set(seen.rules), seen.rules


def test_a_line_through_a_cell_of_other_formats() -> None:
    ods = f"""<office:document-content {_NAMES}><office:automatic-styles>
      <style:style style:name="cut" style:family="table-cell"><style:table-cell-properties
        style:diagonal-bl-tr="0.06pt solid #000000" style:diagonal-tl-br="none"/></style:style>
      </office:automatic-styles><office:body><office:spreadsheet><table:table table:name="a">
      <table:table-row><table:table-cell office:value-type="string"><text:p>件</text:p></table:table-cell>
        <table:table-cell office:value-type="string"><text:p>回</text:p></table:table-cell></table:table-row>
      <table:table-row><table:table-cell office:value-type="float" office:value="5" table:style-name="cut"><text:p>5</text:p>
        </table:table-cell><table:table-cell office:value-type="float" office:value="6"><text:p>6</text:p></table:table-cell>
      </table:table-row>
      <table:table-row><table:table-cell office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell>
        <table:table-cell table:style-name="cut" table:number-columns-repeated="900"/></table:table-row>
      <table:table-row table:number-rows-repeated="1000000"><table:table-cell table:style-name="cut"/></table:table-row>
      </table:table></office:spreadsheet></office:body></office:document-content>"""
    rows = opendocument.read(ods.encode(), b"", [], False).sheets[0].rows
    assert [_told(cell) for line in rows for cell in line] == ["件", "回", "refused", 6, 7, "refused blank"]
    page = """<html><table><tr><td>件</td><td>回</td></tr><tr>
      <td style='mso-diagonal-up:.5pt solid windowtext'><font>5</font></td>
      <td style='mso-diagonal-down:none'>6</td></tr><tr><td>7</td>
      <td style='mso-diagonal-down:.5pt solid'></td></tr></table></html>"""
    rows = webpage.read(page.encode(), "a", set()).sheets[0].rows
    assert [_told(cell) for line in rows for cell in line] == [
        "件",
        "回",
        "refused",
        "6",
        "7",
        "refused blank",
    ]


_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in {"office": "office", "table": "table", "text": "text", "style": "style"}.items()
)


def _told(cell: object) -> object:
    if isinstance(cell, Fault):
        return "refused" if cell.text else "refused blank"
    return cell


def test_crossed_styles_of_binary_workbooks() -> None:
    """The bytes of a style: flags of the slanting lines, and how they are drawn."""
    for flags, drawn, expected in [(0, 1, False), (1, 0, False), (1, 1, True), (2, 5, True), (3, 1, True)]:
        old, packed = looks._Book(), looks._Book()
        record = (
            bytes(10) + (flags << 30).to_bytes(4, "little") + (drawn << 21).to_bytes(4, "little") + bytes(2)
        )
        looks._global(old, 0x00E0, record)
        assert old.styles[0][3] == expected
        border = bytes([flags]) + bytes(40) + bytes([drawn]) + bytes(9)
        part = b"".join(
            _record(kind, data) for kind, data in [(46, border), (617, b""), (47, bytes(16)), (618, b"")]
        )
        looks._styles(packed, part)
        assert packed.styles[0][3] == expected
        sheet = looks.Looks()
        looks._of_sheet(old, sheet, 0x0201, bytes(6))
        looks._of_sheet(old, sheet, 0x00BE, bytes([1, 0, 2, 0, 0, 0, 0, 0, 3, 0]))
        assert sheet.crossed == ({(0, 0), (1, 2), (1, 3)} if expected else set())
    assert legacy.crossed_blanks is cells.crossed_blanks


def _record(kind: int, data: bytes) -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(data)]) + data


FILLED = st.sampled_from(sorted("0123456789*xX#秘－-.約"))


@FEW
@given(number=st.integers(1, 99_999), sign=FILLED, digits=st.sampled_from(["0", "#,##0", "General"]))
def test_what_fills_a_cell_is_seen(number: int, sign: str, digits: str) -> None:
    assert isinstance(cells.shown(number, f"*{sign}{digits}"), Fault)
    assert isinstance(cells.shown(number, f"{digits}*{sign}"), Fault)
    assert cells.shown(number, f"* {digits}") == number


@FEW
@given(
    number=st.integers(1, 99_999),
    sign=st.sampled_from(["９", "9", "1", "¥", "約", "千", "▲", "x"]),
    language=st.sampled_from(["-411", "-409", "-D070041E", ""]),
)
def test_signs_in_front_of_a_language_are_seen(number: int, sign: str, language: str) -> None:
    assert isinstance(cells.shown(number, f"[${sign}{language}]0"), Fault)
    assert isinstance(cells.shown(number, f"0[${sign}{language}]"), Fault)


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ("[$-411]0", 684, 684),
        ("[$-2060401]0", 684, 684),
        ("[DBNum1]0", 684, 684),
        ("[DBNum3][$-411]#,##0", 1684, 1684),
        ("0[$件-411]", 684, "684件"),
        ('0"*9"', 684, None),
        ("[White]0", 684, None),
        ("[白]0;[赤]0", 684, None),
        ("0;0;[白]0", 684, 684),
        ("0;0;[White]0", 0, None),
        ("_ * #,##0_ ;_ * -#,##0_ ", 684, 684),
        ("[$９-411]@", "684", "９684"),
        ("[白]@", "684", None),
    ],
)
def test_a_format_is_read_as_it_is_seen(code: str, value: Any, expected: Any) -> None:
    told = cells.seen(value, cells.Look(code))
    assert isinstance(told, Fault) if expected is None else told == expected, told


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("十二件に訂正", True),
        ("訂正：正しくは六百九十", True),
        ("１２件に訂正", True),
        ("一千二十五人", True),
        ("→二十", True),
        ("五に訂正", True),
        ("十件で確認", False),
        ("令和七年四月二日確認", False),
        ("一部を訂正", False),
        ("第三者と確認", False),
        ("一人暮らしを含む", False),
        ("四半期ごと", False),
    ],
)
def test_a_number_in_words_in_a_comment_is_asked_about(desk: Desk, text: str, asked: bool) -> None:
    seen = desk.book([GOOD], lambda book: setattr(book[F3]["F2"], "comment", Comment(text, "係")))
    assert ("PX50" in seen.rules) == asked


ONES = "〇一二三四五六七八九"


def _in_words(number: int) -> str:
    """684 → 六百八十四."""
    said = ""
    for size, sign in ((10_000, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if many := number // size % (10 if size < 10_000 else 100):
            said += (
                "" if many == 1 and size < 10_000 else _in_words(many) if many > 9 else ONES[many]
            ) + sign
    return said + (ONES[number % 10] if number % 10 or not said else "")


@FEW
@given(st.integers(1, 99_999), st.sampled_from(["件", "人", "回", "団体", "世帯"]))
def test_numerals_of_counts_are_their_digits(number: int, unit: str) -> None:
    for written in (_in_words(number), "".join(ONES[int(digit)] for digit in str(number))):
        assert with_numerals(f"正しくは{written}{unit}です") == f"正しくは{number}{unit}です"


def _digit(code: str) -> str:
    return code[:5] + str((int(code[5]) + 1) % 10)


@pytest.mark.parametrize("place", ["cover", "name", "meta"])
def test_a_wrong_check_digit_stops_the_file_wherever_it_stands(desk: Desk, place: str) -> None:
    def meta(book: Any) -> None:
        sheet = book.create_sheet("_meta")
        sheet.sheet_state = "hidden"
        for line in (["schema_id", "lg_code", "fiscal_year"], ["tsunagari-forms", _digit(LG), "2024"]):
            sheet.append(line)

    seen = desk.book(
        [GOOD],
        meta if place == "meta" else lambda _: None,
        cover={"lg_code": _digit(LG)} if place == "cover" else None,
        name=f"{_digit(LG) if place == 'name' else LG}_2024_r1.xlsx",
    )
    assert seen.refused == "PX37" and not any(seen.result.rows.values())
    (told,) = [one["other_value"] for one in seen.result.findings if one["rule"] == "PX37"]
    assert _digit(LG) in told and LG in told


def test_a_month_in_front_of_a_files_name_is_no_code(desk: Desk) -> None:
    assert desk.book([GOOD], name="202604_2024_r1.xlsx").refused is None


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        (f"{LG}_F5_2024_r1.xlsx", "PX37"),
        (f"{LG}_F3_2024_r1.xlsx", None),
        ("様式5_鳥取市.xlsx", "PX37"),
        ("鳥取市（様式５・６）.xlsx", "PX37"),
        ("様式3_鳥取市.xlsx", None),
        ("様式2・3_鳥取市.xlsx", None),
        ("様式1〜7_鳥取市.xlsx", None),
        ("様式4～様式7_鳥取市.xlsx", None),
        ("鳥取市_様式一式.xlsx", None),
        ("鳥取市_様式2回目.xlsx", None),
    ],
)
def test_the_form_that_a_files_name_says_is_the_one_inside(
    desk: Desk, name: str, refused: str | None
) -> None:
    seen = desk.book([GOOD], name=name)
    assert seen.refused == refused, seen.rules
    if refused:
        (told,) = [one["other_value"] for one in seen.result.findings if one["rule"] == refused]
        assert "様式：ファイル名F5" in told and "中身F3" in told


def test_a_form_under_another_forms_name_in_csv(desk: Desk) -> None:
    assert desk.csv([GOOD], name=f"{LG}_F5_2024H1_r1.csv").refused == "PX37"


def test_an_error_in_a_row_says_nothing_of_the_texts_in_it(desk: Desk) -> None:
    seen = desk.book([GOOD], cover={"dept_name": "ひかり推進室の方", "pref_publish_ok": "△"})
    assert "VR05" in seen.rules and "PI14" not in seen.rules
    refused = desk.book([row(count=99_999)], _at("P2", lambda cell: setattr(cell, "value", "蛍の里より")))
    assert refused.place("PI14") == (2, "P"), "text beside the table waits as before"


CLOSED = st.sampled_from(["A11", '"A,11"', '"二\r\n行"', '""', '"言""葉"'])


@FEW
@given(
    lines=st.lists(st.lists(CLOSED, min_size=2, max_size=4), max_size=6), after=st.lists(CLOSED, max_size=5)
)
def test_an_open_quote_is_told_with_its_line(lines: list[list[str]], after: list[str]) -> None:
    before = "".join(",".join(line) + "\r\n" for line in lines)
    text = f'{before}B,"7,V\r\n' + "".join(f"{one},x\r\n" for one in after)
    with pytest.raises(flatfile.OpenQuote) as raised:
        flatfile.rows(text.encode())
    assert raised.value.row_no == before.count("\n") + 1


def test_the_sender_reads_in_which_line_a_quote_opens(desk: Desk) -> None:
    lines = [
        ",".join(HEAD),
        ",".join(map(str, [one or "" for one in GOOD])),
        'H1,"A11,A20,,C2,1,1,0,0,0,0',
        "H1,A11",
    ]
    seen = desk.read("\r\n".join(lines).encode())
    assert seen.refused == "PX52" and [one["row_no"] for one in seen.result.findings] == [3]


def test_a_quote_that_closes_is_read() -> None:
    assert flatfile.rows(b'a,"b\r\nc"\r\nd,"e""f"\r\n')[0] == [["a", "b\r\nc"], ["d", 'e"f']]


@pytest.mark.parametrize("form", ["F1", "F2"])
def test_columns_that_an_older_form_lacks_are_said_once(desk: Desk, form: str) -> None:
    columns = desk.catalogue.forms[form].columns
    for required, told in (("no", 0), ("conditional", 1)):
        lacking = [one for one in columns if one.required == required][-2:]
        if not lacking:
            continue
        kept = [one for one in columns if one not in lacking]
        seen = _sheet(
            desk, form, [one.ja for one in kept], [sent.ROWS[form][0].get(one.name) for one in kept]
        )
        assert seen.rules.count("PX18") == told, (form, required, seen.rules)


def _sheet(desk: Desk, form: str, head: list[str], line: list[Any]) -> Seen:
    book, target = openpyxl.Workbook(), io.BytesIO()
    sheet: Any = book.active
    sheet.title = desk.catalogue.forms[form].sheet
    sheet.append(head)
    sheet.append(line)
    cover = desk.catalogue.forms["F0"]
    first = book.create_sheet(cover.sheet, 0)
    first.append([one.ja for one in cover.columns])
    first.append([COVER.get(one.name) for one in cover.columns])
    book.save(target)
    return desk.read(target.getvalue(), f"{LG}_2024_r1.xlsx")


USUAL = [
    f"{LG}_2024_r1", f"{LG}_F3_2024H1_r2", f"{LG}_2024_r1 (2)", f"{LG}_2024_r1 - コピー", "鳥取市_令和6年度_様式一式_修正版",
    "【鳥取市】様式1〜7（福祉課）", "R6孤独孤立調査票（鳥取市回答）最終",
    "回答票_鳥取市_地域包括ケア推進係", "再提出_20260420_鳥取市",
    "別添2-1 調査票", "鳥取市長寿社会課（0525修正）", "202604201530_鳥取市_決裁済", "様式３ 連携　鳥取市社会福祉協議会",
]  # fmt: skip


@pytest.mark.parametrize("stem", USUAL)
def test_a_usual_name_of_a_file_waits_for_nobody(desk: Desk, stem: str) -> None:
    assert desk.judge.known.usual(stem) and desk.judge.known.covered(f"{stem}.xlsx") == f"{stem}.xlsx"


RARE = st.sampled_from(
    [
        "小鳥遊",
        "月見里",
        "薬袋",
        "四月一日",
        "栗花落",
        "勘解由小路",
        "御手洗",
        "一尺八寸",
        "毛受",
        "ｵｵﾄﾓ",
        "たかなし",
    ]
)
CALLED = st.sampled_from(["美咲", "佳代", "蒼", "みのり", "ﾐﾁｺ", "千晴", "宅", "の妹", "さん", "文書"])
FRAMES = st.sampled_from(
    ["様式3_31201_{}", "312011_2024_r1_{}", "312011_2024_r1({}確認済)", "{}_鳥取市_提出", "鳥取市{}より"]
)


@FEW
@given(family=RARE, given=CALLED, frame=FRAMES, gap=st.sampled_from(["", " ", "　", "・"]))
def test_a_word_of_nobodys_list_in_a_files_name_waits_and_is_in_no_record(
    desk: Desk, family: str, given: str, frame: str, gap: str
) -> None:
    stem = frame.format(f"{family}{gap}{given}")
    seen = desk.book([GOOD], name=f"{stem}.xlsx")
    waits = [one.text for one in seen.result.beside if one.kind == "file_name"]
    stopped = seen.refused is not None and seen.refused.startswith("PI")
    assert stopped or waits == [stem], seen.rules
    assert family not in seen.result.name and given not in seen.result.name
    assert stopped or seen.result.name != "", "the rest of the name is kept"


def test_a_person_is_told_to_mend_the_files_name(desk: Desk) -> None:
    seen = desk.book([GOOD], name="312011_2024_r1_薬袋佳代.xlsx")
    (told,) = [one for one in seen.result.findings if one["rule"] == "PI14"]
    assert (told["sheet"], told["other_value"]) == ("ファイル名", "ファイルの名前から")
    assert seen.result.name == f"312011_2024_r1_{beside.COVERED}.xlsx" and len(seen.rows()) == 1


@pytest.mark.parametrize(
    "name", ["312011_2024_r1.kosaka.xlsx", "薬袋.xlsx", "小鳥遊様式3.csv", "tsuyuri.pages"]
)
def test_no_part_of_a_files_name_is_spared(desk: Desk, name: str) -> None:
    assert beside.COVERED in desk.judge.known.covered(name)
    assert not desk.judge.known.usual(name.rpartition(".")[0])


def test_a_file_that_cannot_be_read_does_not_tell_its_name(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.checks.file.contents", lambda *_: 1 / 0)
    seen = desk.book([GOOD], name="312011_2024_r1_薬袋佳代.xlsx")
    assert seen.refused == "PX36" and "薬袋" not in str(seen.result.findings) + seen.result.name
