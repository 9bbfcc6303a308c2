"""Snapshots: build one beside the old ones, verify it, then move the pointer; rollback points back.

``current.json`` = {"snapshot", "file", "sha256", "previous"}. A snapshot file is never changed once named.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from etl import audit, described, indicators, reference, workdb
from etl.audit import ranges
from etl.catalogue import Catalogue
from etl.disclosure import releases
from etl.progress import Progress, heard_by, silent
from etl.settings import Settings

_WITHSTOOD = "create table if not exists audited_year(attack varchar primary key, entries json)"
"""Kept in the private work file: the digests are of true counts too."""

_NUMBER = re.compile(r"\d{4}-\d{2}-\d{2}-[0-9a-f]{8}")
_DAMAGED = ".damaged"


class PublishError(RuntimeError):
    """Nothing was published; the message says in Japanese what to do."""


@dataclass(frozen=True)
class Published:
    """A named snapshot file."""

    snapshot: str
    path: Path
    sha256: str


def build(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    catalogue: Catalogue,
    snapshot_id: str,
    progress: Progress = silent,
) -> Published:
    """Write ``snapshots/<id>.duckdb`` (and its map as ``<id>.geojson``) from the protected tables, verified and audited."""
    path = settings.snapshots / f"{snapshot_id}.duckdb"
    building = path.with_suffix(".building")
    # Of this run or of one that was cut off: whoever builds holds the work file, so no other run is building.
    for left in settings.snapshots.glob("*.building*"):
        left.unlink()
    progress("snapshot", 0.0)
    with _written(con, building):
        tables = described.prepare(con, catalogue.columns)
        with heard_by(lambda _, share: progress("snapshot", share)):
            workdb.run_sql_folder(con, "marts")
        described.comment(con, catalogue.columns, tables)
    # The range of a hidden count comes from the file with the published counts, and indicators show it beside their x.
    declared = audit.declaration(settings.catalogue)
    progress("snapshot", 1.0)
    progress("ranges", 0.0)
    ranges.write(building, declared, ranges.of_snapshot(building, declared, progress))
    progress("ranges", 1.0)
    progress("indicators", 0.0)
    with _written(con, building):
        indicators.fill(con, catalogue.indicators)
    progress("indicators", 1.0)
    progress("audit", 0.0)
    # Detached and opened again: what is verified and audited is the file that readers will have.
    verify(building)
    _certify(con, settings, building, snapshot_id, progress)
    # The map first: whoever finds a snapshot under its name finds it whole.
    boundaries = reference.boundaries(settings, catalogue)
    if boundaries:
        shutil.copyfile(boundaries, path.with_suffix(".geojson"))
    os.replace(building, path)
    return Published(snapshot_id, path, digest(path))


@contextmanager
def _written(con: duckdb.DuckDBPyConnection, building: Path) -> Iterator[None]:
    """The snapshot attached, to be written to."""
    con.execute(f"attach '{_quoted(building)}' as snap (storage_version 'v1.5.0')")
    work = workdb.value(con, "select current_database()")
    try:
        # Tables are created in the first of the two, and what they read (ref_, fct_, safe_) is found in the second.
        con.execute(f"set search_path = 'snap.main,{work}.main'")
        yield
    finally:
        con.execute(f"set search_path = '{work}.main'")
        con.execute("detach snap")


def _certify(
    con: duckdb.DuckDBPyConnection, settings: Settings, building: Path, snapshot_id: str, progress: Progress
) -> None:
    """Write what the audit found into the snapshot; one that gives a protected count away is not kept."""
    con.execute(_WITHSTOOD)
    before = con.execute("select attack, entries::varchar from audited_year").fetchall()
    published_before = earlier(settings, snapshot_id, building=True)
    certificate = audit.audit(
        building,
        audit.declaration(settings.catalogue),
        published_before,
        truth=_true_counts(con),
        earlier_truth={path.stem: releases.true_counts(con, path.stem) for path in published_before},
        withstood={attack: json.loads(entries) for attack, entries in before},
        progress=progress,
    )
    if not certificate.passed:
        building.unlink()
        raise PublishError(f"公表を中止しました。{certificate.why_not()}")
    remembered = [(attack, json.dumps(entries)) for attack, entries in certificate.withstood.items()]
    if remembered:  # a snapshot without any count has no year to remember
        con.executemany("insert or ignore into audited_year values (?, ?)", remembered)
    rows = [(key, json.dumps(value, ensure_ascii=False)) for key, value in certificate.entries.items()]
    with duckdb.connect(building) as snapshot:
        snapshot.execute("delete from certificate")
        snapshot.executemany("insert into certificate values (?, ?)", rows)


def _true_counts(con: duckdb.DuckDBPyConnection) -> dict[int, dict[tuple[str, ...], int]]:
    """The counts of the work file, which each municipality knows of itself."""
    counts: dict[int, dict[tuple[str, ...], int]] = {}
    for year, value, *key in con.execute(f"select fiscal_year, value, {audit.KEY} from fct_cell").fetchall():
        counts.setdefault(year, {})[tuple(key)] = value
    return counts


def earlier(settings: Settings, snapshot_id: str, *, building: bool = False) -> list[Path]:
    """Snapshots made before this one, oldest first: whoever reads this one may hold them as well."""
    made: dict[Path, Any] = {}
    for path in sorted(settings.snapshots.glob("*.duckdb")):
        with opened(path) as con:
            made[path] = workdb.value(con, "select max(created_at) from snapshot")
    own = made.pop(settings.snapshots / f"{snapshot_id}.duckdb", None)
    return sorted((path for path in made if building or made[path] < own), key=lambda path: made[path])


def checked(
    settings: Settings,
    snapshot_id: str | None = None,
    progress: Progress = silent,
    *,
    insiders: bool = True,
) -> audit.Audit:
    """The audit of a snapshot (the current one by default), computed again from the files."""
    path = file_of(settings, snapshot_id)
    verify(path)
    declared = audit.declaration(settings.catalogue)
    return audit.audit(path, declared, earlier(settings, path.stem), insiders=insiders, progress=progress)


@contextmanager
def opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A snapshot, to be read. Raises PublishError where the file is cut short or is none."""
    try:
        with duckdb.connect(path, read_only=True) as con:
            con.execute("select snapshot_id, created_at from snapshot")
            yield con
    except duckdb.Error as error:
        raise PublishError(
            f"{path.name} は公表データとして読めません（途中で切れているか、別のファイルです）。"
            "控えから戻すか、このファイルを別の場所へ移してください。"
        ) from error


