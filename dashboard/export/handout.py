"""What is handed to people as slides and sheets: parts of tables and strips, and all that must be said beside them.

Every text is final, in one language, and every number is one that may be shown where the paper goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """A caption over rows whose first cell names them; `prose` holds texts rather than numbers.

    texts: columns of words among columns of numbers; strong: the column of the municipality itself, if there is one.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    prose: bool = False
    texts: tuple[int, ...] = ()
    strong: int | None = 1

    @property
    def cells(self) -> tuple[tuple[str, ...], ...]:
        """The head and the rows."""
        return (self.heads, *self.rows)


@dataclass(frozen=True)
class Dot:
    """One municipality on a strip: its name and its published number."""

    name: str
    value: float
    text: str


@dataclass(frozen=True)
class Strip:
    """One indicator of all municipalities on a line from 0: who has a published number, where `own` lies, the median.

    own: None where the municipality has no published number; said: that number, or the sign that stands for it.
    told: how many have a number and why the others have none.
    """

    title: str
    dots: tuple[Dot, ...]
    own: Dot | None
    own_text: str
    median: float | None
    median_said: str
    counted_text: str
    scale: str
    percent: bool = False
    decimals: int = 0

    @property
    def top(self) -> float:
        """The end of the line: the largest published number."""
        return max((dot.value for dot in (*self.dots, *([self.own] if self.own else []))), default=0.0) or 1.0


@dataclass(frozen=True)
class Band:
    """Tables side by side: columns with the share of the width each takes."""

    shares: tuple[float, ...]
    columns: tuple[tuple[Table, ...], ...]


@dataclass(frozen=True)
class Part:
    """One slide or sheet: a title, what is to be seen in up to three lines, then bands of tables or strips."""

    key: str
    title: str
    facts: str
    gist: tuple[str, ...]
    bands: tuple[Band, ...] = ()
    strips: tuple[Strip, ...] = ()
    strip_heads: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables in reading order."""
        return tuple(table for band in self.bands for column in band.columns for table in column)


@dataclass(frozen=True)
class Handout:
    """A paper about one municipality in one year.

    stem: the name of its files: topic, place, year, snapshot. notes: `(kind, text)`, what the numbers need beside them.
    foot: source, as-of date and snapshot in one line; demo, internal: marks that stand on every slide and sheet.
    """

    title: str
    stem: str
    parts: tuple[Part, ...]
    foot: str
    legend: str
    notes: tuple[tuple[str, str], ...]
    snapshot_id: str
    language: str
    demo: str = ""
    internal: str = ""

    @property
    def marks(self) -> tuple[str, ...]:
        """What must be seen first on every slide and sheet."""
        return tuple(mark for mark in (self.internal, self.demo) if mark)


def table(
    caption: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    prose: bool = False,
    texts: tuple[int, ...] = (),
    strong: int | None = 1,
) -> Table:
    """A table from lists."""
    return Table(caption, tuple(heads), tuple(tuple(row) for row in rows), prose, texts, strong)
