"""A long command shows that it lives, and what it says of the time that is left is true (issue: "honest remaining time,
from the first second")."""

import csv
import io
import os
import re
import subprocess
import sys
import threading
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from etl.cli import watching
from etl.cli.remaining import LEAST, PLAN, SURE, Remaining, in_words
from etl.progress import Part, spans
from tests.conftest import ROOT

# How much slower or faster each stage may be than its proportion in the plan: another prefecture, another machine.
OFF = st.floats(0.5, 2.0)
SPEED = st.floats(0.05, 20.0)


def _run(lengths: dict[str, float], ticks: int = 50) -> list[tuple[float, str, float]]:
    """Everything told in a run whose stages take so many seconds, each as evenly as can be."""
    told, now = [], 0.0
    for stage, length in lengths.items():
        told += [(now + length * tick / ticks, stage, tick / ticks) for tick in range(ticks + 1)]
        now += length
    return told


@given(SPEED, st.fixed_dictionaries({stage: OFF for stage in PLAN}))
def test_what_is_told_is_within_the_factor_that_stages_are_off(speed, off) -> None:
    lengths = {stage: seconds * speed * off[stage] for stage, seconds in PLAN.items()}
    rest, end = Remaining(), sum(lengths.values())
    worst = max(off.values()) / min(off.values())
    for now, stage, share in _run(lengths):
        rest.hear(now, stage, share)
        if (seconds := rest.seconds(now)) is not None:
            assert (end - now) / worst - 1e-6 <= seconds <= (end - now) * worst + 1e-6


def test_of_a_recorded_load_the_truth_is_told_within_a_factor() -> None:
    """`recorded_load.csv`: what a load of the demo told on two processors, a row every two seconds."""
    with (Path(__file__).parent / "recorded_load.csv").open() as file:
        rows = [(float(row["seconds"]), row["stage"], float(row["share"])) for row in csv.DictReader(file)]
    end, rest, told = rows[-1][0], Remaining(), []
    for now, stage, share in rows[:-1]:
        rest.hear(now, stage, share)
        if rest.whole and (seconds := rest.seconds(now)) is not None:
            told.append((now, seconds))
    assert told[0][0] < 40  # of 117 seconds, of which the first 24 are intake
    for now, seconds in told:
        assert (end - now) / 1.6 - 5 <= seconds <= 1.6 * (end - now) + 5, now
    # It goes down: where it goes up, years are late to begin, and it is by less than a third.
    assert all(later <= 1.34 * earlier + 5 for (_, earlier), (_, later) in pairwise(told))


@given(SPEED)
def test_a_run_in_the_proportions_of_the_plan_is_told_to_the_second(speed) -> None:
    lengths = {stage: seconds * speed for stage, seconds in PLAN.items()}
    rest, end = Remaining(), sum(lengths.values())
    told = []
    for now, stage, share in _run(lengths):
        rest.hear(now, stage, share)
        if (seconds := rest.seconds(now)) is not None:
            assert seconds == pytest.approx(end - now, abs=1e-6 * end)
            told.append(seconds)
    assert all(later <= earlier + 1e-6 * end for earlier, later in pairwise(told))


@given(st.floats(10.0, 1000.0), st.floats(0.05, 0.99))
def test_of_a_stage_before_the_plan_only_its_own_rest_is_told(length, share) -> None:
    rest = Remaining()
    rest.hear(5.0, "read", 0.0)
    rest.hear(5.0 + share * length, "read", share)
    seconds = rest.seconds(5.0 + share * length)
    assert not rest.whole
    if share * length >= LEAST and share >= SURE:
        assert seconds == pytest.approx((1 - share) * length)
    else:
        assert seconds is None


@given(st.lists(st.sampled_from([*PLAN, "read", "check"]), min_size=1), st.data())
def test_nothing_that_is_heard_makes_it_fail_or_go_below_zero(stages, data) -> None:
    rest, now = Remaining(), 0.0
    for stage in stages:
        now += data.draw(st.floats(0, 100))
        rest.hear(now, stage, data.draw(st.floats(0, 1)))
        seconds = rest.seconds(now + data.draw(st.floats(0, 100)))
        assert seconds is None or seconds >= 0


