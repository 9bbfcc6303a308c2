"""The private work database, and running folders of SQL files in the order their tables need."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from graphlib import TopologicalSorter
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import duckdb
import pyarrow as pa

from etl.progress import tell
from etl.settings import Settings

Connection = duckdb.DuckDBPyConnection
SQL = Path(__file__).resolve().parent / "sql"
_TABLE = re.compile(r"\b(?:ref|fct|dim|mart)_\w+")
_BUSY = "作業ファイル（work/work.duckdb）をほかの処理が使っています。取込みや様式の作成が終わってから、もう一度実行してください。"
# What DuckDB says on Linux and macOS, and on Windows.
_HELD = ("Could not set lock", "used by another process")
_BROKEN = (
    "は作業ファイルとして開けません。控えから戻すか、名前を変えて tsunagari load を実行してください。"
    "inbox/ の提出物から作り直します。"
)
_COMMENT = re.compile(r"--[^\n]*")


class WorkfileError(ValueError):
    """The work file cannot be used as it is; the message says what to do."""


def connect(settings: Settings) -> Connection:
    """Open the work file for writing; one process at a time holds it, :class:`WorkfileError` tells all others.

    Raises OSError where the file cannot be written.
    """
    settings.prepare()
    try:
        con = duckdb.connect(
            settings.workdb,
            # Never looked for on the network: the wheel brings all the extensions that are used.
            config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"},
        )
    except duckdb.Error as error:
        if any(words in str(error) for words in _HELD):
            raise WorkfileError(_BUSY) from error
        # On a full disk or one mounted for reading alone the file may be sound: the system says so itself.
        with settings.workdb.open("r+b") if settings.workdb.exists() else TemporaryFile(dir=settings.work):
            raise WorkfileError(f"{settings.workdb} {_BROKEN}") from error
    # DuckDB 1.5 has nfc_normalize only; full-width and half-width letters differ under it.
    con.create_function("nfkc", lambda text: unicodedata.normalize("NFKC", text), ["VARCHAR"], "VARCHAR")
    return con


def fetch(
    con: Connection, sql: str, parameters: Sequence[Any] | Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The rows of an answer, each by the names of its columns."""
    cursor = con.execute(sql, parameters)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def value(con: Connection, sql: str, parameters: Sequence[Any] | Mapping[str, Any] | None = None) -> Any:
    """The one cell of an answer; None where there is no row."""
    row = con.execute(sql, parameters).fetchone()
    return row[0] if row else None


@contextmanager
def lent(con: Connection, name: str, rows: pa.Table) -> Iterator[None]:
    """Rows under a name, for the statements inside alone: DuckDB reads them where they lie and must let go of them."""
    con.register(name, rows)
    try:
        yield
    finally:
        con.unregister(name)


def put(con: Connection, table: str, rows: pa.Table, *, temp: bool = False) -> None:
    """Make a table of rows, in the place of the one that was there."""
    with lent(con, "incoming", rows):
        con.execute(f"create or replace {'temp ' if temp else ''}table {table} as select * from incoming")


def append(con: Connection, table: str, rows: pa.Table) -> None:
    """Add rows to a table, columns matched by name; columns they lack stay empty."""
    if rows.num_rows:
        with lent(con, "incoming", rows):
            con.execute(f"insert into {table} by name select * from incoming")


def ordered(files: Iterable[Path]) -> list[Path]:
    """Files sorted so that each comes after those that make the tables it mentions."""
    by_table = {file.stem: file for file in sorted(files)}
    graph = {
        # Sorted, so that files that do not need each other run in the same order everywhere.
        table: sorted((_mentioned(file) & by_table.keys()) - {table})
        for table, file in by_table.items()
    }
    return [by_table[table] for table in TopologicalSorter(graph).static_order()]


def run_sql_folder(con: Connection, folder: str) -> None:
    """Run every file of ``etl/sql/<folder>`` once, in dependency order."""
    files = ordered((SQL / folder).glob("*.sql"))
    for done, file in enumerate(files):
        tell(file.stem, done / len(files))
        run_sql_file(con, file)


def run_sql_file(con: Connection, file: Path) -> None:
    """Run one file; an error names the file, because SQL errors alone do not."""
    try:
        con.execute(file.read_text(encoding="utf-8"))
    except duckdb.Error as error:
        raise RuntimeError(f"{file.relative_to(SQL.parent.parent)}: {error}") from error


def _mentioned(file: Path) -> set[str]:
    return set(_TABLE.findall(_COMMENT.sub("", file.read_text(encoding="utf-8"))))
