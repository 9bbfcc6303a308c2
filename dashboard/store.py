"""The published snapshot: which one is current, one read-only connection to it, and the only cache.

A snapshot never changes, so its id (with the query, or with what was worked out from it) is the whole cache key: a new
publication is simply another id and nothing has to be invalidated. Usable from notebooks and the command line.
"""

import hashlib
import json
import logging
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import duckdb
import pandas as pd

from dashboard import words

ROOT = Path(__file__).resolve().parent.parent
# DuckDB takes every processor by default; a page's SELECTs are short, and the machine serves other readers as well.
# Extensions are in the wheel or not at all: looking for one would ask the network.
ALONE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "threads": "2",
}
# In this order and after the file is attached: without external access nothing can be attached any more.
SEALED = ("set enable_external_access = false", "set lock_configuration = true")

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")

# What comes from an address must not lead out of the folder.
_NUMBER = re.compile(r"[0-9a-z-]+")


class NoSnapshot(Exception):
    """Nothing has been published yet; the argument is the folder that was looked at."""


class BrokenSnapshot(Exception):
    """`current.json` or the file it names cannot be read; the argument is its number in the server's log."""


@dataclass(frozen=True)
class Snapshot:
    """One publication: identity, as-of date and the institution it speaks for.

    `prefecture_lg_code` (six digits) is the `place_code` of the whole prefecture in every mart.
    """

    id: str
    path: Path
    sha256: str
    created_at: datetime
    as_of: date
    schema_version: str
    prefecture_lg_code: str
    prefecture_ja: str
    prefecture_en: str
    lead_department_ja: str
    lead_department_en: str
    boundaries_attribution: str
    demo: bool
    first_fy: int
    last_fy: int

    @property
    def codes(self) -> Mapping[tuple[str, str], Mapping[str, str]]:
        """Every code list: `{(list, code): {ja, en, short_ja, short_en, legal_basis, extra}}`, in display order."""
        return _codes(self)

    @property
    def places(self) -> Mapping[tuple[str, str], Mapping[str, str]]:
        """Names of the prefecture, areas and municipalities: `{(kind, code): {ja, en}}`."""
        return _places(self)

    def code_list(self, name: str) -> tuple[str, ...]:
        """The codes of one list in display order."""
        return tuple(code for list_name, code in self.codes if list_name == name)


def home() -> Path:
    """Folder holding inbox, work and snapshots: TSUNAGARI_HOME, else `data/` of the checkout."""
    return Path(os.environ.get("TSUNAGARI_HOME") or ROOT / "data")


def current() -> Snapshot:
    """The published snapshot. Raises NoSnapshot or BrokenSnapshot; cheap enough for every rerun."""
    pointer = home() / "snapshots" / "current.json"
    try:
        text = pointer.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NoSnapshot(str(pointer.parent)) from None
    except (OSError, ValueError) as problem:
        raise BrokenSnapshot(_said(problem)) from problem
    found = _open(text, pointer.parent)
    words.speak_of(found.prefecture_ja)
    return found


def named(snapshot_id: str) -> Snapshot:
    """An earlier snapshot, reopened by its number. Raises NoSnapshot where the file is no longer kept."""
    path = home() / "snapshots" / f"{snapshot_id}.duckdb"
    if not _NUMBER.fullmatch(snapshot_id) or not path.exists():
        raise NoSnapshot(str(path))
    return _open(json.dumps({"file": path.name, "sha256": _digest(path)}), path.parent)


@lru_cache(maxsize=4)
def _open(pointer: str, folder: Path) -> Snapshot:
    try:
        # The text of the pointer is the key of the cache: the file is hashed once a publication, not once a run.
        named = json.loads(pointer)
        path = (folder / named["file"]).resolve()
        _seal(path, named["sha256"])
        row = _fetch(path, "select * from snapshot", ()).iloc[0]
        return Snapshot(id=str(row["snapshot_id"]), path=path, sha256=named["sha256"], **_identity(row))
    except (ValueError, KeyError, TypeError, IndexError, OSError, duckdb.Error) as problem:
        raise BrokenSnapshot(_said(problem)) from problem


def _seal(path: Path, sha256: str) -> None:
    """A file that is not the one published (cut short in a copy, exchanged) is refused before it is read."""
    if _digest(path) != sha256:
        raise ValueError(f"{path.name}: sha256 differs from current.json")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _said(problem: Exception) -> str:
    """A number for the reader, who can tell it to whoever reads the server's log; paths and traces are in the log alone."""
    number = f"{datetime.now():%Y%m%d-%H%M%S}"
    logging.getLogger(__name__).error("%s: the published data cannot be opened", number, exc_info=problem)
    return number


