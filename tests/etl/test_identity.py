"""Nothing is written while something is only worked out: a file opened for reading alone is enough."""

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from etl import catalogue, pipeline, settings
from etl.register.load import Intake


@pytest.fixture
def opened(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[duckdb.DuckDBPyConnection]:
    monkeypatch.setenv("TSUNAGARI_HOME", str(demo_home))
    with duckdb.connect(str(demo_home / "work" / "work.duckdb"), read_only=True) as con:
        yield con


def test_what_a_snapshot_is_called_is_worked_out_without_writing(opened, demo_home):
    found = pipeline._identity(opened, settings.load())
    pointer = json.loads((demo_home / "snapshots" / "current.json").read_text("utf-8"))
    assert found.snapshot_id == pointer["snapshot"]
    with duckdb.connect(str(demo_home / "snapshots" / pointer["file"]), read_only=True) as snapshot:
        assert snapshot.sql("select submissions_sha256 from snapshot").fetchone() == (
            found.submissions_sha256,
        )


def test_an_intake_is_made_without_touching_the_work_file(opened):
    made = Intake(opened, settings.load(), catalogue.load(), "a run", keep_copies=False, rebuilt=False)
    assert made.files == {} and not made.rebuilt
