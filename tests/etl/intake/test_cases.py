"""What offices really sent, each made anew from the printed form: read as a person reads it, or not 提出できます.

The kinds come from public trouble reports of people who read such files for a living, and from what staff do.
"""

import csv
import io
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb
import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from etl import forms
from etl import settings as machine
from etl.demo.world import grow
from etl.register import Summary
from etl.settings import Settings
from tests.etl.intake.conftest import Desk, Seen
from tests.etl.intake.conftest import packed as _packed

LG, YEAR = "312011", 2025
NAME = f"{LG}_{YEAR}_r1.xlsx"
Rows = dict[str, list[dict[str, Any]]]
NEIGHBOURS = {"31364": "313645", "31372": "313726", "31402": "314021", "31204": "312045"}


def _without_printed_pages(book: Any) -> Any:
    for page in ("コード表", "記入要領"):
        del book[page]
    return book


class Office:
    """The printed and answered form of one municipality, as a workbook to be spoilt and as what it says."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        world = grow(desk.catalogue, machine.load({"TSUNAGARI_HOME": str(desk.folder)}))
        self.rows: Rows = {form: list(rows) for form, rows in world[LG, YEAR].items()}
        self.printed = forms.form(LG, YEAR, self.rows, desk.catalogue)
        self.twins = forms.csv_twins(LG, YEAR, self.rows, desk.catalogue)
        self.clean = desk.read(self.printed, NAME)
        self.answered = _packed(_without_printed_pages(self.book(whole=True)))

    def book(self, whole: bool = False) -> Any:
        """The workbook, opened; ``whole``: with コード表 and 記入要領, which else every case would read anew for no answer."""
        return openpyxl.load_workbook(io.BytesIO(self.printed if whole else self.answered))

    def sheet(self, book: Any, form: str) -> Any:
        return book[self.desk.catalogue.forms[form].sheet]

    def column(self, sheet: Any, form: str, name: str) -> int:
        wanted = self.desk.catalogue.forms[form][name].ja
        return next(int(cell.column) for cell in sheet[1] if cell.value == wanted)

    def last(self, sheet: Any) -> int:
        return max(cell.row for row in sheet.iter_rows() for cell in row if cell.value not in (None, ""))

    def twin(self, form: str, period: str) -> tuple[str, list[list[str]]]:
        name, data = next((n, d) for n, d in self.twins.items() if f"_{form}_{YEAR}{period}" in n)
        return name, list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))

    def sent(self, change: Callable[[Any], None], name: str = NAME, whole: bool = False) -> Seen:
        book = self.book(whole)
        change(book)
        return self.desk.read(_packed(book), name)

    def packed(self, change: Callable[[dict[str, bytes]], None]) -> Seen:
        with zipfile.ZipFile(io.BytesIO(self.printed)) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        change(parts)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as new:
            for name, data in parts.items():
                new.writestr(name, data)
        return self.desk.read(target.getvalue(), NAME)

    def ready(self, seen: Seen) -> bool:
        """Whether nothing stops it and nothing is asked."""
        rules = [self.desk.catalogue.rules[rule] for rule in seen.rules]
        return not any(rule.asks or rule.severity in ("error", "quarantine", "refuse") for rule in rules)

    def stopped(self, seen: Seen, form: str, row_no: int) -> bool:
        """Whether something in a row stops it or is asked."""
        told = [one for one in seen.result.findings if (one.get("form"), one.get("row_no")) == (form, row_no)]
        rules = [self.desk.catalogue.rules[one["rule"]] for one in told]
        return any(rule.asks or rule.severity in ("error", "quarantine", "refuse") for rule in rules)

    def same(self, seen: Seen, form: str, *left_out: str) -> bool:
        """Whether a form says the same as in the clean file, wherever its rows stand."""
        return self._told(seen, form, left_out) == self._told(self.clean, form, left_out)

    def _told(self, seen: Seen, form: str, left_out: tuple[str, ...]) -> list[str]:
        account = {"row_no", "mended", "cells", "cells_mended", *left_out}
        return sorted(
            repr(sorted((n, str(v)) for n, v in row.items() if n not in account)) for row in seen.rows(form)
        )


@pytest.fixture(scope="module")
def office(desk: Desk) -> Office:
    return Office(desk)


def test_the_printed_form(office: Office) -> None:
    assert office.ready(office.clean) and len(office.clean.rows("F5")) == len(office.rows["F5"])


def _lines(rows: list[list[str]], encoding: str = "utf-8-sig", end: str = "\r\n") -> bytes:
    return end.join(",".join(row) for row in rows).encode(encoding) + end.encode()


def test_csv_with_a_column_more_and_rows_that_end_early(office: Office) -> None:
    name, rows = office.twin("F5", "H1")
    rows[0].append("備考")
    for row in rows[1:9]:
        row.append("確認済")
    seen = office.desk.read(_lines(rows), name)
    kept = {row["measure_code"]: row["value"] for row in seen.rows("F5")}
    clean = {row["measure_code"]: row["value"] for row in office.clean.rows("F5") if row["period"] == "H1"}
    assert kept == clean and seen.place("PX40")[0] == 1 and not office.ready(seen)


def test_corrected_by_striking_out(office: Office) -> None:
    def change(book: Any) -> None:
        sheet = office.sheet(book, "F5")
        old, new = TextBlock(InlineFont(strike=True), "59"), TextBlock(InlineFont(color="FFFF0000"), "62")
        sheet.cell(2, office.column(sheet, "F5", "value")).value = CellRichText(old, new)
        for cell in sheet[4]:
            cell.font = Font(strike=True)

    seen = office.sent(change)
    assert not office.ready(seen) and {2, 4}.isdisjoint(row["row_no"] for row in seen.rows("F5"))
    assert {one["row_no"] for one in seen.result.findings if one["rule"] == "PX39"} >= {2, 4}


def test_per_cents_typed_as_per_cents(office: Office) -> None:
    def change(book: Any) -> None:
        sheet = office.sheet(book, "F2")
        for row, value in zip((2, 3, 4), (0.8, 0.855, 1), strict=True):
            cell = sheet.cell(row, office.column(sheet, "F2", "attended_rate"))
            cell.value, cell.number_format = value, "0.0%"

    seen = office.sent(change)
    assert [row["attended_rate"] for row in seen.rows("F2")[:3]] == [80, 85.5, 100] and office.ready(seen)


@pytest.mark.parametrize("gap", [0, 1, 2])
def test_halves_side_by_side(office: Office, gap: int) -> None:
    def change(book: Any) -> None:
        sheet = office.sheet(book, "F5")
        second = [
            [cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=office.last(sheet))
        ]
        second = [row for row in second if str(row[0]).startswith("H2")]
        width = 4
        for row in range(2, office.last(sheet) + 1):
            if str(sheet.cell(row, 1).value).startswith("H2"):
                for at in range(1, width + 1):
                    sheet.cell(row, at).value = None
        for down, row in enumerate([[cell.value for cell in sheet[1]], *second], 1):
            for at in range(width):
                sheet.cell(down, width + gap + 1 + at).value = row[at]

    seen = office.sent(change)
    assert not office.ready(seen) and "PX40" in seen.rules


def test_codes_of_five_digits(office: Office) -> None:
    def change(book: Any) -> None:
        sheet = office.sheet(book, "F3")
        for row, code in enumerate(NEIGHBOURS, 2):
            sheet.cell(row, office.column(sheet, "F3", "to_lg_code")).value = int(code)

    seen = office.sent(change)
    codes = {row["row_no"]: row["to_lg_code"] for row in seen.rows("F3")}
    assert [codes.get(row) for row in range(2, 6)] == list(NEIGHBOURS.values())


@pytest.mark.slow
@pytest.mark.parametrize(
    "heading",
    [
        "参画団体数(前年度)",
        "参画団体数(R6年度)",
        "R6参画団体数",
        "参画団体数（令和6年度）",
        "前年度 参画団体数(団体)",
    ],
)
@pytest.mark.parametrize("after", [0, 1])
def test_last_years_column_beside(office: Office, heading: str, after: int) -> None:
    def change(book: Any) -> None:
        sheet = office.sheet(book, "F2")
        at = office.column(sheet, "F2", "org_count") + after
        last = office.last(sheet)
        sheet.insert_cols(at)
        sheet.cell(1, at).value = heading
        for row in range(2, last + 1):
            sheet.cell(row, at).value = 99

    seen = office.sent(change)
    assert office.same(seen, "F2") and "PX40" in seen.rules and not office.ready(seen)


@pytest.mark.slow
@pytest.mark.parametrize(("yes", "no"), ["○×", "〇✕", "レ×", "有無"])
def test_circles_and_crosses(office: Office, yes: str, no: str) -> None:
    def change(book: Any) -> None:
        for form, names in (
            ("F1", ("pii_rule", "public_notice", "coord_body")),
            ("F7", ("joint_held", "pref_hosted")),
        ):
            sheet = office.sheet(book, form)
            for name in names:
                for row in range(2, office.last(sheet) + 1):
                    cell = sheet.cell(row, office.column(sheet, form, name))
                    if str(cell.value) in ("0", "1"):
                        cell.value = yes if str(cell.value) == "1" else no

    seen = office.sent(change)
    assert office.same(seen, "F1") and office.same(seen, "F7") and office.ready(seen)


STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/": b"http://purl.oclc.org/ooxml/officeDocument/",
    b"http://schemas.openxmlformats.org/drawingml/2006/": b"http://purl.oclc.org/ooxml/drawingml/",
}


def _strict(parts: dict[str, bytes]) -> None:
    for name in parts:
        for usual, strict in STRICT.items():
            parts[name] = parts[name].replace(usual, strict)


def _empty_fill(parts: dict[str, bytes]) -> None:
    parts["xl/styles.xml"] = re.sub(rb"<fill>.*?</fill>", b"<fill/>", parts["xl/styles.xml"], count=1)


def _extended_fill(parts: dict[str, bytes]) -> None:
    more = b'<extLst><ext uri="{x}"><x14:a xmlns:x14="urn:x"/></ext></extLst></fill>'
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(b"</fill>", more, 1)


def _other_main_part(parts: dict[str, bytes]) -> None:
    parts["xl/workbook2.xml"] = parts.pop("xl/workbook.xml")
    parts["xl/_rels/workbook2.xml.rels"] = parts.pop("xl/_rels/workbook.xml.rels")
    for name in ("[Content_Types].xml", "_rels/.rels"):
        parts[name] = parts[name].replace(b"workbook.xml", b"workbook2.xml")


def _carriage_return(parts: dict[str, bytes]) -> None:
    text = "つなぎ件数".encode()
    for name in parts:
        parts[name] = parts[name].replace(text, "つな_x000D_\nぎ件数".encode())


@pytest.mark.parametrize("change", [_strict, _empty_fill, _extended_fill, _other_main_part, _carriage_return])
def test_packages_of_other_software(office: Office, change: Callable[[dict[str, bytes]], None]) -> None:
    seen = office.packed(change)
    assert office.ready(seen) and all(office.same(seen, form) for form in ("F1", "F2", "F3", "F5", "F7"))


def test_filter_left_on(office: Office) -> None:
    def change(book: Any) -> None:
        sheet = office.sheet(book, "F4")
        sheet.auto_filter.ref = f"A1:F{office.last(sheet)}"
        for row in (4, 9, 14):
            sheet.row_dimensions[row].hidden = True

    seen = office.sent(change)
    assert office.same(seen, "F4") and "PX12" in seen.rules


def test_calendar_of_1904(office: Office) -> None:
    def change(book: Any) -> None:
        book.epoch = CALENDAR_MAC_1904
        sheet = office.sheet(book, "F1")
        cell = sheet.cell(2, office.column(sheet, "F1", "est_date"))
        cell.value, cell.number_format = 43555, "General"

    seen = office.sent(change)
    (first, *_) = seen.rows("F1")
    assert str(first["est_date"]) == "2023-04-01" and office.same(seen, "F0")


def test_a_memo_between_the_rows_and_a_dash_for_a_date(office: Office) -> None:
    def change(book: Any) -> None:
        sheet = office.sheet(book, "F5")
        sheet.insert_rows(10)
        sheet.cell(10, 1).value = "以下は担当で再確認のこと"
        bodies = office.sheet(book, "F1")
        bodies.cell(2, office.column(bodies, "F1", "est_date")).value = "―"

    seen = office.sent(change)
    assert office.same(seen, "F5") and not office.ready(seen)
    assert 10 in {one.get("row_no") for one in seen.result.findings if one.get("form") == "F5"}
    assert seen.rows("F1")[0]["est_date"] is None


def test_sheets_of_apple_numbers(office: Office) -> None:
    def change(book: Any) -> None:
        for sheet in list(book.worksheets):
            if sheet.title.startswith("様式"):
                sheet.insert_rows(1)
                sheet.cell(1, 1).value = sheet.title
                sheet.title = f"{sheet.title[:18]} - 表 1"
                for row in sheet.iter_rows(min_row=3):
                    for cell in row:
                        cell.value = float(cell.value) if type(cell.value) is int else cell.value
        summary = book.create_sheet("書き出しの概要", 0)
        summary.append(["この書類は Numbers から書き出されました。"])

    seen = office.sent(change)
    assert office.ready(seen) and all(office.same(seen, form) for form in ("F2", "F3", "F5", "F7"))


@pytest.mark.parametrize(("name", "refused"), [("鳥取", None), ("鳥取県鳥取市", None), ("米子市", "PX45")])
def test_a_name_beside_the_code(office: Office, name: str, refused: str | None) -> None:
    file, rows = office.twin("F5", "H1")
    rows = [["lg_name", *rows[0]], *([name, *row] for row in rows[1:])]
    assert office.desk.read(_lines(rows), file).refused == refused


def test_csv_of_excel_for_mac(office: Office) -> None:
    file, rows = office.twin("F5", "H1")
    seen = office.desk.read(_lines(rows, "cp932", "\r"), file)
    assert len(seen.rows("F5")) == len(rows) - 1 and "PX01" in seen.rules
    circled = b"\x85\x40"  # a circled digit of Mac Japanese, nothing in CP932
    spoilt = _lines(rows, "cp932").replace(b"\r\n", circled + b"\r\n", 1)
    assert office.desk.read(spoilt, file).refused == "PX28"


def test_dummy_rows_at_the_end(office: Office) -> None:
    def change(book: Any) -> None:
        sheet = office.sheet(book, "F3")
        last = office.last(sheet)
        for row in range(last + 1, last + 4):
            sheet.cell(row, 1).value, sheet.cell(row, 2).value = "H2", "A11"
        sheet.cell(last + 4, 1).value, sheet.cell(last + 4, 6).value = "H2", 0

    seen = office.sent(change)
    assert office.same(seen, "F3") and not office.ready(seen)


@pytest.mark.parametrize("title", ["様式5 (2)", "様式5_修正", "Sheet1", "最終"])
def test_a_copy_of_a_sheet_with_newer_answers(office: Office, title: str) -> None:
    def change(book: Any) -> None:
        twin = book.copy_worksheet(office.sheet(book, "F5"))
        twin.title = title
        twin.cell(3, office.column(twin, "F5", "value")).value = 777

    seen = office.sent(change)
    assert not seen.rows("F5") and seen.rules.count("PX41") == 2 and "VR01" not in seen.rules


@pytest.mark.parametrize("into", ["F5", "コード表", "記入要領"])
def test_answers_in_the_wrong_sheet(office: Office, into: str) -> None:
    def change(book: Any) -> None:
        sheet = office.sheet(book, into) if into == "F5" else book[into]
        row = office.last(sheet) + 2
        for at, value in enumerate(["H1", "G1 つながりサポーター養成", "L4 住民", 3, 60], 1):
            sheet.cell(row, at).value = value

    seen = office.sent(change, whole=True)
    assert office.same(seen, "F5") and not office.ready(seen)


REMARKS = [
    "1964(うち新規12)", "258（うち新規1）", "126 ※速報", "8回(書面1)", "5＋1", "13→15", "13/15", "0（該当なし）", "-(未実施)",
    "約50", "10～20", "50人程度", "3,4", "12.5.1", "２０（再掲５）", "12・13", "1月5回", "⑫", "十二", "5 6",
]  # fmt: skip


def test_remarks_in_number_cells(office: Office) -> None:
    """Each in a row of its own, and each of these rows is asked about and counts nothing."""

    def change(book: Any) -> None:
        sheet = office.sheet(book, "F5")
        for row, written in enumerate(REMARKS, 3):
            sheet.cell(row, office.column(sheet, "F5", "value")).value = written

    seen = office.sent(change)
    kept = {row["row_no"] for row in seen.rows("F5")}
    for row, written in enumerate(REMARKS, 3):
        assert row not in kept and office.stopped(seen, "F5", row), written
    assert kept >= {row["row_no"] for row in office.clean.rows("F5")} - set(range(3, 3 + len(REMARKS)))


@pytest.mark.parametrize(
    ("written", "rules"),
    [
        ("1964件", {"PX03", "PX30"}),
        ("1,964 件（延べ）", {"PX03", "PX30"}),
        ("1964人", {"PX03", "PX22"}),
        ("1964", set()),
    ],
)
def test_a_unit_behind_a_measures_number(office: Office, written: str, rules: set[str]) -> None:
    """The unit of 様式5 follows from the measure: 件 behind a number of cases is superfluous, 人 another count."""

    def change(book: Any) -> None:
        sheet = office.sheet(book, "F5")
        sheet.cell(2, office.column(sheet, "F5", "value")).value = written

    seen = office.sent(change)
    assert {
        one["rule"] for one in seen.result.findings if one.get("row_no") == 2 and one["form"] == "F5"
    } == rules
    assert seen.rows("F5")[0]["value"] == 1964


def test_another_magnitude_in_the_unit(office: Office) -> None:
    units = ["千件", "百人", "10人", "33", "%"]

    def change(book: Any) -> None:
        sheet = office.sheet(book, "F5")
        for row, unit in enumerate(units, 2):
            sheet.cell(row, office.column(sheet, "F5", "unit")).value = unit

    seen = office.sent(change)
    told = [one["row_no"] for one in seen.result.findings if one["rule"] == "PX48"]
    assert told == [2, 3, 4, 5, 6] and not set(told) & {row["row_no"] for row in seen.rows("F5")}


def test_web_pages(office: Office) -> None:
    _, rows = office.twin("F5", "H1")
    cells = "".join("<tr>" + "".join(f"<td>{one}</td>" for one in row) + "</tr>" for row in rows)
    hidden = cells.replace("<tr>", "<tr style='mso-height-source:userset;display:none'>", 3).replace(
        "<tr style='mso-height-source:userset;display:none'>", "<tr>", 2
    )
    seen = office.desk.read(
        f"<html><table>{hidden}</table></html>".encode("cp932"), f"{LG}_F5_{YEAR}H1_r1.htm"
    )
    assert len(seen.rows("F5")) == len(rows) - 1 and {"PX12", "PX15"} <= set(seen.rules)
    for page in (
        b"<html><frameset><frame src=sheet001.htm></frameset></html>",
        b"MIME-Version: 1.0\r\n\r\n<html>",
    ):
        assert office.desk.read(page, NAME.replace("xlsx", "xls")).refused == "PX42"


@dataclass(frozen=True)
class Witness:
    """What a file's name, its cover sheet and its hidden sheet say of code and year."""

    name: str
    cover: tuple[Any, Any]
    meta: tuple[Any, Any]
    rule: str


