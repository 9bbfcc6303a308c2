"""Files of the published data that were cut, exchanged, renamed or lost, disks that are full: told in one sentence, mended
by the next load, nothing of the old file thrown away."""

import errno
import os
import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl import cli, pipeline, publish, workdb
from etl import settings as machine
from etl.settings import Settings
from tests.etl.test_recovery import _inbox

pytestmark = pytest.mark.slow  # a home is loaded and loaded again


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of two municipalities, published."""
    home = tmp_path_factory.mktemp("loaded")
    _inbox(home)
    pipeline.load(machine.load({"TSUNAGARI_HOME": str(home)}))
    return home


@pytest.fixture
def home(loaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    copy = tmp_path / "home"
    shutil.copytree(loaded, copy)
    monkeypatch.setenv("TSUNAGARI_HOME", str(copy))
    return machine.load()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What a command says when it fails: one sentence in Japanese, never a trace."""

    def run(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["tsunagari", *words])
        with pytest.raises(SystemExit) as end:
            cli.main()
        out, err = capfd.readouterr()
        assert end.value.code == 1 and "Traceback" not in out + err
        return " ".join((out + err).split())

    return run


def published(home: Settings) -> Path:
    pointer = publish.current(home)
    assert pointer
    return home.snapshots / str(pointer["file"])


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:50_000])


def noise(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 40)


def another_database(path: Path) -> None:
    path.unlink()
    with duckdb.connect(path) as con:
        con.execute("create table notes(text varchar)")


def empty(path: Path) -> None:
    path.write_bytes(b"")


def one_bit(path: Path) -> None:
    """Still a database, but no longer the one that was published."""
    with duckdb.connect(path) as con:
        con.execute("create table more(n integer)")


DAMAGE = (cut, noise, another_database, empty)


@pytest.mark.parametrize("harm", DAMAGE, ids=lambda harm: harm.__name__)
@pytest.mark.parametrize("command", [("audit",), ("doctor",)], ids=" ".join)
def test_a_damaged_file_is_named_and_what_to_do_is_said(
    home: Settings, told: Callable[..., str], harm: Callable[[Path], None], command: tuple[str, ...]
) -> None:
    path = published(home)
    harm(path)
    said = told(*command)
    assert path.name in said and "読めません" in said and "控えから戻す" in said


@pytest.mark.parametrize("harm", [*DAMAGE, one_bit, Path.unlink], ids=lambda harm: harm.__name__)
def test_the_next_load_makes_again_what_was_lost_and_keeps_what_lay_there(
    home: Settings, harm: Callable[[Path], None]
) -> None:
    path = published(home)
    with duckdb.connect(path, read_only=True) as con:
        before = con.execute("select * from mart_linkage_flow order by all").fetchall()
    harm(path)
    left = path.read_bytes() if path.exists() else None
    done = pipeline.load(home)
    assert done.changed and done.path == path and publish.intact(home, path.stem)
    with duckdb.connect(path, read_only=True) as con:
        assert con.execute("select * from mart_linkage_flow order by all").fetchall() == before
    if harm in DAMAGE:
        assert path.with_suffix(".damaged").read_bytes() == left
    assert not pipeline.load(home).changed


@pytest.mark.parametrize("harm", DAMAGE, ids=lambda harm: harm.__name__)
def test_an_older_file_that_cannot_be_read_is_found_by_doctor_and_stops_a_publication(
    home: Settings, told: Callable[..., str], harm: Callable[[Path], None]
) -> None:
    older = home.snapshots / "2024-03-31-0123abcd.duckdb"
    shutil.copyfile(published(home), older)
    harm(older)
    assert older.name in told("doctor")
    assert older.name in told("audit")
    assert older.name in told("publish", older.stem)


def test_a_file_under_another_name_is_not_published(home: Settings, told: Callable[..., str]) -> None:
    path = published(home)
    other = path.with_name("2024-03-31-0123abcd.duckdb")
    shutil.copyfile(path, other)
    before = publish.current(home)
    said = told("publish", other.stem)
    assert other.name in said and path.stem in said and publish.current(home) == before


