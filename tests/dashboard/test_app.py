"""The running server: its language, what it lets the browser do, what it keeps closed, and its sign of life."""

import gzip
import json
import re
import socket
import urllib.error
import urllib.request
from email.message import Message

import pandas as pd
import pytest
from streamlit import net_util
from streamlit.testing.v1 import AppTest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from dashboard import __main__ as launcher
from dashboard import server as door
from dashboard import store, words
from dashboard.app import TOPICS

BROWSER = {"Accept": "text/html,application/xhtml+xml"}


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


@pytest.fixture
def get(dashboard):
    """`get("/linkage")`: status, headers and body, without following."""
    opener = urllib.request.build_opener(_Stay)

    def ask(path: str, **headers: str) -> tuple[int, Message, bytes]:
        try:
            with opener.open(urllib.request.Request(dashboard + path, headers=headers), timeout=30) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.headers, refused.read()

    return ask


def addresses() -> list[str]:
    return ["/", *(f"/{topic}" for topic in TOPICS[1:])]


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_page_opens_in_the_language_of_its_address(get, language):
    titles = set()
    for path in addresses():
        status, _, body = get(f"{path}?lang={language}", **BROWSER)
        page = body.decode()
        assert status == 200 and f'<html lang="{language}">' in page
        titles |= set(re.findall(r"<title>(.*?)</title>", page))
        assert "Streamlit" not in re.sub(r"<[^>]*>", "", page)
    assert len(titles) == len(TOPICS)


def test_a_page_holds_no_script_of_its_own(get):
    page = get("/linkage", **BROWSER)[2].decode()
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", page) == [] and "service-desc" not in page


@pytest.mark.parametrize(
    "path", ["/", "/linkage", "/healthz", "/_stcore/health", "/app/static/fonts/OFL.txt"]
)
def test_every_answer_lets_the_browser_speak_to_this_server_alone(get, path):
    _, headers, _ = get(path, **BROWSER)
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'self'" and policy["connect-src"].startswith("'self'")
    assert policy["object-src"] == "'none'"
    assert "unsafe" not in policy["script-src"].replace("'wasm-unsafe-eval'", "")
    hosts = [
        word for allowed in policy.values() for word in allowed.split() if re.search(r"//|\*|^\w+\.", word)
    ]
    assert hosts == []
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "same-origin"


def test_the_overview_has_one_address(get):
    status, headers, _ = get("/overview?fy=2024&lang=en", **BROWSER)
    assert status == 307 and headers["Location"] == "/?fy=2024&lang=en"


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_an_unknown_address_is_answered_kindly(get, language):
    status, _, body = get(f"/linkages?lang={language}", **BROWSER)
    assert status == 404
    assert f'<html lang="{language}">' in body.decode()
    assert words.catalogue(language)["app.not_found"] in body.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/_stcore/upload_file/session/file",
        "/auth/login", "/auth/logout", "/oauth2callback",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_what_readers_do_not_need_is_closed(dashboard, path, method):
    asked = urllib.request.Request(dashboard + path, data=b"x" if method == "PUT" else None, method=method)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked, timeout=30)
    with refused.value as answer:
        assert answer.code == 404


@pytest.mark.parametrize(
    "path", ["/static/../../../config.py", "/static/%2e%2e/%2e%2e/config.js", "/static/x.js"]
)
def test_nothing_beside_the_scripts_is_served(get, path):
    status, _, body = get(path, **{"Accept-Encoding": "gzip"})
    assert status in (400, 404) or b'<div id="root">' in body


def test_scripts_travel_packed_and_stay(get):
    page = get("/", **BROWSER)[2].decode()
    script = re.search(r'src="\.(/static/js/index[^"]+)"', page)[1]
    status, headers, body = get(script, **{"Accept-Encoding": "gzip"})
    assert status == 200 and headers["Content-Encoding"] == "gzip" and "immutable" in headers["Cache-Control"]
    assert gzip.decompress(body) == get(script)[2]


def test_life_is_told_with_the_snapshot(get, demo_home):
    current = json.loads((demo_home / "snapshots" / "current.json").read_text("utf-8"))
    status, _, body = get("/healthz")
    assert status == 200 and json.loads(body) == {"status": "ok", "snapshot": current["snapshot"]}


def test_without_a_snapshot_the_server_says_it_has_nothing_to_show(tmp_path, monkeypatch):
    monkeypatch.setenv("TSUNAGARI_HOME", str(tmp_path))
    assert door._health(None).status_code == 503
    (tmp_path / "snapshots").mkdir()
    (tmp_path / "snapshots" / "current.json").write_text("{", "utf-8")
    assert door._health(None).status_code == 503


def test_boundaries_are_those_of_the_snapshot(get, demo_home):
    current = json.loads((demo_home / "snapshots" / "current.json").read_text("utf-8"))
    status, headers, body = get(f"/assets/boundaries-{current['snapshot']}.geojson")
    assert status == 200 and "immutable" in headers["Cache-Control"]
    codes = {feature["id"] for feature in json.loads(body)["features"]}
    assert {"312011", "285854"} <= codes
    assert get("/assets/boundaries-2020-03-31-00000000.geojson")[0] == 404


def test_a_socket_from_another_site_is_refused_without_asking_around(dashboard):
    stream = dashboard.replace("http", "ws") + "/_stcore/stream"
    with pytest.raises(InvalidStatus):
        connect(stream, subprotocols=["streamlit"], origin="http://elsewhere.example")


def test_the_outside_address_is_never_looked_up(monkeypatch):
    monkeypatch.setattr(net_util, "get_external_ip", net_util.get_external_ip)
    monkeypatch.setattr(socket, "socket", None)  # whoever opens one fails
    launcher._stay_inside()
    assert net_util.get_external_ip() is None


def _broken_page() -> None:
    import streamlit as st

    from dashboard import __main__ as launcher

    st.session_state["sent"] = b"of no kind that a widget knows"
    st.session_state["handled"] = launcher._broke_off(RuntimeError("column hidden_value not found"))


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_page_that_breaks_off_says_so_in_plain_words(language):
    words.use(language)
    at = AppTest.from_function(_broken_page, default_timeout=30)
    at.run()
    words.use("ja")
    said = [part.proto.body for part in at.get("html")] + [text.value for text in at.markdown]
    assert at.session_state["handled"] is True and len(at.exception) == 0
    assert "sent" not in at.session_state  # the next press begins with what the address says
    assert not any("RuntimeError" in text or "hidden_value" in text for text in said)
    assert any(words.catalogue("ja")["error.title"] in text for text in said)


def test_everything_is_imported_before_the_first_reader(demo_home, monkeypatch):
    monkeypatch.setenv("TSUNAGARI_HOME", str(demo_home))
    frozen: list[str] = []
    monkeypatch.setattr(launcher.gc, "freeze", lambda: frozen.append("frozen"))
    with pd.option_context("mode.string_storage", pd.get_option("mode.string_storage")):
        launcher._import_all()
    assert frozen == ["frozen"]
    assert store._open.cache_info().currsize
