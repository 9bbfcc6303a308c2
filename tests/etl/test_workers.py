"""Tasks side by side: the answers are those of one process, also when the system ends a worker in the middle."""

import logging
import multiprocessing
import os
import subprocess
import sys
import time

import psutil
import pytest

from etl import workers
from etl.progress import tell, within

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("processes")]  # each starts processes of its own


def _twice(number: int) -> int:
    return 2 * number


def _ended_elsewhere(number: int) -> int:
    """Only a process of its own is ended, as by the system; the run's own process answers."""
    if number == 2 and multiprocessing.parent_process() is not None:
        os._exit(1)
    return 2 * number


def _refuses(number: int) -> int:
    raise ValueError(f"{number} is refused")


@pytest.mark.parametrize("work", [_twice, _ended_elsewhere])
@pytest.mark.parametrize("processors", [1, 2])
def test_every_answer_comes_in_order(monkeypatch, work, processors) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    assert list(workers.each(work, [1, 2, 3, 4])) == [2, 4, 6, 8]


def test_an_error_of_a_task_reaches_the_caller(monkeypatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with pytest.raises(ValueError, match="1 is refused"):
        list(workers.each(_refuses, [1, 2]))


def _in_two_steps(number: int) -> int:
    with within(0.0, 0.5):
        for share in (0.0, 1.0):
            tell("first", share)
            time.sleep(2 * workers.OFTEN)
    with within(0.5, 1.0):
        tell("second", 0.5)
        time.sleep(2 * workers.OFTEN)
    return number


@pytest.mark.parametrize("processors", [1, 2])
def test_how_far_each_task_is_reaches_the_caller(monkeypatch, processors) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    heard: dict[int, list[tuple[str, float]]] = {0: [], 1: [], 2: []}
    done = workers.each(_in_two_steps, [7, 8, 9], lambda number, *told: heard[number].append(told))
    assert list(done) == [7, 8, 9]
    whole = [("first", 0.0), ("first", 0.5), ("second", 0.75), ("", 1.0)]
    assert heard == {0: whole, 1: whole, 2: whole}


def _process(number: int) -> int:
    time.sleep(0.3)  # so that each of two tasks needs a process
    return os.getpid()


@pytest.mark.parametrize("stopped", [False, True])
def test_kept_processes_do_the_next_tasks_too(monkeypatch, stopped) -> None:
    """Unless somebody did not wait for all of them: what is still at work there is none of the next call's business."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with workers.kept():
        tasks = workers.each(_process, [1, 2, 3])
        first = {next(tasks)} if stopped else set(tasks)
        tasks.close()
        alive = {one.pid for one in multiprocessing.active_children()}
        heard: list[int] = []
        then = set(workers.each(_process, [1, 2], lambda number, *_: heard.append(number)))
        with pytest.raises(ValueError, match="1 is refused"):
            list(workers.each(_refuses, [1, 2]))
        assert list(workers.each(_ended_elsewhere, [1, 2, 3])) == [2, 4, 6]
        last = set(workers.each(_process, [1, 2]))
    assert os.getpid() not in first | then | last and set(heard) == {0, 1}
    assert then.isdisjoint(first) if stopped else first | then <= alive
    assert last.isdisjoint(then)
    assert not [one for one in multiprocessing.active_children() if one.pid in first | then | last]


def _logs(number: int) -> int:
    logging.getLogger("tsunagari.intake").error("no. %s", number)
    return number


@pytest.mark.parametrize("processors", [1, 2])
def test_what_a_worker_logs_is_the_runs(monkeypatch, caplog, processors) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    assert list(workers.each(_logs, [1, 2])) == [1, 2]
    assert sorted(one.getMessage() for one in caplog.records) == ["no. 1", "no. 2"]
    assert {one.name for one in caplog.records} == {"tsunagari.intake"}


_RUN = """
import os, time
from etl import workers
os.cpu_count = lambda: 2
if __name__ == "__main__":
    list(workers.each(time.sleep, [0.1, 60.0]))
"""


def _working(run: psutil.Process) -> list[psutil.Process]:
    """The two workers of a run, as soon as both are there."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        working = [one for one in run.children() if "spawn_main" in " ".join(one.cmdline())]
        if len(working) == 2:
            return working
        time.sleep(0.1)
    raise AssertionError("no workers")


@pytest.mark.skipif(os.name == "nt", reason="Windows ends what a killed process began by its own rules")
def test_workers_end_with_a_run_that_is_killed(tmp_path) -> None:
    script = tmp_path / "run.py"
    script.write_text(_RUN)
    with subprocess.Popen([sys.executable, str(script)], stderr=subprocess.DEVNULL) as run:
        working = _working(psutil.Process(run.pid))
        time.sleep(1.0)  # they have begun to work
        run.kill()
    gone, left = psutil.wait_procs(working, timeout=10)
    for one in left:
        one.kill()
    assert len(gone) == 2 and not left
