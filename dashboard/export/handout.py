"""What is handed to people as slides and sheets: parts of tables and strips, and all that must be said beside them.

Every text is final, in one language, and every number is one that may be shown where the paper goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One year of a history: its published number, or None with the sign that stands there."""

    year: str
    value: float | None
    text: str


@dataclass(frozen=True)
class History:
    """The years of one row from the earliest on, drawn as small bars from 0; a year without a number has its sign and no bar."""

    steps: tuple[Step, ...]

    @property
    def said(self) -> str:
        """The years in words, for who hears them and for sheets that hold no drawing."""
        return " → ".join(step.text for step in self.steps)

    @property
    def bars(self) -> tuple[float | None, ...]:
        """Each year's part of the largest, −1 to 1; None where there is no number."""
        most = max((abs(step.value) for step in self.steps if step.value is not None), default=0.0) or 1.0
        return tuple(None if step.value is None else step.value / most for step in self.steps)


@dataclass(frozen=True)
class Table:
    """A caption over rows whose first cell names them; `prose` holds texts rather than numbers.

    texts: columns of words among columns of numbers; strong: the column of the municipality itself, if there is one.
    drawn: the column in which the histories, one a row, are drawn where a file can draw them; its cells say them in words.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    prose: bool = False
    texts: tuple[int, ...] = ()
    strong: int | None = 1
    drawn: int | None = None
    histories: tuple[History, ...] = ()

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
    drawn: int | None = None,
    histories: Sequence[History] = (),
) -> Table:
    """A table from lists."""
    made = tuple(tuple(row) for row in rows)
    return Table(caption, tuple(heads), made, prose, texts, strong, drawn, tuple(histories))
