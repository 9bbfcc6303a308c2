"""Files held back for what seems personal: a person looks, and releases or refuses, with role and reason.

What is shown names places and kinds, never a value; the person looks into the file itself, where it was received.
"""

import datetime as dt
from dataclasses import dataclass

from etl import workdb
from etl.catalogue import Catalogue
from etl.checks import privacy
from etl.register import store
from etl.settings import Settings
from etl.workdb import Connection


class QuarantineError(ValueError):
    """The decision cannot be taken; the message says why."""


@dataclass(frozen=True)
class Held:
    """A file held back; ``rules`` are the kinds of suspicion."""

    receipt_id: int
    file_name: str
    lg_code: str | None
    fiscal_year: int | None
    received_at: dt.datetime
    decision: str | None
    places: int
    rules: list[str]


@dataclass(frozen=True)
class Place:
    """Where something seems personal, and of which kind."""

    sheet: str
    row_no: int | None
    column_letter: str
    rule: str
    kind_ja: str


def waiting(con: Connection, catalogue: Catalogue) -> list[Held]:
    """Files held back, the oldest first; those already released wait for the next load."""
    store.prepare(con, catalogue)
    rows = con.execute("""
        select r.receipt_id, r.file_name, r.lg_code, r.fiscal_year, r.received_at,
            (select decision from decision d where d.receipt_id = r.receipt_id order by decided_at desc limit 1) as decision,
            count(f.rule)::integer, list(distinct f.rule order by f.rule)
        from receipt r left join finding f on f.receipt_id = r.receipt_id and f.rule like 'PI%'
        where r.outcome = 'quarantined' group by all order by 1""").fetchall()
    return [Held(*row) for row in rows]


def show(con: Connection, catalogue: Catalogue, receipt_id: int) -> list[Place]:
    """Places and kinds of one file held back."""
    _held(con, catalogue, receipt_id, decided=True)
    rows = con.execute(
        """select distinct coalesce(sheet, ''), row_no, coalesce(column_letter, ''), rule from finding
           where receipt_id = ? and rule like 'PI%' order by all""",
        [receipt_id],
    ).fetchall()
    return [
        Place(sheet, row_no, letter, rule, catalogue.rules[rule].title.ja)
        for sheet, row_no, letter, rule in rows
    ]


def decide(
    con: Connection,
    settings: Settings,
    catalogue: Catalogue,
    receipt_id: int,
    decision: str,
    role: str,
    reason: str,
) -> None:
    """Log release or refuse; a released file is loaded by the next load, of a refused one no copy is kept."""
    stored = _held(con, catalogue, receipt_id)
    if not role.strip() or not reason.strip():
        raise QuarantineError("役割（--role）と理由（--reason）を入力してください。")
    if privacy.judge(role) or privacy.judge(reason):
        raise QuarantineError("役割と理由に、氏名・番号などの個人情報は書かないでください。")
    row = {"receipt_id": receipt_id, "decision": decision, "role": role, "reason": reason}
    # Decision and receipt change together; the copy on disk goes only after both are written.
    con.begin()
    store.insert(con, "decision", store.DECISION, [row | {"decided_at": dt.datetime.now()}])
    if decision == "refuse":
        con.execute(
            "update receipt set outcome = 'refused', stored_as = null where receipt_id = ?", [receipt_id]
        )
        con.execute("update submission set status = 'refused' where receipt_id = ?", [receipt_id])
    con.commit()
    if decision == "refuse" and stored:
        (settings.work / stored).unlink(missing_ok=True)


def _held(con: Connection, catalogue: Catalogue, receipt_id: int, decided: bool = False) -> str | None:
    """The kept copy of a file that waits; with ``decided`` also of one released already."""
    store.prepare(con, catalogue)
    waits = "select stored_as from receipt where receipt_id = ? and outcome = 'quarantined'"
    receipts = workdb.fetch(con, waits, [receipt_id])
    if not receipts:
        raise QuarantineError(f"受付番号 {receipt_id} は、個人情報の確認を待っていません。")
    released = "select 1 from decision where receipt_id = ? and decision = 'release'"
    if not decided and workdb.value(con, released, [receipt_id]):
        raise QuarantineError(f"受付番号 {receipt_id} は解除済みです。次の `tsunagari load` で読み込みます。")
    return receipts[0]["stored_as"]
