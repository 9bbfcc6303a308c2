"""Server CPU per rerun of every page, asked for by a bare web socket as a browser would, without the browser."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

TOPICS = [
    "",
    "participation",
    "linkage",
    "checklist",
    "practices",
    "municipality",
    "prefecture",
    "quality",
    "about",
]
RERUNS = 20


@contextmanager
def visitor(address: str) -> Iterator[ClientConnection]:
    stream = address.replace("http", "ws") + "/_stcore/stream"
    with connect(stream, subprotocols=["streamlit"], origin=address, max_size=None) as socket:
        yield socket


def rerun(socket: ClientConnection, page: str) -> int:
    """Ask for one run of a page and read until the script has ended; returns the bytes sent to the browser."""
    asked = BackMsg()
    asked.rerun_script.page_name = page
    asked.rerun_script.query_string = ""
    socket.send(asked.SerializeToString())
    received = 0
    while True:
        answer = socket.recv(timeout=60)
        received += len(answer)
        message = ForwardMsg.FromString(answer)
        assert message.WhichOneof("type") != "page_not_found", page
        if message.WhichOneof("type") == "script_finished":
            return received


@pytest.mark.parametrize("page", TOPICS)
def bench_page(server, page):
    process = psutil.Process(server.pid)
    with visitor(server.address) as socket:
        rerun(socket, page)
        rerun(socket, page)
        before, walls = sum(process.cpu_times()[:2]), []
        for _ in range(RERUNS):
            start = time.perf_counter()
            size = rerun(socket, page)
            walls.append(time.perf_counter() - start)
        time.sleep(0.3)  # what the server tidies up after the last run belongs to it
        cpu = (sum(process.cpu_times()[:2]) - before) / RERUNS
    wall, held = statistics.median(walls), process.memory_info().rss / 2**20
    print(
        f"\n/{page:14} CPU {cpu * 1000:4.0f} ms · wall {wall * 1000:4.0f} ms · {size / 1024:4.0f} KiB per rerun"
        f" · server {held:4.0f} MiB"
    )
    assert size > 0