@pytest.mark.slow
@pytest.mark.parametrize(
    "said",
    [
        Witness(NAME, (LG, 2024), (LG, 2025), "PX37"),
        Witness(NAME, (LG, 2024), (LG, 2024), "PX37"),
        Witness(NAME, (LG, 2025), (LG, 2024), "PX37"),
        Witness(NAME, (LG, "令和6年度"), (LG, 2025), "PX37"),
        Witness(NAME, (LG, 2052), (LG, 2025), "PX37"),
        Witness("様式.xlsx", (LG, 2052), (LG, 2052), "PX38"),
        Witness("様式.xlsx", (LG, 1998), (LG, 1998), "PX38"),
        Witness(NAME, ("312029", 2025), ("312029", 2025), "PX37"),
        Witness(NAME, (LG, 2025), ("312029", 2025), "PX37"),
        Witness("【米子市】様式.xlsx", (LG, 2025), (LG, 2025), "PX37"),
        Witness("312011_令和5年度_様式.xlsx", (LG, 2025), (LG, 2025), "PX37"),
    ],
)
def test_three_witnesses(office: Office, said: Witness) -> None:
    def change(book: Any) -> None:
        cover = office.sheet(book, "F0")
        for name, value in zip(("lg_code", "fiscal_year"), said.cover, strict=True):
            cover.cell(2, office.column(cover, "F0", name)).value = value
        hidden = book["_meta"]
        heads = {cell.value: cell.column for cell in hidden[1]}
        for name, value in zip(("lg_code", "fiscal_year"), said.meta, strict=True):
            hidden.cell(2, heads[name]).value = value

    seen = office.sent(change, said.name)
    assert said.rule in seen.rules and seen.refused and not any(seen.result.rows.values())


