"""One task per processor: fiscal years are independent of each other, so they are worked on side by side."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

Argument = TypeVar("Argument")
Result = TypeVar("Result")


def each(work: Callable[[Argument], Result], arguments: Sequence[Argument]) -> Iterator[Result]:
    """`work` (a function of a module) on every argument, results in order; an error reaches the caller as it is.

    Workers start afresh (spawn): forked ones would share locks of DuckDB and HiGHS, and Windows has no fork.
    """
    workers = min(len(arguments), os.cpu_count() or 1)
    if workers < 2:
        yield from _here(work, arguments)
        return
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(work, arguments)


def _here(work: Callable[[Argument], Result], arguments: Iterable[Argument]) -> Iterator[Result]:
    return map(work, arguments)
