"""Nothing is misread in silence: what is loaded is what a person reads in the cell, or the file is not 提出できます."""

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from etl.checks.examined import Examined
from etl.checks.file import examine
from etl.intake.receive import received
from tests.etl.intake import faults
from tests.etl.intake.conftest import GOOD, HEAD, Desk

SEEDS = st.integers(0, 2**32)
# The steps of reading one file, each of which may fail on a file nobody has thought of.
STEPS = [
    "etl.checks.file.read",
    "etl.checks.file.contents",
    "etl.checks.file._identify",
    "etl.checks.file.refuse_copies",
    "etl.checks.file._suspicious",
    "etl.checks.file._hidden",
    "etl.checks.file._sender",
    "etl.checks.file._witnesses",
    "etl.checks.file._format",
    "etl.checks.file._table",
    "etl.checks.file._once",
    "etl.checks.rows.judge_line",
    "etl.checks.file.storable",
    "etl.intake.workbook.look_through",
    "etl.intake.spreadsheet.openpyxl.load_workbook",
]


def _read(desk: Desk, files: dict[str, bytes]) -> tuple[list[Examined], dict[str, list[dict[str, Any]]]]:
    """What came of each file, and the rows of all."""
    results, rows = [], dict[str, list[dict[str, Any]]]()
    for name, data in files.items():
        path = desk.folder / name
        path.write_bytes(data)
        results.append(examine(received(path), desk.catalogue, desk.judge))
        path.unlink()
        for form, kept in results[-1].rows.items():
            rows.setdefault(form, []).extend(kept)
    return results, rows


def _stops(desk: Desk, one: dict[str, Any]) -> bool:
    rule = desk.catalogue.rules[one["rule"]]
    return rule.asks or rule.severity in ("error", "quarantine", "refuse")


def _whole(desk: Desk, sent: faults.Sent) -> tuple[bool, dict[faults.Place, str]]:
    """Whether an .xlsx would be called 提出できます, and what of it is misread or lost."""
    (result,), rows = _read(desk, {sent.name: sent.bytes()})
    return not any(_stops(desk, one) for one in result.findings), faults.misread(sent, rows)


def _misread(desk: Desk, sent: faults.Sent) -> None:
    _judge(desk, sent, {sent.name: sent.bytes()})


def _judge(desk: Desk, sent: faults.Sent, files: dict[str, bytes]) -> None:
    """Each number that is not what a person reads is spoken for by a finding of its own sheet, or of the whole file.

    A loud fault elsewhere excuses nothing: staff would mend that one and send the other again.
    """
    results, rows = _read(desk, files)
    told = {one["form"] for result in results for one in result.findings if _stops(desk, one)}
    # What stops the file, or stands on a sheet that is none of the forms, is said of the file.
    whole = any(result.refused for result in results) or None in told
    silent = {place: text for place, text in faults.misread(sent, rows).items() if place[0] not in told}
    assert whole or not silent, (sent.done, silent)


@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_a_clean_submission_is_read_whole(desk: Desk, seed: int) -> None:
    sent = faults.clean(random.Random(seed))
    for files in ({"312011_2025_r1.ods": sent.ods()}, sent.csv()):
        results, rows = _read(desk, files)
        assert not faults.misread(sent, rows)
        assert not any(_stops(desk, one) for result in results for one in result.findings)
    passes, wrong = _whole(desk, sent)
    assert passes and not wrong


@pytest.mark.slow
@settings(max_examples=120, deadline=None)
@given(seed=SEEDS)
def test_nothing_is_misread_in_silence(desk: Desk, seed: int) -> None:
    _misread(desk, faults.spoil(seed))


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS)
def test_nothing_is_misread_in_silence_in_an_open_document(desk: Desk, seed: int) -> None:
    sent = faults.spoil(seed, among=faults.IN_ODS)
    _judge(desk, sent, {sent.name.replace(".xlsx", ".ods"): sent.ods()})


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(seed=SEEDS)
@example(
    seed=1612
)  # a half above the headings of the other: one number a row, so no row looks like two answers
def test_nothing_is_misread_in_silence_in_csv(desk: Desk, seed: int) -> None:
    sent = faults.spoil(seed, among=faults.IN_CSV)
    _judge(desk, sent, sent.csv())