def test_a_stage_that_stands_still_is_told_to_take_longer() -> None:
    """No clock runs down to nothing while nothing is done."""
    rest = Remaining()
    rest.hear(0.0, "protect", 0.0)
    rest.hear(50.0, "protect", 0.5)
    assert rest.seconds(100.0) > rest.seconds(60.0) > rest.seconds(50.0)


@given(st.floats(10, 1e5))
def test_words_are_as_coarse_as_what_is_known(seconds) -> None:
    minutes = re.search(r"(\d+) 分", in_words(seconds))
    rest = re.search(r"(\d+) 秒", in_words(seconds))
    said = 60 * int(minutes[1] if minutes else 0) + int(rest[1] if rest else 0)
    assert abs(said - seconds) <= max(5.0, 30.0 if seconds >= 295 else 0.0) + 1e-6
    assert not rest or int(rest[1]) % 10 == 0


@given(st.lists(st.floats(0, 1e6)))
def test_parts_of_a_task_lie_end_to_end(sizes) -> None:
    reach = spans(sizes)
    assert len(reach) == len(sizes)
    assert all(before[1] == after[0] for before, after in pairwise(reach))
    assert all(0 <= first <= last <= 1 + 1e-9 for first, last in reach)


class _Log(io.StringIO):
    """A log file that notes when each line was written."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[float, str]] = []

    def write(self, text: str) -> int:
        self.lines += [(time.monotonic(), line) for line in text.splitlines() if line]
        return len(text)


def test_a_log_file_is_never_silent_for_long(monkeypatch) -> None:
    """Not even while a single query or program runs; what each of several years does is said."""
    monkeypatch.setattr(watching, "BEAT", 1.0)
    log = _Log()
    begun = time.monotonic()
    with watching.Lines(Console(file=log)) as lines:
        lines.hear("read", 0.0)
        lines.hear(
            "protect",
            0.3,
            [Part("2023年度", "completion", 0.6), Part("2024年度", "", 0.0), Part("2025年度", "", 1.0)],
        )
        time.sleep(4.0)
    moments = [begun, *(moment for moment, _ in log.lines)]
    assert max(later - earlier for earlier, later in pairwise(moments)) < 2.5
    said = [line for _, line in log.lines]
    assert said[:3] == ["準備 …", "読込 …", "秘匿処理 …"]
    assert said[3].startswith("秘匿処理 30%（2023年度 補完秘匿 60%、2024年度 0%） 開始から ")
    assert said[-1].startswith("終わりました（4 秒")


def test_a_terminal_shows_stage_years_and_what_is_left() -> None:
    screen = Console(file=io.StringIO(), force_terminal=True, width=100)
    with watching.Bars(screen) as bars:
        bars.hear("read", 1.0)
        bars.hear("protect", 0.3, [Part("2023年度", "clean_up", 0.6), Part("2024年度", "", 0.0)])
        bars._bars.refresh()
    shown = screen.file.getvalue()
    for words in (
        "準備",
        "読込",
        "秘匿処理",
        "2023年度 公開に戻せるセルの確認",
        "2024年度",
        "60%",
        "残り時間は計算中",
    ):
        assert words in shown


def test_the_first_word_comes_before_anything_is_imported(tmp_path) -> None:
    """`tsunagari load` into a log file: a word within the time that Python and the command line need to start."""
    environment = os.environ | {"TSUNAGARI_HOME": str(tmp_path), "PYTHONUTF8": "1"}
    with subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "etl.cli", "load"],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8",
    ) as run:  # fmt: skip
        assert run.stderr
        before = []
        for line in run.stderr:
            if line.startswith("準備"):
                break
            before.append(line)
        else:
            pytest.fail("no word at all")
        drain = threading.Thread(target=run.stderr.read)
        drain.start()
        run.wait()
        drain.join()
    imported = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in before if "|" in line}
    assert "typer" in imported
    assert not imported & {"duckdb", "pandas", "numpy", "scipy", "pyarrow", "highspy", "openpyxl"}
