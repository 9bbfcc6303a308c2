"""One file checked before it is submitted: what the load would say of it, in memory; nothing is loaded, nothing is kept.

It is compared with what the work file holds – last year, the other half, the other forms, the other municipalities – in a
copy of its own.
"""

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from etl import home, workdb
from etl.catalogue import Catalogue
from etl.checks.file import examine
from etl.checks.values import Judge
from etl.intake.places import hint, senders
from etl.intake.receive import Received, received
from etl.register import feedback, store
from etl.register.load import load_files
from etl.register.summary import FileResult
from etl.settings import Settings
from etl.workdb import Connection

_LEFT_OUT = "{why}、前年度・ほかの様式・ほかの市町村との照合は省きました。"
_ALONE = "作業ファイルに、この団体のほかの提出物がないため"
_BUSY = "作業ファイルをほかの処理が使っているため"
_OTHER_VERSION = "作業ファイルが別の版のものであるため（tsunagari load で直ります）"
_FINDINGS = """
select rule, severity, form, sheet, row_no, column_letter, column_name, value, after, message_ja, message_en
from finding where receipt_id = ? order by form nulls first, row_no nulls first, column_letter"""


@dataclass(frozen=True)
class Checked:
    """What would become of the file, and every finding (rule, severity, place, message_ja, message_en).

    ``left_out`` says in one sentence, when there was nothing to compare with, what was not looked at.
    """

    result: FileResult
    findings: list[dict[str, Any]]
    left_out: str = ""
    asking: frozenset[str] = frozenset()

    @property
    def sound(self) -> bool:
        """Whether it would be taken in without a fault to mend."""
        grave = any(one["severity"] in ("error", "quarantine", "refuse") for one in self.findings)
        return self.result.outcome in ("accepted", "warned") and not grave

    @property
    def passes(self) -> bool:
        """Whether, besides, nothing is asked that only the sender can answer (rules in ``asking``)."""
        return self.sound and self.asking.isdisjoint(one["rule"] for one in self.findings)


def check_file(settings: Settings, catalogue: Catalogue, path: Path) -> Checked:
    """Check one file as the load would, this file's earlier arrival apart; ``ValueError`` when there is no such file."""
    if not path.is_file():
        raise ValueError(f"{path} がありません。")
    file = received(path)
    with duckdb.connect(":memory:") as con:
        examined = examine(file, catalogue, Judge(catalogue, senders(settings, catalogue)))
        # Copied, not attached: the rules write, and a load may wait for the lock of the work file.
        why = _bring(con, settings, catalogue, examined.lg_code)
        store.prepare(con, catalogue)
        _forget(con, catalogue, file)
        summary = load_files(
            con, settings, catalogue, "check", [file], keep_copies=False, examined=[examined]
        )
        result = summary.details[0]
        receipt = workdb.fetch(con, "select receipt_id, kind from receipt order by receipt_id desc limit 1")[
            0
        ]
        receipt_id = receipt["receipt_id"]
        findings = workdb.fetch(con, _FINDINGS, [receipt_id])
        others = "select 1 from submission where lg_code = ? and receipt_id <> ? and is_current"
        if not why and not workdb.value(con, others, [result.lg_code, receipt_id]):
            why = _ALONE
    asking = frozenset(rule.id for rule in catalogue.rules.values() if rule.asks)
    if not why or result.outcome not in ("accepted", "warned"):
        return Checked(result, findings, "", asking)
    # CSV holds one form a file; its cover sheet comes in another one.
    if receipt["kind"] != "xlsx":
        findings, result = _without_cover(findings, result)
    return Checked(result, findings, _LEFT_OUT.format(why=why), asking)


def annotate(path: Path, checked: Checked, target: Path) -> bool:
    """Write the annotated copy beside; not of a file that may hold personal information."""
    if checked.result.outcome not in ("accepted", "warned"):
        return False
    target.write_bytes(feedback.annotated(path, checked.findings, path.name))
    return True


def _bring(con: Connection, settings: Settings, catalogue: Catalogue, sender: str | None) -> str:
    """Copy what has been received of the sender, and everyone's bodies, into ``con``; why that could not be, or nothing."""
    if not settings.workdb.is_file() or home.is_anothers(settings, catalogue):
        return _ALONE
    try:
        con.execute("attach '{}' as work (read_only)".format(str(settings.workdb).replace("'", "''")))
    except duckdb.Error:
        return _BUSY
    wanted = store.tables(catalogue).keys() | {"edition"}
    found = con.execute("select table_name from duckdb_tables() where database_name = 'work'").fetchall()
    there = {name for (name,) in found} & wanted
    for name in there:
        con.execute(f"create table {name} as select * from work.main.{name} where {_needed(name, sender)}")
    con.execute("detach work")
    # The columns of another version may mean other things, so nothing of it is compared with.
    if not store.outdated(con, catalogue):
        return ""
    for name in there:
        con.execute(f"drop table {name}")
    return _OTHER_VERSION


def _needed(table: str, sender: str | None) -> str:
    """The rows of a table that rules may look at: only form 1 is compared between municipalities."""
    if table in ("edition", "receipt", "submission", "layout", "sent_f1"):
        return "true"
    return f"lg_code = '{sender}'" if sender and sender.isdigit() and table.startswith("sent_") else "false"


def _forget(con: Connection, catalogue: Catalogue, file: Received) -> None:
    """Take out this very file where it has arrived already: it is judged as if it came now."""
    same = [
        receipt_id
        for receipt_id, name in con.execute(
            "select receipt_id, file_name from receipt where sha256 = ?", [file.sha256]
        ).fetchall()
        if file.same_as([hint(Path(name).stem)])
    ]
    for table in ("receipt", "submission", "layout", *map(store.sent_name, catalogue.forms.values())):
        con.execute(f"delete from {table} where list_contains(?, receipt_id)", [same])


def _without_cover(
    findings: list[dict[str, Any]], result: FileResult
) -> tuple[list[dict[str, Any]], FileResult]:
    """A file of one form has its cover sheet in another file: that it is not in this one is no fault."""
    kept = [one for one in findings if one["rule"] != "VR03"]
    open_faults = any(one["severity"] in ("warn", "error") for one in kept)
    return kept, dataclasses.replace(result, outcome="warned" if open_faults else "accepted")
