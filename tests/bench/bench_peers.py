"""How our pages compare with the same figures drawn by a small Dash and a small plain Streamlit page, in the reader's browser.

`./run bench peers`: rounds in turn, so that what else the machine does weighs on all alike. `TSUNAGARI_ROUNDS` (5) says how
many, `TSUNAGARI_PAGES` (linkage,checklist,quality) which pages; `TSUNAGARI_PROFILE=1` tells besides where the browser's
time goes, and `TSUNAGARI_BEFORE` names another checkout of this product, to be measured beside. The peers live in `peers/`.
The bare one is a Streamlit page of one choice and one number: below it no page of Streamlit can come.
"""

import contextlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from tests.bench.peers import drawn

ROOT = Path(__file__).resolve().parent.parent.parent
PEERS = Path(__file__).parent / "peers"
ROUNDS = int(os.environ.get("TSUNAGARI_ROUNDS", "5"))
PROFILED = bool(os.environ.get("TSUNAGARI_PROFILE"))
FIGURES = {"linkage": 3, "checklist": 2, "quality": 3}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
OURS, STREAMLIT, BARE, DASH, BEFORE = "Tsunagari", "Streamlit", "bare", "Dash", "before"
CHECKOUT = os.environ.get("TSUNAGARI_BEFORE", "")

# Painted: every figure is drawn, the numbers stand above, the fonts are there, and nothing is on its way.
WATCH = """
  window.painted = (count) => {
    const app = document.querySelector('[data-testid="stApp"]')
    if (app && app.dataset.testScriptState !== 'notRunning') return false
    if (document.querySelector('[data-stale="true"], [data-testid="stSkeleton"], [data-dash-is-loading]')) return false
    const drawn = [...document.querySelectorAll('.js-plotly-plot')].filter(one => one.querySelector('.main-svg'))
    const numbers = document.querySelector('.tile, [data-testid="stMetric"]')
    return drawn.length >= count && !!numbers && document.fonts.status === 'loaded'
  }
  window.said = () => {
    const drawn = [...document.querySelectorAll('.js-plotly-plot')]
    const parts = drawn.length ? drawn : [...document.querySelectorAll('[data-testid="stMetric"]')]
    return parts.map(one => one.textContent).join('|')
  }
  window.until = (good) => new Promise(done => {
    const look = () => good() ? requestAnimationFrame(() => done(performance.now())) : requestAnimationFrame(look)
    look()
  })
  addEventListener('pointerdown', () => { window.pressed = performance.now() }, true)
"""


@dataclass(frozen=True)
class Peer:
    """One of the three, running."""

    name: str
    address: str
    process: psutil.Process

    def busy(self) -> float:
        """Seconds of a processor that its server has used."""
        return _busy([self.process, *self.process.children(recursive=True)])


@dataclass
class Measured:
    """What was measured of one peer on one page, a number a round."""

    numbers: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def median(self, name: str) -> float:
        return statistics.median(self.numbers[name])


def _busy(processes: list[psutil.Process]) -> float:
    total = 0.0
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            total += sum(process.cpu_times()[:2])
    return total


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def _running(name: str, home: Path, folder: Path) -> Iterator[Peer]:
    port = _free()
    started = time.perf_counter()
    dashboard = [sys.executable, "-m", "dashboard", "--port", str(port)]
    streamlit = [
        sys.executable, "-m", "streamlit", "run", str(PEERS / "with_streamlit.py"), "--server.port", str(port),
        "--server.address", "127.0.0.1", "--server.headless", "true", "--browser.gatherUsageStats", "false",
        "--server.fileWatcherType", "none",
    ]  # fmt: skip
    commands = {
        OURS: dashboard,
        BEFORE: dashboard,
        DASH: [sys.executable, "-m", "tests.bench.peers.with_dash", str(port)],
        STREAMLIT: streamlit,
        BARE: streamlit,
    }
    environment = os.environ | {"TSUNAGARI_HOME": str(home), "PYTHONUTF8": "1"}
    if name == BARE:
        environment["TSUNAGARI_BARE"] = "1"
    root = CHECKOUT if name == BEFORE else str(ROOT)
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            commands[name],
            # In a folder of its own: beside our settings it would look and behave as ours does.
            cwd=folder if name in (STREAMLIT, BARE) else root,
            env=environment | {"PYTHONPATH": root},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        # Ours answers to the name of its site alone.
        address = f"http://{'localhost' if name in (OURS, BEFORE) else '127.0.0.1'}:{port}"
        for _ in range(600):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(address, timeout=5).close()
                break
            time.sleep(0.05)
        print(f"{name}: answers {time.perf_counter() - started:.1f} s after its start")
        yield Peer(name, address, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = os.environ.get("TSUNAGARI_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        yield playwright.chromium.launch(executable_path=found, args=flags)


@pytest.fixture(scope="module")
def peers(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Peer]]:
    folder = tmp_path_factory.mktemp("peers")
    names = [OURS, *([BEFORE] if CHECKOUT else []), STREAMLIT, BARE, DASH]
    print()
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(_running(name, demo_home, folder)) for name in names]


def _browsers_time() -> float:
    """Seconds of a processor of every process of the browser."""
    below = psutil.Process().children(recursive=True)
    return _busy([one for one in below if any(part in one.name() for part in ("chrom", "edge"))])


