"""A work file that another version made: its receipts and decisions are kept, its rows are read again from the copies.

The version of a work file is its number (``store.EDITION``) and the columns of its tables, so a form that gets a column
rebuilds it as well.
"""

from collections.abc import Iterable
from pathlib import Path

from etl import workdb
from etl.catalogue import Catalogue
from etl.intake.receive import Received
from etl.register import store
from etl.settings import Settings
from etl.workdb import Connection, WorkfileError

# What is known of files of which no copy is kept; everything else is made anew.
_KEPT = ("receipt", "decision", "finding", "submission", "layout", "ledger", "text_review", "beside")
_AGAIN = """
select r.receipt_id, r.stored_as, r.file_name, r.bytes, d.receipt_id is not null as released
from receipt r left join (select distinct receipt_id from decision where decision = 'release') d using (receipt_id)
where r.stored_as is not null
    and case when r.outcome = 'quarantined' then d.receipt_id is not null
             else ? and r.outcome in ('accepted', 'warned', 'superseded') end
order by r.outcome = 'quarantined', r.receipt_id"""


def rebuild(con: Connection, catalogue: Catalogue) -> bool:
    """Give the work file today's tables; whether it had those of another version. Part of the run's transaction."""
    if not store.outdated(con, catalogue):
        store.prepare(con, catalogue)
        return False
    there = {name for (name,) in con.execute("select table_name from duckdb_tables()").fetchall()}
    wanted = store.tables(catalogue)
    kept = [name for name in _KEPT if name in there]
    for name in kept:
        con.execute(f"create or replace temp table kept_{name} as select * from main.{name}")
    for name in (there & wanted.keys()) | (there & {"edition"}):
        con.execute(f"drop table {name}")
    store.prepare(con, catalogue)
    for name in kept:
        had = {column["column_name"] for column in workdb.fetch(con, f"describe kept_{name}")}
        both = ", ".join(column for column in wanted[name].names if column in had)
        con.execute(f"insert into {name} by name select {both} from kept_{name}")
        con.execute(f"drop table kept_{name}")
    counts = ", ".join(
        f"{name} = coalesce({name}, {'set_aside' if name == 'file_aside' else 0})"
        for name in store.LEDGER.names
        if name not in ("receipt_id", "sheet", "form")
    )
    con.execute(f"update ledger set {counts}")
    return True


def to_read_again(con: Connection, settings: Settings, rebuilt: bool) -> Iterable[tuple[int, Received, bool]]:
    """(receipt, its copy, whether a person released it): those released since, and all that count once it is rebuilt."""
    for receipt_id, stored, name, size, released in con.execute(_AGAIN, [rebuilt]).fetchall():
        copy: Path = settings.work / stored
        if not copy.is_file():
            raise WorkfileError(
                f"受付番号 {receipt_id}（{name}）の写し work/{stored} がありません。控えから戻すか、"
                "work/work.duckdb の名前を変え、提出物を inbox/ に置いて tsunagari load を実行してください。"
            )
        yield receipt_id, Received(copy, copy.stem, size, name), released
