"""What is written down of each file: its receipt, what it submits, what was found in it, where its columns stood."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.catalogue import Catalogue, Form
from etl.checks import ledger, messages, privacy, store, told
from etl.checks.file import Examined
from etl.checks.store import Connection
from etl.intake.places import hint
from etl.intake.receive import Received, keep
from etl.settings import Settings

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
    files: Mapping[int, Examined],
    keep_copies: bool,
) -> None:
    """Write down every file; a copy is kept of those loaded and those held back, of the refused none."""
    run = _Run(settings, catalogue, run_id, keep_copies)
    for name, schema, rows in (
        ("layout", store.LAYOUT, _layout),
        ("submission", store.SUBMISSION, _submissions),
        ("finding", store.FINDING, _findings),
        ("receipt", store.RECEIPT, _receipts),
        ("ledger", store.LEDGER, _ledger),
    ):
        store.insert(con, name, schema, [row for item in files.items() for row in rows(run, *item)])


def _layout(run: "_Run", receipt_id: int, examined: Examined) -> Iterator[dict[str, Any]]:
    for form, sheets in examined.layouts.items():
        for nth, (sheet, letters) in enumerate(sheets):
            place = {"receipt_id": receipt_id, "form": form, "sheet": privacy.safe(sheet), "nth": nth}
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
            "status": "refused" if status == "conflict" else status,
            "is_current": False,
            "told": False,
        }


def _findings(run: "_Run", receipt_id: int, examined: Examined) -> Iterator[dict[str, Any]]:
    for one in examined.found:
        layouts = examined.layouts.get(one.get("form") or "", ())
        layouts = [(privacy.safe(sheet) or "", letters) for sheet, letters in layouts]
        one = one | {"sheet": privacy.safe(one.get("sheet"))}
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
    if run.keep_copies and outcome in ("accepted", "quarantined"):
        stored = keep(run.settings, file, "received" if outcome == "accepted" else "quarantine")
    yield {
        "receipt_id": receipt_id,
        "run_id": run.run_id,
        "sha256": file.sha256,
        "file_name": shown_name(file),
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
    for line in ledger.lines(receipt_id, examined.ledger, bool(examined.refused)):
        yield line | {"sheet": privacy.safe(line["sheet"])}


def _outcome(catalogue: Catalogue, examined: Examined) -> str:
    if not examined.refused:
        return "accepted"
    if examined.refused == "PX21":
        return "conflict"
    held = catalogue.rules[examined.refused].severity == "quarantine"
    return "quarantined" if held else "refused"


def shown_name(file: Received) -> str:
    """The file's name; one that seems to name a person is replaced by what else it says."""
    if not privacy.judge_name(file.name):
        return file.name
    said = hint(Path(file.name).stem)
    parts = [said.lg_code, said.form, f"{said.fiscal_year or ''}{said.period or ''}" or None]
    parts += [f"r{said.revision}"] if said.revision else []
    return "_".join(filter(None, parts or [file.sha256[:8]])) + file.path.suffix.lower()


def content(examined: Examined, form: Form, period: str) -> str | None:
    """A digest of a form's answers, without what sections of one office write differently; None without answers."""
    rows = [row for row in examined.rows.get(form.id, ()) if row["period"] == period]
    if not any(told.tells(form, row) for row in rows):
        return None
    left_out = ("row_no", "receipt_id", "mended", *(_SECTION if form.id == "F0" else ()))
    digest = sorted(
        repr(sorted((name, value) for name, value in row.items() if name not in left_out)) for row in rows
    )
    return hashlib.sha256("\n".join(digest).encode()).hexdigest()
