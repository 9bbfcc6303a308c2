"""The socket of a page: which site may open it, whose session it goes on with, and how many may be open and silent."""

import re
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from starlette.datastructures import Headers
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from dashboard import sockets
from dashboard.app import TOPICS


def _cookie(dashboard: str) -> str:
    """The sign that a browser gets with its first page."""
    with urllib.request.urlopen(f"{dashboard}/", timeout=30) as page:
        given = page.headers["Set-Cookie"]
    assert "HttpOnly" in given and "SameSite=Strict" in given
    return given.split(";")[0]


def _session(dashboard: str, cookie: str, named: str = "") -> str:
    """The session that a socket is given after it asked for a page."""
    protocols = ["streamlit", "none", *([named] if named else [])]
    asked = BackMsg()
    asked.rerun_script.query_string = ""
    with connect(
        dashboard.replace("http", "ws") + sockets.STREAM,
        subprotocols=protocols,
        additional_headers={"Cookie": cookie},
        origin=dashboard,
        max_size=None,
    ) as socket:
        socket.send(asked.SerializeToString())
        for message in socket:
            told = ForwardMsg()
            told.ParseFromString(message)
            if told.HasField("new_session"):
                return told.new_session.initialize.session_id
    raise AssertionError("no session began")


def test_a_session_goes_on_for_the_browser_that_began_it_alone(dashboard):
    mine, other = _cookie(dashboard), _cookie(dashboard)
    assert mine != other
    began = _session(dashboard, mine)
    assert _session(dashboard, other, named=began) != began
    assert _session(dashboard, "", named=began) != began
    assert _session(dashboard, mine, named=began) == began


def test_a_page_opened_by_its_address_is_not_taken_for_a_site_of_its_own(dashboard):
    """Streamlit's page looks for its server below its own address first; an answer there would make it the first page."""
    for asked in ("health", "host-config"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{dashboard}/{TOPICS[2]}/_stcore/{asked}", timeout=30)
        with refused.value as answer:
            assert answer.code == 404


@pytest.mark.parametrize(
    "origin", ["http://localhost:1", "http://127.0.0.1:8501", "null", "http://elsewhere.example"]
)
def test_no_other_site_opens_the_socket_not_even_on_this_machine(dashboard, origin):
    with pytest.raises(InvalidStatus):
        connect(dashboard.replace("http", "ws") + sockets.STREAM, subprotocols=["streamlit"], origin=origin)


def test_the_origin_is_this_site_behind_a_proxy_too():
    def told(**headers: str) -> bool:
        return sockets.own_origin(Headers({name.replace("_", "-"): value for name, value in headers.items()}))

    assert told(
        host="127.0.0.1:8501", x_forwarded_host="tsunagari.example", origin="https://tsunagari.example"
    )
    assert told(host="tsunagari.example", origin="https://tsunagari.example")
    assert not told(host="tsunagari.example", origin="https://tsunagari.example:8443")
    assert told(host="tsunagari.example")


def test_as_many_files_may_be_open_as_the_system_allows():
    resource = pytest.importorskip("resource")
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    most = 65_536 if hard == resource.RLIM_INFINITY else hard
    program = """if True:
        import resource
        from dashboard import sockets
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
        sockets.many_files()
        print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(re.sub(r"\D", "", done.stdout)) == most


def test_signs_of_sessions_are_not_kept_for_ever(monkeypatch):
    monkeypatch.setattr(sockets, "_REMEMBERED", 3)
    for number in range(9):
        sockets._remember(f"session {number}", "reader")
    assert len(sockets._reader_of) <= 3 and "session 8" in sockets._reader_of
