"""Ctrl+P on any page: A4 pages with text that can be searched, no empty page, no card over two pages, nothing cut at the side."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

from dashboard.app import TOPICS

pytestmark = pytest.mark.skipif(
    not shutil.which("pdftotext"), reason="not on this machine: poppler-utils (pdftotext)"
)
A4 = (841.9, 595.3)  # points, landscape
PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="[\d.-]+" xMax="([\d.-]+)" yMax="[\d.-]+">(.*?)</word>')
# Title and last line of every card that is seen on paper, and its height there.
CARDS = """() => [...document.querySelectorAll('[class*="st-key-card_"]')].filter(card => card.offsetHeight > 0).map(card => ({
  title: card.querySelector('.card-title')?.innerText ?? '',
  foot: [...card.querySelectorAll('p.card-notes')].at(-1)?.innerText ?? '',
  tall: card.getBoundingClientRect().height }))"""


def letters(text: str) -> str:
    return re.sub(r"\s", "", text)


def printed(page: Page, folder: Path) -> list[tuple[float, float, str, float]]:
    """Width, height, text and right end of the text of every printed page."""
    path = folder / "page.pdf"
    path.write_bytes(page.pdf(prefer_css_page_size=True, print_background=True))
    done = subprocess.run(
        ["pdftotext", "-bbox", str(path), "-"], check=True, capture_output=True, encoding="utf-8"
    )
    found = []
    for wide, tall, body in PAGE.findall(done.stdout):
        said = WORD.findall(body)
        text = letters("".join(text for *_, text in said))
        found.append((float(wide), float(tall), text, max((float(end) for _, end, _ in said), default=0.0)))
    return found


@pytest.mark.parametrize("topic", ["", *TOPICS[1:]])
def test_a_page_prints_on_a4(visit, tmp_path, topic):
    page = visit(f"/{topic}")
    page.emulate_media(media="print")
    cards = page.evaluate(CARDS)
    pages = printed(page, tmp_path)
    assert pages and all((round(w), round(h)) == (842, 595) for w, h, *_ in pages)
    assert all(end <= A4[0] for *_, end in pages)
    assert [number for number, (*_, text, _) in enumerate(pages, 1) if not text] == []
    split = [
        card["title"]
        for card in cards
        if card["title"] and card["foot"] and card["tall"] < 740
        and not any(letters(card["title"])[:14] in text and letters(card["foot"])[-14:] in text for *_, text, _ in pages)
    ]  # fmt: skip
    assert split == []
    if topic == "municipality":
        assert len(pages) == 1
