"""The printed forms: same bytes, drop-downs, protection, paper, previous answers; filled in, they come back."""

import csv
import datetime as dt
import io
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import duckdb
import openpyxl
import pytest

from etl import catalogue as catalogues
from etl import forms, settings
from etl.demo.world import grow
from etl.register import receipts
from etl.register.preview import check_file

CATALOGUE = catalogues.load()
LG = "312037"
ROWS = {
    "F4": [{"item_code": "K11", "status": "2"}],
    "F5": [{"period": "H1", "measure_code": "N01", "value": "x"}],
}
MUNICIPAL = [form for form in CATALOGUE.forms.values() if form.id != "FP"]


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return opened(forms.form(LG, 2024, ROWS, CATALOGUE, mark="架空データ", name="倉吉市"))


def test_same_rows_same_bytes() -> None:
    assert forms.form(LG, 2024, ROWS, CATALOGUE) == forms.form(LG, 2024, ROWS, CATALOGUE)


def test_sheets_in_order_and_the_last_one_hidden(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == [*(form.sheet for form in MUNICIPAL), "コード表", "記入要領", "_meta"]
    assert book["_meta"].sheet_state == "veryHidden"
    assert [cell.value for cell in book["_meta"][2]] == ["tsunagari-forms", 1, LG, 2024]


@pytest.mark.parametrize("form", MUNICIPAL, ids=lambda form: form.id)
def test_a_sheet_is_ready_to_fill_in_and_to_print(book: openpyxl.Workbook, form: catalogues.Form) -> None:
    sheet = book[form.sheet]
    assert [cell.value for cell in sheet[1]][-len(form.columns) :] == [column.ja for column in form.columns]
    assert all(cell.protection.locked for cell in sheet[1])
    assert sheet.protection.sheet and not sheet.protection.password
    assert any(not cell.protection.locked for cell in sheet[2])
    assert not sheet.merged_cells.ranges and not any(cell.comment for row in sheet for cell in row)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.page_setup.fitToWidth in (None, 1, 2) and sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1" and str(sheet.freeze_panes).endswith("2")


def _offered(book: openpyxl.Workbook, sheet: str, row: int, header: str) -> str:
    at = next(cell.column for cell in book[sheet][1] if str(cell.value).startswith(header))
    cell = book[sheet].cell(row, at).coordinate
    return next(rule.formula1 for rule in book[sheet].data_validations.dataValidation if cell in rule.sqref)


@pytest.mark.parametrize("form", MUNICIPAL, ids=lambda form: form.id)
def test_every_list_is_offered_from_the_code_sheet(book: openpyxl.Workbook, form: catalogues.Form) -> None:
    for column in form.columns:
        if column.type == "code" and column.name != "period":
            name = _offered(book, form.sheet, 2, column.ja).removeprefix("=")
            area = next(book.defined_names[name].destinations)
            offered = [cell[0].value for cell in book[area[0]][area[1]]]
            valid = [code.label for code in CATALOGUE.codes[column.list] if code.valid_in(2024)]
            assert offered == valid, column.name


@pytest.mark.parametrize("form_id", ["F3", "F5", "F7"])
def test_half_yearly_forms_do_not_offer_the_year(book: openpyxl.Workbook, form_id: str) -> None:
    offered = _offered(book, CATALOGUE.forms[form_id].sheet, 2, "期")
    assert "H1" in offered and "H2" in offered and "FY" not in offered


def test_code_is_printed_with_its_name_and_mark_as_it_is(book: openpyxl.Workbook) -> None:
    assert book[CATALOGUE.forms["F4"].sheet]["A2"].value == CATALOGUE.code("items", "K11").label
    assert "x" in [cell.value for cell in book[CATALOGUE.forms["F5"].sheet][2]]


def test_twins_say_the_state_of_a_count() -> None:
    twin = forms.csv_twins(LG, 2024, ROWS, CATALOGUE)
    assert set(twin) == {f"{LG}_F4_2024FY_r1.csv", f"{LG}_F5_2024H1_r1.csv"}
    row = next(csv.DictReader(io.StringIO(twin[f"{LG}_F5_2024H1_r1.csv"].decode("utf-8-sig"))))
    assert (row["value"], row["value_status"]) == ("", "X")
    assert len(forms.csv_twins(LG, 2024, {}, CATALOGUE, blank=True)) == 11


@pytest.mark.parametrize(
    ("day", "year"),
    [
        ("2026-03-31", 2025),
        ("2026-04-01", 2025),
        ("2026-09-30", 2025),
        ("2026-10-01", 2026),
        ("2027-01-05", 2026),
    ],
)
def test_the_year_asked(day: str, year: int) -> None:
    assert forms.asked_year(dt.date.fromisoformat(day)) == year


def test_previous_answers_stand_and_numbers_are_blank(work: duckdb.DuckDBPyConnection) -> None:
    begun, before = forms.beginning(work, CATALOGUE, LG, 2026), grow(CATALOGUE, settings.load())[LG, 2025]
    assert [row["body_code"] for row in begun.rows["F1"]] == [row["body_code"] for row in before["F1"]]
    seats = {(row["body_code"], row["agency_code"]): str(row["org_count"]) for row in before["F2"]}
    assert {(row["body_code"], row["agency_code"]): row["org_count"] for row in begun.rows["F2"]} == seats
    assert [(row["item_code"], row["status"]) for row in begun.rows["F4"]] == [
        (row["item_code"], row["status"]) for row in before["F4"]
    ]
    assert not any(row.get("value") for row in begun.rows["F5"] if row.get("value") != "-")
    told = {(row["period"], row["measure_code"]): row["value"] for row in before["F5"]}
    for row, last in zip(begun.rows["F5"], begun.last["F5"], strict=True):
        assert row.get("value") == "-" or str(told[row["period"], row["measure_code"]]) in last["value"]
    assert {row["fiscal_year"] for row in begun.rows["F0"]} == {2026} and "F6" not in begun.rows


def test_last_years_number_is_told_where_this_years_is_asked(work: duckdb.DuckDBPyConnection) -> None:
    begun = forms.beginning(work, CATALOGUE, LG, 2026)
    sheet = opened(forms.form(LG, 2026, begun.rows, CATALOGUE, last=begun.last))[CATALOGUE.forms["F5"].sheet]
    rules = sheet.data_validations.dataValidation
    said = next(rule.prompt for rule in rules if str(rule.sqref) == "C2")
    assert said.startswith("前年度 ") and begun.last["F5"][0]["value"].rstrip("測定項目による") in said


def test_answers_of_the_same_year_are_printed_as_they_stand(work: duckdb.DuckDBPyConnection) -> None:
    rows = forms.beginning(work, CATALOGUE, LG, 2025).rows["F5"]
    assert sum(bool(row["value"]) for row in rows) == len(rows) == 60


def test_without_a_work_database_everyone_is_asked_the_same() -> None:
    rows = forms.beginning(None, CATALOGUE, LG, 2026).rows
    assert {form: len(told) for form, told in rows.items()} == {"F1": 4, "F4": 19, "F5": 60}
    own = forms.beginning(None, CATALOGUE, CATALOGUE.prefecture.lg_code, 2026).rows
    assert set(own) == {"FP"} and len(own["FP"]) == len(CATALOGUE.codes["functions"])


def _home(demo_home: Path, tmp_path: Path) -> settings.Settings:
    (tmp_path / "work").mkdir()
    shutil.copyfile(demo_home / "work" / "work.duckdb", tmp_path / "work" / "work.duckdb")
    return settings.load({"TSUNAGARI_HOME": str(tmp_path)})


def test_forms_for_everyone_and_the_prefecture(demo_home: Path, tmp_path: Path) -> None:
    here, seen = _home(demo_home, tmp_path), []
    files = forms.print_forms(
        here, CATALOGUE, 2026, tmp_path / "forms", None, lambda *told: seen.append(told)
    )
    assert sum(path.suffix == ".xlsx" for path in files) == 19 + 2 + 1 and all(
        path.exists() for path in files
    )
    assert (tmp_path / "forms" / f"{CATALOGUE.prefecture.lg_code}_2026_r1.xlsx") in files
    assert seen[-1] == ("form", 1.0)
    with pytest.raises(ValueError, match="131016"):
        forms.print_forms(here, CATALOGUE, 2026, tmp_path / "forms", "131016")


def _filled(data: bytes) -> bytes:
    """As an official would: every count and the missing cells of the cover written, then saved by another program."""
    book = opened(data)
    for form in MUNICIPAL:
        sheet = book[form.sheet]
        heads = {str(cell.value): cell.column for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            begun = any(sheet.cell(row, at).value not in (None, "") for at in heads.values())
            for column in form.columns:
                cell = sheet.cell(row, heads[column.ja])
                if begun and column.type == "count" and column.required == "yes" and cell.value is None:
                    cell.value = 0
    cover = book[CATALOGUE.forms["F0"].sheet]
    heads = {str(cell.value): cell.column for cell in cover[1]}
    for name, value in (("提出日", dt.date(2027, 4, 10)), ("個人情報なしの確認", 1), ("県内共有の可否", 1)):
        cover.cell(2, heads[name]).value = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.fixture
def next_april(monkeypatch: pytest.MonkeyPatch) -> None:
    """The forms of 2026 arrive when that year is over, whenever the tests run."""
    now = SimpleNamespace(now=lambda: dt.datetime(2027, 4, 12, 10))
    monkeypatch.setattr(receipts, "dt", SimpleNamespace(datetime=now))


@pytest.mark.usefixtures("next_april")
def test_a_filled_form_comes_back_without_a_fault(work: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    begun = forms.beginning(work, CATALOGUE, LG, 2026)
    path = tmp_path / f"{LG}_2026_r1.xlsx"
    path.write_bytes(_filled(forms.form(LG, 2026, begun.rows, CATALOGUE, last=begun.last)))
    checked = check_file(settings.load(), CATALOGUE, path)
    grave = [one for one in checked.findings if one["severity"] not in ("fix", "warn")]
    assert checked.passes, grave
    # Only what zeros for a whole year bring about, and conditional cells that were left for the municipality to answer.
    assert {one["rule"] for one in checked.findings} <= {"VR26", "VR37", "VR09"}


@pytest.mark.usefixtures("next_april")
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_form_saved_by_libreoffice_comes_back(work: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    begun = forms.beginning(work, CATALOGUE, LG, 2026)
    (tmp_path / "filled.xlsx").write_bytes(
        _filled(forms.form(LG, 2026, begun.rows, CATALOGUE, last=begun.last))
    )
    for kind in ("ods", "xlsx"):
        done = subprocess.run(
            ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", kind,
             "--outdir", str(tmp_path / kind), str(tmp_path / "filled.xlsx")],
            capture_output=True, timeout=180, check=True,
        )  # fmt: skip
        assert done.returncode == 0
        path = (tmp_path / kind / f"filled.{kind}").rename(tmp_path / f"{LG}_2026_r1.{kind}")
        checked = check_file(settings.load(), CATALOGUE, path)
        assert checked.passes, [one for one in checked.findings if one["severity"] not in ("fix", "warn")]