def _identity(row: "pd.Series[Any]") -> dict[str, Any]:
    texts = (
        "schema_version",
        "prefecture_lg_code",
        "prefecture_ja",
        "prefecture_en",
        "lead_department_ja",
        "lead_department_en",
        "boundaries_attribution",
    )
    return {
        "created_at": pd.Timestamp(row["created_at"]).to_pydatetime(),
        "as_of": pd.Timestamp(row["as_of"]).date(),
        "demo": bool(row["demo"]),
        **{name: int(row[name]) for name in ("first_fy", "last_fy")},
        **{name: "" if pd.isna(row[name]) else str(row[name]) for name in texts},
    }


def query(snapshot: Snapshot, sql: str, params: Sequence[object] = ()) -> pd.DataFrame:
    """Rows of a parameterised SELECT (`?` placeholders) on the snapshot. The frame is the caller's to change."""
    return _lent(_cached(snapshot.id, snapshot.path, sql, tuple(params)))


def _lent(frame: pd.DataFrame) -> pd.DataFrame:
    """A shallow copy: columns that the caller assigns stay out of the cached frame, and nothing is copied (pandas 3)."""
    copy = frame.copy(deep=False)
    # pandas keeps a note of each copy, five hundred of those gone; asked whether any is left, it drops them. A cache of
    # thirty thousand columns would hold more notes than numbers.
    for notes in (*(block.refs for block in frame._mgr.blocks), *(axis._references for axis in frame.axes)):  # type: ignore[attr-defined]
        if notes is not None:
            notes.has_reference()
    return copy


def kept(
    work: Callable[Concatenate[Snapshot, _Asked], _Answer],
) -> Callable[Concatenate[Snapshot, _Asked], _Answer]:
    """What a function works out from a snapshot alone, kept for whoever asks the same in the same language.

    For functions that read nothing but the snapshot, their arguments and the words in force. Frames are the caller's to
    change, as those of `query`; any other answer must be one that nobody changes.
    """

    @lru_cache(maxsize=512)
    def remembered(_: tuple[str, str], snapshot: Snapshot, *asked: Any, **named: Any) -> _Answer:
        return work(snapshot, *asked, **named)

    @wraps(work)
    def answer(snapshot: Snapshot, *asked: _Asked.args, **named: _Asked.kwargs) -> _Answer:
        key: Any = (words.lang(), words.kind())
        found = remembered(key, snapshot, *asked, **named)  # type: ignore[arg-type]
        return _lent(found) if isinstance(found, pd.DataFrame) else found  # type: ignore[return-value]

    return answer


@lru_cache(maxsize=4096)
def _cached(snapshot_id: str, path: Path, sql: str, params: tuple[object, ...]) -> pd.DataFrame:
    return _fetch(path, sql, params)


def _fetch(path: Path, sql: str, params: tuple[object, ...]) -> pd.DataFrame:
    """One cursor per use: a DuckDB connection shared across threads loses results."""
    with _connection(path).cursor() as cursor:
        # A cursor begins in the database that was opened, not in the one attached to it.
        cursor.execute("use published")
        return cursor.execute(sql, list(params)).df()


@lru_cache(maxsize=2)
def _connection(path: Path) -> duckdb.DuckDBPyConnection:
    """The file attached to a database of our own: opened directly, it would have to share the settings of whoever else
    in this process has it open, and DuckDB refuses settings that differ."""
    connection = duckdb.connect(config=ALONE)
    connection.execute(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as published (read_only)")
    for setting in SEALED:
        connection.execute(setting)
    return connection


@lru_cache(maxsize=4)
def _codes(snapshot: Snapshot) -> dict[tuple[str, str], dict[str, str]]:
    rows = query(snapshot, "select * from dim_code order by list, sort, code").astype(object)
    columns = ("ja", "en", "short_ja", "short_en", "legal_basis", "extra")
    return {
        (row["list"], row["code"]): {name: _text(row[name]) for name in columns}
        for row in rows.to_dict("records")
    }


@lru_cache(maxsize=4)
def _places(snapshot: Snapshot) -> dict[tuple[str, str], dict[str, str]]:
    areas = query(
        snapshot, "select area_code as code, area_ja as ja, area_en as en from dim_area order by sort"
    )
    towns = query(
        snapshot, "select lg_code as code, name_ja as ja, name_en as en from dim_municipality order by sort"
    )
    named = {
        ("prefecture", snapshot.prefecture_lg_code): {
            "ja": snapshot.prefecture_ja,
            "en": snapshot.prefecture_en,
        }
    }
    for kind, frame in (("area", areas), ("municipality", towns)):
        for row in frame.to_dict("records"):
            named[kind, row["code"]] = {"ja": _text(row["ja"]), "en": _text(row["en"])}
    return named


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def boundaries(snapshot: Snapshot) -> Path:
    """GeoJSON of the municipalities, published with the snapshot; the file may be missing, never another prefecture's."""
    return snapshot.path.with_suffix(".geojson")
