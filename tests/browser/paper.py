"""A page as it is printed: where each word stands on A4, and what is wrong with a card on paper.

Where things stand is read from the printed file: no card over two pages that fits one, no label missing or cut, no
picture or table without what it shows, nothing printed over anything else, no page left nearly empty.
"""

import re
import subprocess
import unicodedata
from base64 import b64decode
from bisect import bisect_left
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

WIDE, TALL, EDGE = 841.9, 595.3, 22.6  # A4 across, points; margins of 8 mm
PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')
# Cards as they are laid out for paper: title, last words, left and right edge as shares of the page, and what the
# picture says: labels that lie level, and those that reach beyond the picture.
CARDS = """() => {
  const wide = document.documentElement.clientWidth
  return [...document.querySelectorAll('[class*="st-key-card_"]')].filter((card) => card.offsetHeight > 0).map((card) => {
    const frames = [...card.querySelectorAll('.svg-container')]
    const images = [...card.querySelectorAll('img.on-paper')]
    const cells = [...card.querySelectorAll('table.on-paper :is(th, td)')].map((cell) => cell.innerText.trim())
    const texts = frames.flatMap((frame) => [...frame.querySelectorAll('.main-svg text')].map((text) => ({ frame, text })))
      .filter(({ text }) => text.textContent.trim() && text.getBoundingClientRect().width > 0)
    const level = ({ text }) => Math.abs(text.getScreenCTM().b) < 1e-3 && text.getScreenCTM().a > 0
    const beyond = ({ frame, text }) => {
      const [inner, outer] = [text.getBoundingClientRect(), frame.getBoundingClientRect()]
      const [above, below] = ["marginTop", "marginBottom"].map((side) => parseFloat(frame.style[side]) || 0) // room kept
      return inner.left < outer.left - 2 || inner.right > outer.right + 2
        || inner.top < outer.top - above - 2 || inner.bottom > outer.bottom + below + 2
    }
    const { left, right } = card.getBoundingClientRect()
    return {
      title: card.querySelector('.card-title')?.innerText ?? '',
      foot: [...card.querySelectorAll('p.card-notes')].at(-1)?.innerText ?? '',
      text: card.innerText.trim(), left: left / wide, right: right / wide,
      list: cells.length > 0 && frames.length + images.length === 0,
      drawn: frames.length + images.length + cells.length,
      labels: cells.filter((cell) => cell).slice(0, 150).concat(texts.filter(level).flatMap(({ text }) =>
        text.children.length ? [...text.children].map((line) => line.textContent) : [text.textContent])),
      turned: texts.filter((one) => !level(one)).length,
      beyond: texts.filter(beyond).map(({ text }) => text.textContent),
      images: images.map((image) => image.src),
    }
  })
}"""


@dataclass(frozen=True)
class Word:
    """One word of the printed file and where it stands, in points from the top left."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def core(self) -> tuple[float, float, float, float]:
        """Where its letters stand: the box of a line is twice as tall as they are."""
        quarter = (self.bottom - self.top) / 4
        return self.left, self.top + quarter, self.right, self.bottom - quarter

    @property
    def level(self) -> bool:
        """A turned word has a box that is too narrow for its letters."""
        return len(self.text) > 1 and (self.right - self.left) / len(self.text) > (self.bottom - self.top) / 5

    def over(self, other: "Word") -> bool:
        """Whether two words stand on the same place, by more than a third of the smaller."""
        (left, top, right, bottom), (west, north, east, south) = self.core, other.core
        across, down = min(right, east) - max(left, west), min(bottom, south) - max(top, north)
        smaller = min((right - left) * (bottom - top), (east - west) * (south - north))
        return across > 0 and down > 0 and across * down > smaller / 3


def letters(text: str) -> str:
    """Without spaces, and 鳥 as 鳥: a printed file may name the radical (⿃) that has the same shape."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def printed(page: Page, folder: Path) -> list[list[Word]]:
    """The words of each page of the printed file; every page is A4 across."""
    path = folder / "page.pdf"
    path.write_bytes(page.pdf(prefer_css_page_size=True, print_background=True))
    done = subprocess.run(
        ["pdftotext", "-bbox", str(path), "-"], check=True, capture_output=True, encoding="utf-8"
    )
    sheets = PAGE.findall(done.stdout)
    assert sheets and all((round(float(w)), round(float(h))) == (842, 595) for w, h, _ in sheets)
    return [
        [Word(*map(float, found[:4]), letters(unescape(found[4]))) for found in WORD.findall(body)]
        for *_, body in sheets
    ]


def laid_out(page: Page) -> list[dict[str, Any]]:
    """The cards as on paper: the page is told that it will be printed, then laid out for it, as a browser does."""
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    cards = page.evaluate(CARDS)
    for card in cards:
        drawings = [b64decode(image.partition(",")[2]).decode() for image in card["images"]]
        card["labels"] += [
            unescape(name) for drawing in drawings for name in re.findall("<text[^>]*>([^<]*)<", drawing)
        ]
    return cards


