"""A visitor of the dashboard, and what is promised on every visit."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page

HERE = {"127.0.0.1", "localhost"}
# Streamlit's page looks for its server below its own address first; an answer there would make it the first page.
PROBE = re.compile(r"/[^/]+/_stcore/(health|host-config)$")


def _is_outside(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in HERE


def _is_fault(message: ConsoleMessage) -> bool:
    return message.type == "error" and not PROBE.search(message.location.get("url", ""))


@contextmanager
def visiting(browser: Browser, dashboard: str) -> Iterator[Page]:
    """A fresh visitor. On leaving: no request went outside, no console error, no page error."""
    outside: list[str] = []
    faults: list[str] = []
    with browser.new_context(
        base_url=dashboard, locale="ja-JP", viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
    ) as context:
        visitor = context.new_page()
        context.on("request", lambda request: _is_outside(request.url) and outside.append(request.url))
        context.on(
            "console", lambda message: _is_fault(message) and faults.append(f"{visitor.url} {message.text}")
        )
        context.on("weberror", lambda error: faults.append(f"{visitor.url} {error.error}"))
        visitor.on("websocket", lambda socket: _is_outside(socket.url) and outside.append(socket.url))
        # Chromium's own "save as" dialogue would keep Playwright from seeing a download.
        visitor.add_init_script("delete window.showSaveFilePicker")
        visitor.set_default_timeout(30_000)
        yield visitor
    assert outside == [], f"requests left this machine: {outside}"
    assert faults == [], f"errors in the page: {faults}"
