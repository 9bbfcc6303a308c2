"""Everything a reader can see: each page and sub-view in both languages at three settings, walked once a session.

A `Figure` is a card with the choice it was drawn for, a `KeyFigure` a tile; the text and the markup of each page are kept.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import words
from dashboard.export.figure_record import FigureRecord
from dashboard.queries.chosen import Chosen
from dashboard.widgets import figure, page, tiles

APP = Path(__file__).resolve().parent.parent.parent / "dashboard" / "app.py"
BY_AREA = (
    "referral_count",
    "meetings_joined_up",
    "platform_organisations",
    "checklist_answered",
    "linkage_reported",
)
VIEWS: dict[str, tuple[dict[str, str], ...]] = {
    "overview": ({}, {"next": "town"}),
    "participation": (
        *({"view": v} for v in ("setup", "members", "register", "level", "activity", "meetings")),
        {"view": "register", "which": "earlier", "body": "B03"},
    ),
    "linkage": (
        {"view": "flow"}, {"view": "flow", "level": "agency"}, {"view": "places"}, {"view": "results"},
        {"view": "network"}, {"view": "network", "without": "A11", "least": "30"}, {"view": "network", "spine": "0.20"},
        {"view": "network", "network": "seats"}, {"view": "support"},
    ),
    "checklist": tuple({"view": v} for v in ("items", "roster", "barriers", "change", "supplement")),
    "practices": ({},),
    "municipality": ({},),
    "indicator": (
        {}, {"i": "referral_count", "c": "312011,312037"}, {"i": "checklist_differs"}, {"i": "joint_training", "view": "map"},
        {"i": "platform_new_organisations", "view": "map", "order": "value"}, {"i": "consultations", "view": "table"},
        {"i": "forms_answered", "view": "table", "order": "value"}, {"i": "coordination_cases", "view": "trend"},
        {"i": "consent_rate", "view": "trend", "c": "312011,312037"}, {"i": "outreach_people", "view": "pair"},
        {"i": "supporters_trained", "view": "pair", "with": "participation_support_people"},
    ),
    "prefecture": (
        {"view": "areas"}, *({"view": "areas", "indicator": name} for name in BY_AREA), {"view": "bodies"},
        {"view": "training"}, {"view": "national"},
    ),
    "quality": ({},),
    "about": tuple({"view": v} for v in ("reading", "terms", "indicators", "sources", "data")),
}  # fmt: skip
SETTINGS: tuple[dict[str, str], ...] = ({}, {"fy": "2024", "area": "3101"}, {"m": "312029"})


@dataclass(frozen=True)
class Figure:
    """One card: what it says, the place and year it shows, and the form its n/N is of."""

    facts: FigureRecord
    place: Chosen
    form: str


@dataclass(frozen=True)
class KeyFigure:
    """One tile and the place and year it shows."""

    tile: tiles.Tile
    place: Chosen


@dataclass
class Stop:
    """One page in one language at one setting."""

    topic: str
    language: str
    asked: dict[str, str]
    figures: list[Figure] = field(default_factory=list)
    key_figures: list[KeyFigure] = field(default_factory=list)
    html: str = ""
    links: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    chosen: Chosen | None = None

    def __str__(self) -> str:
        return f"{self.topic} {self.asked} {self.language}"

    @property
    def said(self) -> str:
        """The texts of the page without tags."""
        return unescape(re.sub(r"<[^>]+>", " ", self.html))


def closed(html: str) -> str:
    """Markup without the spans that only keep a line from ending inside them: no word ends there."""
    return re.sub(r'<span class="whole">([^<]*)</span>', r"\1", html)


def walk() -> list[Stop]:
    """Every page, sub-view, language and setting."""
    stops = []
    with pytest.MonkeyPatch.context() as patch, _recording(patch) as seen:
        for language in words.LANGUAGES:
            for setting in SETTINGS:
                stops += _walk(language, setting, seen)
    words.use("ja")
    return stops


def _walk(language: str, setting: dict[str, str], seen: dict[str, Any]) -> Iterator[Stop]:
    """One reader, from page to page."""
    words.use(language)  # AppTest writes down options in this thread
    at = AppTest.from_file(APP, default_timeout=120)
    at.query_params["lang"] = language
    seen["stop"] = Stop("overview", language, {})  # every app opens on the first page: not yet asked for
    at.run()
    for topic, views in VIEWS.items():
        for view in views:
            stop = Stop(topic, language, {**setting, **view})
            at.query_params.clear()
            for name, value in {**stop.asked, "lang": language}.items():
                at.query_params[name] = value
            seen["stop"] = stop
            at.switch_page(APP.parent / "views" / f"{topic}.py").run()
            stop.problems = [problem.message for problem in at.exception]
            stop.html = closed("\n".join(part.proto.body for part in at.get("html")))
            stop.links = [link.proto.label for link in at.get("page_link")]
            yield stop


@contextmanager
def _recording(patch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Watch the card, the tile and the page being made; nothing of them changes."""
    seen: dict[str, Any] = {}
    card, foot, tile, opened = page.Page.card, figure._foot, page.Page.tile, page.Page.open.__func__

    def watched_card(self: page.Page, *given: Any, **said: Any) -> Any:
        place = (
            self.whole() if said.get("whole") else self.listed_place() if said.get("listed") else self.chosen
        )
        seen["card"] = (place, said.get("form", ""))
        return card(self, *given, **said)

    def watched_foot(facts: FigureRecord, *given: Any) -> None:
        seen["stop"].figures.append(Figure(facts, *seen["card"]))
        foot(facts, *given)

    def watched_tile(self: page.Page, *given: Any, **said: Any) -> tiles.Tile:
        made = tile(self, *given, **said)
        seen["stop"].key_figures.append(KeyFigure(made, self.chosen))
        return made

    def watched_open(cls: type[page.Page], *given: Any, **said: Any) -> page.Page:
        made = opened(cls, *given, **said)
        seen["stop"].chosen = made.chosen
        return made

    seen["stop"] = Stop("overview", "ja", {})
    patch.setattr(page.Page, "card", watched_card)
    patch.setattr(figure, "_foot", watched_foot)
    patch.setattr(page.Page, "tile", watched_tile)
    patch.setattr(page.Page, "open", classmethod(watched_open))
    yield seen
