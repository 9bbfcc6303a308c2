"""The whole run on a copy of the demo: nothing changes the second time; the pointer moves forth and back."""

import json
import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl import publish
from etl.publish import PublishError

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "home"
    shutil.copytree(demo_home, copy)
    return copy


@pytest.fixture
def tsunagari(home: Path, command_line: Run) -> Run:
    return partial(command_line, home)


def pointer(home: Path) -> dict[str, Any]:
    return dict(json.loads((home / "snapshots" / "current.json").read_text(encoding="utf-8")))


def test_loading_again_changes_nothing(home: Path, tsunagari: Run) -> None:
    before, files = pointer(home), sorted((home / "snapshots").iterdir())
    done = tsunagari("load", "--json")
    assert done.returncode == 0, done.stderr
    outcome = json.loads(done.stdout)
    assert outcome["changed"] is False and outcome["snapshot"] == before["snapshot"]
    assert pointer(home) == before
    assert sorted((home / "snapshots").iterdir()) == files


def test_originals_are_never_touched(demo_home: Path, home: Path, tsunagari: Run) -> None:
    tsunagari("load")
    for file in sorted((demo_home / "inbox").rglob("*.*")):
        assert (home / "inbox" / file.name).read_bytes() == file.read_bytes()


def test_publish_and_rollback_move_the_pointer(home: Path, tsunagari: Run) -> None:
    first, other = pointer(home), "2024-03-31-0123abcd"
    shutil.copyfile(home / "snapshots" / first["file"], home / "snapshots" / f"{other}.duckdb")
    with duckdb.connect(home / "snapshots" / f"{other}.duckdb") as con:
        con.execute("update snapshot set snapshot_id = ?", [other])
    done = tsunagari("publish", other)
    assert done.returncode == 0, done.stderr
    assert pointer(home)["snapshot"] == other and pointer(home)["previous"] == first["snapshot"]
    assert tsunagari("rollback").returncode == 0
    assert pointer(home)["snapshot"] == first["snapshot"]


def test_an_unknown_snapshot_is_refused_calmly(home: Path, tsunagari: Run) -> None:
    before = pointer(home)
    done = tsunagari("publish", "nowhere")
    assert done.returncode == 1 and "nowhere" in done.stderr and "Traceback" not in done.stderr
    assert pointer(home) == before


def test_audit_prints_what_it_recomputed(tsunagari: Run) -> None:
    done = tsunagari("audit", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["recovered"] == 0


def test_a_snapshot_whose_states_contradict_its_values_is_refused(home: Path) -> None:
    file = home / "snapshots" / pointer(home)["file"]
    with duckdb.connect(file) as con:
        con.execute("update mart_linkage_support set value = 3 where state = 'suppressed'")
    with pytest.raises(PublishError, match="mart_linkage_support"):
        publish.verify(file)


def test_only_the_reading_is_new_when_a_file_is_added_twice(home: Path, tsunagari: Run) -> None:
    before = pointer(home)
    file = next(path for path in sorted((home / "inbox").iterdir()) if path.suffix == ".xlsx")
    shutil.copyfile(file, home / "inbox" / f"again {file.name}")
    done = tsunagari("load", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["intake"]["duplicates"] >= 1
    assert pointer(home)["snapshot"] == before["snapshot"]


def test_the_log_tells_every_run_and_doctor_finds_the_machine_ready(home: Path, tsunagari: Run) -> None:
    assert tsunagari("load").returncode == 0
    runs = json.loads(tsunagari("log", "--json").stdout)
    assert [run["outcome"] for run in runs] == ["unchanged", "finished"]
    first, again = runs[1], runs[0]
    assert first["files"] == again["files"] == again["duplicates"] > 100
    assert first["rows"] > 5000 and first["refused"] >= 1 and all(run["ended"] for run in runs)
    done = tsunagari("doctor")
    assert done.returncode == 0, done.stdout
    (home / "snapshots" / pointer(home)["file"]).write_bytes(b"")
    assert tsunagari("doctor").returncode == 1
