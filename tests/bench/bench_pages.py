"""Server CPU of a change on every page, asked for by a bare web socket as a browser would, without the browser.

Each run is of another choice, as a reader's is: first of choices that nobody made before, then of choices that another
reader has made. Running one choice again and again would measure what never happens. With TSUNAGARI_WARM=1 readers come
when the server has worked its pages out by itself (`dashboard/warming.py`), some minutes after its start.
"""

import os
import statistics
import time
from collections.abc import Sequence

import psutil
import pytest
from websockets.sync.client import ClientConnection

from dashboard import store
from dashboard.queries import places
from tests.bench.reader import Choice, ask, folds, reader, turn

CHANGES = 20
# What every page is asked for besides, to show a figure.
TOPICS: dict[str, Choice] = {
    "": (),
    "participation": (),
    "linkage": (),
    "checklist": (),
    "practices": (),
    "municipality": (),
    "indicator": (("i", "referral_count"),),
    "prefecture": (),
    "quality": (),
    "about": (),
}


def choices(snapshot: store.Snapshot) -> list[Choice]:
    """Year, area and municipality, as filters are chosen one after the other; no two are equal."""
    years = range(snapshot.last_fy, snapshot.first_fy - 1, -1)
    areas = places.areas(snapshot)
    towns = places.municipalities(snapshot)
    towns = towns[towns["in_prefecture"]]["lg_code"].astype(str).tolist()
    asked = [
        (("fy", str(year)), *place) for place in [(), *((("area", one),) for one in areas)] for year in years
    ]
    asked += [(("fy", str(year)), ("m", one)) for one in towns for year in years]
    return [choice for at in range(7) for choice in asked[at::7]]


def _changes(
    server: psutil.Process, socket: ClientConnection, page: str, asked: Sequence[Choice]
) -> tuple[float, float, float]:
    """Milliseconds of a processor and of a clock, and KiB sent, by change."""
    before, walls, sent = sum(server.cpu_times()[:2]), [], 0
    for choice in asked:
        start = time.perf_counter()
        sent += ask(socket, page, (*TOPICS[page], *choice))
        walls.append(time.perf_counter() - start)
    time.sleep(0.3)  # what the server tidies up after the last run belongs to it
    cpu = sum(server.cpu_times()[:2]) - before
    return 1000 * cpu / len(asked), 1000 * statistics.median(walls), sent / 1024 / len(asked)


def _opened(server: psutil.Process, socket: ClientConnection, page: str, choice: Choice) -> str:
    """Milliseconds of a processor to open or close what runs by itself: the tables of cards, and their menus."""
    found, told = folds(socket, page, choice), []
    for name, kind in (("table", True), ("menu", False)):
        chosen = [fold for fold in found if fold.table is kind]
        before = sum(server.cpu_times()[:2])
        for fold in chosen:
            for opened in (True, False):
                turn(socket, page, choice, fold, opened=opened)
        time.sleep(0.3)
        cpu = sum(server.cpu_times()[:2]) - before
        told.append(f"{name} {1000 * cpu / max(2 * len(chosen), 1):.0f} ms")
    return ", ".join(told)


def _idle(server: psutil.Process) -> None:
    """Wait until the server has done nothing for longer than it pauses between two pages."""
    still = 0
    while still < 6:
        before = sum(server.cpu_times()[:2])
        time.sleep(5)
        still = still + 1 if sum(server.cpu_times()[:2]) - before < 0.03 else 0


@pytest.mark.parametrize("page", TOPICS)
def bench_page(server, demo_home, page, monkeypatch):
    monkeypatch.setenv("TSUNAGARI_HOME", str(demo_home))
    process = psutil.Process(server.pid)
    if os.environ.get("TSUNAGARI_WARM") and page == "":
        _idle(process)
        print(
            f"\nworked out: {process.memory_info().rss / 2**20:.0f} MiB, {sum(process.cpu_times()[:2]):.0f} s CPU"
        )
    asked = choices(store.current())[: CHANGES + 2]
    said = []
    for reader_is in ("first", "second"):
        with reader(server.address) as socket:
            ask(socket, page, TOPICS[page])
            for choice in asked[:2]:
                ask(socket, page, (*TOPICS[page], *choice))
            cpu, wall, size = _changes(process, socket, page, asked[2:])
            alone = _opened(process, socket, page, (*TOPICS[page], *asked[-1]))
            said.append(f"{reader_is} reader CPU {cpu:4.0f} ms, wall {wall:4.0f} ms, alone {alone}")
    held = process.memory_info().rss / 2**20
    print(f"\n/{page:14} {' · '.join(said)} · {size:4.0f} KiB · server {held:4.0f} MiB")
    assert size > 0