class _Wire:
    """Bytes and requests on the way to the browser, messages of its socket included."""

    def __init__(self, devtools: CDPSession) -> None:
        self.bytes, self.requests = 0.0, 0
        devtools.send("Network.enable")
        devtools.on("Network.requestWillBeSent", self._asked)
        devtools.on("Network.loadingFinished", self._came)
        devtools.on("Network.webSocketFrameReceived", self._told)

    def _asked(self, event: dict) -> None:
        # a document made of bytes in the page itself is no request
        self.requests += urlsplit(event["request"]["url"]).scheme.startswith("http")

    def _came(self, event: dict) -> None:
        self.bytes += event["encodedDataLength"]

    def _told(self, event: dict) -> None:
        frame = event["response"]
        # messages of bytes are told in base64
        self.bytes += len(frame["payloadData"]) * (0.75 if frame["opcode"] == 2 else 1)

    def take(self) -> tuple[float, int]:
        taken = self.bytes / 1024, self.requests
        self.bytes, self.requests = 0.0, 0
        return taken


def _figures(peer: Peer, topic: str) -> int:
    return 0 if peer.name == BARE else FIGURES[topic]


def _until_painted(page: Page, peer: Peer, topic: str) -> float:
    """Milliseconds since the navigation began."""
    return float(page.evaluate("count => until(() => painted(count))", _figures(peer, topic)))


def _open(page: Page, peer: Peer, topic: str) -> float:
    page.goto(f"{peer.address}/{topic}", wait_until="commit")
    painted = _until_painted(page, peer, topic) / 1000
    page.wait_for_timeout(1500)  # what follows the painting belongs to the visit
    return painted


def _change(page: Page, peer: Peer, topic: str, year: int) -> float:
    """Seconds from the press on a year until every figure shows it."""
    if peer.name == DASH:
        page.locator("#year").click()
        option = page.locator(".dash-dropdown-option", has_text=str(year))
    else:
        page.get_by_role("combobox").first.click()
        option = page.get_by_role("option", name=str(year))
    option.first.wait_for()
    page.evaluate("() => { window.before = said() }")
    option.first.click()
    count = _figures(peer, topic)
    done = page.evaluate("count => until(() => said() !== before && painted(count))", count)
    return float(done - page.evaluate("pressed")) / 1000


def _round(context: BrowserContext, peer: Peer, topic: str, years: list[int], into: Measured) -> None:
    """A browser that was never here, the same once more, then every other year."""
    note = into.numbers
    page = context.new_page()
    page.set_default_timeout(90_000)
    page.add_init_script(WATCH)
    wire = _Wire(context.new_cdp_session(page))
    note["cold s"].append(_open(page, peer, topic))
    for name, number in zip(("KB cold", "requests cold"), wire.take(), strict=True):
        note[name].append(number)
    before = _browsers_time()
    note["warm s"].append(_open(page, peer, topic))
    note["browser CPU warm ms"].append(1000 * (_browsers_time() - before))
    note["requests warm"].append(wire.take()[1])
    served, browsed, took = peer.busy(), _browsers_time(), []
    for year in [*years[1:], years[0]]:
        took.append(_change(page, peer, topic, year))
        page.wait_for_timeout(400)
    note["change s"].append(statistics.median(took))
    note["server CPU change ms"].append(1000 * (peer.busy() - served) / len(took))
    note["browser CPU change ms"].append(1000 * (_browsers_time() - browsed) / len(took))
    note["requests change"].append(wire.take()[1] / len(took))
    if PROFILED and peer.name not in (STREAMLIT, BARE):
        _profile(context.new_cdp_session(page), page, peer, topic)
    page.close()


def _profile(devtools: CDPSession, page: Page, peer: Peer, topic: str) -> None:
    """Where the time of a warm visit goes in the browser: functions by their own time."""
    devtools.send("Profiler.enable")
    devtools.send("Profiler.start")
    _open(page, peer, topic)
    profile = devtools.send("Profiler.stop")["profile"]
    spent: dict[str, float] = defaultdict(float)
    called = {node["id"]: node["callFrame"] for node in profile["nodes"]}
    for node, took in zip(profile["samples"], profile["timeDeltas"], strict=True):
        at = called[node]
        file = urlsplit(at["url"]).path.rpartition("/")[2]
        spent[f"{at['functionName'] or '(anonymous)'} {file}:{at['lineNumber']}"] += took / 1000
    print(f"{peer.name} /{topic}, a warm visit in the browser:")
    for name, took in sorted(spent.items(), key=lambda one: -one[1])[:16]:
        print(f"  {took:6.0f} ms {name}")


def _told(topic: str, measured: dict[str, Measured]) -> None:
    names = list(measured[OURS].numbers)
    print(f"\n/{topic} (median of {ROUNDS})")
    print(
        " " * 24
        + "".join(f"{peer:>12}" for peer in measured)
        + f"{'÷ Streamlit':>14}{'÷ Dash':>10}{'bare ÷ Dash':>14}"
    )
    for name in names:
        medians = {peer: of.median(name) for peer, of in measured.items()}
        ours, plain, bare, dash = (medians[peer] for peer in (OURS, STREAMLIT, BARE, DASH))
        exact = name.endswith(" s")
        cells = "".join(f"{one:12.2f}" if exact else f"{one:12.0f}" for one in medians.values())
        least = max(dash, 0.001)
        print(f"{name:24}{cells}{ours / max(plain, 0.001):14.2f}{ours / least:10.2f}{bare / least:14.2f}")


def bench_peers(
    peers: list[Peer], browser: Browser, demo_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TSUNAGARI_HOME", str(demo_home))
    years = drawn.years(drawn.begin())
    asked = os.environ.get("TSUNAGARI_PAGES", ",".join(FIGURES)).split(",")
    measured = {topic: {peer.name: Measured() for peer in peers} for topic in asked}
    for _ in range(ROUNDS):
        for topic in asked:
            for peer in peers:
                with browser.new_context(locale="ja-JP", viewport={"width": 1600, "height": 2400}) as context:
                    _round(context, peer, topic, years, measured[topic][peer.name])
    for topic in asked:
        _told(topic, measured[topic])
    assert all(measured[topic][OURS].numbers for topic in asked)
