"""receive → read → check → facts → protect → marts → snapshot, with a run log.

Every stage starts from what the one before has committed, so a run that is cut off anywhere is completed by the next.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

from etl import catalogue as catalogues
from etl import dimensions, home, networks, publish, register, runlog, similar, workdb, workers
from etl.catalogue import Catalogue, Disclosure
from etl.disclosure import apply as disclosure
from etl.disclosure import releases, secret
from etl.progress import Progress, heard_by, silent
from etl.register import feedback, review
from etl.settings import Settings

SCHEMA_VERSION = 1
_DEMO_KEY = b"demo"  # its counts are invented, and its pages are to be the same everywhere
_APPROVALS = """
create table if not exists practice_approval(practice_id varchar, role varchar, approved_at timestamp)"""


@dataclass(frozen=True)
class Outcome:
    """What a run did: the intake summary and the snapshot now current (``changed`` says whether it is new).

    ``held_back``: counts that an earlier snapshot showed and this one cannot, lest their change give others away.
    ``kept``: where the data of another prefecture, or of the demo, that lay here before was moved.
    ``texts_waiting``: texts that no person has read yet; none of them is published.
    """

    run_id: str
    intake: register.Summary
    snapshot: str | None
    path: Path | None
    changed: bool
    held_back: tuple[str, ...] = ()
    kept: Path | None = None
    texts_waiting: int = 0

    def as_json(self) -> str:
        """The outcome as one JSON object, for scripts."""
        body = asdict(self)
        return json.dumps(body, ensure_ascii=False, indent=1, default=str)


class Identity(NamedTuple):
    """What a snapshot is told by: its number, and the digest of the submissions it is made of."""

    snapshot_id: str
    submissions_sha256: str


def load(
    settings: Settings,
    inbox: Path | None = None,
    progress: Progress = silent,
    read: Callable[[duckdb.DuckDBPyConnection, Catalogue], None] = lambda *_: None,
) -> Outcome:
    """Load everything in the inbox and publish what it amounts to. Running it again changes nothing.

    ``read`` is what happens between intake and publication: the demo's officials read its texts there.
    """
    settings.prepare()
    catalogue = catalogues.load(settings.catalogue)
    kept = home.hand_over(settings, catalogue)
    home.require(settings, catalogue)
    run_id = dt.datetime.now().strftime("%Y%m%dT%H%M%S%f")
    # The line of the log is committed before the work begins: a run that is killed is found there.
    with workdb.connect(settings) as con, runlog.logged(con, run_id) as run, workers.kept():
        home.mark(con, catalogue)
        intake = register.load_inbox(
            con, settings, catalogue, run_id, progress, inbox=inbox or settings.inbox
        )
        run.take(intake)
        # Texts are read before anything of them is counted: what waits is not in this snapshot.
        read(con, catalogue)
        _write_reference(con, settings, catalogue)
        progress("feedback", 0.0)
        feedback.give_back(con, settings, catalogue)
        progress("feedback", 1.0)
        if not _has_submissions(con):
            run.outcome = "empty"
            return Outcome(run_id, intake, None, None, changed=False, kept=kept)
        texts, _ = review.summary(con, catalogue)
        identity = _identity(con, settings)
        run.snapshot_id = snapshot_id = identity.snapshot_id
        pointer = publish.current(settings)
        if pointer and pointer["snapshot"] == snapshot_id and publish.intact(settings, snapshot_id):
            run.outcome = "unchanged"
            path = settings.snapshots / pointer["file"]
            return Outcome(run_id, intake, snapshot_id, path, changed=False, kept=kept, texts_waiting=texts)
        if releases.recorded(con, snapshot_id) and publish.readable(settings, snapshot_id):
            # made before, and pointed away from by a rollback (or cut off just before it was pointed to): not made again
            progress("publish", 0.0)
            before = publish.publish(settings, snapshot_id)
            progress("publish", 1.0)
            return Outcome(
                run_id, intake, snapshot_id, before.path, changed=True, kept=kept, texts_waiting=texts
            )
        # The dear part (protection and audit) comes after every reason to stop early.
        held = _compute(con, catalogue, identity, progress)
        built = publish.build(con, settings, catalogue, snapshot_id, progress)
        # Remembered only once the snapshot stands: what was never shown binds no later publication.
        releases.record(con, catalogue.disclosure, snapshot_id)
        progress("publish", 0.0)
        publish.release(settings, built)
        progress("publish", 1.0)
    return Outcome(
        run_id,
        intake,
        snapshot_id,
        built.path,
        changed=True,
        held_back=tuple(held),
        kept=kept,
        texts_waiting=texts,
    )


def approve(con: duckdb.DuckDBPyConnection, practice_id: str, role: str) -> None:
    """Record that one role has read a submitted practice; two different roles release it if the sender agrees."""
    con.execute(_APPROVALS)
    con.execute("insert into practice_approval values (?, ?, now()::timestamp)", [practice_id, role])


def waiting(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str, int, str]]:
    """Submitted practices not shared, as the last load left them: (practice, place, title, roles, code of ``withheld``)."""
    if not con.execute("from duckdb_tables() where table_name = 'fct_practice_waiting'").fetchall():
        return []
    con.execute(_APPROVALS)
    return con.execute("""
        select w.practice_id, w.place_ja, w.title_ja, count(distinct a.role)::integer as roles, w.withheld
        from fct_practice_waiting w left join practice_approval a using (practice_id)
        where w.withheld is not null group by all order by w.practice_id""").fetchall()


def _compute(
    con: duckdb.DuckDBPyConnection, catalogue: Catalogue, identity: Identity, progress: Progress
) -> list[str]:
    progress("facts", 0.0)
    con.execute("update ref_snapshot set snapshot_id = ?, submissions_sha256 = ?", list(identity))
    similar.fill(con)
    with heard_by(lambda _, share: progress("facts", share)):
        workdb.run_sql_folder(con, "facts")
    progress("facts", 1.0)
    if catalogue.prefecture.demo:
        secret.keep(con, _DEMO_KEY)
    progress("protect", 0.0)
    held = disclosure.apply(con, catalogue.disclosure, progress)
    networks.fill(con)
    progress("protect", 1.0)
    return held


def _write_reference(con: duckdb.DuckDBPyConnection, settings: Settings, catalogue: Catalogue) -> None:
    """The ``ref_*`` tables, those of this run included."""
    dimensions.write(con, settings, catalogue)
    workdb.put(con, "ref_disclosure", _thresholds(catalogue.disclosure))
    con.execute(_APPROVALS)
    workdb.put(con, "ref_text_seen", review.seen(con, catalogue))
    con.execute(
        """
        create or replace table ref_snapshot as
        select '' as snapshot_id, now()::timestamp as created_at,
            make_date((select max(fiscal_year) from submission) + 1, 3, 31) as as_of, ?::integer as schema_version,
            ?::integer as texts_waiting, * from ref_prefecture""",
        [SCHEMA_VERSION, review.summary(con, catalogue)[0]],
    )
    con.execute("""
        create or replace table ref_period as
        select y.fiscal_year, p.period, make_date(y.fiscal_year, if(p.period = 'H2', 10, 4), 1) as starts,
            if(p.period = 'H1', make_date(y.fiscal_year, 9, 30), make_date(y.fiscal_year + 1, 3, 31)) as ends
        from (select distinct fiscal_year from submission where fiscal_year is not null) y
        cross join (values ('FY'), ('H1'), ('H2')) p(period)""")


def _thresholds(declared: Disclosure) -> pa.Table:
    threshold = declared.threshold.model_dump()
    return pa.table(
        {"key": pa.array(threshold, pa.string()), "value": pa.array(threshold.values(), pa.int64())}
    )


def _has_submissions(con: duckdb.DuckDBPyConnection) -> bool:
    return bool(workdb.value(con, "select count(*) > 0 from submission where is_current"))


def _identity(con: duckdb.DuckDBPyConnection, settings: Settings) -> Identity:
    """As-of date and a fingerprint of everything the numbers depend on: submissions, decisions, catalogue and SQL."""
    fingerprint = hashlib.sha256()
    for row in con.execute("""
        select sha256, outcome from receipt where outcome <> 'duplicate'
        union all select practice_id, role from practice_approval
        union all select sha256, decision from text_review
        order by all""").fetchall():
        fingerprint.update("\x1f".join(map(str, row)).encode())
    # Before the catalogue joins in: other words or rules make another snapshot of the same submissions.
    submissions = fingerprint.copy().hexdigest()
    for folder in (settings.catalogue, settings.reference, settings.home / "reference", workdb.SQL):
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            fingerprint.update(file.read_bytes())
    as_of = workdb.value(con, "select as_of from ref_snapshot")
    return Identity(f"{as_of}-{fingerprint.hexdigest()[:8]}", submissions)