def place(words_: list[Word], text: str, after: float = 0.0) -> tuple[float, float] | None:
    """Top and bottom of a text among words that begin below `after`; None where it is not."""
    ordered = [word for word in words_ if word.top >= after]
    said = "".join(word.text for word in ordered)
    at = said.find(letters(text))
    if at < 0 or not letters(text):
        return None
    ends, reach = [], 0
    for word in ordered:
        ends.append((reach, word))
        reach += len(word.text)
    hit = [word for begin, word in ends if begin < at + len(letters(text)) and begin + len(word.text) > at]
    return min(word.top for word in hit), max(word.bottom for word in hit)


def faults(card: dict[str, Any], sheets: list[list[Word]]) -> list[str]:
    """What is wrong with one card on paper."""
    name = card["title"] or card["text"][:40]
    left, right = (EDGE + card[side] * (WIDE - 2 * EDGE) for side in ("left", "right"))
    columns = [
        [word for word in sheet if left - 6 <= (word.left + word.right) / 2 <= right + 6] for sheet in sheets
    ]
    wrong = [f"{name}: cut at the edge of its picture: {label}" for label in card["beyond"]]
    if not card["text"]:
        return [*wrong, "an empty box"]
    if not card["title"] or not card["foot"]:
        return wrong
    # The mark beside a title may be read between its two lines: then its first half has to do, which a tile may share.
    titles = (card["title"], card["title"][: len(card["title"]) // 2])
    starts = [
        (at, where[0])
        for title in titles
        for at, column in enumerate(columns)
        if (where := place(column, title))
    ]
    if not starts:
        return [*wrong, f"{name}: not printed"]
    first, top = starts[0]
    end = letters(card["foot"])[-14:]
    if place(columns[first], end, top) is None:
        later = place(columns[first + 1], end) if first + 1 < len(columns) else None
        if later and not card["list"] and (TALL - EDGE - top) + (later[1] - EDGE) < TALL - 2 * EDGE:
            wrong.append(f"{name}: split although it fits one page")
    if card["drawn"]:
        here = read(sheets[first : first + 2])
        # Part by part: a sign and the name behind it may be told apart from each other.
        lacking = [
            label for label in card["labels"] if any(letters(part) not in here for part in label.split())
        ]
        wrong += [f"{name}: label not printed: {label}" for label in lacking]
        if not card["labels"] and not card["turned"]:
            wrong.append(f"{name}: a picture that says nothing")
    return wrong


def read(sheets: list[list[Word]]) -> str:
    """All letters in the order of the file, then down each column, by its left and by its right edge: the lines of one
    cell follow each other there, and stand beside those of its neighbours here."""
    orders = (
        lambda word: 0.0,
        lambda word: (round(word.left), word.top),
        lambda word: (round(word.right), word.top),
    )
    return "\n".join(
        "".join(word.text for word in sorted(sheet, key=key)) for key in orders for sheet in sheets
    )


def overprinted(sheet: list[Word]) -> list[str]:
    """Words on words, of those that lie level."""
    level = sorted((word for word in sheet if word.level), key=lambda word: word.core[1])
    tops = [word.core[1] for word in level]
    return [
        f"{word.text} / {other.text}"
        for first, word in enumerate(level)
        # From the top down: what begins below a word's foot does not lie on it, nor does all that follows.
        for other in level[first + 1 : bisect_left(tops, word.core[3])]
        if word.text != other.text and word.over(other)
    ]


def unfilled(page: Page, sheets: list[list[Word]]) -> list[str]:
    """Pages that hold next to nothing: before the last one those that end in their upper part, a last one of the foot alone."""
    least = EDGE + (TALL - 2 * EDGE) * 0.4
    wrong = [
        f"page {number} of {len(sheets)} ends in its upper part"
        for number, sheet in enumerate(sheets[:-1], 1)
        if max((word.bottom for word in sheet), default=0.0) < least
    ]
    foot = letters(page.locator("footer.site").inner_text()) if page.locator("footer.site").count() else ""
    last = "".join(word.text for word in sheets[-1])
    lists = page.locator("table.on-paper, table.plain").count()  # nothing in them can be made smaller
    alone = len(sheets) > 1 and last in foot and not lists
    return [*wrong, *(["the foot is alone on the last page"] if alone else [])]


def unnamed(page: Page, sheets: list[list[Word]]) -> list[str]:
    """What was chosen among the views of a page, and is not said on paper."""
    chosen = page.locator('[class*="st-key-address_"] [data-selected="true"]').all_text_contents()
    here = "".join(word.text for sheet in sheets for word in sheet)
    return [f"view not named: {name}" for name in chosen if letters(name) not in here]


def amiss(page: Page, topic: str, sheets: list[list[Word]], cards: list[dict[str, Any]]) -> list[str]:
    """Everything that is wrong with a printed page."""
    wrong = [f"page {number} is empty" for number, sheet in enumerate(sheets, 1) if not sheet]
    wrong += [
        f"beyond the edge: {word.text}" for sheet in sheets for word in sheet
        if not (word.left >= 0 and word.right <= WIDE and word.top >= 0 and word.bottom <= TALL)
    ]  # fmt: skip
    wrong += [f"one over the other: {pair}" for sheet in sheets for pair in overprinted(sheet)]
    if topic == "municipality":  # the sheet is one page to hand out
        wrong += [f"{len(sheets)} pages"] if len(sheets) != 1 else []
    else:
        wrong += [*unfilled(page, sheets), *unnamed(page, sheets)]
    return wrong + [fault for card in cards for fault in faults(card, sheets)]
