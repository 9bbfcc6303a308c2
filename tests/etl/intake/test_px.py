"""PX01–PX33: what municipalities really send, and exactly what becomes of it."""

import io
import zipfile
from typing import Any

import msoffcrypto.format.ooxml as ooxml
import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from etl.checks.messages import complete
from etl.checks.sheet_account import place_of
from etl.intake.places import same_name
from tests.etl.intake.conftest import GOOD, HEAD, Desk, packed, row

F3 = "様式3_連携"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16", "utf-16-le", "iso2022_jp", "iso2022_jp_ext", "utf-7"],
)
def test_px01_encodings(desk: Desk, encoding: str) -> None:
    seen = desk.csv([row(to="社会福祉協議会")], encoding)
    assert seen.values("to_agency") == ["A20"]
    assert ("PX01" in seen.rules) == (encoding not in ("utf-8", "utf-8-sig"))


def test_px01_signs_of_cp932_survive_in_free_text(desk: Desk) -> None:
    form = desk.catalogue.forms["F0"]
    head = ",".join(column.name for column in form.columns)
    values = {
        "dept_name": "①㈱髙﨑Ⅲ課",
        "juso_status": "J1",
        "participation_mode": "H1",
        "lonely_dept_same": "V1",
    }
    given = {"lg_code": "312011", "fiscal_year": 2024, "submitted_on": "2025-04-01", "revision_no": 1}
    given |= {"no_pii_ack": 1, "pref_publish_ok": 1, **values}
    text = f"{head}\r\n" + ",".join(str(given.get(column.name, "")) for column in form.columns)
    seen = desk.read(text.encode("cp932"), "312011_F0_2024FY_r1.csv")
    assert seen.values("dept_name", "F0") == ["①㈱髙﨑Ⅲ課"]


def test_px01_tabbed_unicode_text(desk: Desk) -> None:
    assert desk.csv([GOOD], "utf-16", "312011_F3_2024H1_r1.txt", "\t").values("referral_count") == [10]


def test_px01_half_width_kana_only(desk: Desk) -> None:
    head = [*HEAD[:1], "ﾚﾝｹｲﾓﾄ", *HEAD[2:]]
    text = "\r\n".join([",".join(head), "H1,A11,ｼｬｷｮｳ,,C1,1,1,0,0,0,0"])
    assert desk.read(text.encode("cp932")).rules.count("PX01") == 1


@pytest.mark.parametrize("written", ["うち同意なし･法令等根拠あり（件）", "うち同意なし·法令等根拠あり(件)"])
def test_px02_look_alike_signs(desk: Desk, written: str) -> None:
    seen = desk.book([GOOD], head=[*HEAD[:7], written, *HEAD[8:]])
    assert seen.values("no_consent_legal_count") == [0]


def test_px02_label_instead_of_code_is_logged(desk: Desk) -> None:
    assert desk.book([row(to="社協")]).fix("PX02") == ("社協", "A20")


@pytest.mark.parametrize(
    ("written", "unit"),
    [("１２，３４５", ""), ("12,345", ""), ("12345件", "PX30"), ("12345世帯", "PX22")],
)
def test_px03_numbers(desk: Desk, written: str, unit: str) -> None:
    seen = desk.book([row(count=written)])
    assert seen.values("referral_count") == [12345]
    assert seen.fix("PX03") == (written, "12345")
    assert [rule for rule in seen.rules if rule in ("PX30", "PX22")] == ([unit] if unit else [])


@pytest.mark.parametrize("written", ["△3", "▲3", "−3", "-3", -3])
def test_px04_negative(desk: Desk, written: Any) -> None:
    seen = desk.book([row(count=written), GOOD])
    assert (seen.rules.count("PX04"), seen.place("PX04"), len(seen.rows())) == (1, (2, "F"), 1)


