"""A reader without a browser: a bare web socket that asks for pages and chooses filters as a browser would."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
    return sum(map(len, _answers(socket, asked(page, choice))))


@dataclass(frozen=True)
class Fold:
    """What opens without the rest of the page: the table of a card or a menu, and the part of the page that runs for it."""

    widget: str
    part: str
    table: bool


def folds(socket: ClientConnection, page: str, choice: Choice = ()) -> list[Fold]:
    """One run of a page, and what can be opened on it."""
    found = []
    for answer in _answers(socket, asked(page, choice)):
        delta = ForwardMsg.FromString(answer).delta
        opened = delta.add_block.expandable.id or delta.add_block.popover.id
        if opened and delta.fragment_id:
            found.append(Fold(opened, delta.fragment_id, bool(delta.add_block.expandable.id)))
    return found


def turn(socket: ClientConnection, page: str, choice: Choice, fold: Fold, *, opened: bool) -> int:
    """Open or close one of them; the bytes sent to the browser."""
    message = BackMsg.FromString(asked(page, choice))
    message.rerun_script.fragment_id = fold.part
    state = message.rerun_script.widget_states.widgets.add(id=fold.widget)
    state.bool_value = opened
    return sum(map(len, _answers(socket, message.SerializeToString())))


def _answers(socket: ClientConnection, message: bytes) -> Iterator[bytes]:
    socket.send(message)
    ended = False
    while not ended:
        answer = bytes(socket.recv(timeout=120))  # type: ignore[arg-type]
        ended = is_last(answer)
        yield answer


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
