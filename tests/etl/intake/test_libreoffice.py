"""The printed form, filled in and saved by LibreOffice as .xlsx and as .ods, says what was written into it.

The two files beside this one were saved by LibreOffice 7.4; ``python -m tests.etl.intake.test_libreoffice`` makes them anew.
"""

import io
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from etl import catalogue as catalogues
from etl import forms
from tests.etl.intake.conftest import COVER, LG, Desk

SOFFICE = shutil.which("soffice")
FILES = Path(__file__).parent / "files"
NAME = f"{LG}_2024_r1_libreoffice"
Rows = dict[str, list[dict[str, Any]]]
FLOW = {"period": "H1", "from_agency": "A11", "channel": "C1", "referral_count": 12, "consent_count": 10}
FLOW |= {"no_consent_legal_count": 0, "consent_unknown_count": 2, "established_count": 5}
PRINTED: Rows = {
    "F0": [COVER],
    "F1": [
        {"body_code": "B01", "body_seq": 1, "body_name": "つながり会議", "est_status": "E1", "est_date": "2024-06-01"}
        | {"setup_form": "S5", "joint_lg_codes": "313025;313289", "meeting_count": 3, "case_count": "-"}
    ],
    "F2": [{"body_code": "B01", "agency_code": "A20", "org_count": 3, "role": "R2", "attended_rate": 66.7}],
    "F3": [
        FLOW | {"to_agency": f"A2{at}", "joint_support_count": state}
        for at, state in enumerate((7, "x", "-", "不詳", ""))
    ],
    "F4": [{"item_code": "K11", "status": "3", "since_fy": 2024, "evidence": "Y2", "barrier": "X1;X2"}],
    "F6": [
        {"title": "郵便局と見守り", "case_fy": 2024, "design_codes": "D1", "theme_codes": "T04", "agency_codes": "A52"}
        | {"item_codes": "K14", "background": "背景\n二行目", "action": "取組", "device": "工夫", "person_detail": "Q0"}
    ],
}  # fmt: skip
# What is written into the printed form's free rows by hand.
FILLED = FLOW | {"to_agency": "A40", "to_lg_code": "011002", "joint_support_count": "x", "period": "H2"}


def _save(data: bytes, kind: str) -> bytes:
    """Opened by LibreOffice and saved again."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "form.xlsx"), Path(folder, "out", f"form.{kind}")
        source.write_bytes(data)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [str(SOFFICE), "--headless", profile, "--convert-to", kind, "--outdir", str(target.parent)]
        subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=240)
        return target.read_bytes()


def _fill(data: bytes, catalogue: catalogues.Catalogue) -> bytes:
    """One more row of form 3, below those that are printed, as numbers and as the texts of the drop-downs."""
    book, target = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
    form = catalogue.forms["F3"]
    sheet = book[form.sheet]
    for at, column in enumerate(form.columns, start=1):
        value = FILLED.get(column.name)
        if column.list and value:
            value = catalogue.code(column.list, value).label
        sheet.cell(len(PRINTED["F3"]) + 2, at).value = value
    book.save(target)
    return target.getvalue()


def _through_libreoffice(catalogue: catalogues.Catalogue) -> dict[str, bytes]:
    printed = forms.form(LG, 2024, PRINTED, catalogue, mark="架空データ")
    filled = _fill(_save(printed, "xlsx"), catalogue)
    return {kind: _save(filled, kind) for kind in ("xlsx", "ods")}


def _says_what_was_written(desk: Desk, data: bytes, kind: str) -> None:
    seen = desk.read(data, f"{LG}_2024_r1.{kind}")
    whole = PRINTED | {"F3": [*PRINTED["F3"], FILLED]}
    expected = desk.read(forms.form(LG, 2024, whole, desk.catalogue), f"{LG}_2024_r1.xlsx")
    assert seen.refused is None and seen.result.rows == expected.result.rows
    assert {form: len(kept) for form, kept in seen.result.rows.items() if kept} == {
        form: len(rows) for form, rows in whole.items()
    }
    assert set(seen.rules) - set(expected.rules) == ({"PX15"} if kind == "ods" else set())


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_form_saved_by_libreoffice_says_what_was_written(desk: Desk, kind: str) -> None:
    """The kept files were printed before optional columns were added: read whole, and nobody is asked for what they lack."""
    _says_what_was_written(desk, (FILES / f"{NAME}.{kind}").read_bytes(), kind)


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not on this machine; its files are tested above")
def test_todays_form_goes_through_libreoffice(desk: Desk) -> None:
    for kind, data in _through_libreoffice(desk.catalogue).items():
        _says_what_was_written(desk, data, kind)


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not on this machine")
@pytest.mark.parametrize("front", [True, False])
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_zeros_are_read_as_libreoffice_shows_them(desk: Desk, kind: str, front: bool) -> None:
    """Excel hides zeros sheet by sheet; LibreOffice takes the setting of the sheet in front for all and saves that.

    So a sheet behind shows its zeros again once LibreOffice has saved it, and one in front hides those of all others: what is
    read is what a person sees in the file that was sent, a blank in the place of 0 is refused by name.
    """
    book = openpyxl.load_workbook(io.BytesIO(forms.form(LG, 2024, PRINTED, desk.catalogue)))
    sheet, target = book[desk.catalogue.forms["F3"].sheet], io.BytesIO()
    sheet.sheet_view.showZeros = False
    for one in book.worksheets:
        one.sheet_view.tabSelected = False
    book.active = book.index(sheet if front else book[desk.catalogue.forms["F4"].sheet])
    book.save(target)
    hidden = desk.read(target.getvalue(), f"{NAME}.xlsx")
    assert "PX39" in hidden.rules and not hidden.result.rows["F3"]
    seen = desk.read(_save(target.getvalue(), kind), f"{NAME}.{kind}")
    if front:
        assert "PX39" in seen.rules and not seen.result.rows["F3"]
    else:
        assert "PX39" not in seen.rules
        assert [row["no_consent_legal_count"] for row in seen.result.rows["F3"]] == [0] * len(PRINTED["F3"])


if __name__ == "__main__":
    for made, content in _through_libreoffice(catalogues.load()).items():
        (FILES / f"{NAME}.{made}").write_bytes(content)
