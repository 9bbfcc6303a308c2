"""A form or a half left as it was printed is no answer; one word in one cell is one."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from etl import catalogue as catalogues
from etl import forms
from etl.catalogue import Form
from etl.checks import answered
from etl.checks.columns import own_columns, sent_schema
from etl.forms.previous import beginning
from etl.register import Summary, current, store
from etl.settings import Settings
from etl.workdb import Connection

CATALOGUE = catalogues.load()
ASKED = [form for form in CATALOGUE.forms.values() if form.id not in ("F0", "FP")]
COVER = {
    "lg_code": "312011", "fiscal_year": 2024, "dept_name": "地域福祉課", "submitted_on": "2025-04-21", "revision_no": 1,
    "juso_status": "J1", "participation_mode": "H1", "lonely_dept_same": "V1", "no_pii_ack": 1, "pref_publish_ok": 1,
}  # fmt: skip
# One cell of each form that somebody wrote, beside what the form prints; of form 1, 4 and 5 in a printed row.
WRITTEN: dict[str, dict[str, Any]] = {
    "F1": {"body_code": "B02", "body_seq": 1, "est_status": "E4"},
    "F2": {"body_code": "B03", "agency_code": "A01", "role": "R2", "org_count": 0},
    "F3": {"period": "H1", "from_agency": "A11", "to_agency": "A20", "channel": "C1", "referral_count": 0}
    | {"consent_count": 0, "no_consent_legal_count": 0, "consent_unknown_count": 0},
    "F4": {"item_code": "K12", "status": "0"},
    "F5": {"period": "H1", "measure_code": "N09", "value": "不詳"},
    "F7": {"period": "H1", "training_code": "G1", "audience": "L4", "sessions": "x", "participants": "x"},
}
Load = Callable[[], Summary]


def _rows(
    con: Connection | None, year: int, **written: list[dict[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    """The form as it is printed for the year, and what somebody wrote on it."""
    rows = {
        form: [dict(row) for row in of] for form, of in beginning(con, CATALOGUE, "312011", year).rows.items()
    }
    rows["F0"] = [COVER | {"fiscal_year": year}]
    for form_id, added in written.items():
        keys = [name for name in CATALOGUE.forms[form_id].grain if name not in ("lg_code", "fiscal_year")]
        for line in added:
            printed = [
                r
                for r in rows.get(form_id, [])
                if all(str(r.get(k) or "") == str(line.get(k, "")) for k in keys)
            ]
            if printed:
                printed[0].update(line)
            else:
                rows.setdefault(form_id, []).append(line)
    return rows


@pytest.fixture
def send(con: Connection, settings: Settings, load: Load) -> Callable[..., None]:
    """Print the form of a year, write on it, send it under a revision."""

    store.prepare(con, CATALOGUE)

    def one(year: int = 2024, revision: int = 1, part: str = "", **written: list[dict[str, Any]]) -> None:
        rows = _rows(con, year, **written)
        rows["F0"][0]["revision_no"] = revision
        rows["F0"][0] |= {"revision_reason": "追加"} if revision > 1 else {}
        rows["F0"][0] |= {"dept_name": part} if part else {}
        name = f"312011_{year}_r{revision}{'_' if part else ''}{part}.xlsx"
        (settings.inbox / name).write_bytes(forms.form("312011", year, rows, CATALOGUE))
        load()

    return one


def _told(con: Connection, year: int = 2024) -> set[tuple[str, str]]:
    return set(
        con.execute("select form, period from submission where told and is_current and fiscal_year = ?", [year]).fetchall()
    )  # fmt: skip


def test_a_workbook_as_printed_answers_nothing(con: Connection, send: Callable[..., None]) -> None:
    send()
    assert _told(con) == {("F0", "FY")}
    assert con.execute("select count(*) from finding where severity = 'error'").fetchone() == (0,)


@pytest.mark.slow
@pytest.mark.parametrize("form_id", WRITTEN)
def test_one_cell_answers_its_half_and_no_other(
    con: Connection, send: Callable[..., None], form_id: str
) -> None:
    """0, x and 不詳 are answers as any number is."""
    send(**{form_id: [WRITTEN[form_id]]})
    assert _told(con) == {("F0", "FY"), (form_id, WRITTEN[form_id].get("period", "FY"))}


def test_a_form_as_printed_takes_the_place_of_nothing(con: Connection, send: Callable[..., None]) -> None:
    send(F4=[WRITTEN["F4"]], F5=[WRITTEN["F5"], WRITTEN["F5"] | {"period": "H2", "value": 7}])
    blank = {"measure_code": "N09", "value": ""}
    send(
        revision=2,
        F5=[blank | {"period": "H1", "value": 3}, blank | {"period": "H2"}],
        F4=[{"item_code": "K12", "status": ""}],
    )
    n09 = "select period, value from form_f5 where measure_code = 'N09' order by period"
    assert con.execute(n09).fetchall() == [("H1", 3), ("H2", 7)]
    assert con.execute("select status from form_f4 where item_code = 'K12'").fetchall() == [("0",)]
    kept = con.execute("select distinct form from finding where rule = 'VR42' order by form").fetchall()
    assert kept == [("F4",), ("F5",)]


def test_two_sections_fill_in_one_workbook_each(
    con: Connection, settings: Settings, load: Load, send: Callable[..., None]
) -> None:
    """The same printed workbook twice under one revision: a sheet that one of them left as printed contradicts nobody."""
    for part, written in (("福祉課", {"F5": [WRITTEN["F5"]]}), ("企画課", {"F4": [WRITTEN["F4"]]})):
        rows = _rows(None, 2024, **written)
        rows["F0"][0]["dept_name"] = part
        (settings.inbox / f"312011_2024_r1_{part}.xlsx").write_bytes(
            forms.form("312011", 2024, rows, CATALOGUE)
        )
    summary = load()
    assert (summary.refused, summary.accepted + summary.warned) == (0, 2)
    assert _told(con) == {("F0", "FY"), ("F4", "FY"), ("F5", "H1")}


def test_what_does_not_apply_is_an_answer_once(con: Connection, send: Callable[..., None]) -> None:
    """－ is printed again until somebody changes it: written it answers the half, brought from last year it does not."""
    dash = [{"period": half, "measure_code": "N29", "value": "-"} for half in ("H1", "H2")]
    send(year=2023, F5=dash)
    assert {("F5", "H1"), ("F5", "H2")} <= _told(con, 2023)
    send(year=2024, F5=[WRITTEN["F5"]])
    assert con.execute("select distinct value_state from form_f5 where measure_code = 'N29'").fetchall() == [
        ("not_applicable",)
    ]
    assert ("F5", "H1") in _told(con) and ("F5", "H2") not in _told(con)


def test_a_form_begins_with_the_last_answers_not_with_the_last_blanks(
    con: Connection, send: Callable[..., None]
) -> None:
    send(year=2023, F4=[{"item_code": "K12", "status": "3", "since_fy": 2022, "evidence": "Y1"}])
    send(year=2024, F4=[{"item_code": "K12", "status": "", "since_fy": "", "evidence": ""}])
    begun = beginning(con, CATALOGUE, "312011", 2025).rows["F4"]
    assert next(row for row in begun if row["item_code"] == "K12")["status"] == "3"


def test_blank_counts_are_asked_about_and_lose_no_row(con: Connection, send: Callable[..., None]) -> None:
    """様式の記入要領: 空欄は未回答. Only a row that was begun is asked about, and nothing is returned."""
    begun = WRITTEN["F3"] | {
        "referral_count": 5,
        "consent_count": 5,
        "no_consent_legal_count": "",
        "consent_unknown_count": 0,
    }
    send(F3=[begun], F2=[WRITTEN["F2"] | {"org_count": ""}], F7=[WRITTEN["F7"] | {"participants": ""}])
    found = con.execute(
        "select form, column_name, severity from finding where rule in ('VR04', 'VR46') order by 1"
    ).fetchall()
    assert found == [
        ("F2", "org_count", "warn"),
        ("F3", "no_consent_legal_count", "warn"),
        ("F7", "participants", "warn"),
    ]
    assert con.execute("select sum(errors) from submission").fetchone() == (0,)
    assert con.execute("select referral_count, no_consent_legal_count_state from form_f3").fetchall() == [
        (5, "unanswered")
    ]


@pytest.mark.parametrize(
    ("wrong", "half"), [(WRITTEN["F7"] | {"sessions": 2, "participants": 10, "completed": 12}, "H2")]
)
def test_each_half_says_its_own_errors(
    con: Connection, send: Callable[..., None], wrong: dict[str, Any], half: str
) -> None:
    """A rule across rows and one of a cell: both are of the half of their row."""
    cell = {"period": half, "measure_code": "N09", "value": "たくさん"}
    send(
        F7=[WRITTEN["F7"], wrong | {"period": half}],
        F5=[WRITTEN["F5"], cell, cell | {"measure_code": "N13", "value": 5}],
    )
    errors = con.execute(
        "select form, period, errors, warnings from submission where form in ('F5', 'F7') order by 1, 2"
    )
    # A word in a cell for a number waits for a reader as well (PI14), of that half alone.
    assert errors.fetchall() == [
        ("F5", "H1", 0, 0),
        ("F5", half, 1, 1),
        ("F7", "H1", 0, 0),
        ("F7", half, 1, 0),
    ]


def test_text_beside_the_form_waits_for_the_half_it_stands_in(
    con: Connection, send: Callable[..., None]
) -> None:
    """A word typed into a row of one half holds nothing of the other; one in each half is told of each."""
    line = {"measure_code": "N09", "value": "聞き取り中"}

    def told() -> list[tuple[str, int]]:
        return con.execute(
            "select period, warnings from submission where form = 'F5' order by period"
        ).fetchall()

    send(F5=[line | {"period": "H2"}])
    assert told() == [("H1", 0), ("H2", 1)]
    assert con.execute("select period from finding where rule = 'PI14'").fetchall() == [("H2",)]
    send(F5=[line | {"period": "H1"}, line | {"period": "H2"}], F0=[COVER | {"revision_no": 2}])
    assert con.execute(
        "select period from finding where rule = 'PI14' and receipt_id = (select max(receipt_id) from finding) order by 1"
    ).fetchall() == [("H1",), ("H2",)]


STATES = ("value", "suppressed", "not_applicable", "unknown", "unanswered")


@st.composite
def _row(draw: st.DrawFn) -> tuple[Form, dict[str, Any]]:
    form = draw(st.sampled_from(list(CATALOGUE.forms.values())))
    keys = {"receipt_id": 1, "row_no": 2, "lg_code": "312011", "fiscal_year": 2024, "period": form.periods[0]}
    row: dict[str, Any] = {}
    for column in own_columns(form):
        filled = draw(st.booleans()) and draw(st.booleans())
        if column.type == "count":
            state = draw(st.sampled_from(STATES)) if filled else "unanswered"
            row |= {column.name: 4 if state == "value" else None, f"{column.name}_state": state}
        else:
            row[column.name] = _one(column.type) if filled else column.blank
    return form, row | keys


def _one(kind: str) -> Any:
    import datetime as dt

    values = {"integer": 1, "fiscal_year": 2024, "percent": 5.0, "date": dt.date(2024, 4, 1), "flag": False}
    return ["A01"] if kind in ("codes", "lg_codes") else values.get(kind, "A01")


@pytest.mark.slow
@given(_row())
@trying(max_examples=150, deadline=None)
def test_a_row_tells_the_same_to_the_load_and_to_the_tables(
    memory: Connection, of: tuple[Form, dict[str, Any]]
) -> None:
    form, row = of
    for one in CATALOGUE.forms.values():
        memory.execute(f"delete from {store.sent_name(one)}")
    memory.execute("delete from submission")
    store.insert(memory, store.sent_name(form), sent_schema(form), [row])
    sent = {"receipt_id": 1, "form": form.id, "period": row["period"], "told": False}
    store.insert(memory, "submission", store.SUBMISSION, [sent])
    current.fill_told(memory, CATALOGUE.forms)
    assert memory.execute("select told from submission").fetchone() == (answered.tells(form, row),)


def test_only_what_is_asked_tells_something() -> None:
    """The forms' own reading: of a half its numbers, of a year everything but the keys and what is printed with them."""
    names = {form.id: {column.name for column in answered.telling(form)} for form in ASKED}
    assert names["F5"] == {"value"} and names["F7"] == {"sessions", "participants", "completed"}
    assert names["F4"] == {"status", "since_fy", "evidence", "barrier", "comment"}
    assert not {"body_code", "body_seq", "agency_code", "role", "item_code"} & set().union(*names.values())
