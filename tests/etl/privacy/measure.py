"""What becomes of the cases at the public door: stopped, or before a person's eyes, or through."""

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
from tests.etl.privacy.sent import CATALOGUE, Case

from etl import settings as machine
from etl.checks import review, store
from etl.checks.load import load_files
from etl.intake.receive import received

STOPPED = ("refused", "quarantined")


@dataclass(frozen=True)
class Fate:
    """The outcome of a case, the rules that were told, and whether its text waits for a person."""

    case: Case
    outcome: str
    rules: tuple[str, ...]
    waits: bool

    @property
    def stopped(self) -> bool:
        return self.outcome in STOPPED


def fates(cases: Iterable[Case]) -> list[Fate]:
    """Every case taken in alone, as by ``load``, into a work file of its own in memory."""
    folder = Path(tempfile.mkdtemp())
    return [_fate(case, folder / str(n)) for n, case in enumerate(cases)]


def _fate(case: Case, folder: Path) -> Fate:
    folder.mkdir()
    path = folder / case.name
    path.write_bytes(case.make())
    with duckdb.connect(":memory:") as con:
        store.prepare(con, CATALOGUE)
        summary = load_files(con, machine.load(), CATALOGUE, "x", [received(path)], keep_copies=False)
        rules = con.execute("select distinct rule from finding order by 1").fetchall()
        return Fate(case, summary.details[0].outcome, tuple(rule for (rule,) in rules), _waits(con, case))


def _waits(con: duckdb.DuckDBPyConnection, case: Case) -> bool:
    """Whether somebody will be shown the cell in which the case was written before it is published."""
    form, _, column = case.where.partition(".")
    if not column:
        return False
    waiting = review.waiting(con, CATALOGUE)
    return any(place.form == form and place.column == column for one in waiting for place in one.places)