@pytest.mark.parametrize(
    ("written", "state", "after"),
    [
        *[(text, "not_applicable", "-") for text in ("－", "―", "該当なし", "-", "ー")],
        *[(text, "unknown", "不詳") for text in ("…", "・・・", "不詳")],
        *[(text, "suppressed", "x") for text in ("x", "X", "×", "***", "－（秘匿）", "秘匿", "ｘ")],
    ],
)
def test_px05_dispositions(desk: Desk, written: str, state: str, after: str) -> None:
    seen = desk.book([row(joint=written)])
    assert seen.values("joint_support_count") == [None]
    assert seen.values("joint_support_count_state") == [state]
    if written not in ("x", "-", "…", "不詳"):
        assert seen.fix("PX05") == (written, after)
    else:
        assert "PX05" not in seen.rules


@pytest.mark.parametrize(
    "written",
    ["約50", "10～20", "10未満", "12（再掲3）", "(12)", "別紙のとおり", "〇", "3千", "12²", "12①", "12,34"],
)
def test_px06_not_one_number(desk: Desk, written: str) -> None:
    seen = desk.book([row(count=written), GOOD])
    assert seen.rules.count("PX06") == 1 and len(seen.rows()) == 1
    assert seen.fate() == {"seen": 5, "loaded": 2, "mended": 0, "set_aside": 2, "refused": 1}


@pytest.mark.parametrize(
    "written",
    [
        "R7.4.1",
        "R07.04.01",
        "令7.4.1",
        "令和７年４月１日（火）",
        "㋿7年4月1日",
        "2025/4/1",
        "20250401",
        45748,
        20250401,
    ],
)
def test_px07_dates(desk: Desk, written: Any) -> None:
    seen = desk.book([GOOD], cover={"submitted_on": written})
    assert [str(day) for day in seen.values("submitted_on", "F0")] == ["2025-04-01"]
    assert seen.fix("PX07")[1] == "2025-04-01"


def test_px07_first_year_and_era_cells(desk: Desk) -> None:
    assert (
        str(desk.book([GOOD], cover={"submitted_on": "令和元年5月1日"}).values("submitted_on", "F0")[0])
        == "2019-05-01"
    )

    def era(book: Any) -> None:
        book.worksheets[0]["D2"].value = 45748
        book.worksheets[0]["D2"].number_format = "[$-411]ge.m.d"

    assert str(desk.book([GOOD], era).values("submitted_on", "F0")[0]) == "2025-04-01"


@pytest.mark.parametrize("written", ["6.4.1", "45748", "令和6年4月31日", "昭和100年1月1日", "4月1日"])
def test_px07_no_date(desk: Desk, written: str) -> None:
    seen = desk.book([GOOD], cover={"submitted_on": written})
    assert "VR05" in seen.rules and seen.rows("F0") == []


def test_px07_beyond_the_era(desk: Desk) -> None:
    seen = desk.book([GOOD], cover={"submitted_on": "平成31年5月1日"})
    assert {"PX07", "PX31"} <= set(seen.rules) and str(seen.values("submitted_on", "F0")[0]) == "2019-05-01"


@pytest.mark.parametrize(
    ("written", "mended"), [("令和6年度", True), ("R6年度", True), ("2024年度", True), (2024, False)]
)
def test_px08_fiscal_years(desk: Desk, written: Any, mended: bool) -> None:
    seen = desk.book([GOOD], cover={"fiscal_year": written})
    assert seen.result.fiscal_year == 2024 and ("PX08" in seen.rules) == mended


def test_px08_year_without_era(desk: Desk) -> None:
    seen = desk.book([GOOD], cover={"fiscal_year": "６年度"})
    assert "VR05" in seen.rules and seen.rows("F0") == []


def test_px09_header_of_two_merged_rows(desk: Desk) -> None:
    def merge(book: Any) -> None:
        sheet = book[F3]
        sheet.insert_rows(1)
        for column in range(1, 7):
            sheet.cell(1, column).value = sheet.cell(2, column).value
            sheet.cell(2, column).value = None
            sheet.merge_cells(start_row=1, end_row=2, start_column=column, end_column=column)
        for column in range(7, 12):
            sheet.cell(2, column).value = str(sheet.cell(2, column).value).removeprefix("うち")
        sheet["G1"] = "うち"
        sheet.merge_cells("G1:K1")

    seen = desk.book([GOOD], merge)
    assert (seen.values("consent_count"), seen.values("joint_support_count")) == ([8], [0])


