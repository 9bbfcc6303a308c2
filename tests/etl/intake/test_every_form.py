"""Of every form: one to three faults at random cells, and nothing is misread in silence."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.checks.examined import Examined
from etl.checks.file import examine
from etl.intake.receive import received
from tests.etl.intake import every_form
from tests.etl.intake.conftest import Desk

SEEDS = st.integers(0, 2**32)
WHOSE = st.sampled_from([every_form.LG, every_form.LG, every_form.LG, every_form.PREFECTURE])


def examined(desk: Desk, data: bytes, name: str) -> Examined:
    path = desk.folder / name
    path.write_bytes(data)
    try:
        return examine(received(path), desk.catalogue, desk.judge)
    finally:
        path.unlink()


def silent(desk: Desk, made: "tuple[bytes, str, every_form.Drawn]", clean: Examined) -> dict[str, set[str]]:
    """What was misread or lost without a finding of its form, or of the file, that must be answered."""
    data, name, drawn = made
    result = examined(desk, data, name)
    rules = desk.catalogue.rules
    loud = {
        one["form"]
        for one in result.findings
        if rules[one["rule"]].asks or rules[one["rule"]].severity in ("error", "quarantine", "refuse")
    }
    if result.refused or None in loud:
        return {}
    return {
        form: told
        for form, told in every_form.wrong(drawn, clean.rows, result.rows).items()
        if form not in loud
    }


@cache
def _unspoilt(desk: Desk, make: str, seed: int, whose: str) -> Examined:
    made = getattr(every_form, make)(seed, desk.catalogue, whose, 0)
    return examined(desk, made[0], made[1])


@pytest.mark.parametrize("make", ["workbook", "lines"])
@pytest.mark.parametrize("whose", [every_form.LG, every_form.PREFECTURE])
def test_a_clean_submission_of_every_form_is_read_whole(desk: Desk, make: str, whose: str) -> None:
    clean = _unspoilt(desk, make, 1, whose)
    stops = [
        one
        for one in clean.findings
        if desk.catalogue.rules[one["rule"]].severity in ("error", "quarantine", "refuse")
    ]
    assert clean.refused is None and not stops
    assert all(
        len(rows) == len(every_form.ROWS[form]) for form, rows in clean.rows.items() if make == "workbook"
    )


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, whose=WHOSE)
def test_nothing_of_a_csv_is_misread_in_silence(desk: Desk, seed: int, whose: str) -> None:
    made = every_form.lines(seed, desk.catalogue, whose)
    assert not silent(desk, made, _unspoilt(desk, "lines", seed, whose)), made[2].done


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, whose=WHOSE)
def test_nothing_of_a_workbook_is_misread_in_silence(desk: Desk, seed: int, whose: str) -> None:
    made = every_form.workbook(seed, desk.catalogue, whose)
    assert not silent(desk, made, _unspoilt(desk, "workbook", 0, whose)), made[2].done
