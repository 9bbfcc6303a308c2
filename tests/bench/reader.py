"""A reader without a browser: a bare web socket that asks for pages and chooses filters as a browser would."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

Choice: TypeAlias = tuple[tuple[str, str], ...]


@contextmanager
def reader(address: str) -> Iterator[ClientConnection]:
    """A socket to the dashboard, and with it a session of its own."""
    stream = address.replace("http", "ws") + "/_stcore/stream"
    with connect(stream, subprotocols=["streamlit"], origin=address, max_size=None) as socket:
        yield socket


def ask(socket: ClientConnection, page: str, choice: Choice = ()) -> int:
    """One run of a page under the choice in its address, read until the script has ended; the bytes sent to the browser."""
    socket.send(asked(page, choice))
    received, ended = 0, False
    while not ended:
        answer = socket.recv(timeout=120)
        received, ended = received + len(answer), is_last(answer)
    return received


def asked(page: str, choice: Choice) -> bytes:
    """The message that asks for a run of a page."""
    message = BackMsg()
    message.rerun_script.page_name = page
    message.rerun_script.query_string = urlencode(choice)
    return message.SerializeToString()


def is_last(answer: bytes) -> bool:
    """Whether the script has ended with this message."""
    kind = ForwardMsg.FromString(answer).WhichOneof("type")
    assert kind != "page_not_found"
    return kind == "script_finished"