def test_px09_merged_body_cells(desk: Desk) -> None:
    def merge(book: Any) -> None:
        book[F3].merge_cells("B2:B3")
        book[F3].merge_cells("F4:F5")

    seen = desk.book(
        [GOOD, row(channel="C2"), row(channel="C3"), row(channel="C4"), row(**{"from": None})], merge
    )
    assert seen.values("from_agency") == ["A11", "A11"], "filled inside the merged range only"
    assert seen.rules.count("PX09") == 2 and seen.rules.count("PX33") == 2 and "VR04" in seen.rules


def test_px10_titles_units_notes_examples(desk: Desk) -> None:
    def above(book: Any) -> None:
        book[F3].insert_rows(1, 2)
        book[F3]["A1"], book[F3]["K2"] = "令和6年度 つなぎの状況", "（単位：件）"

    seen = desk.book([["記入例", "A11", "A20", None, "C1", 99], GOOD, ["※ 延べ件数"], ["注1 暫定"]], above)
    assert len(seen.rows()) == 1 and seen.rules.count("PX10") == 5
    assert seen.fate() == {"seen": 9, "loaded": 2, "mended": 0, "set_aside": 7, "refused": 0}


def _further(rows: list[list[Any]], name: str = "下半期") -> Any:
    def add(book: Any) -> None:
        sheet = book.create_sheet(name)
        for line in rows:
            sheet.append(line)

    return add


def test_px10_second_table(desk: Desk) -> None:
    seen = desk.book([GOOD, [], HEAD, row(channel="C2")])
    assert len(seen.rows()) == 1 and seen.place("PX32") == (4, "") and seen.fate()["refused"] == 2


def test_px32_halves_on_two_sheets_are_both_read(desk: Desk) -> None:
    second = [["H2", *GOOD[1:]], ["H2", *row(channel="C2", count="約9")[1:]]]
    seen = desk.book([GOOD], _further([["令和6年度下半期"], HEAD, *second]))
    assert seen.values("period") == ["H1", "H2"] and "PX32" not in seen.rules
    numbers = seen.values("row_no")
    assert [place_of(number) for number in numbers] == [(0, 2), (1, 3)]
    bad = next(one for one in seen.result.findings if one["rule"] == "PX06")
    assert (bad["sheet"], bad["row_no"]) == ("下半期", 4)
    assert seen.fate() == {"seen": 8, "loaded": 3, "mended": 0, "set_aside": 4, "refused": 1}


def test_px34_the_half_that_only_the_sheet_tells(desk: Desk) -> None:
    seen = desk.book([GOOD], _further([HEAD, [None, *GOOD[1:]]], "つなぎ（下期）"))
    assert seen.values("period") == ["H1", "H2"] and seen.fix("PX34") == (None, "H2")
    assert desk.book([GOOD], _further([HEAD, [None, *GOOD[1:]]], "つなぎ")).values("period") == ["H1"]


@pytest.mark.parametrize("name", ["様式3（前年度）", "R5年度", "控え", "2023年度"])
def test_px32_another_years_sheet_or_a_copy_is_not_read(desk: Desk, name: str) -> None:
    seen = desk.book([GOOD], _further([HEAD, row(channel="C2")], name))
    assert len(seen.rows()) == 1 and "PX32" in seen.rules and seen.fate()["refused"] == 1
    assert len(desk.book([GOOD], _further([HEAD, row(channel="C2")], "R6年度")).rows()) == 2


@pytest.mark.parametrize(("stated", "warned"), [(20, False), (25, True)])
def test_px11_total_rows(desk: Desk, stated: int, warned: bool) -> None:
    total = ["合　計", None, None, None, None, stated, 16, 0, 4, 10, 0]
    seen = desk.book([GOOD, row(channel="C2"), total, ["再掲", None, None, None, None, 3]])
    assert len(seen.rows()) == 2 and seen.rules.count("PX11") == 2
    assert [one["row_no"] for one in seen.result.findings if one["rule"] == "VR11"] == ([4] if warned else [])


