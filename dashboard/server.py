"""What stands between the browser and Streamlit: our own page shell, files by address, and closed doors.

Streamlit's page is English, names itself, and leaves the browser free to ask other hosts. Here it is served in the
reader's language, and a Content-Security-Policy lets the browser speak to this server alone.
"""

import gzip
import re
from contextlib import suppress
from functools import lru_cache
from html import escape
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

from dashboard import sockets, store, words
from dashboard.app import TOPICS
from dashboard.widgets import assets

STREAMLIT = Path(file_util.get_static_dir()).resolve()
ICON = Path(__file__).parent / "widgets" / "icon.svg"
BEGIN = Path(__file__).parent / "widgets" / "begin.js"
# What a page is made of, which Streamlit asks for only once its first element has come: a file, then what that imports.
PARTS = ("Html", "BidiComponent", "ButtonGroup", "Selectbox", "PlotlyChart")
PARTS_OF = {
    "overview": (*PARTS, "DeckGlJsonChart", "webgl-device"),
    "participation": (*PARTS, "DeckGlJsonChart", "webgl-device"),
    "about": ("Html", "BidiComponent", "ButtonGroup"),
}
_IMPORTED = re.compile(r'(?:from|import)"\./([\w.-]+\.js)"')
POLICY = {
    "default-src": "'self'",
    "script-src": "'self' blob: 'wasm-unsafe-eval'",  # own components come as blobs; the map engine is WebAssembly
    "style-src": "'self' 'unsafe-inline'",  # Streamlit and Plotly style elements one by one
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self' data: blob:",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {allowed}" for name, allowed in POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
# The grey boxes that stand for what is on its way fade in and out over the whole window until it comes, and what is about to be
# exchanged turns pale in sixty steps a second: without a graphics card that is up to half of what a visit, and a third of what
# a change, costs the reader's processor, and moving things help nobody to wait. Pale it still is, after the same half second.
STILL = (
    '[data-testid="stSkeleton"], [data-testid="stSkeleton"] * { animation: none !important; }'
    '[data-testid="stElementContainer"], [data-testid="stExpander"] :is(details, summary) '
    "{ transition-duration: 0s !important; }"
)
# Streamlit answers these to anyone; a reader of this site uploads nothing and signs in nowhere.
CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/upload_file", "/auth/", "/oauth2callback")
NOT_PAGES = ("/_stcore/", "/static/", "/app/static/", "/media/", "/component/", "/assets/", "/healthz")


def routes() -> list[Route]:
    """The pages in the reader's language, the files they load, and the sign of life."""
    assets.route()
    pages = [Route(f"/{'' if topic == TOPICS[0] else topic}", _page) for topic in TOPICS]
    files = {
        assets.plotly_js(): lambda _: FileResponse(assets.PLOTLY, headers=FOR_EVER),
        "/assets/fonts.css": lambda _: FileResponse(assets.FONTS, headers={"Cache-Control": "max-age=86400"}),
        "/assets/begin.js": lambda _: FileResponse(BEGIN, headers={"Cache-Control": "max-age=86400"}),
        "/assets/icon.svg": lambda _: FileResponse(ICON, headers={"Cache-Control": "max-age=86400"}),
        "/assets/boundaries-{snapshot}.geojson": _boundaries,
        "/healthz": _health,
    }
    return [*pages, *(Route(path, answer) for path, answer in files.items())]


def middleware() -> list[Middleware]:
    """Around everything Streamlit answers."""
    return [Middleware(Door)]


class Door:
    """Adds the headers to every answer, keeps closed what is closed, and says it when there is no such page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await sockets.opened(self.app, scope, receive, send)
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        answer = await run_in_threadpool(_answered_here, Request(scope)) or self.app
        await answer(scope, receive, guarded)


def _answered_here(request: Request) -> Response | None:
    """What does not reach Streamlit: closed doors, unknown pages, and its scripts, which it would send unpacked."""
    path, headers = request.url.path, request.headers
    if path.startswith(CLOSED):
        return Response(status_code=404)
    if path.startswith("/static/") and path.endswith((".js", ".css")) and _takes_gzip(headers):
        return _packed_file(path)
    if path == f"/{TOPICS[0]}":
        return RedirectResponse(f"/?{request.url.query}" if request.url.query else "/")
    page = path.strip("/")
    if (
        page
        and page not in TOPICS
        and not path.startswith(NOT_PAGES)
        and "text/html" in headers.get("accept", "")
    ):
        return HTMLResponse(_not_found(_language(request)), status_code=404)
    return None


def _takes_gzip(headers: Headers) -> bool:
    return "gzip" in headers.get("accept-encoding", "")


def _packed_file(path: str) -> Response | None:
    body = _packed(path)
    kind = "text/javascript" if path.endswith(".js") else "text/css"
    said = {**FOR_EVER, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(body, media_type=kind, headers=said) if body else None


@lru_cache(maxsize=512)
def _packed(path: str) -> bytes | None:
    """Packed once: 13 MB of scripts become 4 MB on the wire."""
    file = (STREAMLIT / path.lstrip("/")).resolve()
    return gzip.compress(file.read_bytes(), 6) if file.is_relative_to(STREAMLIT) and file.is_file() else None


def _page(request: Request) -> Response:
    topic = request.url.path.strip("/") or TOPICS[0]
    with suppress(store.NoSnapshot, store.BrokenSnapshot):  # the page itself says so
        store.current()  # whose prefecture the title speaks of
    page = HTMLResponse(
        _shell(topic, _language(request), words.kind()), headers={"Cache-Control": "no-cache"}
    )
    sockets.mark(page.headers, request.headers.get("cookie", ""))
    return page


def _language(request: Request) -> str:
    return "en" if request.query_params.get("lang") == "en" else "ja"


@lru_cache(maxsize=64)
def _shell(topic: str, language: str, _: str) -> str:
    """Streamlit's page with our language, title, icon and font; without inline scripts and notes to machines."""
    say = words.catalogue(language)
    title = say["app.browser_title"].format(page=say[f"topic.{topic}"], name=say["app.name"])
    font = (
        f'<link rel="preload" href=".{assets.FONT_OF_WORDS}" as="font" type="font/woff2" crossorigin />'
        '<link rel="stylesheet" href="./assets/fonts.css" />'
        f"<style>{STILL}</style>"
    )
    changes = (
        (r"<!--.*?-->\s*", ""),
        (r"<script>.*?</script>", ""),
        (r'<link rel="service-desc"[^>]*>', ""),
        (r'<link\s+rel="preload"[^>]*as="font"[^>]*>', font),
        (r'<html lang="en">', f'<html lang="{language}">'),
        (r"<title>.*?</title>", f'<title>{escape(title)}</title><script src="./assets/begin.js"></script>'),
        (r"</head>", "".join(map(_early, _modules(PARTS_OF.get(topic, PARTS)))) + "</head>"),
        (
            r'<link rel="shortcut icon"[^>]*>',
            '<link rel="icon" href="./assets/icon.svg" type="image/svg+xml" />',
        ),
        (r"<noscript>.*?</noscript>", f"<noscript><p>{escape(say['app.noscript'])}</p></noscript>"),
    )
    page = (STREAMLIT / "index.html").read_text(encoding="utf-8")
    for found, put in changes:
        page = re.sub(found, put, page, flags=re.DOTALL)
    return page


@lru_cache(maxsize=8)
def _modules(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The scripts of some parts with all that they import, themselves first."""
    folder = STREAMLIT / "static" / "js"
    found = [path.name for part in parts for path in folder.glob(f"{part}.*.js")]
    for name in found:  # grows while it is read
        imported = _IMPORTED.findall((folder / name).read_text(encoding="utf-8"))
        found += [one for one in dict.fromkeys(imported) if one not in found]
    return tuple(found)


def _early(module: str) -> str:
    return f'<link rel="modulepreload" crossorigin href="./static/js/{module}" />'


@lru_cache(maxsize=2)
def _not_found(language: str) -> str:
    say = words.catalogue(language)
    home = "/?lang=en" if language == "en" else "/"
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(say['app.not_found'])}</title>"
        '<body style="font-family: sans-serif; line-height: 1.75; max-width: 40em; margin: 4rem auto; padding: 0 1rem">'
        f"<h1>{escape(say['app.not_found'])}</h1><p>{escape(say['app.not_found_text'])}</p>"
        f'<p><a href="{home}">{escape(say["app.to_overview"])}</a></p></body></html>'
    )


def _boundaries(request: Request) -> Response:
    """Geometry by address: inside a figure it would be sent again on every rerun.

    Of the snapshot a page was drawn from, also when another one has been published since.
    """
    try:
        snapshot = store.named(request.path_params["snapshot"])
    except (store.NoSnapshot, store.BrokenSnapshot):
        return Response(status_code=404)
    if not store.boundaries(snapshot).exists():
        return Response(status_code=404)
    return FileResponse(store.boundaries(snapshot), media_type="application/geo+json", headers=FOR_EVER)


def _health(_: Request) -> Response:
    """200 with the snapshot's id; 503 when there is nothing to show."""
    try:
        return JSONResponse({"status": "ok", "snapshot": store.current().id})
    except store.NoSnapshot:
        return JSONResponse({"status": "nothing published"}, status_code=503)
    except store.BrokenSnapshot:
        return JSONResponse({"status": "snapshot broken"}, status_code=503)
