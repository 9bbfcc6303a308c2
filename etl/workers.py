"""Tasks side by side: fiscal years are independent of each other, so each has a process of its own."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

Argument = TypeVar("Argument")
Result = TypeVar("Result")


def each(work: Callable[[Argument], Result], arguments: Sequence[Argument]) -> Iterator[Result]:
    """`work` (a function of a module) on every argument, results in order; an error reaches the caller as it is.

    Workers start afresh (spawn): forked ones would share locks of DuckDB and HiGHS, and Windows has no fork.
    """
    processors = os.cpu_count() or 1
    # One more than processors: three years on two of them end together, where the third would wait and then run alone.
    workers = min(len(arguments), processors + 1)
    if workers < 2 or processors < 2:
        yield from _here(work, arguments)
        return
    done = 0
    try:
        with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
            for result in pool.map(work, arguments):
                done += 1
                yield result
    except BrokenProcessPool:
        # The system ended a worker (no memory left, a guard against viruses): that costs time, never the run.
        yield from _here(work, arguments[done:])


def _here(work: Callable[[Argument], Result], arguments: Iterable[Argument]) -> Iterator[Result]:
    return map(work, arguments)