def test_px11_total_columns_and_hidden_counts(desk: Desk) -> None:
    seen = desk.book([[*GOOD, 99], [*row(channel="C2"), 10]], head=[*HEAD, "合計"])
    assert seen.place("PX11") == (1, "L") and seen.rules.count("VR11") == 1
    hidden = desk.book([row(count="x"), row(channel="C2"), ["計", None, None, None, None, 12]])
    assert "VR11" not in hidden.rules, "nothing can be checked against a count that is not told"


def test_px12_hidden_rows_and_columns(desk: Desk) -> None:
    def hide(book: Any) -> None:
        book[F3].row_dimensions[2].hidden = True
        book[F3].column_dimensions["E"].hidden = True

    seen = desk.book([GOOD], hide)
    assert seen.rules.count("PX12") == 2 and len(seen.rows()) == 1


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_px12_hidden_sheet_with_data(desk: Desk, state: str) -> None:
    def hide(book: Any, name: str = "控え", text: str = "メモ") -> None:
        sheet = book.create_sheet(name)
        sheet.append([text])
        sheet.sheet_state = state

    assert desk.book([GOOD], hide).refused == "PX29"
    assert desk.book([GOOD], lambda book: hide(book, "コード表")).refused == "PX29", (
        "our name without our seal"
    )


def test_px12_our_own_hidden_sheets_are_exempt(desk: Desk) -> None:
    def meta(book: Any) -> None:
        sheet = book.create_sheet("_meta")
        for line in (["schema_id", "version", "lg_code"], ["tsunagari-forms", 1, "312011"]):
            sheet.append(line)
        sheet.sheet_state = "veryHidden"

    assert desk.book([GOOD], meta).refused is None


def test_px13_formulas_without_result_and_errors(desk: Desk) -> None:
    seen = desk.book([row(count="=5+5"), row(count="#N/A"), row(count="#REF!"), row(count=None), GOOD])
    assert seen.rules.count("PX13") == 3 and seen.rules.count("VR46") == 1
    assert seen.values("referral_count_state") == ["unanswered", "value"], (
        "a blank is an answer that is missing"
    )


def test_px13_formula_with_its_result(desk: Desk) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet(F3)
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, GOOD)
        sheet.write_formula("F2", "=5+5", None, 10)
    assert desk.read(target.getvalue(), "312011_2024_r1.xlsx").values("referral_count") == [10]


@pytest.mark.parametrize(
    ("formula", "blank"),
    [('=IF(Z2="","",Z2)', True), ('=IFERROR(Z2/0,"")', True), ("=Z2", False), ("=IF(Z2>1,Z2,Z3)", False)],
)
def test_px13_a_formula_that_leaves_its_cell_blank_is_a_blank(desk: Desk, formula: str, blank: bool) -> None:
    """Its result was worked out and is empty; any other formula without a result stays an error."""
    plain, target = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(plain) as book:
        sheet = book.add_worksheet(F3)
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, GOOD)
        sheet.write_formula("K2", formula, None, "RESULT")
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(target, "w") as new:
        for entry in source.infolist():
            new.writestr(entry, source.read(entry).replace(b"<v>RESULT</v>", b"<v></v>"))
    seen = desk.read(target.getvalue(), "312011_2024_r1.xlsx")
    assert seen.values("joint_support_count_state") == (["unanswered"] if blank else [])
    assert ("PX13" in seen.rules) != blank


def _with_part(data: bytes, name: str, part: bytes) -> bytes:
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as packed_file:
        packed_file.writestr(name, part)
    return target.getvalue()


def _plain() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = F3
    for line in (HEAD, GOOD):
        sheet.append(line)
    return packed(book)


SHAPE = b'<xdr:wsDr xmlns:xdr="urn:x"><xdr:twoCellAnchor><xdr:sp/></xdr:twoCellAnchor></xdr:wsDr>'


def test_px14_shapes_are_left_out(desk: Desk) -> None:
    seen = desk.read(_with_part(_plain(), "xl/drawings/drawing1.xml", SHAPE), "312011_2024_r1.xlsx")
    assert seen.values("referral_count") == [10] and "PX14" in seen.rules