@pytest.mark.parametrize(
    ("column", "value"), [("fiscal_year", "2024"), ("lg_code", "312029"), ("fiscal_year", "R6年度")]
)
@pytest.mark.parametrize("rows", ["all", "first"])
def test_the_columns_of_a_csv_are_witnesses_too(office: Office, column: str, value: str, rows: str) -> None:
    file, lines = office.twin("F5", "H1")
    for line in lines[1:] if rows == "all" else lines[1:2]:
        line[lines[0].index(column)] = value
    seen = office.desk.read(_lines(lines), file)
    assert seen.refused == "PX37" and not any(seen.result.rows.values())


def test_last_years_line_above_this_years_on_the_cover(office: Office) -> None:
    def change(book: Any) -> None:
        cover = office.sheet(book, "F0")
        old = [cell.value for cell in cover[2]]
        cover.insert_rows(2)
        for at, value in enumerate(old, 1):
            cover.cell(2, at).value = value
        cover.cell(2, office.column(cover, "F0", "fiscal_year")).value = 2024

    assert office.sent(change).refused == "PX37"


@pytest.mark.parametrize("word", ["秘匿", "×", "x", "非公表", "S", "該当なし", "不明", "P", "?", "秘"])
def test_words_in_a_status_column(office: Office, word: str) -> None:
    file, rows = office.twin("F5", "H1")
    at, code = rows[0].index("value_status"), rows[0].index("measure_code")
    rows[1][at] = word
    seen = office.desk.read(_lines(rows), file)
    kept = [row for row in seen.rows("F5") if row["measure_code"] == rows[1][code]]
    assert all(row["value"] is None and row["value_state"] != "value" for row in kept)
    assert kept or (not office.ready(seen) and "PX43" in seen.rules)


