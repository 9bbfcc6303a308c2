"""Every page, in both languages: it opens, speaks its language, is usable by everyone, and asks nobody outside."""

import pytest

TOPICS = [
    "",
    "participation",
    "linkage",
    "checklist",
    "practices",
    "municipality",
    "prefecture",
    "quality",
    "about",
]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("topic", TOPICS)
def test_page(visit, violations, topic, language):
    page = visit(f"/{topic}?lang={language}")
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    assert page.locator("[data-testid=stException], [data-testid=stAlertContentError]").count() == 0
    assert violations(page) == []


def test_titles_tell_the_pages_apart(visit):
    titles = [visit(f"/{topic}").title() for topic in TOPICS]
    assert len(set(titles)) == len(TOPICS)


def test_a_narrow_screen_scrolls_down_only(visit, page):
    page.set_viewport_size({"width": 390, "height": 844})
    wide = [
        topic for topic in TOPICS if visit(f"/{topic}").evaluate("document.documentElement.scrollWidth") > 390
    ]
    assert wide == []
