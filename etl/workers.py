"""Tasks side by side: fiscal years are independent of each other, so each has a process of its own."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing.queues import SimpleQueue
from typing import TypeVar

from etl.progress import Watch, heard_by

Argument = TypeVar("Argument")
Result = TypeVar("Result")
Word = tuple[int, str, float]
OFTEN = 0.25  # seconds between two words of a worker, and between two looks at what they said

_pipe: SimpleQueue[Word] | None = None
"""In a worker: the way to the process that waits for it."""


def each(
    work: Callable[[Argument], Result], arguments: Sequence[Argument], watch: Watch = lambda *_: None
) -> Iterator[Result]:
    """`work` (a function of a module) on every argument, results in order; an error reaches the caller as it is.

    `watch` hears what the work tells (`progress.tell`), with the number of its argument, and the end of each.
    Workers start afresh (spawn): forked ones would share locks of DuckDB and HiGHS, and Windows has no fork.
    """
    processors = os.cpu_count() or 1
    # One more than processors: three years on two of them end together, where the third would wait and then run alone.
    workers = min(len(arguments), processors + 1)
    done = 0
    if workers > 1 and processors > 1:
        try:
            for result in _elsewhere(work, arguments, watch, workers):
                done += 1
                yield result
            return
        except BrokenProcessPool:
            pass  # The system ended a worker (no memory left, a guard against viruses): that costs time, never the run.
    for number in range(done, len(arguments)):
        with heard_by(partial(watch, number)):
            result = work(arguments[number])
        watch(number, "", 1.0)
        yield result


def _elsewhere(
    work: Callable[[Argument], Result], arguments: Sequence[Argument], watch: Watch, workers: int
) -> Iterator[Result]:
    context = multiprocessing.get_context("spawn")
    pipe: SimpleQueue[Word] = context.SimpleQueue()
    with ProcessPoolExecutor(workers, context, _begin, (pipe,)) as pool:
        tasks = [pool.submit(_task, work, number, argument) for number, argument in enumerate(arguments)]
        try:
            for task in tasks:
                while not wait((task,), OFTEN).done:
                    _pass_on(pipe, watch)
                _pass_on(pipe, watch)
                yield task.result()
        finally:
            for task in tasks:
                task.cancel()


def _pass_on(pipe: SimpleQueue[Word], watch: Watch) -> None:
    while not pipe.empty():
        watch(*pipe.get())


def _begin(pipe: SimpleQueue[Word]) -> None:
    """First of all in a worker."""
    global _pipe
    _pipe = pipe
    threading.Thread(target=_end_with_the_run, daemon=True).start()


def _end_with_the_run() -> None:
    """A worker whose run was killed would wait for work for ever, and hold its memory."""
    if run := multiprocessing.parent_process():
        run.join()
        os._exit(1)


def _task(work: Callable[[Argument], Result], number: int, argument: Argument) -> Result:
    """In a worker: the work, and what it tells on its way."""
    pipe = _pipe
    assert pipe is not None
    spoke = -OFTEN

    def listener(step: str, share: float) -> None:
        nonlocal spoke
        # Work tells as often as it likes; a pipe and a screen have their limits.
        if (now := time.monotonic()) - spoke >= OFTEN:
            spoke = now
            pipe.put((number, step, share))

    with heard_by(listener):
        result = work(argument)
    pipe.put((number, "", 1.0))
    return result
