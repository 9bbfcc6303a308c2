"""One run of a page reads one snapshot, whatever is published or rolled back meanwhile."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import server, store, words
from dashboard.app import TOPICS
from tests.dashboard.tour import VIEWS


@pytest.fixture
def two(demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, str]]]:
    """Pointers to two publications in one folder: the demo, and the demo under another number."""
    folder = tmp_path / "snapshots"
    shutil.copytree(demo_home / "snapshots", folder)
    first = json.loads((folder / "current.json").read_text("utf-8"))
    file = folder / "2026-03-31-0ther000.duckdb"
    shutil.copy(folder / first["file"], file)
    shutil.copy((folder / first["file"]).with_suffix(".geojson"), file.with_suffix(".geojson"))
    with duckdb.connect(str(file)) as con:
        con.execute("update snapshot set snapshot_id = '2026-03-31-0ther000'")
    sealed = {"file": file.name, "sha256": sha256(file.read_bytes()).hexdigest()}
    monkeypatch.setenv("TSUNAGARI_HOME", str(tmp_path))
    yield [first, {**first, "snapshot": "2026-03-31-0ther000", **sealed}]
    store._connection.cache_clear()


def publish(pointer: dict[str, str]) -> None:
    """What `tsunagari load` and `rollback` do in the end: the pointer is replaced at once."""
    folder = store.home() / "snapshots"
    (folder / "next.json").write_text(json.dumps(pointer), "utf-8")
    os.replace(folder / "next.json", folder / "current.json")


def test_no_run_mixes_two_snapshots(two, monkeypatch):
    """A publication or a rollback after every single read: 0 of the runs of all views see both."""
    reads: list[str] = []
    fetch = store.query

    def read_then_publish(snapshot, sql, params=()):
        reads.append(snapshot.id)
        publish(two[len(reads) % 2])
        return fetch(snapshot, sql, params)

    monkeypatch.setattr(store, "query", read_then_publish)
    words.use("ja")
    at = AppTest.from_file("../../dashboard/app.py", default_timeout=120)
    mixed, shown = [], set()
    for topic in TOPICS:
        for view in VIEWS[topic]:
            reads.clear()
            at.query_params.clear()
            for name, value in view.items():
                at.query_params[name] = value
            at.switch_page(f"views/{topic}.py").run()
            assert [problem.message for problem in at.exception] == []
            html = "\n".join(part.proto.body for part in at.get("html"))
            named = {one["snapshot"] for one in two if one["snapshot"] in html}
            seen = named | set(reads)
            mixed += [(topic, view, seen)] if len(seen) > 1 else []
            shown |= named
            publish(two[len(shown) % 2])
    assert mixed == []
    assert shown == {one["snapshot"] for one in two}, "both were published in turn"


def test_the_map_of_a_page_keeps_its_outlines_when_another_snapshot_is_out(two):
    for one in two:
        publish(one)
        for other in two:
            answer = server._boundaries(SimpleNamespace(path_params={"snapshot": other["snapshot"]}))
            assert answer.status_code == 200
    for wrong in ("../current", "2020-03-31-00000000", ""):
        assert server._boundaries(SimpleNamespace(path_params={"snapshot": wrong})).status_code == 404


def test_only_the_run_asks_which_snapshot_is_current():
    """Parts of a page are handed their snapshot: nothing below app.py asks for the current one."""
    root = Path(store.__file__).parent
    asking = {
        file.relative_to(root).as_posix()
        for file in root.rglob("*.py")
        if re.search(r"\bstore\.current\(\)", file.read_text("utf-8"))
    }
    # The server answers for itself, the launcher starts it, pages are kept warm, about holds a text for researchers; the site,
    # what goes back and the line of Python of an export begin outside any page.
    assert asking == {
        "widgets/run.py",
        "server.py",
        "__main__.py",
        "warming.py",
        "views/about.py",
        "site.py",
        "widgets/recorder.py",
        "handout/__main__.py",
    }
