"""What a deck, a workbook, an HTML file and the site cost: bytes, processor seconds, and the seconds a reader waits."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dashboard import site as command
from dashboard import store, words
from dashboard.export import basket, book, deck, html, site
from dashboard.export.chapter import Pack
from dashboard.widgets import assets, packs, recorder, take

PAGES = (("overview", {}), ("participation", {"view": "members"}), ("linkage", {"view": "flow"}),
         ("linkage", {"view": "places"}), ("checklist", {}))  # fmt: skip
FIGURES = 12


@pytest.fixture
def snapshot(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[store.Snapshot]:
    monkeypatch.setenv("TSUNAGARI_HOME", str(demo_home))
    words.use("ja")
    yield store.current()


def timed(name: str, make: Callable[[], bytes]) -> None:
    began, busy = time.perf_counter(), time.process_time()
    size = len(make())
    seconds, processor = time.perf_counter() - began, time.process_time() - busy
    print(f"{name:<32}{size / 1e3:>10,.0f} kB {processor:>7.2f} s CPU {seconds:>7.2f} s")


def bench_pack(snapshot: store.Snapshot) -> None:
    """Twelve figures of four pages, from the address to the file, each kind by itself."""
    found = [
        basket.entry(topic, record.key, view)
        for topic, view in PAGES
        for record in recorder.gather(snapshot, topic, view, "ja").figures
    ][:FIGURES]
    assert len(found) == FIGURES

    def pack(language: str = "ja") -> Pack:
        return packs.chosen(snapshot, found, language)

    def page() -> bytes:
        frame = html.Frame(take.style(), assets.PLOTLY.read_text("utf-8"))
        return html.document([pack(), pack("en")], frame)

    print()
    deck.deck(pack())  # what is imported once is not counted
    timed("deck of 12 figures", lambda: deck.deck(pack()))
    timed("workbook of 12 figures", lambda: book.workbook(pack()))
    timed("HTML of 12 figures, two languages", page)


def bench_site(snapshot: store.Snapshot, tmp_path: Path) -> None:
    """Everything public, in both languages."""
    began, busy = time.perf_counter(), time.process_time()
    pages = {language: list(command.pages(snapshot, language)) for language in words.LANGUAGES}
    size = site.write(tmp_path / "site", pages, command.files())
    seconds, processor = time.perf_counter() - began, time.process_time() - busy
    count = sum(map(len, pages.values()))
    print(f"\nsite of {count} pages: {size / 1e6:.1f} MB, {processor:.1f} s CPU, {seconds:.1f} s")
