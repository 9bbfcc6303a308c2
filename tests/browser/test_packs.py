"""A page leaves in two clicks, a briefing pack is put together and kept in the address, and an HTML file needs nobody."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

DRAWN = "() => [...document.querySelectorAll('main:not([hidden]) .plot')].every(one => one.querySelector('.main-svg'))"
KINDS = {"pptx": b"PK", "xlsx": b"PK", "html": b"<!doctype html>"}


def saved(page: Page, button: str, folder: Path) -> Path:
    with page.expect_download(timeout=60_000) as found:
        page.locator(f".st-key-{button} button").click()
    path = folder / found.value.suggested_filename
    found.value.save_as(path)
    return path


def opened(page: Page, settled, name: str) -> None:
    page.locator(f".st-key-{name}").get_by_role("button").first.click()
    settled(page)


def test_a_page_leaves_in_two_clicks_in_every_kind(visit, settled, tmp_path):
    page = visit("/linkage?fy=2024&view=flow")
    opened(page, settled, "take_page")
    for kind, begins in KINDS.items():
        path = saved(page, f"{kind}_page", tmp_path)
        assert path.read_bytes().startswith(begins) and path.suffix == f".{kind}"
        assert "令和6年度" in path.name and "鳥取県" in path.name


@pytest.fixture
def alone(browser: Browser):
    """`alone(path)`: a file opened as from a file share; whatever it asks for over a network is a fault."""
    asked: list[str] = []
    faults: list[str] = []
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.on("request", lambda request: request.url.startswith("http") and asked.append(request.url))
    context.on("weberror", lambda error: faults.append(str(error.error)))

    def open_file(path: Path) -> Page:
        page = context.new_page()
        page.goto(path.as_uri())
        page.wait_for_function(DRAWN)
        return page

    yield open_file
    context.close()
    assert asked == [] and faults == []


def test_an_html_file_needs_no_server_and_speaks_both_languages(visit, settled, alone, violations, tmp_path):
    page = visit("/participation?view=setup")
    opened(page, settled, "take_page")
    file = alone(saved(page, "html_page", tmp_path))
    assert file.locator("html").get_attribute("lang") == "ja" and "参画体制" in file.title()
    assert violations(file) == []
    file.get_by_role("button", name="English").click()
    file.wait_for_function(DRAWN)
    assert file.locator("html").get_attribute("lang") == "en" and "Participation" in file.title()
    assert file.locator("main:visible").count() == 1 and file.locator("h1:visible").count() == 1
    assert violations(file) == []
    file.set_viewport_size({"width": 390, "height": 844})
    assert file.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    table = file.locator("main:visible details.table").first
    table.locator("summary").click()
    assert table.locator("tbody tr").count() > 10


def test_a_pack_is_put_together_over_pages_and_stays_in_the_address(visit, settled, tmp_path):
    page = visit("/linkage?view=flow")
    for key in ("sankey", "trend"):
        opened(page, settled, f"save_{key}")
        page.locator(f".st-key-pack_{key} button").click()
        page.wait_for_url(re.compile(f"basket=.*linkage%2F{key}"))
        settled(page)
        page.keyboard.press("Escape")
    assert "fy=" not in page.url and "fy%3D" not in page.url, "a year that nobody chose stays open"
    page.get_by_role("link", name="概況").first.click()
    page.wait_for_url(re.compile(r"/\?.*basket="))
    settled(page)
    opened(page, settled, "take_basket")
    page.locator(".st-key-move_down_0").get_by_role("button").first.click()
    page.wait_for_url(re.compile("linkage%2Ftrend.*linkage%2Fsankey"))
    settled(page)
    path = saved(page, "pptx_basket", tmp_path)
    assert path.name.startswith("説明資料_")
    page.locator(".st-key-move_out_0").get_by_role("button").first.click()
    page.wait_for_url(re.compile("basket=linkage%2Fsankey[^+]*$"))


def test_an_address_of_another_snapshot_says_so(visit):
    page = visit("/linkage?snapshot=2020-03-31-0a1b2c3d")
    assert page.get_by_text("2020-03-31-0a1b2c3d").count() == 1
