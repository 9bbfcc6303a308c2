"""A real browser, and what every journey promises: nothing leaves this machine, nothing goes wrong on the page."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
HERE = {"127.0.0.1", "localhost"}
# Streamlit looks for its own address on every deep link and does not mind the answer.
PROBE = re.compile(r"/[^/]+/_stcore/(health|host-config)$")
STILL = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  if (app?.dataset.testScriptState !== 'notRunning' || app.dataset.testConnectionState !== 'CONNECTED') return false;
  if (document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')) return false;
  const charts = [...document.querySelectorAll('[data-testid="stPlotlyChart"]')];
  return charts.every(chart => chart.querySelector('.main-svg')) && document.fonts.status === 'loaded';
}"""
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


def _is_outside(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in HERE


def _is_fault(message: ConsoleMessage) -> bool:
    return message.type == "error" and not PROBE.search(message.location.get("url", ""))


@pytest.fixture
def page(browser: Browser, dashboard: str) -> Iterator[Page]:
    """A fresh visitor. On leaving: no request went outside, no console error, no page error."""
    outside: list[str] = []
    faults: list[str] = []
    with browser.new_context(
        base_url=dashboard, locale="ja-JP", viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
    ) as context:
        context.on("request", lambda request: _is_outside(request.url) and outside.append(request.url))
        context.on("console", lambda message: _is_fault(message) and faults.append(message.text))
        context.on("weberror", lambda error: faults.append(str(error.error)))
        visitor = context.new_page()
        visitor.on("websocket", lambda socket: _is_outside(socket.url) and outside.append(socket.url))
        # Chromium's own "save as" dialogue would keep Playwright from seeing a download.
        visitor.add_init_script("delete window.showSaveFilePicker")
        visitor.set_default_timeout(30_000)
        yield visitor
    assert outside == [], f"requests left this machine: {outside}"
    assert faults == [], f"errors in the page: {faults}"


@pytest.fixture(scope="session")
def settled() -> Callable[[Page], Page]:
    """`settled(page)`: wait until the script has ended, every chart is drawn and the fonts are there."""

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
        found = Axe().run(page).response["violations"]
        return [f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:160]}" for one in found]

    return find
