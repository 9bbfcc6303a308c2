"""The socket a page speaks through: from this site's own pages alone, and a session only for the browser that began it.

Streamlit (1.67) takes a socket from any port of localhost, and gives a session to whoever names its id.
"""

import os
import secrets
from collections import OrderedDict
from contextlib import suppress
from urllib.parse import urlsplit

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

STREAM = "/_stcore/stream"
COOKIE = "tsunagari_reader"
_REMEMBERED = 10_000  # sessions whose browser is known; Streamlit itself forgets them sooner
_FIRST = 20  # messages after which a session has surely said its id
_PROTOCOLS = "sec-websocket-protocol"
_THIRD = 2  # the third protocol is the id of the session to go on with

_reader_of: OrderedDict[str, str] = OrderedDict()


def mark(headers: MutableHeaders, cookies: str) -> None:
    """Give a browser without one the sign by which its sessions are known again; scripts cannot read it."""
    if COOKIE not in cookie_parser(cookies):
        headers.append(
            "set-cookie", f"{COOKIE}={secrets.token_urlsafe(24)}; Path=/; HttpOnly; SameSite=Strict"
        )


def own_origin(headers: Headers) -> bool:
    """Whether a socket is asked for by a page of this very site. Programs that are no browser name no origin."""
    origin = headers.get("origin")
    hosts = {headers.get("host"), headers.get("x-forwarded-host")}
    return origin is None or urlsplit(origin).netloc in hosts - {None}


async def opened(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """A page's socket, its session bound to the browser's sign."""
    headers = Headers(scope=scope)
    if not own_origin(headers):
        await receive()  # the request to connect; closing before an answer refuses it (403)
        await send({"type": "websocket.close", "code": 1008})
        return
    reader = cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
    seen = 0

    async def watched(message: Message) -> None:
        nonlocal seen
        if message["type"] == "websocket.send" and seen < _FIRST:
            seen += 1
            if session := _session(message.get("bytes") or b""):
                _remember(session, reader)
                seen = _FIRST
        await send(message)

    await app({**scope, "headers": _own_session(scope, headers, reader)}, receive, watched)


def _own_session(scope: Scope, headers: Headers, reader: str) -> list[tuple[bytes, bytes]]:
    """The headers; without the id of a session that another browser began, so that a new one begins."""
    named = [part.strip() for part in headers.get(_PROTOCOLS, "").split(",")]
    kept = list(scope["headers"])
    if len(named) <= _THIRD or (reader and _reader_of.get(named[_THIRD]) == reader):
        return kept
    rest = ", ".join(named[:_THIRD]).encode("latin-1")
    return [(name, rest if name == _PROTOCOLS.encode() else value) for name, value in kept]


def _session(message: bytes) -> str:
    """The id of the session that a message begins; "" when it begins none."""
    forwarded = ForwardMsg()
    try:
        forwarded.ParseFromString(message)
    except DecodeError:
        return ""
    return str(forwarded.new_session.initialize.session_id) if forwarded.HasField("new_session") else ""


def _remember(session: str, reader: str) -> None:
    _reader_of[session] = reader
    while len(_reader_of) > _REMEMBERED:
        _reader_of.popitem(last=False)


def many_files() -> None:
    """As many open files as the system lets this process have: each reader holds a few, and 254 idle ones were all."""
    if os.name == "nt":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = 65_536 if hard == resource.RLIM_INFINITY else hard
    if soft != resource.RLIM_INFINITY and soft < most:
        with suppress(ValueError, OSError):  # a system that forbids it keeps its own number
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
