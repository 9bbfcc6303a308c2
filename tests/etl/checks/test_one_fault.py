"""One wrong value is told once: what follows from its row being refused is not told as further faults."""

from collections.abc import Callable
from typing import Any

import duckdb
import pytest

from etl import forms
from etl.catalogue import Catalogue
from etl.register import Summary
from etl.settings import Settings
from tests.etl.checks.test_cells import COVER, FLOW, SEAT
from tests.etl.checks.test_rules import WORLD

BODIES = [
    {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in body.items()}
    for body in WORLD["F1"]
]


@pytest.fixture
def told(
    con: duckdb.DuckDBPyConnection, load: Callable[[], Summary], settings: Settings, catalogue: Catalogue
) -> Callable[..., set[str]]:
    """The rules of a workbook with cover, four bodies, a seat and a referral."""

    def send(change: Callable[[dict[str, list[dict[str, Any]]]], None] = lambda _: None) -> set[str]:
        rows = {"F0": [dict(COVER)], "F1": [dict(body) for body in BODIES], "F3": [FLOW | {"channel": "C2"}]}
        rows["F2"] = [SEAT | {"body_code": "B01", "agency_code": "A02"}]
        change(rows)
        (settings.inbox / "312011_2024_r1.xlsx").write_bytes(forms.form("312011", 2024, rows, catalogue))
        load()
        found = con.execute(
            "select distinct rule from finding where severity in ('warn', 'error')"
        ).fetchall()
        return {rule for (rule,) in found}

    return send


def test_without_a_fault_nothing_is_told_of_rows_that_are_missing(told: Callable[..., set[str]]) -> None:
    assert not told() & {"VR03", "VR15", "VR20", "VR25"}


@pytest.mark.parametrize(("body", "silent"), [(0, {"VR15", "VR20"}), (2, {"VR15", "VR25"})])
def test_a_body_with_a_wrong_date_is_not_missing(
    told: Callable[..., set[str]], body: int, silent: set[str]
) -> None:
    found = told(lambda rows: rows["F1"][body].update(est_date="2024-06-31"))
    assert "VR05" in found and not found & silent, found


def test_a_cover_sheet_with_a_wrong_value_is_not_missing(told: Callable[..., set[str]]) -> None:
    found = told(lambda rows: rows["F0"][0].update(pref_publish_ok="△"))
    assert "VR05" in found and "VR03" not in found


def test_what_was_never_written_is_missing_as_before(told: Callable[..., set[str]]) -> None:
    assert "VR15" in told(lambda rows: rows["F1"].pop(0))


def test_every_rule_that_misses_rows_says_of_which_form(catalogue: Catalogue) -> None:
    absent = {rule.id for rule in catalogue.rules.values() if rule.sql and "having not" in rule.sql}
    absent |= {
        rule.id
        for rule in catalogue.rules.values()
        for form in catalogue.forms
        if rule.sql and f"not exists (select 1 from {form.lower()} " in rule.sql
    }
    assert absent and all(catalogue.rules[rule].rows_of for rule in absent), absent
    assert all(form in catalogue.forms for rule in catalogue.rules.values() for form in rule.rows_of)
