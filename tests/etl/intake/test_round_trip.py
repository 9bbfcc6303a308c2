"""Answers printed into next year's form and sent back say the same, in the workbook and in the CSV twins."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import catalogue as catalogues
from etl import forms
from etl import settings as machine
from etl.checks.columns import ACCOUNT
from etl.demo import world
from etl.intake import flatfile
from tests.etl.intake.conftest import LG, Desk, row

Rows = dict[str, list[dict[str, Any]]]
STATES = {"value": 7, "suppressed": "x", "not_applicable": "-", "unknown": "…", "unanswered": None}


def _workbook(desk: Desk, lg_code: str, rows: Rows) -> Rows:
    data = forms.form(lg_code, 2024, _printed(desk, rows), desk.catalogue)
    return desk.read(data, f"{lg_code}_2024_r1.xlsx").result.rows


def _twins(desk: Desk, lg_code: str, rows: Rows) -> Rows:
    sent: Rows = {}
    for name, data in forms.csv_twins(lg_code, 2024, _printed(desk, rows), desk.catalogue).items():
        for form, kept in desk.read(data, name).result.rows.items():
            sent.setdefault(form, []).extend(kept)
    return sent


def _printed(desk: Desk, rows: Rows) -> Rows:
    return {form: [forms.answers(desk.catalogue.forms[form], one) for one in rows[form]] for form in rows}


def _told(rows: Rows) -> dict[str, list[list[tuple[str, str]]]]:
    """Without row numbers and what was counted of each row for the ledger, in any order."""
    plain = {
        form: [
            sorted((n, repr(v)) for n, v in one.items() if n not in ("row_no", *ACCOUNT.names))
            for one in kept
        ]
        for form, kept in rows.items()
    }
    return {form: sorted(kept) for form, kept in plain.items() if kept}


WAYS = pytest.mark.parametrize("again", [_workbook, _twins])


@WAYS
def test_every_state_of_a_count_comes_back(desk: Desk, again: Callable[..., Rows]) -> None:
    first = desk.book([row(joint=written, channel=f"C{at}") for at, written in enumerate(STATES.values(), 1)])
    assert first.values("joint_support_count_state") == list(STATES)
    sent = again(desk, LG, first.result.rows)
    by_channel = sorted(sent["F3"], key=lambda one: one["channel"])
    assert [one["joint_support_count_state"] for one in by_channel] == list(STATES)
    assert [one["joint_support_count"] for one in by_channel] == [7, None, None, None, None]
    assert _told(sent) == _told(first.result.rows)


@WAYS
def test_all_answers_of_a_municipality_come_back(
    desk: Desk, again: Callable[..., Rows], grown: tuple[str, Rows]
) -> None:
    lg_code, rows = grown
    first = desk.read(forms.form(lg_code, 2024, rows, desk.catalogue), f"{lg_code}_2024_r1.xlsx").result.rows
    assert {form for form, kept in first.items() if kept} >= {"F0", "F1", "F2", "F3", "F4", "F5", "F7"}
    assert _told(again(desk, lg_code, first)) == _told(first)


def test_no_answer_is_a_blank_cell_and_unknown_a_word(desk: Desk) -> None:
    form = desk.catalogue.forms["F3"]
    written = [
        forms.answers(form, {"referral_count": None, "referral_count_state": state})["referral_count"]
        for state in ("unanswered", "unknown")
    ]
    assert written == ["", "不詳"]
    twin = forms.csv_twins(LG, 2024, {"F3": [{"period": "H1", "referral_count": "…"}]}, desk.catalogue)
    assert b",,U," in twin[f"{LG}_F3_2024H1_r1.csv"], "… on a form is unknown, never unanswered"


@pytest.fixture(scope="session")
def grown(desk: Desk) -> tuple[str, Rows]:
    """The demo's municipality with the most rows in 2024."""
    worlds = world.grow(desk.catalogue, machine.load({"TSUNAGARI_HOME": str(desk.folder)}))
    here = {code: rows for (code, year), rows in worlds.items() if year == 2024 and "FP" not in rows}
    return max(here.items(), key=lambda one: (len(one[1]), sum(map(len, one[1].values()))))


@pytest.mark.slow
@given(st.text(alphabet="=+-@＝＋－＠あa1 ", max_size=6))
def test_a_csv_twin_is_run_by_nothing_and_read_back_letter_by_letter(text: str) -> None:
    catalogue = catalogues.load()
    ((_, data),) = forms.csv_twins(LG, 2024, {"F1": [{"body_name": text}]}, catalogue).items()
    heads, told = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    written = told[heads.index("body_name")]
    assert len(text) < 2 or not written.startswith(tuple("=+-@＝＋－＠"))
    (names, back), _ = flatfile.rows(data)
    assert (back[names.index("body_name")] or "") == text
