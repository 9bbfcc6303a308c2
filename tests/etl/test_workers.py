"""Tasks side by side: the answers are those of one process, also when the system ends a worker in the middle."""

import multiprocessing
import os

import pytest

from etl import workers

pytestmark = pytest.mark.slow  # each starts processes of its own


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
