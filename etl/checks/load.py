"""The inbox into the work database: receive, read, check, keep. One transaction per run."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from etl.catalogue import Catalogue
from etl.checks import crosschecks, ledger, store
from etl.checks.file import Examined, examine
from etl.checks.store import Connection
from etl.checks.summary import FileResult, Summary
from etl.checks.values import Judge
from etl.intake.places import Hint, hint, senders
from etl.intake.receive import Received, keep, receive
from etl.settings import Settings

Progress = Callable[[str, float], None]
Found = list[dict[str, Any]]
_GRAIN = "lg_code, fiscal_year, form, period"


def load_inbox(
    con: Connection,
    settings: Settings,
    catalogue: Catalogue,
    run_id: str,
    progress: Progress = lambda *_: None,
    inbox: Path | None = None,
) -> Summary:
    """Take in every file not seen before; all of a run is kept, or nothing of it."""
    con.begin()
    try:
        summary = _Run(con, settings, catalogue, run_id).take(
            list(receive(inbox or settings.inbox)), progress
        )
    except BaseException:
        con.rollback()
        raise
    con.commit()
    return summary


class _Run:
    """What one run shares between its steps."""

    def __init__(self, con: Connection, settings: Settings, catalogue: Catalogue, run_id: str) -> None:
        self.con, self.settings, self.catalogue, self.run_id = con, settings, catalogue, run_id
        store.prepare(con, catalogue)
        crosschecks.prepare(con, catalogue)
        self.since = self._one("select coalesce(max(receipt_id), 0) + 1 from receipt")
        self.files: dict[int, Examined] = {}
        self.found: Found = []

    def take(self, files: list[Received], progress: Progress) -> Summary:
        """All steps in order."""
        summary, judge = Summary(), Judge(self.catalogue, senders(self.settings, self.catalogue))
        known: dict[str, list[Hint]] = {}
        for sha, name in self.con.execute("select sha256, file_name from receipt").fetchall():
            known.setdefault(sha, []).append(hint(Path(name).stem))
        for done, file in enumerate(files):
            progress("intake", done / len(files))
            if file.same_as(known.get(file.sha256, ())):
                summary.add(FileResult(file.name, "duplicate", None, "", ""))
                continue
            known.setdefault(file.sha256, []).append(hint(file.path.stem))
            self.files[self.since + len(self.files)] = examine(file, self.catalogue, judge)
        progress("intake", 1.0)
        self._clashes()
        self._insert_rows()
        self._refuse()
        self._supersede()
        self._crosscheck()
        self._record(summary)
        return summary

    def _one(self, sql: str) -> int:
        row = self.con.execute(sql).fetchone()
        return int(row[0]) if row else 0

    def _clashes(self) -> None:
        """The same revision of the same form twice with different content: the first stays."""
        sql = f"select {_GRAIN}, revision from submission where status in ('accepted', 'warned')"
        taken = set(self.con.execute(sql).fetchall())
        for examined in self.files.values():
            own = {
                (examined.lg_code, examined.fiscal_year, *part, examined.revision)
                for part in examined.periods
            }
            if examined.refused is None and own & taken:
                examined.refused = "PX21"
                examined.note("PX21")
            elif examined.refused is None:
                taken |= own

    def _insert_rows(self) -> None:
        for form in self.catalogue.forms.values():
            rows = [
                row | {"receipt_id": receipt_id}
                for receipt_id, examined in self.files.items()
                if examined.refused is None
                for row in examined.rows.get(form.id, ())
            ]
            store.insert(self.con, store.table_name(form), store.schema(form), rows)

    def _refuse(self) -> None:
        """Rules that refuse a whole file for what its rows say together."""
        for found in crosschecks.run(self.con, self.catalogue, self.since, refusing=True):
            self.found.append(found)
            examined = self.files[found["receipt_id"]]
            examined.refused = examined.refused or found["rule"]
        refused = [receipt_id for receipt_id, examined in self.files.items() if examined.refused]
        for form in self.catalogue.forms.values():
            self.con.execute(
                f"delete from {store.table_name(form)} where list_contains(?, receipt_id)", [refused]
            )

    def _supersede(self) -> None:
        """Record who sent what; only the newest revision of each form and period stays."""
        rows = [
            {"form": form, "period": period, "receipt_id": receipt_id, "status": status, "is_current": False}
            | {
                name: getattr(examined, name)
                for name in ("lg_code", "fiscal_year", "revision", "submitted_on")
            }
            for receipt_id, examined in self.files.items()
            for status in ("refused" if examined.refused else "accepted",)
            for form, period in examined.periods
        ]
        store.insert(self.con, "submission", store.SUBMISSION, rows)
        self.con.execute(f"""
            update submission s set is_current = (s.receipt_id = n.receipt_id)
            from (select {_GRAIN}, arg_max(receipt_id, (revision, receipt_id)) as receipt_id
                  from submission where status in ('accepted', 'warned') group by all) n
            where (s.lg_code, s.fiscal_year, s.form, s.period) = (n.lg_code, n.fiscal_year, n.form, n.period)
        """)
        for form in self.catalogue.forms.values():
            self.con.execute(
                f"""delete from {store.table_name(form)} t where not exists (
                    select 1 from submission s where s.is_current and s.form = ?
                    and (s.receipt_id, s.period) = (t.receipt_id, t.period))""",
                [form.id],
            )

    def _crosscheck(self) -> None:
        """Rules over all current rows; an error refuses its row."""
        found = crosschecks.run(self.con, self.catalogue, self.since, refusing=False)
        self.found += found
        for one in found:
            if self.catalogue.rules[one["rule"]].severity == "error" and one["row_no"] is not None:
                table = store.table_name(self.catalogue.forms[one["form"]])
                self.con.execute(
                    f"delete from {table} where receipt_id = ? and row_no = ?",
                    [one["receipt_id"], one["row_no"]],
                )

    def _record(self, summary: Summary) -> None:
        findings = [self._finding(one) for one in self._all_found()]
        store.insert(self.con, "finding", store.FINDING, findings)
        self._count_submissions()
        counted: dict[int, Counter[str]] = {}
        for one in findings:
            counted.setdefault(one["receipt_id"], Counter())[one["severity"]] += 1
        receipts = [self._receipt(key, file, counted.get(key, Counter())) for key, file in self.files.items()]
        store.insert(self.con, "receipt", store.RECEIPT, receipts)
        store.insert(
            self.con,
            "ledger",
            store.LEDGER,
            [
                line
                for key, file in self.files.items()
                for line in ledger.lines(key, file.ledger, bool(file.refused), self._dropped(key))
            ],
        )
        self._mark_superseded()
        names = ("file_name", "outcome", "lg_code", "reason_ja", "reason_en")
        for row in receipts:
            summary.add(FileResult(*(row[name] for name in names)))
        total = sum(counted.values(), Counter[str]())
        summary.fixes, summary.warnings, summary.errors = total["fix"], total["warn"], total["error"]
        summary.rows = self._one(
            f"select coalesce(sum(rows), 0) from submission where receipt_id >= {self.since}"
        )

    def _dropped(self, receipt_id: int) -> set[tuple[str, int]]:
        """Rows that were good by themselves and that a rule across rows refused."""
        return {
            (one["form"], one["row_no"])
            for one in self.found
            if one["receipt_id"] == receipt_id and self.catalogue.rules[one["rule"]].severity == "error"
        }

    def _all_found(self) -> Found:
        own = [one | {"receipt_id": key} for key, file in self.files.items() for one in file.found]
        return own + self.found

    def _finding(self, one: dict[str, Any]) -> dict[str, Any]:
        examined, rule = self.files[one["receipt_id"]], self.catalogue.rules[one["rule"]]
        return one | {
            "run_id": self.run_id,
            "lg_code": examined.lg_code,
            "fiscal_year": examined.fiscal_year,
            "severity": rule.severity,
            "message_ja": rule.message.ja,
            "message_en": rule.message.en,
        }

    def _count_submissions(self) -> None:
        """Rows kept and findings per submission; a form's findings count for each of its periods."""
        union = " union all ".join(
            f"select '{form.id}' as form, receipt_id, period from {store.table_name(form)}"
            for form in self.catalogue.forms.values()
        )
        counts = ", ".join(
            f"{name} = (select count(*) from finding f "
            f"where (f.form, f.receipt_id, f.severity) = (s.form, s.receipt_id, '{severity}'))"
            for name, severity in (("fixes", "fix"), ("warnings", "warn"), ("errors", "error"))
        )
        self.con.execute(f"""
            update submission s set
                rows = (select count(*) from ({union}) r
                        where (r.form, r.receipt_id, r.period) = (s.form, s.receipt_id, s.period)),
                {counts}
            where receipt_id >= {self.since}
        """)
        self.con.execute(
            f"update submission set status = 'warned' where receipt_id >= {self.since} "
            "and status = 'accepted' and warnings + errors > 0"
        )

    def _receipt(self, receipt_id: int, examined: Examined, counted: Counter[str]) -> dict[str, Any]:
        file, rule = examined.file, self.catalogue.rules.get(examined.refused or "")
        warned = "warned" if counted["warn"] + counted["error"] else "accepted"
        outcome = "conflict" if examined.refused == "PX21" else "refused" if rule else warned
        return {
            "receipt_id": receipt_id,
            "run_id": self.run_id,
            "sha256": file.sha256,
            "file_name": file.name,
            "bytes": file.size,
            "received_at": dt.datetime.now(),
            "stored_as": keep(self.settings, file, "quarantine" if rule else "received"),
            "kind": examined.kind,
            "lg_code": examined.lg_code,
            "fiscal_year": examined.fiscal_year,
            "revision": examined.revision,
            "outcome": outcome,
            "rule": examined.refused,
            "reason_ja": rule.message.ja if rule else "",
            "reason_en": rule.message.en if rule else "",
        }

    def _mark_superseded(self) -> None:
        self.con.execute("""
            update receipt set outcome = 'superseded' where outcome in ('accepted', 'warned')
            and not exists (select 1 from submission s where s.receipt_id = receipt.receipt_id and s.is_current)
        """)
