"""Whose data a home holds: one prefecture's, and either fictitious or real. Never both, never another's.

The work file and every snapshot say whose they are; ``prefecture.toml`` says whose they ought to be.
"""

import datetime as dt
import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.catalogue import Catalogue
from etl.settings import Settings

# A first run that was cut off has receipts but no reference tables yet: the work file is marked before anything is read.
_MARK = "create table if not exists owner as select $code as prefecture_code, $ja as prefecture_ja, $demo::boolean as demo"


class ForeignHome(ValueError):
    """The home holds what belongs to another prefecture, or fictitious beside real data; the message says what to do."""


@dataclass(frozen=True)
class Owner:
    """A prefecture's code and name, and whether its data is fictitious."""

    code: str
    ja: str
    demo: bool

    def __str__(self) -> str:
        return f"{self.ja}（演示）" if self.demo else self.ja

    def same_as(self, other: "Owner") -> bool:
        """Whether both may share a home: a name may be reworded, a code and the mark 架空 may not."""
        return (self.code, self.demo) == (other.code, other.demo)


def wanted(catalogue: Catalogue) -> Owner:
    """Whose data the catalogue asks for."""
    here = catalogue.prefecture
    return Owner(here.code, here.ja, here.demo)


def mark(con: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Write into the work file whose it is; once written it stays."""
    here = wanted(catalogue)
    con.execute(_MARK, {"code": here.code, "ja": here.ja, "demo": here.demo})


def found(settings: Settings) -> Owner | None:
    """Whose data lies in the home by its work file, or else by its newest snapshot; None in an empty home."""
    return _owner_of(settings.workdb) or next((owner for _, owner in _snapshots(settings)), None)


def is_anothers(settings: Settings, catalogue: Catalogue) -> bool:
    """Whether what lies in the home must not be read for the catalogue's prefecture."""
    theirs = found(settings)
    return theirs is not None and not theirs.same_as(wanted(catalogue))


def strangers(settings: Settings, catalogue: Catalogue) -> list[str]:
    """Names of snapshots that belong to another owner than the catalogue's."""
    here = wanted(catalogue)
    return [path.name for path, owner in _snapshots(settings) if not owner.same_as(here)]


def require(settings: Settings, catalogue: Catalogue) -> None:
    """Raise :class:`ForeignHome` where the home is another's, before anything of it is read or written."""
    here = wanted(catalogue)
    if is_anothers(settings, catalogue):
        raise ForeignHome(
            f"{settings.home} にあるのは{found(settings)}のデータです。{here}で始めるには tsunagari load を実行してください。"
            "今あるものは kept/ に移して残します。"
        )
    if mixed := strangers(settings, catalogue):
        raise ForeignHome(
            f"snapshots/ に{here}のものではない公表データがあります（{'、'.join(mixed[:3])}）。別の場所に移してください。"
        )


def hand_over(settings: Settings, catalogue: Catalogue) -> Path | None:
    """Empty a home that was another's: all of it goes to ``kept/<owner>-<time>/``, which is returned; else None.

    What lies in the inbox and was never received stays there: it is the new owner's.
    """
    here, theirs = wanted(catalogue), found(settings)
    if theirs is None or theirs.same_as(here):
        return None
    name = f"{theirs.code}{'-demo' if theirs.demo else ''}-{dt.datetime.now():%Y%m%d-%H%M%S}"
    kept = settings.home / "kept" / name
    received = _received(settings.workdb)
    try:
        kept.mkdir(parents=True, exist_ok=True)
        # The work file goes last: as long as it is there, a run that was cut off is taken up again.
        _move(settings.snapshots, kept)
        for file in sorted(path for path in settings.inbox.rglob("*") if path.is_file()):
            if hashlib.sha256(file.read_bytes()).hexdigest() in received:
                target = kept / "inbox" / file.relative_to(settings.inbox)
                target.parent.mkdir(parents=True, exist_ok=True)
                file.replace(target)
        _move(settings.work, kept)
    except OSError as error:
        raise ForeignHome(
            f"{theirs}のデータを {kept} に移せませんでした（{error.strerror}）。"
            "画面などほかの処理を止めてから、もう一度実行してください。"
        ) from error
    settings.prepare()
    return kept


def _move(folder: Path, target: Path) -> None:
    if folder.exists():
        shutil.move(folder, target / folder.name)


def _snapshots(settings: Settings) -> Iterator[tuple[Path, Owner]]:
    """Each readable snapshot and its owner, newest first."""
    files = settings.snapshots.glob("*.duckdb")
    for path in sorted(files, key=lambda file: file.stat().st_mtime, reverse=True):
        if owner := _owner_of(path):
            yield path, owner


def _owner_of(path: Path) -> Owner | None:
    """Whose a file of ours is; None when it is none, says nothing yet or cannot be opened (others tell that)."""
    for table in ("owner", "ref_prefecture", "snapshot"):
        for owner in _rows(path, f"select prefecture_code, prefecture_ja, demo from {table}"):
            return Owner(*owner)
    return None


def _received(path: Path) -> set[str]:
    return {digest for (digest,) in _rows(path, "select sha256 from receipt")}


def _rows(path: Path, sql: str) -> list[tuple]:
    if not path.is_file():
        return []
    try:
        with duckdb.connect(path, read_only=True) as con:
            return con.execute(sql).fetchall()
    except duckdb.Error:
        return []
