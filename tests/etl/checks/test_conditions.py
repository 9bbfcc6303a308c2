"""Every conditional cell of every form: what the form prints as required under a condition is what the checks ask for."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl import catalogue as catalogues
from etl.catalogue import Column, Form, conditions
from etl.catalogue.contracts import AtLeast
from etl.checks import crosschecks
from etl.checks.columns import row_schema
from etl.checks.values import Judge
from etl.register import store
from etl.workdb import Connection

CATALOGUE = catalogues.load()
CONDITIONAL = list(conditions.conditional(CATALOGUE.forms))
# What the forms' design prints as required under a condition: form → columns. Written from the design, not from the files.
PRINTED = {
    "F0": {"revision_reason"},
    "F1": {"body_name", "est_date", "setup_form", "joint_lg_codes", "host_dept", "host_other", "secretariat",
           "contract_years", "chair_sector", "op_mode", "base_body_code", "handles_personal_info", "pii_rule",
           "public_notice", "coord_body", "meeting_count", "case_count"},
    "F2": {"operator_type", "other_detail"},
    "F4": {"since_fy", "evidence"},
    "FP": {"function", "role_split", "target_lg_code", "share_method", "share_date", "sessions", "recipients",
           "practices", "own_body", "est_status", "level"},
}  # fmt: skip
FILLED: dict[str, Any] = {
    "text": "例", "date": dt.date(2024, 6, 1), "flag": False, "count": 3, "fiscal_year": 2024, "lg_code": "313025",
    "lg_codes": ["313025"],
}  # fmt: skip


def _values(form: Form, name: str) -> list[Any]:
    """All answers to the column that a condition looks at, none included."""
    column = form[name]
    if column.list:
        return [None, *(code.code for code in CATALOGUE.codes[column.list])]
    return [None, 1, 2, 3]


def _met(column: Column, row: dict[str, Any]) -> bool:
    """Worked out here once more, plainly: every column named has one of its answers."""
    return all(
        row.get(name) is not None
        and (row[name] >= wanted.minimum if isinstance(wanted, AtLeast) else row[name] in wanted)
        for name, wanted in (column.when or {}).items()
    )


def _answered(column: Column) -> Any:
    return CATALOGUE.codes[column.list][0].code if column.list else FILLED[column.type]


def _found(con: Connection, form: Form, row: dict[str, Any]) -> list[tuple[str, str]]:
    """(rule, column) told of one row by the rules that ask for conditional cells."""
    full = {"receipt_id": 1, "row_no": 2, "lg_code": "312011", "fiscal_year": 2024, "period": "FY"} | row
    for one in CATALOGUE.forms.values():
        con.execute(f"delete from {store.table_name(one)}")
    store.insert(con, store.table_name(form), row_schema(form), [full])
    asking = {column.asked_by for _, column in CONDITIONAL} | {"VR43"}
    return [
        (one["rule"], one["column_name"])
        for one in crosschecks.run(con, CATALOGUE, "form")
        if one["rule"] in asking and one["form"] == form.id
    ]


def test_every_conditional_column_of_the_design_is_conditional() -> None:
    declared: dict[str, set[str]] = {}
    for form, column in CONDITIONAL:
        declared.setdefault(form.id, set()).add(column.name)
    assert declared == PRINTED


@pytest.mark.slow
@given(st.data())
@settings(max_examples=120, deadline=None)
def test_asked_where_it_is_printed_and_nowhere_else(memory: Connection, data: st.DataObject) -> None:
    form, column = CONDITIONAL[data.draw(st.integers(0, len(CONDITIONAL) - 1))]
    row = {name: data.draw(st.sampled_from(_values(form, name)), label=name) for name in column.when or {}}
    filled = data.draw(st.booleans(), label="filled")
    row[column.name] = _answered(column) if filled else None
    if column.type == "count":
        row[f"{column.name}_state"] = "value" if filled else "unanswered"
    told = {rule for rule, name in _found(memory, form, row) if name == column.name}
    if _met(column, row):
        assert told == (set() if filled else {column.asked_by})
    else:
        blank_condition = any(row[name] is None for name in column.when or {})
        asks = filled and column.otherwise == "ask" and not blank_condition
        assert told == ({"VR43"} if asks else set())


@pytest.mark.parametrize("state", ["not_applicable", "unknown", "suppressed"])
def test_a_sign_is_an_answer(memory: Connection, state: str) -> None:
    for form, column in CONDITIONAL:
        if column.type == "count":
            row = {
                name: wanted[0] for name, wanted in (column.when or {}).items() if isinstance(wanted, tuple)
            }
            told = _found(memory, form, row | {column.name: None, f"{column.name}_state": state})
            assert column.name not in {name for _, name in told}


@pytest.mark.parametrize(
    ("form", "column"), CONDITIONAL, ids=lambda one: one.id if isinstance(one, Form) else one.name
)
def test_asking_keeps_the_row(form: Form, column: Column) -> None:
    """A blank is 未回答; neither the cell nor the rule across cells sends the row back."""
    assert CATALOGUE.rules[column.asked_by].severity == "warn"
    assert Judge(CATALOGUE).cell(column, None, 2024).rules == ()


@pytest.mark.parametrize(
    ("form", "column"), CONDITIONAL, ids=lambda one: one.id if isinstance(one, Form) else one.name
)
def test_the_form_prints_every_code_of_the_condition(form: Form, column: Column) -> None:
    said = conditions.spoken(form, column, CATALOGUE.codes)
    for name, wanted in (column.when or {}).items():
        assert form[name].ja in said
        if isinstance(wanted, AtLeast):
            assert f"{wanted.minimum}以上" in said
            continue
        for code in wanted if len(wanted) < 3 else (wanted[0], wanted[-1]):
            known = CATALOGUE.code(form[name].list or "", code)
            assert (known.ja if code[0].islower() else code) in said