Load = Callable[[], Summary]


def _counting(con: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    sql = "select distinct revision from submission where form = 'F5' and is_current"
    return con.execute(sql).fetchall()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("names", "covers", "counts"),
    [
        ((f"{LG}_{YEAR}_r1.xlsx", f"{LG}_{YEAR}_r2.xlsx"), (1, 2), 2),
        ((f"{LG}_{YEAR}_r1.xlsx", f"{LG}_{YEAR}_r2.xlsx"), (1, 1), 2),
        (("【鳥取市】様式1回目.xlsx", "【鳥取市】様式2回目.xlsx"), (1, "第2版"), 2),
        (("【鳥取市】第1版.xlsx", "【鳥取市】第2版.xlsx"), (1, 2), 2),
        (("【鳥取市】様式.xlsx", "【鳥取市】様式（修正版）.xlsx"), (1, 1), 1),
    ],
)
def test_two_files_of_one_municipality_in_one_mail(
    office: Office,
    con: duckdb.DuckDBPyConnection,
    load: Load,
    settings: Settings,
    names: tuple[str, str],
    covers: tuple[Any, Any],
    counts: int,
) -> None:
    for at, (name, cover) in enumerate(zip(names, covers, strict=True)):
        book = office.book()
        first, fifth = office.sheet(book, "F0"), office.sheet(book, "F5")
        first.cell(2, office.column(first, "F0", "revision_no")).value = cover
        fifth.cell(2, office.column(fifth, "F5", "value")).value = 100 + at
        book.save(settings.inbox / name)
    load()
    assert _counting(con) == [(counts,)]
    outcomes = {
        file: outcome for file, outcome in con.execute("select file_name, outcome from receipt").fetchall()
    }
    assert outcomes[names[1]] == ("conflict" if counts == 1 else "warned")
    cover = con.execute("select count(*) from finding where form = 'F0' and severity = 'error'").fetchone()
    assert cover == (0,), "第2版 is a revision too"


