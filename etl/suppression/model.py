"""The words of disclosure control: an additive table, what it must protect, and the pattern that does.

A table is a vector of cells tied by relations that each sum to zero (a margin is the cell with coefficient −1).
The vocabulary follows Fischetti & Salazar-González, "Solving the cell suppression problem on tabular data with
linear constraints", Management Science 47:1008–1027 (2001), section 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Interval = tuple[float, float]


class BadTable(ValueError):
    """A table that cannot be protected as given; says which relation or cell, in both languages."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(f"{ja} / {en}")
        self.ja, self.en = ja, en


@dataclass(frozen=True)
class Relation:
    """An equation Σ coefficient × cell = 0 that every reader knows to hold."""

    name: str
    terms: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Protection:
    """A primary cell: the attacker's interval must reach value − lower and value + upper, and be `sliding` wide.

    A cell whose value is unknown to us (submitted x) counts its levels from its lower bound.
    All three levels zero: hidden for another reason (an earlier snapshot hid it), with nothing left to prove.
    """

    cell: int
    lower: float
    upper: float
    sliding: float = 0


@dataclass(frozen=True)
class Insider:
    """An attacker who also knows the cells `knows`; each cell of `protects` must hold its levels against it.

    The value of a cell of `unsure` must only not become known to it: the cell could be one higher.
    """

    name: str
    knows: tuple[int, ...]
    protects: tuple[int, ...]
    unsure: tuple[int, ...] = ()


@dataclass(frozen=True)
class Table:
    """An additive table. `None` in `values` is a cell hidden from us as well; it is never published.

    `lower_bound` and `upper_bound` (None: no limit) are what every attacker knows of a hidden cell. A cell below
    its lower bound (a zero where hidden cells are known to be at least 1) is always published, as is `public`.
    """

    values: tuple[int | None, ...]
    relations: tuple[Relation, ...]
    primary: tuple[Protection, ...]
    cost: tuple[float, ...] = ()
    lower_bound: tuple[float, ...] = ()
    upper_bound: tuple[float | None, ...] = ()
    public: frozenset[int] = frozenset()
    names: tuple[str, ...] = ()
    insiders: tuple[Insider, ...] = ()

    def __post_init__(self) -> None:
        """Fill what was left out: cost 1, bounds 0 and none, names by position."""
        size = len(self.values)
        for key, default in (("cost", 1.0), ("lower_bound", 0), ("upper_bound", None)):
            # The class is frozen; only here is it still being made.
            if not getattr(self, key):
                object.__setattr__(self, key, (default,) * size)
        if not self.names:
            object.__setattr__(self, "names", tuple(f"#{i}" for i in range(size)))


@dataclass(frozen=True)
class Pattern:
    """Which cells to hide, what that costs, and the proven lower bound of any pattern that protects as well.

    `intervals` are what the outside attacker can find out about each hidden cell, given the published ones.
    """

    suppressed: frozenset[int]
    cost: float
    bound: float
    proven: bool
    intervals: Mapping[int, Interval] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def gap(self) -> float:
        """Proven relative distance from the cheapest possible pattern (0 when optimal)."""
        return 0.0 if self.proven or self.cost <= 0 else max(0.0, self.cost - self.bound) / self.cost
