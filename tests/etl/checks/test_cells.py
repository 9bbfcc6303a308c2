"""The rules of single cells and rows, through the official workbook: one thing wrong, one rule told, at its place."""

import io
from collections.abc import Callable
from typing import Any

import duckdb
import openpyxl
import pytest

from etl import forms
from etl.catalogue import Catalogue
from etl.register import Summary
from etl.settings import Settings

COVER = {"lg_code": "312011", "fiscal_year": 2024, "dept_name": "地域福祉課", "submitted_on": "2025-04-21"}
COVER |= {"revision_no": 1, "juso_status": "J1", "participation_mode": "H1", "lonely_dept_same": "V1"}
COVER |= {"no_pii_ack": 1, "pref_publish_ok": 1}
FLOW = {"period": "H1", "from_agency": "A11", "to_agency": "A20", "channel": "C1", "referral_count": 12}
FLOW |= {"consent_count": 10, "no_consent_legal_count": 0, "consent_unknown_count": 2, "established_count": 5}
FLOW |= {"joint_support_count": 1}
ITEM = {"item_code": "K11", "status": "1"}
SEAT = {"body_code": "B03", "agency_code": "A01", "org_count": 1, "role": "R2"}
# rule → form, what is wrong in its row, where it is told
CASES: dict[str, tuple[str, dict[str, Any], str]] = {
    "VR02": ("F3", {"to_agency": "A98"}, "様式3 2行目 C列「連携先」= A98"),
    "VR04": ("F3", {"channel": None}, "様式3 2行目 E列「経路」"),
    "VR05": ("F0", {"pref_publish_ok": "たぶん"}, "提出票 2行目"),
    "VR06": (
        "F3",
        {"referral_count": 99999, "total": 99999},
        "様式3 2行目 F列「つなぎ件数(件・延べ)」= 99999",
    ),
    "VR07": ("F0", {"dept_name": "地域福祉課" * 13}, "提出票 2行目"),
    "VR08": ("F3", {"without": "経路"}, "様式3 1行目 「経路」"),
    "VR10": ("F3", {"to_agency": "A20 NPO法人"}, "様式3 2行目 C列「連携先」"),
    "VR11": ("F3", {"total": 13}, "様式3 3行目 F列「つなぎ件数(件・延べ)」= 13"),
    "VR45": ("F2", {"body_code": "支援会議"}, "様式2 2行目 A列「会議体区分」= 支援会議"),
    "VR31": ("F4", {"status": None}, "様式4 2行目 B列「取組状況」"),
    "VR46": ("F3", {"consent_unknown_count": None}, "様式3 2行目 I列「うち同意の有無不明(件)」"),
}
# All rules that are no SQL: those above, and those that a second revision is told.
SENTENCES = CASES.keys() | {"VR42", "VR52"}


@pytest.fixture
def told(
    con: duckdb.DuckDBPyConnection, load: Callable[[], Summary], settings: Settings, catalogue: Catalogue
) -> Callable[..., dict[str, str]]:
    """Rule → message of a workbook with one change."""

    def send(form: str = "", change: dict[str, Any] | None = None) -> dict[str, str]:
        rows = {"F0": [dict(COVER)], "F3": [dict(FLOW)], "F4": [dict(ITEM)]}
        rows |= {"F2": [dict(SEAT)]} if form == "F2" else {}
        change = dict(change or {})
        total, without = change.pop("total", 12), change.pop("without", None)
        if form:
            rows[form][0] |= change
        rows["F3"].append({"period": "合計", "referral_count": total})
        data = forms.form("312011", 2024, rows, catalogue)
        path = settings.inbox / "312011_2024_r1.xlsx"
        path.write_bytes(_without(data, without) if without else data)
        load()
        return dict(con.execute("select rule, message_ja from finding where rule not like 'PX1%'").fetchall())

    return send


def _without(data: bytes, heading: str) -> bytes:
    """The workbook without one column of form 3."""
    book, target = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
    sheet = book["様式3_連携"]
    at = next(cell.column for cell in sheet[1] if cell.value == heading)
    sheet.delete_cols(at)
    book.save(target)
    return target.getvalue()


def test_a_good_file_is_told_nothing(told: Callable[..., dict[str, str]]) -> None:
    assert told() == {}


@pytest.mark.slow
@pytest.mark.parametrize("rule", CASES)
def test_the_rule_is_told_at_its_place(told: Callable[..., dict[str, str]], rule: str) -> None:
    form, change, place = CASES[rule]
    found = told(form, change)
    assert found[rule].startswith(place), found
    assert found.keys() <= {rule, "VR12", "VR03", "PI14"}  # a word where a code is asked waits for a reader


def test_a_blank_status_counts_as_not_answered(told: Any, con: duckdb.DuckDBPyConnection) -> None:
    told("F4", {"status": None})
    assert con.execute("select status from form_f4").fetchall() == [("9",)]
