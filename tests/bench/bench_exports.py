"""What every kind of export costs: bytes, processor seconds, the seconds a reader waits, and clicks."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from dashboard import site as command
from dashboard import store, words
from dashboard.export import basket, html, site
from dashboard.export.chapter import Pack
from dashboard.export.handout import Handout
from dashboard.handout import give_back
from dashboard.widgets import assets, packs, recorder, take
from tests.dashboard import kinds

PAGES = (("overview", {}), ("participation", {"view": "members"}), ("linkage", {"view": "flow"}),
         ("linkage", {"view": "places"}), ("checklist", {}))  # fmt: skip
FIGURES = 12


@pytest.fixture
def snapshot(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[store.Snapshot]:
    monkeypatch.setenv("TSUNAGARI_HOME", str(demo_home))
    words.use("ja")
    yield store.current()


def timed(name: str, clicks: int, make: Callable[[], bytes]) -> float:
    """One line: what it is, bytes, processor seconds, seconds, and presses of the mouse from the page to the file."""
    began, busy = time.perf_counter(), time.process_time()
    size = len(make())
    seconds, processor = time.perf_counter() - began, time.process_time() - busy
    print(f"{name:<44}{size:>12,} B {processor:>7.2f} s CPU {seconds:>7.2f} s {clicks:>3} clicks")
    return processor


def bench_figure(snapshot: store.Snapshot) -> None:
    """One figure of each way of drawing, in each kind of file (PNG and SVG are drawn by the reader's browser)."""
    found = [
        ("chart", "linkage", {"view": "flow"}, "trend"),
        ("Sankey", "linkage", {"view": "flow"}, "sankey"),
        ("map", "overview", {}, "map"),
        ("matrix", "participation", {}, "matrix"),
    ]
    print()
    for name, topic, asked, key in found:
        (record,) = [one for one in recorder.gather(snapshot, topic, asked, "ja").figures if one.key == key]
        for make in kinds.OFFICE.values():
            make(record)  # what is imported once is not counted
        for kind, make in kinds.FIGURE.items():
            timed(f"{kind.upper()} of one figure ({name})", 2, partial(make, record))


def _kinds(name: str, pack: Callable[[str], Pack]) -> None:
    """Deck, workbook and HTML file, the run of the pages included."""

    def page() -> bytes:
        frame = html.Frame(take.style(), assets.PLOTLY.read_text("utf-8"))
        return html.document([pack("ja"), pack("en")], frame)

    kinds.PACK["pptx"](pack("ja"))  # what is imported once is not counted
    timed(f"deck of {name}", 2, lambda: kinds.PACK["pptx"](pack("ja")))
    timed(f"workbook of {name}", 2, lambda: kinds.PACK["xlsx"](pack("ja")))
    timed(f"HTML of {name}, two languages", 2, page)


def bench_page(snapshot: store.Snapshot) -> None:
    """A whole page with its filters."""
    print()
    _kinds("a whole page", lambda language: packs.page(snapshot, "linkage", {"view": "flow"}, language))


def bench_pack(snapshot: store.Snapshot) -> None:
    """Twelve figures of four pages, from the address to the file, each kind by itself."""
    found = [
        basket.entry(topic, record.key, view)
        for topic, view in PAGES
        for record in recorder.gather(snapshot, topic, view, "ja").figures
    ][:FIGURES]
    assert len(found) == FIGURES
    print()
    _kinds("a basket of 12 figures", lambda language: packs.chosen(snapshot, found, language))


def bench_give_back(snapshot: store.Snapshot) -> None:
    """What one municipality gets back; one command writes those of all."""
    paper = give_back.handout(snapshot, snapshot.last_fy, "312011")
    for make in kinds.BACK.values():
        make(paper)

    def again(make: Callable[[Handout], bytes]) -> bytes:
        return make(give_back.handout(snapshot, snapshot.last_fy, "312011"))

    print()
    for kind, make in kinds.BACK.items():
        timed(f"give-back of one municipality, {kind.upper()}", 0, partial(again, make))


def bench_site(snapshot: store.Snapshot, tmp_path: Path) -> None:
    """Everything public, in both languages."""
    began, busy = time.perf_counter(), time.process_time()
    pages = {language: list(command.pages(snapshot, language)) for language in words.LANGUAGES}
    size = site.write(tmp_path / "site", pages, command.files())
    seconds, processor = time.perf_counter() - began, time.process_time() - busy
    count = sum(map(len, pages.values()))
    print(f"\nsite of {count} pages: {size / 1e6:.1f} MB, {processor:.1f} s CPU, {seconds:.1f} s")