@pytest.mark.parametrize("number", ["../x", "..", "nowhere", "/etc/passwd", "2024-03-31-0123abcd", "a" * 300])
@pytest.mark.parametrize("command", ["publish", "audit"])
def test_what_is_no_number_of_a_snapshot_opens_nothing(
    home: Settings, told: Callable[..., str], command: str, number: str
) -> None:
    outside = home.home / "x.duckdb"
    shutil.copyfile(published(home), outside)
    said = told(command, number)
    assert "がありません" in said and published(home).stem in said


@pytest.mark.parametrize("text", ["", "{", "[]", '{"snapshot": "x"}', "\x00\x01", "null"])
def test_a_pointer_that_points_nowhere_says_how_to_make_it_again(
    home: Settings, told: Callable[..., str], text: str
) -> None:
    number = published(home).stem
    home.pointer.write_text(text, encoding="utf-8")
    for words in (("audit",), ("doctor",), ("rollback",), ("load",)):
        assert "current.json を読めません" in told(*words)
    home.pointer.write_bytes(b"\xff\xfe\x00")
    assert "tsunagari publish" in told("audit")
    home.pointer.unlink()
    publish.publish(home, number)
    assert publish.intact(home, number)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/x/y"), "空きがありません"),
        (OSError(errno.EROFS, "Read-only file system", "/x/y"), "書き込めません"),
        (PermissionError(errno.EACCES, "Permission denied", "/x/y"), "書き込めません"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "/x/y"), "/x/y がありません"),
        (duckdb.IOException("IO Error: Could not write file: No space left on device"), "空きがありません"),
    ],
    ids=["full", "read-only", "forbidden", "absent", "full-database"],
)
def test_what_the_system_says_of_a_disk_is_told_with_what_to_do(
    home: Settings, told: Callable[..., str], monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(publish, "checked", fail)
    found = told("audit")
    assert said in found and "Errno" not in found and "Error:" not in found


@pytest.mark.parametrize("reason", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_a_sound_work_file_that_cannot_be_written_is_not_called_broken(
    home: Settings, told: Callable[..., str], monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    """As on a disk mounted for reading alone: to move the file away, as with a broken one, would lose it."""
    opened = Path.open

    def refused(path: Path, mode: str = "r", *more: Any, **named: Any) -> Any:
        if path == home.workdb and mode != "rb":
            raise OSError(reason, "…", str(path))
        return opened(path, mode, *more, **named)

    def connect(*_: object, **__: object) -> None:
        raise duckdb.IOException("IO Error: Cannot open file")

    monkeypatch.setattr(Path, "open", refused)
    monkeypatch.setattr(workdb.duckdb, "connect", connect)
    for words in (("load",), ("log",)):
        said = told(*words)
        assert "work.duckdb" in said and "名前を変えて" not in said
        assert ("空きがありません" if reason == errno.ENOSPC else "書き込めません") in said


def test_a_demo_that_found_no_room_leaves_no_half_of_itself(
    tmp_path: Path, told: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies in an inbox is loaded as it is: the next try would show half of a prefecture as the whole."""
    monkeypatch.setenv("TSUNAGARI_HOME", str(tmp_path))
    written, write = [], Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        written.append(path)
        if len(written) == 20:
            write(path, data[:100])
            raise OSError(errno.ENOSPC, "…", str(path))
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    assert "空きがありません" in told("demo")
    assert len(written) == 20 and not any((tmp_path / "inbox").iterdir())


def test_a_fault_of_the_program_is_kept_under_a_number(
    home: Settings, told: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("what nobody thought of")

    monkeypatch.setattr(publish, "checked", fail)
    said = told("audit")
    (kept,) = (home.work / "log").glob("*.txt")
    assert f"work/log/{kept.name}" in said and "what nobody thought of" not in said
    assert "KeyError: 'what nobody thought of'" in kept.read_text("utf-8")


def test_leftovers_of_a_build_are_cleaned_and_the_work_folder_is_private(home: Settings) -> None:
    left = [home.snapshots / f"2024-03-31-0123abcd.building{end}" for end in ("", ".wal")]
    for path in left:
        path.write_bytes(b"half")
    published(home).unlink()
    home.work.chmod(0o755)
    pipeline.load(home)
    assert not any(path.exists() for path in left)
    if os.name == "posix":
        assert stat.S_IMODE(home.work.stat().st_mode) == 0o700
