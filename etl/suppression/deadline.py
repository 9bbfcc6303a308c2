"""How long the search may go on. What a limit cuts short is told by the gap, never by the pattern's safety."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class Deadline:
    """Seconds left until the search has to end."""

    until: float

    @classmethod
    def of(cls, seconds: float | None) -> Deadline:
        return cls(math.inf if seconds is None else time.perf_counter() + seconds)

    @property
    def left(self) -> float:
        return self.until - time.perf_counter()

    def part(self, share: float) -> Deadline:
        """A deadline that comes when this share of the time left has gone."""
        return Deadline(self.until if math.isinf(self.until) else time.perf_counter() + share * self.left)


NO_DEADLINE = Deadline(math.inf)


def in_time(items: Iterable[Item], deadline: Deadline) -> Iterator[Item]:
    """The items that are found before the deadline comes."""
    for item in items:
        yield item
        if deadline.left <= 0:
            return