def verify(path: Path) -> None:
    """Refuse a snapshot that holds a state without its meaning: a number that is not a value, or a value without one."""
    with opened(path) as con:
        tables = con.execute("""
            select table_name from duckdb_columns() where column_name in ('value', 'state')
            group by table_name having count(*) = 2 order by 1""").fetchall()
        for (table,) in tables:
            wrong = workdb.value(
                con, f"select count(*) from {table} where (value is null) = (state = 'value')"
            )
            if wrong:
                raise PublishError(
                    f"{table}: 値と状態が食い違う行が {wrong} 件あります。公表を中止しました。"
                )
        for (table,) in con.execute(
            "select table_name from duckdb_columns() where column_name = 'value_low' order by 1"
        ).fetchall():
            wrong = workdb.value(
                con,
                f"""select count(*) from {table} where (value_low is not null and state <> 'suppressed')
                    or value_low > value_high or (value_low is null and value_high is not null)""",
            )
            if wrong:
                raise PublishError(
                    f"{table}: x でない行や逆さの範囲が {wrong} 件あります。公表を中止しました。"
                )
        if workdb.value(con, "select count(*) from snapshot") != 1:
            raise PublishError("スナップショットの情報が1行ではありません。公表を中止しました。")
        own = workdb.value(con, "select snapshot_id from snapshot")
        if own != path.stem:
            raise PublishError(
                f"{path.name} の中身はスナップショット {own} です。ファイル名を戻してください。"
            )


