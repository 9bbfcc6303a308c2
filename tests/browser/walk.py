"""Every page in a real browser, walked once: what tests judge of it is measured on one visit, wide, on paper, narrow.

A visit is what costs: the page's own scripts, its run on the server, its drawings. So each address is opened once, and
tests share what was seen there.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page

from dashboard import words
from tests.browser.figures import CROWDED
from tests.browser.paper import amiss, laid_out, printed
from tests.dashboard.tour import VIEWS

CANVAS = {"width": 1280, "height": 720}  # the least desk that a page is laid out for
BETWEEN = (1281, 1366, 1601, 1680)  # widths of common windows, and where the columns of the sheet change
DESK, TELEPHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# Beside the first view of each page: those with another map or kind of drawing …
DRAWN = {
    "linkage": ({"view": "places"}, {"view": "network"}),
    "participation": ({"view": "members"},),
    "checklist": ({"view": "roster"},),
    "indicator": ({"i": "referral_count", "c": "312011,312037"}, {"i": "joint_training", "view": "map"}),
}
# … those whose figures have most to say, for a narrow window …
FULL = {
    "linkage": ({"view": "flow", "level": "agency"}, {"view": "network", "without": "A11", "least": "30"}),
    "participation": ({"view": "register", "m": "312011"}, {"view": "level"}),
    "checklist": ({"view": "barriers"},),
    "prefecture": ({"view": "training"},),
    "indicator": ({"i": "outreach_people", "view": "pair"},),
}
# … and those that a person who hears the page reaches by a link.
BEHIND = {
    "linkage": ({"view": "results"}, {"view": "support"}),
    "participation": ({"view": "level"}, {"view": "activity"}, {"view": "meetings"}),
    "practices": ({"q": "居場所"}, {"case": "annex-01"}),
    "about": ({"view": "data"},),
}
# Texts of the page itself in Latin letters only, not inside figures, tables or code, and not our own marks.
LATIN = """() => [...document.querySelectorAll('body *')].flatMap(element =>
  element.closest('svg, canvas, code, table, style, script, noscript, [translate=no], [data-testid=stIconMaterial]')
    ? [] : [...element.childNodes].filter(node => node.nodeType === 3).map(node => node.data.trim()))
  .filter(text => /[A-Za-z]{4}/.test(text) && !/[\\u3040-\\u30ff\\u4e00-\\u9fff]/.test(text))"""
LABELS = """() => [...document.querySelectorAll('[aria-label], [placeholder], [title]')].flatMap(element =>
  ['aria-label', 'placeholder', 'title'].map(name => element.getAttribute(name) ?? ''))
  .filter(text => /[A-Za-z]{4}/.test(text) && !/[\\u3040-\\u30ff\\u4e00-\\u9fff]/.test(text))"""

# Choices of which a narrow window shows nothing or a part.
BEYOND = """() => [...document.querySelectorAll('[data-testid=stButtonGroup] button')]
  .filter(button => button.getBoundingClientRect().right > window.innerWidth).map(button => button.innerText)"""

# Names and choices of filters that lie over one another.
OVER = """() => {
  const parts = [...document.querySelectorAll('.st-key-filters [data-testid=stSelectbox] > *')]
    .map(part => ({said: part.innerText || part.querySelector('input')?.value || '', box: part.getBoundingClientRect()}))
    .filter(part => part.box.width > 0)
  return parts.flatMap((one, i) => parts.slice(i + 1)
    .filter(({box}) => one.box.right > box.left + 1 && box.right > one.box.left + 1
      && one.box.bottom > box.top + 1 && box.bottom > one.box.top + 1)
    .map(other => `${one.said} × ${other.said}`))
}"""

# Numbers of a sheet that stand in another line than their unit.
PARTED = """() => [...document.querySelectorAll('.sheet table.facts td')].filter(cell => {
  const said = cell.innerText.trim()
  if (!/^[\\d,.]+[^\\d\\s（(]+$/.test(said)) return false
  const range = document.createRange(); range.selectNodeContents(cell)
  return new Set([...range.getClientRects()].filter(box => box.width > 0).map(box => Math.round(box.bottom / 8))).size > 1
}).map(cell => cell.innerText)"""


# Tables of a sheet that reach beyond their column, where the next one begins.
SPILT = """() => [...document.querySelectorAll('.sheet .columns:not(.one) > div')].flatMap(column =>
  [...column.querySelectorAll('table')]
    .filter(table => table.getBoundingClientRect().right > column.getBoundingClientRect().right + 1)
    .map(table => `${window.innerWidth}: ${table.caption.innerText}`))"""

# What is written in a cell and reaches beyond it: over the next number, or out of the window.
CUT = """() => [...document.querySelectorAll(
  '.sheet table.facts:not(.prose-table) :is(th, td)')].filter(cell => {
  const range = document.createRange(), edges = []
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT)
  while (cell.clientWidth > 2 && texts.nextNode()) if (!texts.currentNode.parentElement.closest('.unseen')) {
    range.selectNodeContents(texts.currentNode)
    edges.push(...[...range.getClientRects()].map(box => box.right))
  }
  return Math.max(0, ...edges) > Math.min(cell.getBoundingClientRect().right, window.innerWidth) + 1
}).map(cell => cell.innerText)"""

# Whether whose data it is stands beside the title, as on a wide desk, and not below it.
BELOW = """() => document.querySelector('.head-side').getBoundingClientRect().top
  > document.querySelector('.head').getBoundingClientRect().bottom"""


@dataclass(frozen=True)
class Stop:
    """One address: a page, what is chosen on it, the language."""

    topic: str
    language: str
    choice: tuple[tuple[str, str], ...] = ()

    @property
    def address(self) -> str:
        path = "" if self.topic == "overview" else self.topic
        return f"/{path}?{urlencode([*self.choice, ('lang', self.language)])}"

    def __str__(self) -> str:
        """As tests are named; the language last, by which workers share them."""
        return "-".join([self.topic, *(f"{name}={value}" for name, value in self.choice), self.language])


@dataclass
class Seen:
    """What was measured there."""

    language: str
    title: str
    headings: int
    errors: int
    latin: list[str]
    labels: list[str]
    sideways: list[int] = field(default_factory=list)
    beyond: list[str] = field(default_factory=list)
    parted: list[str] = field(default_factory=list)
    over: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    spilt: list[str] = field(default_factory=list)
    crowded: list[str] = field(default_factory=list)
    below: bool = False
    violations: list[str] = field(default_factory=list)
    on_paper: list[str] = field(default_factory=list)


def _stops(views: dict[str, tuple[dict[str, str], ...]], *languages: str) -> list[Stop]:
    return [
        Stop(topic, language, tuple(choice.items()))
        for language in languages
        for topic, choices in views.items()
        for choice in choices
    ]


def _to_print(views: dict[str, tuple[dict[str, str], ...]]) -> dict[str, tuple[dict[str, str], ...]]:
    """Every view of a page once; of those that differ only in what they count, the first."""
    first: dict[str, dict[str, dict[str, str]]] = {topic: {} for topic in views}
    for topic, choices in views.items():
        for choice in choices:
            first[topic].setdefault(choice.get("view", "".join(sorted(choice))), choice)
    return {topic: tuple(choices.values()) for topic, choices in first.items()}


PAGES = _stops({topic: ({},) for topic in VIEWS}, *words.LANGUAGES)
ON_PAPER = list(dict.fromkeys([*PAGES, *_stops(DRAWN, *words.LANGUAGES), *_stops(_to_print(VIEWS), "ja")]))
DRAWINGS = [*_stops(DRAWN, *words.LANGUAGES), *_stops(FULL, *words.LANGUAGES)]
HEARD = [*PAGES, *_stops(DRAWN, "ja"), *_stops(BEHIND, "ja")]


def sideways(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def look(
    page: Page,
    stop: Stop,
    settled: Callable[[Page], Page],
    violations: Callable[[Page], list[str]],
    folder: Path,
) -> Seen:
    """Open an address and measure what is wanted of it."""
    page.set_viewport_size(DESK)
    page.goto(stop.address)
    settled(page)
    seen = Seen(
        language=page.locator("html").get_attribute("lang") or "",
        title=page.title(),
        headings=page.locator("h1").count(),
        errors=page.locator(
            "[data-testid=stException], [data-testid=stAlertContentError], .st-key-card_failed"
        ).count(),
        latin=page.evaluate(LATIN),
        labels=page.evaluate(LABELS),
        sideways=[sideways(page)],
        parted=page.evaluate(PARTED),
        over=page.evaluate(OVER),
        spilt=page.evaluate(SPILT),
        crowded=page.evaluate(CROWDED),
    )
    if stop.topic == "municipality":
        for width in BETWEEN:
            page.set_viewport_size({**DESK, "width": width})
            seen.spilt += page.evaluate(SPILT)
        page.set_viewport_size(DESK)
    if stop in HEARD:
        seen.violations += violations(page)
    if stop in ON_PAPER and shutil.which("pdftotext"):
        sheets = printed(page, folder)
        seen.on_paper += amiss(page, stop.topic, sheets, laid_out(page))
        page.emulate_media(media="null")
    if stop in PAGES:
        page.set_viewport_size(CANVAS)
        seen.below = page.evaluate(BELOW)
        page.set_viewport_size(TELEPHONE)
        settled(page)
        seen.sideways.append(sideways(page))
        seen.beyond = page.evaluate(BEYOND)
        seen.crowded += [f"narrow: {text}" for text in page.evaluate(CROWDED)]
        seen.spilt += page.evaluate(SPILT)
        seen.cut = page.evaluate(CUT)
        seen.over += page.evaluate(OVER)
        seen.violations += [f"narrow: {violation}" for violation in violations(page)]
    elif stop in DRAWINGS:
        page.set_viewport_size(TELEPHONE)
        settled(page)
        seen.sideways.append(sideways(page))
        seen.crowded += [f"narrow: {text}" for text in page.evaluate(CROWDED)]
    return seen