@pytest.mark.parametrize(
    "part",
    [
        "xl/embeddings/oleObject1.bin",
        "xl/media/image1.png",
        "xl/vbaProject.bin",
        "xl/ink/ink1.png",
        "xl/model/item.data",
    ],
)
def test_what_cannot_be_looked_into_is_refused(desk: Desk, part: str) -> None:
    seen = desk.read(_with_part(_plain(), part, b"\x01\x02"), "312011_2024_r1.xlsx")
    assert seen.refused == "PI12"


@pytest.mark.parametrize("part", ["xl/printerSettings/printerSettings1.bin", "docProps/thumbnail.jpeg"])
def test_what_every_program_leaves_is_none_of_it(desk: Desk, part: str) -> None:
    seen = desk.read(_with_part(_plain(), part, b"\x01\x02"), "312011_2024_r1.xlsx")
    assert seen.values("referral_count") == [10] and not {"PI12", "PX14"} & set(seen.rules)


def test_px15_csv_and_page_under_other_names(desk: Desk) -> None:
    seen = desk.csv([GOOD], name="312011_F3_2024H1_r1.xlsx")
    assert seen.values("referral_count") == [10] and "PX15" in seen.rules
    cells = "".join(
        "<tr>" + "".join(f"<td>{'' if c is None else c}</td>" for c in line) + "</tr>"
        for line in (HEAD, GOOD)
    )
    page = f"<html><meta charset=shift_jis><table>{cells}</table></html>".encode("cp932")
    seen = desk.read(page, "312011_F3_2024H1_r1.xls")
    assert seen.values("referral_count") == [10] and {"PX15", "PX01"} <= set(seen.rules)


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"\x89PNG\r\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", b"\xff\xfe\x00"]
)
def test_px28_not_readable(desk: Desk, data: bytes) -> None:
    assert desk.read(data, "312011_2024_r1.xls").refused == "PX28"


def test_px16_password(desk: Desk) -> None:
    target = io.BytesIO()
    ooxml.OOXMLFile(io.BytesIO(_plain())).encrypt("secret", target)
    assert desk.read(target.getvalue(), "312011_2024_r1.xlsx").refused == "PX16"


def test_px17_ghost_row(desk: Desk) -> None:
    def ghost(book: Any) -> None:
        book[F3]["A1048576"] = " "

    seen = desk.book([GOOD], ghost)
    assert len(seen.rows()) == 1 and "PX32" not in seen.rules

    def far(book: Any) -> None:
        book[F3]["A1048576"] = "A11"

    seen = desk.book([GOOD], far)
    assert seen.place("PX32") == (1048576, "") and seen.fate()["refused"] == 1


def test_px18_columns_moved_renamed_inserted(desk: Desk) -> None:
    order = [4, 0, 1, 2, 3, 5, 6, 7, 8, 9, 10]
    head = [HEAD[i] for i in order]
    head[head.index("連携先")] = "つなぎ先"
    seen = desk.book([[*(GOOD[i] for i in order), "覚え"]], head=[*head, "備忘"])
    assert seen.values("referral_count") == [10]
    assert seen.fix("PX18") == ("つなぎ先", "連携先")
    assert seen.rules.count("PX18") == 2


def test_px18_likeness_is_only_a_suggestion(desk: Desk) -> None:
    head = [*HEAD[:6], "うち本人の同意なし(件)", *HEAD[7:]]
    seen = desk.book([GOOD], head=head)
    assert seen.values("consent_count") == [None] and seen.values("consent_count_state") == ["unanswered"]
    assert seen.fix("VR08")[0] == "うち本人の同意なし(件)" and seen.place("VR08") == (1, "G")


def test_px19_lost_zero(desk: Desk) -> None:
    seen = desk.book([row(to_lg=11002), row(to_lg="'011002", channel="C2"), row(to_lg="11003", channel="C3")])
    assert seen.values("to_lg_code") == ["011002", "011002"]
    assert seen.fix("PX19") == ("11002", "011002") and "PX20" in seen.rules


