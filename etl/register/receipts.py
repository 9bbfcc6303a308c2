"""What is written down of each file: its receipt, what it submits, what was found in it, where its columns stood."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from etl import workdb
from etl.catalogue import Catalogue, Form
from etl.checks import answered, messages
from etl.checks.columns import ACCOUNT
from etl.checks.examined import Examined, guarded
from etl.intake import copies
from etl.intake.receive import keep
from etl.register import ledger, store
from etl.settings import Settings
from etl.workdb import Connection

# What two sections write differently on the cover sheets of one revision.
_SECTION = ("dept_name", "submitted_on", "revision_reason")


@dataclass(frozen=True)
class _Run:
    """What all files of a run share."""

    settings: Settings
    catalogue: Catalogue
    run_id: str
    keep_copies: bool


def record(
    con: Connection,
    settings: Settings,
    catalogue: Catalogue,
    run_id: str,
    files: dict[int, Examined],
    keep_copies: bool,
) -> None:
    """Write down every file; of those loaded a copy is kept with what was read alone, of those held back
    the whole file, of the refused nothing.

    ``files`` is changed where one cannot be written down: it is then one that could not be read.
    """
    run = _Run(settings, catalogue, run_id, keep_copies)
    written = [_written(run, files, receipt_id) for receipt_id in files]
    for name, (schema, _) in _WRITTEN.items():
        workdb.append(con, name, pa.concat_tables([schema.empty_table(), *(one[name] for one in written)]))


def _written(run: "_Run", files: dict[int, Examined], receipt_id: int) -> dict[str, pa.Table]:
    """What is to be written down of one file, table by table; nothing but its receipt when that fails."""
    made: dict[str, pa.Table] = {}

    def write() -> Examined:
        examined = files[receipt_id]
        for name, (schema, rows) in _WRITTEN.items():
            made[name] = pa.Table.from_pylist(list(rows(run, receipt_id, examined)), schema)
        return examined

    first = files[receipt_id]
    files[receipt_id] = guarded(first.file, write, first)
    # It could not be written down and has become an unread file: that much can be written of any file.
    if files[receipt_id] is not first:
        write()
    return made


def _layout(run: "_Run", receipt_id: int, examined: Examined) -> Iterator[dict[str, Any]]:
    for form, sheets in examined.layouts.items():
        for nth, (sheet, letters) in enumerate(sheets):
            place = {"receipt_id": receipt_id, "form": form, "sheet": examined.recorded(sheet), "nth": nth}
            for name, letter in letters.items():
                yield place | {"column_name": name, "column_letter": letter}


def _submissions(run: "_Run", receipt_id: int, examined: Examined) -> Iterator[dict[str, Any]]:
    status = _outcome(run.catalogue, examined)
    for form, period in examined.periods:
        yield {
            "lg_code": examined.lg_code,
            "fiscal_year": examined.fiscal_year,
            "form": form,
            "period": period,
            "receipt_id": receipt_id,
            "revision": examined.revision,
            "submitted_on": examined.submitted_on,
            "content": content(examined, run.catalogue.forms[form], period),
            # Nothing of a conflict counts, as of a refused file; its receipt alone tells the two apart.
            "status": "refused" if status == "conflict" else status,
            "is_current": False,
            "told": False,
        }


def _findings(run: "_Run", receipt_id: int, examined: Examined) -> Iterator[dict[str, Any]]:
    for one in examined.findings:
        layouts = examined.layouts.get(one.get("form") or "", ())
        layouts = [(examined.recorded(sheet) or "", letters) for sheet, letters in layouts]
        one = one | {"sheet": examined.recorded(one.get("sheet"))}
        yield messages.complete(run.catalogue, one, layouts) | {
            "run_id": run.run_id,
            "receipt_id": receipt_id,
            "lg_code": examined.lg_code,
            "fiscal_year": examined.fiscal_year,
            "across": False,
        }


def _receipts(run: "_Run", receipt_id: int, examined: Examined) -> Iterator[dict[str, Any]]:
    file, outcome = examined.file, _outcome(run.catalogue, examined)
    rule = run.catalogue.rules.get(examined.refused or "")
    stored = None
    if run.keep_copies and outcome == "accepted":
        stored = keep(run.settings, file, "received", lambda data: copies.cut(data, examined.kind))
    elif run.keep_copies and outcome == "quarantined":
        stored = keep(run.settings, file, "quarantine")
    yield {
        "receipt_id": receipt_id,
        "run_id": run.run_id,
        "sha256": file.sha256,
        "file_name": examined.name,
        "bytes": file.size,
        "received_at": dt.datetime.now(),
        "stored_as": stored,
        "kind": examined.kind,
        "lg_code": examined.lg_code,
        "fiscal_year": examined.fiscal_year,
        "revision": examined.revision,
        "outcome": outcome,
        "rule": examined.refused,
        "reason_ja": rule.message.ja if rule else "",
        "reason_en": rule.message.en if rule else "",
    }


def _ledger(run: "_Run", receipt_id: int, examined: Examined) -> Iterator[dict[str, Any]]:
    for line in ledger.lines(receipt_id, examined.accounts, bool(examined.refused)):
        yield line | {"sheet": examined.recorded(line["sheet"])}


def _beside(run: "_Run", receipt_id: int, examined: Examined) -> Iterator[dict[str, Any]]:
    """Texts for a person to read, of files that are loaded; those held back are looked at whole."""
    for remark in examined.beside if not examined.refused else ():
        forms = (
            form
            for form, sheets in examined.layouts.items()
            if any(sheet == remark.sheet for sheet, _ in sheets)
        )
        yield {
            "receipt_id": receipt_id,
            "lg_code": examined.lg_code,
            "fiscal_year": examined.fiscal_year,
            "form": next(forms, None),
            "sheet": examined.recorded(remark.sheet),
            "kind": remark.kind,
            "row_no": remark.row_no,
            "column_letter": remark.column_letter,
            "text": remark.text,
            "sha256": hashlib.sha256(remark.text.encode()).hexdigest(),
        }


def _outcome(catalogue: Catalogue, examined: Examined) -> str:
    if not examined.refused:
        return "accepted"
    if examined.refused == "PX21":
        return "conflict"
    held = catalogue.rules[examined.refused].severity == "quarantine"
    return "quarantined" if held else "refused"


def content(examined: Examined, form: Form, period: str) -> str | None:
    """A digest of a form's answers, without what sections of one office write differently; None without answers."""
    rows = [row for row in examined.rows.get(form.id, ()) if row["period"] == period]
    if not any(answered.tells(form, row) for row in rows):
        return None
    left_out = ("row_no", "receipt_id", *ACCOUNT.names, *(_SECTION if form.id == "F0" else ()))
    digest = sorted(
        repr(sorted((name, value) for name, value in row.items() if name not in left_out)) for row in rows
    )
    return hashlib.sha256("\n".join(digest).encode()).hexdigest()


_WRITTEN = {
    "layout": (store.LAYOUT, _layout),
    "submission": (store.SUBMISSION, _submissions),
    "finding": (store.FINDING, _findings),
    "receipt": (store.RECEIPT, _receipts),
    "ledger": (store.LEDGER, _ledger),
    "beside": (store.BESIDE, _beside),
}
