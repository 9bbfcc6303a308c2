"""The log of runs: when each began and ended, how, and what it took in. A run without an end was cut off."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields

import duckdb

from etl.register import Summary

COUNTS = (
    "files",
    "accepted",
    "warned",
    "refused",
    "quarantined",
    "duplicates",
    "rows",
    "fixes",
    "warnings",
    "errors",
)


@dataclass
class Run:
    """One run; ``outcome`` is started, finished, unchanged, empty, interrupted, or the name of what stopped it."""

    run_id: str
    started: dt.datetime
    ended: dt.datetime | None = None
    outcome: str = "started"
    snapshot_id: str | None = None
    files: int = 0
    accepted: int = 0
    warned: int = 0
    refused: int = 0
    quarantined: int = 0
    duplicates: int = 0
    rows: int = 0
    fixes: int = 0
    warnings: int = 0
    errors: int = 0

    def take(self, summary: Summary) -> None:
        """The counts of what was taken in."""
        for name in COUNTS:
            setattr(self, name, getattr(summary, name))


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Make the table; one of an older version is widened."""
    con.execute("create table if not exists run(run_id varchar)")
    for field in fields(Run):
        kind = {"started": "timestamp", "ended": "timestamp"}.get(field.name, "varchar")
        kind = "integer" if field.name in COUNTS else kind
        # The log is kept over versions, unlike tables that are made anew: a new count starts empty for old runs.
        con.execute(f"alter table run add column if not exists {field.name} {kind}")


@contextmanager
def logged(con: duckdb.DuckDBPyConnection, run_id: str) -> Iterator[Run]:
    """Log a run from its start; whatever ends it is written down, and runs that were killed are called so."""
    prepare(con)
    # Only one process holds the work file, so a run without an end cannot be running.
    con.execute("update run set outcome = 'interrupted' where ended is null and outcome = 'started'")
    run = Run(run_id, dt.datetime.now())
    con.execute("insert into run(run_id, started, outcome) values (?, ?, 'started')", [run_id, run.started])
    try:
        yield run
        run.outcome = "finished" if run.outcome == "started" else run.outcome
    except BaseException as error:
        run.outcome = type(error).__name__
        raise
    finally:
        run.ended = dt.datetime.now()
        _write(con, run)


def _write(con: duckdb.DuckDBPyConnection, run: Run) -> None:
    names = ("ended", "outcome", "snapshot_id", *COUNTS)
    given = ", ".join(f"{name} = ?" for name in names)
    con.execute(
        f"update run set {given} where run_id = ?", [*(getattr(run, name) for name in names), run.run_id]
    )


def recent(con: duckdb.DuckDBPyConnection, number: int) -> list[Run]:
    """The last runs, newest first."""
    prepare(con)
    names = [field.name for field in fields(Run)]
    told = ", ".join(f"coalesce({name}, 0) as {name}" if name in COUNTS else name for name in names)
    rows = con.execute(f"select {told} from run order by started desc limit ?", [number]).fetchall()
    return [Run(**dict(zip(names, row, strict=True))) for row in rows]