@pytest.mark.parametrize("kind", ["down", "sorted"])
def test_a_column_a_row_too_low_or_sorted_alone(
    office: Office, con: duckdb.DuckDBPyConnection, load: Load, settings: Settings, kind: str
) -> None:
    """Against the same answers of the year before: the column is asked about, not each of its rows."""
    before = {form: [dict(row) for row in rows] for form, rows in office.rows.items()}
    before["F0"][0] |= {"fiscal_year": YEAR - 1, "submitted_on": "2025-04-21"}
    (settings.inbox / f"{LG}_{YEAR - 1}_r1.xlsx").write_bytes(
        forms.form(LG, YEAR - 1, before, office.desk.catalogue)
    )
    book = office.book()
    sheet = office.sheet(book, "F2")
    at = office.column(sheet, "F2", "org_count")
    rows = [row for row in range(2, office.last(sheet) + 1) if isinstance(sheet.cell(row, at).value, int)]
    values = [sheet.cell(row, at).value for row in rows]
    moved = (
        [values[0], *values[:-1]]
        if kind == "down"
        else sorted(values, reverse=random.Random(1).random() < 0.5)
    )
    for row, value in zip(rows, moved, strict=True):
        sheet.cell(row, at).value = value
    book.save(settings.inbox / NAME)
    load()
    found = con.execute("select column_name from finding where rule = 'VR47'").fetchall()
    assert found == [("org_count",)] and office.desk.catalogue.rules["VR47"].asks