def intact(settings: Settings, snapshot_id: str) -> bool:
    """Whether the file that readers are pointed at is there, and is the one that was published."""
    pointer = current(settings)
    path = settings.snapshots / f"{snapshot_id}.duckdb"
    return bool(pointer and path.exists() and digest(path) == pointer["sha256"])


def readable(settings: Settings, snapshot_id: str) -> bool:
    """Whether a snapshot made before can be published again; one that cannot is put aside under another name."""
    path = settings.snapshots / f"{snapshot_id}.duckdb"
    if not path.exists():
        return False
    try:
        verify(path)
    except PublishError:
        os.replace(path, path.with_suffix(_DAMAGED))
        return False
    return True


def current(settings: Settings) -> dict[str, Any] | None:
    """What ``current.json`` says, or None before the first publication."""
    if not settings.pointer.exists():
        return None
    try:
        pointer: dict[str, Any] = json.loads(settings.pointer.read_text(encoding="utf-8"))
        _ = pointer["snapshot"], pointer["file"], pointer["sha256"]
    except (ValueError, KeyError, TypeError) as error:
        raise PublishError(
            f"{settings.pointer.name} を読めません。`tsunagari publish スナップショット番号` で作り直してください。"
        ) from error
    return pointer


def publish(settings: Settings, snapshot_id: str) -> Published:
    """Point the dashboard at a snapshot that exists, verifies and gives no protected count away."""
    path = file_of(settings, snapshot_id)
    sha256 = digest(path)
    before = current(settings)
    if before and before["snapshot"] == snapshot_id and before["sha256"] == sha256:
        return Published(snapshot_id, path, sha256)
    # Against outsiders alone, which takes seconds: municipalities as attackers were judged when it was built.
    found = checked(settings, snapshot_id, insiders=False)
    if not found.passed:
        raise PublishError(f"{snapshot_id} は公表できません。{found.why_not()}")
    return release(settings, Published(snapshot_id, path, sha256))


def release(settings: Settings, built: Published) -> Published:
    """Point the dashboard at a snapshot that has just been built and audited."""
    before = current(settings)
    _point(settings, built, before["snapshot"] if before else None)
    return built


def file_of(settings: Settings, snapshot_id: str | None = None) -> Path:
    """The file of a snapshot, the current one by default. Raises PublishError when there is none."""
    pointer = None if snapshot_id else current(settings)
    if not snapshot_id and not pointer:
        raise PublishError("公表データがまだありません。`tsunagari load` で作れます。")
    wanted = snapshot_id or str((pointer or {}).get("snapshot"))
    # A number, never a path: nothing outside the folder is read.
    path = settings.snapshots / f"{wanted}.duckdb" if _NUMBER.fullmatch(wanted) else None
    if path is None or not path.exists():
        kept = sorted(
            file.stem for file in settings.snapshots.glob("*.duckdb") if _NUMBER.fullmatch(file.stem)
        )
        raise PublishError(
            f"公表データ {wanted} がありません。あるもの: {'、'.join(kept) or 'なし（`tsunagari load` で作れます）'}"
        )
    return path


def rollback(settings: Settings) -> Published:
    """Point back at the snapshot that was current before; it has been audited when it was published."""
    pointer = current(settings)
    if not pointer or not pointer.get("previous"):
        raise PublishError("戻せる前のスナップショットがありません。")
    path = file_of(settings, pointer["previous"])
    verify(path)
    return release(settings, Published(path.stem, path, digest(path)))


def digest(path: Path) -> str:
    """SHA-256 of a file, shown to whoever carries it by hand."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _point(settings: Settings, published: Published, previous: str | None) -> None:
    text = json.dumps(
        {
            "snapshot": published.snapshot,
            "file": published.path.name,
            "sha256": published.sha256,
            "previous": previous,
        },
        ensure_ascii=False,
        indent=1,
    )
    # A reader sees the old pointer or the new one, never half of one.
    beside = settings.pointer.with_suffix(".writing")
    beside.write_text(text + "\n", encoding="utf-8")
    os.replace(beside, settings.pointer)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
