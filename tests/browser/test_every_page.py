"""Every page, wide and narrow, in both languages: it opens, speaks its language, is usable by everyone, asks nobody
outside. What every journey promises (no outside request, no error in the page) is checked by the fixture `page`."""

import re

import pytest
from playwright.sync_api import Page

from dashboard import words
from dashboard.app import TOPICS

TELEPHONE = {"width": 390, "height": 844}
PATHS = ["", *TOPICS[1:]]
# Texts of the page itself in Latin letters only, not inside figures, tables or code, and not our own marks.
LATIN = """() => [...document.querySelectorAll('body *')].flatMap(element =>
  element.closest('svg, canvas, code, table, style, script, noscript, [translate=no], [data-testid=stIconMaterial]')
    ? [] : [...element.childNodes].filter(node => node.nodeType === 3).map(node => node.data.trim()))
  .filter(text => /[A-Za-z]{4}/.test(text) && !/[\\u3040-\\u30ff\\u4e00-\\u9fff]/.test(text))"""
LABELS = """() => [...document.querySelectorAll('[aria-label], [placeholder], [title]')].flatMap(element =>
  ['aria-label', 'placeholder', 'title'].map(name => element.getAttribute(name) ?? ''))
  .filter(text => /[A-Za-z]{4}/.test(text) && !/[\\u3040-\\u30ff\\u4e00-\\u9fff]/.test(text))"""


def sideways(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("topic", PATHS)
def test_page(visit, settled, violations, topic, language):
    page = visit(f"/{topic}?lang={language}")
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    assert page.title().startswith(words.catalogue(language)[f"topic.{topic or TOPICS[0]}"])
    assert page.locator("[data-testid=stException], [data-testid=stAlertContentError]").count() == 0
    assert page.locator(".st-key-card_failed").count() == 0
    assert sideways(page) <= 0 and violations(page) == []
    page.set_viewport_size(TELEPHONE)
    settled(page)
    assert sideways(page) <= 0 and violations(page) == []


@pytest.mark.parametrize("topic", ["linkage", "practices", "municipality"])
def test_nothing_streamlit_writes_stays_english(visit, topic):
    page = visit(f"/{topic}")
    own = {"English", "CSV", "PNG", "SVG"}
    assert [
        text for text in page.evaluate(LATIN) if text not in own and not re.match(r"[\w.-]+\d", text)
    ] == []
    assert page.evaluate(LABELS) == []
