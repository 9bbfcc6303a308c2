"""A real browser, and what every journey promises: nothing leaves this machine, nothing goes wrong on the page."""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.visitor import visiting

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
ROOT = Path(__file__).resolve().parent.parent.parent
DOCUMENT = (ROOT / "dashboard" / "widgets" / "document.js").read_text("utf-8")
# What may scroll within the page, as the page itself says it: a second list here would wait for other frames.
(FRAMES,) = re.findall(r"(?m)^const FRAMES = '(.+)'$", DOCUMENT)
STILL = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  if (app?.dataset.testScriptState !== 'notRunning' || app.dataset.testConnectionState !== 'CONNECTED') return false;
  if (document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')) return false;
  const narrow = matchMedia('(max-width: 640px)').matches && !matchMedia('print').matches;
  if (narrow !== (document.documentElement.dataset.built === 'narrow')) return false;
  const more = frame => frame.scrollWidth > frame.clientWidth + 1 || frame.scrollHeight > frame.clientHeight + 1;
  if ([...document.querySelectorAll(FRAMES)].some(frame => more(frame) && frame.tabIndex !== 0)) return false;
  const charts = [...document.querySelectorAll('[data-testid="stPlotlyChart"]')];
  return charts.every(chart => chart.querySelector('.main-svg')) && document.fonts.status === 'loaded';
}""".replace("FRAMES", json.dumps(FRAMES))
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, Chrome or Edge of this machine (never downloaded): TSUNAGARI_BROWSER or the one on the path."""
    found = os.environ.get("TSUNAGARI_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, "Chromium・Chrome・Edge が要ります。TSUNAGARI_BROWSER で場所を示してください。"
    flags = ["--no-sandbox", "--font-render-hinting=none", "--disable-background-networking"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def context(browser: Browser, dashboard: str) -> Iterator[BrowserContext]:
    """What visitors share: the scripts of the page, which a browser compiles once (a third of what a visit costs)."""
    with browser.new_context(
        base_url=dashboard, locale="ja-JP", viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
    ) as shared:
        yield shared


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """One visitor for one test."""
    with visiting(context) as visitor:
        yield visitor


@pytest.fixture(scope="session")
def settled() -> Callable[[Page], Page]:
    """`settled(page)`: wait until the script has ended, every chart is drawn, frames are reached and fonts are there."""

    def wait(page: Page) -> Page:
        page.wait_for_function(STILL, polling=100)
        page.evaluate(TWO_FRAMES)
        page.wait_for_function(STILL, polling=100)
        return page

    return wait


@pytest.fixture
def visit(page: Page, settled: Callable[[Page], Page]) -> Callable[[str], Page]:
    """`visit("/linkage?lang=en")`: open an address of the dashboard and wait until it is settled."""

    def go(path: str) -> Page:
        page.goto(path)
        return settled(page)

    return go


@pytest.fixture(scope="session")
def violations() -> Callable[[Page], list[str]]:
    """`violations(page)`: what axe finds wrong for assistive technology, one line each."""

    def find(page: Page) -> list[str]:
        return [
            f"{rule['id']} ({rule['impact']}): {rule['nodes'][0]['html'][:160]}"
            for rule in Axe().run(page).response["violations"]
        ]

    return find