@pytest.mark.parametrize(
    ("cover", "told"),
    [
        ({"lg_code": None}, "団体コードがどこにもありません"),
        ({"lg_code": "同上"}, "団体コードがどこにもありません"),
        ({"lg_code": "131016"}, "この県の照会に答える団体の団体コードではありません"),
        ({"fiscal_year": None}, "年度がどこにもありません"),
        ({"fiscal_year": "６年度"}, "年度がどこにもありません"),
        ({"lg_code": "311111"}, "どの団体の団体コードでもありません"),
    ],
)
def test_a_sender_who_is_not_known(desk: Desk, cover: dict[str, object], told: str) -> None:
    """Of a file without a name of ours: what is missing is said, not that a code is nobody's."""
    seen = desk.book([row()], cover=cover, name="回答.xlsx")
    (finding,) = [one for one in seen.result.findings if one["rule"] == "PX20"]
    assert seen.refused == "PX20" and told in complete(seen.catalogue, finding)["message_ja"]


@pytest.mark.parametrize(("code", "refused"), [("312011", None), ("131016", "PX20"), ("312012", "PX37")])
def test_px20_codes(desk: Desk, code: str, refused: str | None) -> None:
    seen = desk.book([GOOD], cover={"lg_code": code})
    assert seen.refused == refused
    # Another's code is told as such; one with a wrong check digit is held against the name of the file.
    assert ("PX20" in seen.rules) == (refused == "PX20")


def test_px20_names_only_confirm(desk: Desk) -> None:
    named = [*HEAD, "団体名"]
    assert desk.book([[*GOOD, "鳥取県 鳥取市"]], head=named).refused is None
    assert desk.book([[*GOOD, "米子市"]], head=named).refused == "PX45"


@pytest.mark.parametrize(
    ("written", "name", "same"),
    [
        ("龍ヶ崎市", "龍ケ崎市", True),
        ("茨城県龍ケ崎市", "龍ヶ崎市", True),
        ("塩釜市", "塩竈市", True),
        ("宮城県　塩竈市", "塩釜市", True),
        ("余市町", "四日市市", False),
        ("大町", "大町町", False),
        ("北海道伊達市", "伊達市", True),
    ],
)
def test_px20_two_spellings_of_one_name(written: str, name: str, same: bool) -> None:
    assert same_name(written, name) == same


def test_px21_row_of_another_municipality(desk: Desk) -> None:
    seen = desk.book([[*GOOD, "312029"], [*row(channel="C2"), "312011"]], head=[*HEAD, "団体コード"])
    assert seen.rules.count("PX21") == 1 and seen.values("channel") == ["C2"]


def test_px22_unit_in_header(desk: Desk) -> None:
    seen = desk.book([GOOD], head=[*HEAD[:5], "つなぎ件数(世帯)", *HEAD[6:]])
    assert "PX22" in seen.rules and seen.values("referral_count") == [10]
    seen = desk.book([GOOD], head=[*HEAD[:5], "つなぎ件数(千件)", *HEAD[6:]])
    assert seen.values("referral_count") == [None], "thousands are never read as ones"


def _phonetic() -> bytes:
    """A workbook whose shared text carries furigana."""
    plain, target = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(plain) as book:
        sheet = book.add_worksheet(F3)
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, GOOD)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(target, "w") as new:
        for entry in source.infolist():
            part, text = source.read(entry), "<t>連携元</t>"
            if entry.filename == "xl/sharedStrings.xml":
                assert text.encode() in part
                part = part.replace(
                    text.encode(), f"{text}<rPh sb='0' eb='3'><t>レンケイモト</t></rPh>".encode()
                )
            new.writestr(entry, part)
        assert "xl/sharedStrings.xml" in source.namelist()
    return target.getvalue()


def test_px23_furigana_is_not_part_of_the_text(desk: Desk) -> None:
    data = _phonetic()
    seen = desk.read(data, "312011_2024_r1.xlsx")
    assert seen.values("from_agency") == ["A11"] and "PX18" not in seen.rules


