"""A visitor of the dashboard, and what is promised on every visit."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

HERE = {"127.0.0.1", "localhost"}


def _is_outside(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in HERE


@contextmanager
def visiting(browser: Browser, dashboard: str) -> Iterator[Page]:
    """A fresh visitor. On leaving: no request went outside, no console error, no page error."""
    outside: list[str] = []
    faults: list[str] = []
    with browser.new_context(
        base_url=dashboard, locale="ja-JP", viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
    ) as context:
        context.on("request", lambda request: _is_outside(request.url) and outside.append(request.url))
        context.on("console", lambda message: message.type == "error" and faults.append(message.text))
        context.on("weberror", lambda error: faults.append(str(error.error)))
        visitor = context.new_page()
        visitor.on("websocket", lambda socket: _is_outside(socket.url) and outside.append(socket.url))
        # Chromium's own "save as" dialogue would keep Playwright from seeing a download.
        visitor.add_init_script("delete window.showSaveFilePicker")
        visitor.set_default_timeout(30_000)
        yield visitor
    assert outside == [], f"requests left this machine: {outside}"
    assert faults == [], f"errors in the page: {faults}"
