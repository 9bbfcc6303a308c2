"""Tasks side by side: fiscal years are independent of each other, so each has a process of its own."""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.queues import SimpleQueue
from typing import TypeVar

from etl.progress import Watch, heard_by

Argument = TypeVar("Argument")
Result = TypeVar("Result")
Message = tuple[int, str, float] | logging.LogRecord
OFTEN = 0.25  # seconds between two words of a worker, and between two looks at what they told

_to_the_run: SimpleQueue[Message] | None = None
"""In a worker: the way to the process that waits for it."""


@dataclass
class _Pool:
    """Processes, and the way that they tell how far they are."""

    executor: ProcessPoolExecutor
    messages: SimpleQueue[Message]


@dataclass
class _Kept:
    """The processes that are kept from one call to the next, once there are any."""

    pool: _Pool | None = None


_kept: _Kept | None = None


@contextmanager
def kept() -> Iterator[None]:
    """Inside the block the same processes do the tasks of all calls: to begin one takes a second or two."""
    global _kept
    mine = _kept = _Kept()
    try:
        yield
    finally:
        _kept = None
        _end(mine)


def beside(tasks: int) -> int:
    """How many of so many tasks run at the same time: what they take on the clock is theirs divided by it."""
    return max(1, min(tasks, os.cpu_count() or 1))


def each(
    work: Callable[[Argument], Result], arguments: Sequence[Argument], watch: Watch = lambda *_: None
) -> Iterator[Result]:
    """`work` (a function of a module) on every argument, results in order; an error reaches the caller as it is.

    `watch` hears what the work tells (`progress.tell`), with the number of its argument, and the end of each.
    Workers start afresh (spawn): forked ones would share locks of DuckDB and HiGHS, and Windows has no fork.
    """
    done = 0
    if beside(len(arguments)) > 1:
        try:
            for result in _elsewhere(work, arguments, watch):
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
    work: Callable[[Argument], Result], arguments: Sequence[Argument], watch: Watch
) -> Iterator[Result]:
    holder = _kept or _Kept()
    pool = holder.pool = holder.pool or _begun()
    finished = False
    try:
        tasks = [
            pool.executor.submit(_task, work, number, argument) for number, argument in enumerate(arguments)
        ]
        for task in tasks:
            while not wait((task,), OFTEN).done:
                _pass_on(pool.messages, watch)
            _pass_on(pool.messages, watch)
            yield task.result()
        finished = True
    finally:
        # Whoever did not wait for all tasks must not hear of them at the next call.
        if holder is not _kept or not finished:
            _end(holder)


def _begun() -> _Pool:
    # One more than processors: three years on two of them end together, where the third would wait and then run alone. A
    # process begins when a task finds none idle, so never more of them than tasks.
    workers = (os.cpu_count() or 1) + 1
    context = multiprocessing.get_context("spawn")
    messages: SimpleQueue[Message] = context.SimpleQueue()
    return _Pool(ProcessPoolExecutor(workers, context, _begin, (messages,)), messages)


def _end(holder: _Kept) -> None:
    if holder.pool is not None:
        holder.pool.executor.shutdown(cancel_futures=True)
        holder.pool = None


def _pass_on(messages: SimpleQueue[Message], watch: Watch) -> None:
    while not messages.empty():
        message = messages.get()
        if isinstance(message, logging.LogRecord):
            logging.getLogger(message.name).handle(message)
        else:
            watch(*message)


def _begin(messages: SimpleQueue[Message]) -> None:
    """First of all in a worker."""
    global _to_the_run
    _to_the_run = messages
    logging.getLogger().addHandler(_Log(messages))
    threading.Thread(target=_end_with_the_run, daemon=True).start()


class _Log(logging.Handler):
    """What a worker logs, the run writes down: it alone knows where to."""

    def __init__(self, messages: SimpleQueue[Message]) -> None:
        super().__init__()
        self._messages = messages

    def emit(self, record: logging.LogRecord) -> None:
        # Words alone: what a record refers to may be nothing that can be sent.
        words = logging.LogRecord(
            record.name, record.levelno, record.pathname, record.lineno, self.format(record), None, None
        )
        self._messages.put(words)


def _end_with_the_run() -> None:
    """A worker whose run was killed would wait for work for ever, and hold its memory."""
    if run := multiprocessing.parent_process():
        run.join()
        os._exit(1)


def _task(work: Callable[[Argument], Result], number: int, argument: Argument) -> Result:
    """In a worker: the work, and what it tells on its way."""
    messages = _to_the_run
    assert messages is not None
    last = -OFTEN

    def listener(step: str, share: float) -> None:
        nonlocal last
        # Work tells as often as it likes; a pipe and a screen have their limits.
        if (now := time.monotonic()) - last >= OFTEN:
            last = now
            messages.put((number, step, share))

    with heard_by(listener):
        result = work(argument)
    messages.put((number, "", 1.0))
    return result
