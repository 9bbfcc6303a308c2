"""How far a long piece of work is: told by whoever does it, also from a process of its own, to whoever shows it.

The one who works says `tell("step", share)` and knows nothing of the rest; parts of a task count by `within`; tasks that
run beside each other are seen `together`.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import accumulate, pairwise
from typing import NamedTuple, Protocol, TypeAlias

Listener: TypeAlias = Callable[[str, float], None]
"""Hears the step that a task is in and the share of the task that is done, 0 to 1."""
Watch: TypeAlias = Callable[[int, str, float], None]
"""Hears of several tasks: the number of the task first."""


class Part(NamedTuple):
    """One of the tasks that a stage consists of: what it is called, the step it is in, the share of it that is done."""

    name: str
    step: str
    share: float


class Progress(Protocol):
    """Hears the stage a run is in, the share of the stage that is done, and its tasks where there are several."""

    def __call__(self, stage: str, share: float, parts: Sequence[Part] = (), /) -> None: ...


_LISTENER: ContextVar[Listener] = ContextVar("listener", default=lambda *_: None)


def silent(stage: str, share: float, parts: Sequence[Part] = (), /) -> None:
    """The progress of a run that nobody watches."""


def tell(step: str, share: float) -> None:
    """Say that a share (0 to 1) of the task in hand, or of the part of it begun by `within`, is done."""
    _LISTENER.get()(step, share)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """What is told inside the block is heard by `listener` alone."""
    before = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(before)


@contextmanager
def within(first: float, last: float) -> Iterator[None]:
    """Inside the block, shares are those of a part of the task: from `first` to `last` of it."""
    whole = _LISTENER.get()
    with heard_by(lambda step, share: whole(step, first + (last - first) * share)):
        yield


def spans(sizes: Sequence[float]) -> list[tuple[float, float]]:
    """From where to where (0 to 1) each part of a task reaches, by how long the parts take."""
    ends = [0.0, *accumulate(sizes)]
    whole = ends[-1] or 1.0
    return [(first / whole, last / whole) for first, last in pairwise(ends)]


def together(
    stage: str, names: Sequence[str], progress: Progress, lengths: Sequence[float] | None = None
) -> Watch:
    """Hears of tasks side by side and tells of their stage. `lengths`: how much of it each is, where they are not alike."""
    parts = [Part(name, "", 0.0) for name in names]
    of_stage = lengths or [1.0] * len(names)

    def watch(number: int, step: str, share: float) -> None:
        parts[number] = Part(names[number], step, share)
        done = sum(length * part.share for length, part in zip(of_stage, parts, strict=True))
        progress(stage, done / sum(of_stage), tuple(parts))

    return watch
