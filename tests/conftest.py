"""The demo made by the real pipeline, and a server that shows it: once for everyone who tests on them."""

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import hypothesis
import pytest
from filelock import FileLock
from xdist.remote import Producer

from etl import catalogue as catalogues
from etl.catalogue import Catalogue
from tests.side_by_side import SHARED_BY, ByFile

# What a property test may take depends on the machine; how long it takes is a matter of the bench.
hypothesis.settings.register_profile("anywhere", deadline=None)
hypothesis.settings.register_profile("fast", deadline=None, max_examples=15)
hypothesis.settings.load_profile("anywhere")

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
MADE_FROM = ("etl", "data/catalogue", "data/reference", "requirements.txt")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--fast", action="store_true", help="without the whole demo, and without tests marked slow"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """`./run test --fast`: what a change in one place most likely breaks, in minutes."""
    if config.getoption("--fast"):
        slow = [item for item in items if item.get_closest_marker("slow") or _on_the_demo(item)]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in set(slow)]
    _longest_files_first(items)


def _longest_files_first(items: list[pytest.Item]) -> None:
    """Where tests run side by side a long file must not be the last: one would work and the others wait.

    The first file that needs the demo builds it while others do what needs none.
    """
    demo = [item.path for item in items if _on_the_demo(item)]
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    order = {path: 2 for path in demo} | {path: 1 for path in slow - set(demo)}
    # One worker builds it: a file that workers share would have them all wait for the first.
    alone = (path for path in demo if path.relative_to(ROOT).as_posix() not in SHARED_BY)
    if first := next(alone, None):
        order[first] = 0
    items.sort(key=lambda item: order.get(item.path, 3))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile | None:
    return ByFile(config, log) if config.getoption("dist") == "loadfile" else None


def _on_the_demo(item: pytest.Item) -> bool:
    return isinstance(item, pytest.Function) and "demo_home" in item.fixturenames


def pytest_configure(config: pytest.Config) -> None:
    """No test reads what happens to lie in this checkout's own data folders; a fast run tries fewer examples."""
    if config.getoption("--fast"):
        hypothesis.settings.load_profile("fast")
    empty = tempfile.mkdtemp(prefix="nothing-loaded-")
    os.environ["TSUNAGARI_HOME"] = empty
    config.add_cleanup(lambda: shutil.rmtree(empty, ignore_errors=True))


def _fingerprint() -> str:
    """Changes whenever anything that the demo is made from changes."""
    seal = hashlib.sha256()
    for part in MADE_FROM:
        place = ROOT / part
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.is_file() and "__pycache__" not in file.parts:
                seal.update(f"{file.relative_to(ROOT).as_posix()}\0".encode() + file.read_bytes())
    return seal.hexdigest()[:16]


def _build(home: Path) -> None:
    """`tsunagari demo` into a folder of its own, put in place only when it is complete."""
    building = Path(tempfile.mkdtemp(prefix="building-", dir=CACHE))
    command = [sys.executable, "-m", "etl.cli", "demo"]
    environment = os.environ | {"TSUNAGARI_HOME": str(building), "PYTHONUTF8": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    try:
        building.rename(home)
    except OSError:  # another run was quicker; its demo is the same
        shutil.rmtree(building)


def _forget_old() -> None:
    for folder in CACHE.glob("*-*"):
        if time.time() - folder.stat().st_mtime > 6 * 3600:
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The committed catalogue, read and checked."""
    return catalogues.load()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The committed catalogue's files, to change."""
    return Path(shutil.copytree(ROOT / "data" / "catalogue", tmp_path / "catalogue"))


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes of their own can begin: each would run the page that a test of pages left behind as the main program."""
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))


@pytest.fixture(scope="session")
def command_line() -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """`command_line(home, "load")`: tsunagari in a process of its own, on that home."""

    def run(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
        environment = os.environ | {"TSUNAGARI_HOME": str(home), "PYTHONUTF8": "1"}
        command = [sys.executable, "-m", "etl.cli", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8")

    return run


@pytest.fixture(scope="session")
def demo_home() -> Path:
    """A TSUNAGARI_HOME (inbox, work, snapshots) with the whole demo in it. Read it; never write into it."""
    home = CACHE / f"demo-{_fingerprint()}"
    CACHE.mkdir(exist_ok=True)
    with FileLock(CACHE / "building.lock"):  # test runs side by side share one demo, made once
        if not home.exists():
            _build(home)
            _forget_old()
    return home


@pytest.fixture(scope="session")
def snapshot_file(demo_home: Path) -> Path:
    """The published snapshot of the demo."""
    pointer = json.loads((demo_home / "snapshots" / "current.json").read_text(encoding="utf-8"))
    return demo_home / "snapshots" / str(pointer["file"])


@dataclass(frozen=True)
class Server:
    """A running dashboard: where it answers, and its process."""

    address: str
    pid: int


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, log.read_text("utf-8", "replace")
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("no answer within two minutes: " + log.read_text("utf-8", "replace"))


@pytest.fixture(scope="session")
def server(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The dashboard serving the demo; when the session is over, its log must hold no traceback."""
    port = _free_port()
    log = tmp_path_factory.mktemp("dashboard") / "log.txt"
    environment = os.environ | {"TSUNAGARI_HOME": str(demo_home), "PYTHONUTF8": "1"}
    with log.open("wb") as out:
        command = [sys.executable, "-m", "dashboard", "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        _wait_for(f"http://127.0.0.1:{port}", process, log)
        yield Server(f"http://localhost:{port}", process.pid)
    finally:
        process.terminate()
        process.wait()
    assert "Traceback" not in log.read_text("utf-8", "replace"), log.read_text("utf-8", "replace")


@pytest.fixture(scope="session")
def dashboard(server: Server) -> str:
    """Address of the dashboard that serves the demo."""
    return server.address
