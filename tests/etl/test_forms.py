"""The printed forms: same bytes, drop-downs, protection, hidden sheet."""

import csv
import io

import openpyxl
import pytest

from etl import catalogue as catalogues
from etl import forms

CATALOGUE = catalogues.load()
ROWS = {
    "F4": [{"item_code": "K11", "status": "2"}],
    "F5": [{"period": "H1", "measure_code": "N01", "value": "x"}],
}


def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(forms.form("312011", 2024, ROWS, CATALOGUE, mark="架空データ")))


def test_same_rows_same_bytes() -> None:
    assert forms.form("312011", 2024, ROWS, CATALOGUE) == forms.form("312011", 2024, ROWS, CATALOGUE)


@pytest.mark.parametrize("form", [f for f in CATALOGUE.forms.values() if f.id != "FP"], ids=lambda f: f.id)
def test_sheet_is_ready_to_fill_in(form: catalogues.Form) -> None:
    sheet = book()[form.sheet]
    headers = [cell.value for cell in sheet[1]]
    assert [c.ja for c in form.columns] == [
        h for h in headers if h != "期" or "period" in {c.name for c in form.columns}
    ]
    assert sheet.protection.sheet and not sheet["A2"].protection.locked
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
    lists = sum(c.type == "code" for c in form.columns)
    assert len(sheet.data_validations.dataValidation) >= min(lists, 1)


def test_code_is_printed_with_its_name_and_mark_as_it_is() -> None:
    told = book()
    assert told[CATALOGUE.forms["F4"].sheet]["A2"].value == CATALOGUE.code("items", "K11").label
    assert "x" in [cell.value for cell in told[CATALOGUE.forms["F5"].sheet][2]]


def test_hidden_sheet_names_schema_and_sender() -> None:
    meta = book()["_meta"]
    assert meta.sheet_state == "veryHidden"
    assert [cell.value for cell in meta[2]] == ["tsunagari-forms", 1, "312011", 2024]


def test_prefecture_sheet() -> None:
    data = forms.prefecture_form("310000", 2024, [], CATALOGUE)
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames[0] == CATALOGUE.forms["FP"].sheet


def test_twins_say_the_state_of_a_count() -> None:
    twin = forms.csv_twins("312011", 2024, ROWS, CATALOGUE)["312011_F5_2024H1_r1.csv"]
    row = next(csv.DictReader(io.StringIO(twin.decode("utf-8-sig"))))
    assert (row["value"], row["value_status"]) == ("", "X")
