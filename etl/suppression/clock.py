"""How long the search may go on. What a limit cuts short is told by the gap, never by the pattern's safety."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class Clock:
    """Seconds left until the search has to end."""

    until: float

    @classmethod
    def of(cls, seconds: float | None) -> Clock:
        return cls(math.inf if seconds is None else time.perf_counter() + seconds)

    @property
    def left(self) -> float:
        return self.until - time.perf_counter()

    def part(self, share: float) -> Clock:
        """A clock that ends when this share of the time left has gone."""
        return Clock(self.until if math.isinf(self.until) else time.perf_counter() + share * self.left)


ENDLESS = Clock(math.inf)


def in_time(items: Iterable[Item], clock: Clock) -> Iterator[Item]:
    """The items that are found before the clock ends."""
    for item in items:
        yield item
        if clock.left <= 0:
            return
