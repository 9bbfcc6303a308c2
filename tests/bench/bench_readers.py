"""Many readers at once: how long a click takes while others click, and what the server holds.

`./run bench readers`. Readers are bare web sockets on this machine that go from page to page and choose as they like, every
ten seconds or without pause. TSUNAGARI_SECONDS (20) of each; TSUNAGARI_PROCESSES (1) servers of one snapshot, each reader
staying with one, as behind a proxy; TSUNAGARI_SOAK (0) minutes of forty readers who come, click and go, with the memory
of each minute.
"""

import asyncio
import contextlib
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from websockets.asyncio.client import connect

from dashboard import store
from tests.bench.bench_pages import TOPICS, choices
from tests.bench.reader import Choice, asked, is_last
from tests.conftest import ROOT, _free_port, _wait_for

SECONDS = float(os.environ.get("TSUNAGARI_SECONDS", "20"))
PROCESSES = int(os.environ.get("TSUNAGARI_PROCESSES", "1"))
SOAK = float(os.environ.get("TSUNAGARI_SOAK", "0"))
READERS = (10, 20, 40)
PAUSE = 10.0
CLICKS = 30  # of one reader in the soak, before another one comes


class Servers:
    """The dashboards that readers are spread over."""

    def __init__(self, addresses: list[str], processes: list[psutil.Process]) -> None:
        self.addresses, self.processes = addresses, processes

    def held(self) -> float:
        """MiB of all together."""
        return sum(one.memory_info().rss for one in self.processes) / 2**20

    def busy(self) -> float:
        return sum(sum(one.cpu_times()[:2]) for one in self.processes)


@pytest.fixture(scope="module")
def servers(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    environment = os.environ | {"TSUNAGARI_HOME": str(demo_home), "PYTHONUTF8": "1"}
    folder, ports = tmp_path_factory.mktemp("readers"), [_free_port() for _ in range(PROCESSES)]
    with contextlib.ExitStack() as stack:
        started = []
        for port in ports:
            log = folder / f"{port}.txt"
            out = stack.enter_context(log.open("wb"))
            command = [sys.executable, "-m", "dashboard", "--port", str(port)]
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT
            )
            stack.callback(process.wait)
            stack.callback(process.terminate)
            _wait_for(f"http://127.0.0.1:{port}", process, log)
            started.append(process)
        yield Servers(
            [f"http://localhost:{port}" for port in ports], [psutil.Process(one.pid) for one in started]
        )


async def _reader(
    address: str,
    wanted: list[Choice],
    pause: float,
    until: float,
    dice: random.Random,
    clicks: int,
    took: list[float],
) -> None:
    """Click after click until the time is over, each on another page or choice; notes how long each one took."""
    stream = address.replace("http", "ws") + "/_stcore/stream"
    async with connect(
        stream, subprotocols=["streamlit"], origin=address, max_size=None, ping_interval=None
    ) as socket:
        await asyncio.sleep(dice.random() * pause)
        for _ in range(clicks):
            page = dice.choice(list(TOPICS))
            start = time.perf_counter()
            if start >= until:
                return
            await socket.send(asked(page, (*TOPICS[page], *dice.choice(wanted))))
            while not is_last(await asyncio.wait_for(socket.recv(), 300)):
                pass
            took.append(time.perf_counter() - start)
            # people do not click in step
            await asyncio.sleep(max(0.0, pause * (0.5 + dice.random()) - took[-1]))


async def _crowd(
    servers: Servers, wanted: list[Choice], readers: int, pause: float, seconds: float
) -> list[float]:
    took: list[float] = []
    until = time.perf_counter() + seconds
    ends = [servers.addresses[at % len(servers.addresses)] for at in range(readers)]
    work = (
        _reader(address, wanted, pause, until, random.Random(at), sys.maxsize, took)
        for at, address in enumerate(ends)
    )
    await asyncio.gather(*work)
    return took


async def _soak(servers: Servers, wanted: list[Choice], minutes: float) -> None:
    until = time.perf_counter() + 60 * minutes
    took: list[float] = []

    async def seat(number: int) -> None:
        visit = 0
        while time.perf_counter() < until:
            address, dice = (
                servers.addresses[number % len(servers.addresses)],
                random.Random(1000 * number + visit),
            )
            await _reader(address, wanted, PAUSE, until, dice, CLICKS, took)
            visit += 1

    async def watch() -> None:
        minute = 0
        while time.perf_counter() < until:
            await asyncio.sleep(60)
            minute += 1
            print(f"  minute {minute:2}: {servers.held():4.0f} MiB · {_said(took)}", flush=True)
            took.clear()

    await asyncio.gather(watch(), *(seat(number) for number in range(READERS[-1])))


def _said(took: list[float]) -> str:
    if len(took) < 2:
        return "no click"
    middle, most = statistics.median(took), statistics.quantiles(took, n=20)[-1]
    return f"{len(took):5} clicks · p50 {middle:5.2f} s · p95 {most:5.2f} s · longest {max(took):5.2f} s"


def bench_readers(servers: Servers, demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TSUNAGARI_HOME", str(demo_home))
    wanted = choices(store.current())
    print(
        f"\n{PROCESSES} server(s), {os.cpu_count()} processors, {servers.held():.0f} MiB before the first reader"
    )
    for pause in (PAUSE, 0.0):
        for readers in READERS:
            seconds = SECONDS + 2 * PAUSE if pause else SECONDS
            before = servers.busy()
            took = asyncio.run(_crowd(servers, wanted, readers, pause, seconds))
            each = 1000 * (servers.busy() - before) / max(1, len(took))
            how = f"every {pause:.0f} s" if pause else "no pause  "
            print(
                f"{readers:3} readers, {how} · {_said(took)} · CPU {each:3.0f} ms a click · {servers.held():4.0f} MiB",
                flush=True,
            )
            assert took
    if SOAK:
        print(
            f"soak of {SOAK:.0f} minutes, {READERS[-1]} readers every {PAUSE:.0f} s, each gone after {CLICKS} clicks"
        )
        asyncio.run(_soak(servers, wanted, SOAK))