def test_px24_comments_are_noted_and_dropped(desk: Desk) -> None:
    def remark(book: Any) -> None:
        book[F3]["F2"].comment = Comment("確認済み", "係")
        book.properties.creator = "係"

    seen = desk.book([GOOD], remark)
    assert seen.place("PX24") == (2, "F") and "確認済み" not in str(seen.result.findings)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("正しくは25件", True), ("２５の誤り", True), ("1,025件に訂正予定", True), ("上期は10件、下期は12件", True),
        ("確認済み", False), ("10件で確認", False), ("令和7年4月2日確認", False), ("R6の数を転記", False),
        ("2025/4/2 確認", False), ("A11からの分", False),
    ],
)  # fmt: skip
def test_px50_another_number_in_a_comment_is_asked_about(desk: Desk, text: str, asked: bool) -> None:
    seen = desk.book([GOOD], lambda book: setattr(book[F3]["F2"], "comment", Comment(text, "係")))
    assert ("PX50" in seen.rules) == asked and seen.values("referral_count") == [10]
    elsewhere = desk.book([GOOD], lambda book: setattr(book[F3]["B2"], "comment", Comment(text, "係")))
    assert "PX50" not in elsewhere.rules and "PX24" in elsewhere.rules


@pytest.mark.parametrize("left_out", ["連携先団体コード", "うち共同支援(件)"])
def test_px18_a_column_that_nobody_must_fill_in_may_be_left_out(desk: Desk, left_out: str) -> None:
    at = HEAD.index(left_out)
    seen = desk.book([GOOD[:at] + GOOD[at + 1 :]], head=HEAD[:at] + HEAD[at + 1 :])
    assert "PX18" not in seen.rules and seen.values("referral_count") == [10]


@pytest.mark.parametrize(("named", "refused"), [("H1", False), ("H2", True)])
def test_px38_the_half_in_a_workbooks_name_is_held_against_its_rows(
    desk: Desk, named: str, refused: bool
) -> None:
    seen = desk.book([GOOD], name=f"312011_2024{named}_r1.xlsx")
    assert (seen.refused is not None) == refused


FOLDED = {
    "row": (b'<row r="2"', b'<row r="2" ht="0" customHeight="1"'),
    "column": (b"<sheetData>", b'<cols><col min="6" max="6" width="0" customWidth="1"/></cols><sheetData>'),
}


@pytest.mark.parametrize("part", FOLDED)
def test_px12_what_is_folded_to_nothing_is_hidden(desk: Desk, part: str) -> None:
    """A row or column of no height or width is seen by nobody, whatever the file calls it."""

    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = F3
    for line in (HEAD, GOOD):
        book.active.append(line)
    source, target = zipfile.ZipFile(io.BytesIO(packed(book))), io.BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        for entry in source.namelist():
            text = source.read(entry)
            if entry.endswith("sheet1.xml"):
                text = text.replace(*FOLDED[part])
                assert text != source.read(entry)
            new.writestr(entry, text)
    seen, plain = desk.read(target.getvalue(), "312011_2024_r1.xlsx"), desk.book([GOOD])
    assert set(seen.rules) - set(plain.rules) == {"PX12"}


def test_px25_formula_like_text(desk: Desk) -> None:
    seen = desk.csv([row(to="=A20"), GOOD])
    assert {"VR02", "PX25"} <= set(seen.rules) and len(seen.rows()) == 1


@pytest.mark.parametrize("written", ["連 携 元", "連\n携元", "連携元\u200b", "\u00a0連携元", "　連携元　"])
def test_px26_padded_headers(desk: Desk, written: str) -> None:
    seen = desk.book([GOOD], head=[HEAD[0], written, *HEAD[2:]])
    assert seen.values("from_agency") == ["A11"]


def test_px27_personal_information_stops_the_file_and_its_values(desk: Desk) -> None:
    seen = desk.book([row(count="090-1234-5678")])
    assert (seen.refused or "").startswith("PI") and "1234" not in str(seen.result.findings)
    assert seen.fate()["refused"] == seen.fate()["seen"]


def test_words_that_the_forms_do_not_print_are_not_repeated(desk: Desk) -> None:
    seen = desk.book([row(count="秘密の言葉"), row(count="約50")])
    assert [one["value"] for one in seen.result.findings if one["rule"] == "PX06"] == [None, "約50"]