@pytest.mark.parametrize("fault", faults.FAULTS)
def test_nothing_is_misread_by_one_fault(desk: Desk, fault: str) -> None:
    for seed in range(4):
        _misread(desk, faults.spoil(seed, fault))


@pytest.mark.parametrize("fault", ["carriage_return", "cross", "five_digits", "hidden_row", "typed_wide"])
def test_what_a_person_reads_plainly_is_read(desk: Desk, fault: str) -> None:
    """These are no reason to send a file back."""
    for seed in range(4):
        sent = faults.spoil(seed, fault)
        passes, wrong = _whole(desk, sent)
        assert passes and not wrong


@pytest.mark.parametrize(
    "error", [RuntimeError("田中"), RecursionError(), MemoryError(), AssertionError(), BaseException()]
)
@pytest.mark.parametrize("step", STEPS)
def test_no_step_of_reading_stops_the_others(
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    step: str,
    error: BaseException,
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(step, fail)
    seen = desk.book([GOOD])
    assert seen.refused == "PX36" and not seen.rows() and seen.result.lg_code == "312011"
    number = seen.result.findings[0]["other_value"].partition("・")[0]
    assert number in caplog.text and "田中" not in caplog.text
    monkeypatch.undo()
    assert desk.book([GOOD]).refused is None


def test_a_file_that_cannot_even_be_opened_is_named(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "312011_2024_r1.xlsx"
    path.write_bytes(b"PK")
    file = received(path)
    path.unlink()
    result = examine(file, desk.catalogue, desk.judge)
    assert result.refused == "PX36" and result.file.name == path.name


@pytest.mark.parametrize(
    ("name", "cover", "revision"),
    [
        ("312011_2024_r2.xlsx", 2, 2),
        ("312011_2024_r2.xlsx", "第2版", 2),
        ("312011_2024_r2 (1).xlsx", 2, 2),
        ("312011_2024.xlsx", 3, 3),
        ("【鳥取市】様式（修正版）.xlsx", 2, 2),
        ("【鳥取市】様式2回目.xlsx", 2, 2),
        ("【鳥取市】2024年度様式 (2).xlsx", 1, 1),
        ("312011_2024_r2.xlsx", None, 2),
        ("312011_2024_r2.xlsx", 1, 2),
        ("312011_2024_r1.xlsx", 2, 2),
        ("【鳥取市】第1版.xlsx", "2版", 2),
        ("312011_2024_r2.xlsx", 3, None),
        ("【鳥取市】第3版.xlsx", "2版", None),
    ],
)
def test_name_and_cover_say_one_revision_or_nothing_is_loaded(
    desk: Desk, name: str, cover: Any, revision: int | None
) -> None:
    """A name that says no revision is no witness (saving again and downloading twice change names), nor is a printed 1."""
    seen = desk.book([GOOD], name=name, cover={"revision_no": cover})
    if revision:
        assert seen.refused is None and seen.result.revision == revision and len(seen.rows()) == 1
        one_raised = revision > 1 and (cover == 1 or "r1" in name or "第1版" in name)
        assert one_raised == any(one["rule"] == "PX46" for one in seen.result.findings)
    else:
        (one,) = [one for one in seen.result.findings if one["rule"] == "PX37"]
        assert seen.refused == "PX37" and not seen.rows()
        assert one["other_value"].startswith("版：ファイル名") and "提出票" in one["other_value"]


def test_answers_above_the_headings_are_not_set_aside_in_silence(desk: Desk) -> None:
    """The first headings taken away, a second block with its own below: only that one is read."""
    seen = desk.book([HEAD, ["H2", *GOOD[1:]]], head=GOOD)
    assert seen.place("PX40") == (1, "") and len(seen.rows()) == 1
