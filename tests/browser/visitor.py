"""A visitor of the dashboard, and what is promised on every visit."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError

HERE = {"127.0.0.1", "localhost"}


def _is_outside(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in HERE


@contextmanager
def visiting(context: BrowserContext) -> Iterator[Page]:
    """A visitor, who leaves nothing behind. On leaving: no request went outside, no console error, no page error."""
    outside: list[str] = []
    faults: list[str] = []
    others = {*context.pages}  # of a visitor who stays for many tests
    visitor = context.new_page()

    def asked(request: Request) -> None:
        outside.extend([request.url] if _is_outside(request.url) else [])

    def said(message: ConsoleMessage) -> None:
        faults.extend([f"{visitor.url} {message.text}"] if message.type == "error" else [])

    def failed(error: WebError) -> None:
        faults.append(f"{visitor.url} {error.error}")

    watches = {"request": asked, "console": said, "weberror": failed}
    for event, watch in watches.items():
        context.on(event, watch)
    visitor.on("websocket", lambda socket: _is_outside(socket.url) and outside.append(socket.url))
    # Chromium's own "save as" dialogue would keep Playwright from seeing a download.
    visitor.add_init_script("delete window.showSaveFilePicker")
    visitor.set_default_timeout(30_000)
    try:
        yield visitor
        if visitor.url.startswith("http"):
            visitor.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
    finally:
        for opened in {*context.pages} - others:
            opened.close()
        context.clear_cookies()
        for event, watch in watches.items():
            context.remove_listener(event, watch)
    assert outside == [], f"requests left this machine: {outside}"
    assert faults == [], f"errors in the page: {faults}"
