"""A home belongs to one prefecture, and is fictitious or real: a change of either starts an empty one, and says so."""

import dataclasses
import shutil
from pathlib import Path

import duckdb
import pytest

from etl import catalogue as catalogues
from etl import home as homes
from etl import pipeline, settings
from etl.catalogue import Catalogue
from etl.demo import plan
from etl.settings import Settings


@pytest.fixture
def here(demo_home: Path, tmp_path: Path) -> Settings:
    shutil.copytree(demo_home, tmp_path / "home")
    return settings.load({"TSUNAGARI_HOME": str(tmp_path / "home")})


def as_if(here: Settings, folder: Path, **changed: object) -> tuple[Settings, Catalogue]:
    """The same home under a ``prefecture.toml`` with other values."""
    copy = folder / "catalogue"
    shutil.copytree(here.catalogue, copy)
    file = copy / "prefecture.toml"
    text = file.read_text("utf-8")
    for name, value in changed.items():
        old = next(line for line in text.splitlines() if line.startswith(f"{name} = "))
        text = text.replace(old, f"{name} = {value}")
    file.write_text(text, "utf-8")
    return dataclasses.replace(here, catalogue=copy), catalogues.load(copy)


def test_the_demo_is_the_demos(here: Settings) -> None:
    catalogue = catalogues.load()
    assert homes.found(here) == homes.wanted(catalogue) == homes.Owner("31", "鳥取県", demo=True)
    homes.require(here, catalogue)
    assert homes.hand_over(here, catalogue) is None and not (here.home / "kept").exists()


@pytest.mark.parametrize(
    "changed", [{"demo": "false"}, {"code": '"07"', "ja": '"福島県"'}], ids=["real", "another"]
)
def test_nothing_of_the_demo_reaches_another_owner(here: Settings, tmp_path: Path, changed: dict) -> None:
    there, catalogue = as_if(here, tmp_path, **changed)
    with pytest.raises(homes.ForeignHome, match="tsunagari load"):
        homes.require(there, catalogue)
    (there.inbox / "new.csv").write_bytes(b"not yet received")
    received = sorted(file.name for file in here.inbox.iterdir() if file.name != "new.csv")
    before = (here.workdb.read_bytes(), sorted(file.name for file in here.snapshots.iterdir()))
    kept = homes.hand_over(there, catalogue)
    assert kept is not None and kept.parent == here.home / "kept" and kept.name.startswith("31-demo-")
    assert [file.name for file in there.inbox.iterdir()] == ["new.csv"]
    assert sorted(file.name for file in (kept / "inbox").iterdir()) == received
    assert list(there.work.iterdir()) == list(there.snapshots.iterdir()) == []
    assert (
        (kept / "work" / "work.duckdb").read_bytes(),
        sorted(f.name for f in (kept / "snapshots").iterdir()),
    ) == before
    homes.require(there, catalogue)


def test_the_first_load_of_the_real_prefecture_starts_empty_and_marks_its_home(
    here: Settings, tmp_path: Path
) -> None:
    there, catalogue = as_if(here, tmp_path, demo="false")
    outcome = pipeline.load(there)
    assert outcome.kept is not None and outcome.path is None and outcome.intake.files == 0
    assert homes.found(there) == homes.wanted(catalogue)
    with pytest.raises(homes.ForeignHome, match="鳥取県のデータ"):  # and the way back is barred as well
        homes.require(here, catalogues.load())


def test_a_snapshot_of_another_stops_the_load(here: Settings, tmp_path: Path) -> None:
    there, catalogue = as_if(here, tmp_path, demo="false")
    kept = homes.hand_over(there, catalogue)
    assert kept is not None
    with duckdb.connect(there.workdb) as con:
        homes.mark(con, catalogue)
    stray = next((kept / "snapshots").glob("*.duckdb"))
    shutil.copy(stray, there.snapshots)
    with pytest.raises(homes.ForeignHome, match=stray.name):
        pipeline.load(there)


def test_a_run_cut_off_while_moving_is_taken_up_again(
    here: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, catalogue = as_if(here, tmp_path, demo="false")
    files = len(list(here.inbox.iterdir()))
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(PermissionError(13, "使用中")))
    with pytest.raises(homes.ForeignHome, match="使用中"):
        homes.hand_over(there, catalogue)
    monkeypatch.undo()
    homes.hand_over(there, catalogue)
    assert len(list((here.home / "kept").rglob("inbox/*"))) == files
    homes.require(there, catalogue)


def test_the_demo_of_another_prefecture_says_why_there_is_none(tmp_path: Path) -> None:
    base = catalogues.load()
    there = base.prefecture.model_copy(update={"code": "28", "ja": "兵庫県", "neighbours": ()})
    other = dataclasses.replace(base, prefecture=there)
    with pytest.raises(ValueError, match=r"兵庫県では demo = false"):
        plan.places(other, settings.load({"TSUNAGARI_HOME": str(tmp_path)}))


def test_no_fictitious_submission_is_made_for_a_real_prefecture(
    here: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from etl.cli import runs

    there, _ = as_if(here, tmp_path, demo="false")
    monkeypatch.setattr(settings, "load", lambda *_: there)
    with pytest.raises(ValueError, match="demo = false"):
        runs.demo()
    assert not (here.home / "kept").exists()
