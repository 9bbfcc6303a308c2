"""One page as it leaves the screen: its key figures, figures and texts in reading order, under the filters chosen.

Several make a pack. Decks, workbooks, HTML files and the site are written from these records alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from dashboard import words
from dashboard.export.figure_record import FigureRecord, file_part


@dataclass(frozen=True)
class KeyFigure:
    """One number of the row above the figures; `value` is formatted already. definitions: what it means, in sentences."""

    label: str
    value: str
    unit: str = ""
    note: str = ""
    definitions: tuple[str, ...] = ()


@dataclass(frozen=True)
class KeyFigures:
    """A row of them."""

    items: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Prose:
    """A text of a page. html: markup of our own; text: plain, `**bold**` apart; code: to be copied; link: what led on."""

    kind: Literal["html", "text", "code", "link"]
    text: str


Part: TypeAlias = FigureRecord | KeyFigures | Prose


@dataclass(frozen=True, eq=False)
class Chapter:
    """One page in one language; every text is final.

    topic: as in the address; title: that of the page, with the view that is open; view: the view alone.
    selection: the filters in words; address: path and query that show it again. views: `{code: words}` of the views
    that the page offers, of which this is one. filters: the names of those it offers.
    """

    topic: str
    title: str
    lead: str
    view: str
    selection: str
    address: str
    parts: tuple[Part, ...]
    views: dict[str, str] = field(default_factory=dict)
    filters: tuple[str, ...] = ()

    @property
    def figures(self) -> tuple[FigureRecord, ...]:
        """The figures alone."""
        return tuple(part for part in self.parts if isinstance(part, FigureRecord))

    @property
    def key_figures(self) -> tuple[KeyFigure, ...]:
        """The numbers above them."""
        return tuple(item for part in self.parts if isinstance(part, KeyFigures) for item in part.items)


@dataclass(frozen=True, eq=False)
class Pack:
    """Chapters with what stands on a cover. missing: what was asked for and is not in this snapshot.

    origin: place, dates and identity of the snapshot, a line each. address: shows it all again.
    """

    title: str
    place: str
    selection: str
    origin: tuple[str, ...]
    address: str
    demo: str
    snapshot_id: str
    sha256: str
    language: str
    chapters: tuple[Chapter, ...]
    missing: tuple[str, ...] = ()

    @property
    def figures(self) -> tuple[FigureRecord, ...]:
        """All figures in order."""
        return tuple(record for chapter in self.chapters for record in chapter.figures)

    @property
    def file_stem(self) -> str:
        """Topic, place and year, and the snapshot, as Windows allows it."""
        said = [
            self.title,
            *(self.selection.replace(", ", "、").split("、") if self.selection else [self.place]),
        ]
        parts = [part for part in map(file_part, said) if part]
        return "_".join([*(part[:60] for part in parts), self.snapshot_id])


def notes(pack: Pack) -> list[tuple[str, str]]:
    """What holds for all of a pack, `[(kind, text)]`: signs, definitions once each, sources, dates, seal, address."""
    figures = pack.figures
    parts: dict[str, Sequence[str]] = {
        "csv.demo": (pack.demo,),
        "csv.filters": (pack.selection,),
        "csv.legend": tuple(dict.fromkeys(record.legend for record in figures)),
        "csv.definition": tuple(
            dict.fromkeys(one.sentence for record in figures for one in record.definitions)
        ),
        "csv.notes": pack.origin,
        "pack.missing": pack.missing,
        "csv.address": (pack.address,),
    }
    return [(words.t(name), text) for name, texts in parts.items() for text in texts if text]
