"""What counts now: of all revisions the newest, of its rows those without an error, and the faults still open.

A pure function of what has been received, made anew by every run; so a corrected file also revives the rows that only
disagreed with the file it corrects.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from etl import workdb
from etl.catalogue import Catalogue, Form
from etl.checks import answered, crosschecks, messages
from etl.checks.columns import ACCOUNT
from etl.register import ledger, store
from etl.register.summary import FileResult, Summary
from etl.workdb import Connection

_GRAIN = "lg_code, fiscal_year, form, period"
_NEWEST = f"""
update submission s set is_current = (s.receipt_id = n.receipt_id)
from (select {_GRAIN}, arg_max(receipt_id, (told, revision, -receipt_id)) as receipt_id
      from submission where status in ('accepted', 'warned') group by all) n
where (s.lg_code, s.fiscal_year, s.form, s.period) = (n.lg_code, n.fiscal_year, n.form, n.period)"""
# A form without answers never takes the place of one with answers: the earlier ones stay, and we say so.
_KEPT_ANSWERS = """
select n.receipt_id, n.form, any_value(n.lg_code) as lg_code, any_value(n.fiscal_year) as fiscal_year
from submission n join submission c using (lg_code, fiscal_year, form, period)
where n.status in ('accepted', 'warned') and not n.told and n.revision > c.revision and c.is_current and c.told
group by all"""
# What was asked of a form and came again unchanged in a higher revision has been answered: it is as it is.
_ANSWERED = """
delete from finding f where list_contains(?, rule) and form is not null and not exists (
    select 1 from submission s where (s.receipt_id, s.form) = (f.receipt_id, f.form)
        and coalesce(f.period, s.period) = s.period and not exists (
            select 1 from submission e where (e.lg_code, e.fiscal_year, e.form, e.period)
                = (s.lg_code, s.fiscal_year, s.form, s.period)
                and e.status in ('accepted', 'warned') and e.revision < s.revision
                and e.content is not distinct from s.content
                -- What nobody was asked of the earlier revision (its heading was the form's own) is not answered by it.
                and (f.across or exists (
                    select 1 from finding a where (a.receipt_id, a.rule, a.form) = (e.receipt_id, f.rule, f.form)
                        and a.column_name is not distinct from f.column_name and a.value is not distinct from f.value))))
    and exists (select 1 from submission s where (s.receipt_id, s.form) = (f.receipt_id, f.form))"""
# Open: of a form that counts now; of a whole file that counts; of a file turned away for which nothing better came.
_FAULTS = """
create or replace table fault as
with better as (
    select old.receipt_id
    from receipt old
    where old.outcome in ('refused', 'quarantined', 'conflict') and exists (
        select 1 from receipt r where (r.lg_code, r.fiscal_year) = (old.lg_code, old.fiscal_year)
            and r.receipt_id > old.receipt_id and r.outcome in ('accepted', 'warned'))
    and not exists (
        select 1 from submission s where s.receipt_id = old.receipt_id and not exists (
            select 1 from submission n where (n.lg_code, n.fiscal_year, n.form, n.period)
                = (s.lg_code, s.fiscal_year, s.form, s.period)
                and n.is_current and n.receipt_id > old.receipt_id))
)
select f.* from finding f join receipt r using (receipt_id)
where case
    when r.outcome in ('refused', 'quarantined', 'conflict') then f.receipt_id not in (select receipt_id from better)
    when f.form is null then r.outcome <> 'superseded'
    else exists (select 1 from submission s where (s.receipt_id, s.form) = (f.receipt_id, f.form) and s.is_current)
end"""


# Of each form and half the newest revision, and the revision whose answers it replaces: rows that answer something.
_REPLACED = """
select n.receipt_id, n.lg_code, n.fiscal_year, n.period, arg_max(o.receipt_id, o.revision) as before
from submission n join submission o using (lg_code, fiscal_year, form, period)
where n.form = ? and n.is_current and n.told and o.told and o.status in ('accepted', 'warned') and o.revision < n.revision
group by all"""


def determine(con: Connection, catalogue: Catalogue, run_id: str) -> None:
    """Choose the newest revisions, fill ``form_*``, run the rules across rows, and count."""
    con.execute("update submission set status = 'accepted' where status = 'warned'")
    fill_told(con, catalogue.forms)
    con.execute(_NEWEST)
    for form in catalogue.forms.values():
        con.execute(
            f"""create or replace table {store.table_name(form)} as
                select t.* exclude ({", ".join(ACCOUNT.names)}) from {store.sent_name(form)} t where exists (
                    select 1 from submission s where s.is_current and s.form = '{form.id}'
                    and (s.receipt_id, s.period) = (t.receipt_id, t.period)) order by receipt_id, row_no"""
        )
    # Rules across rows look at what counts now, so the newest revisions are settled before them and the errors after.
    found = _across(con, catalogue, run_id)
    _drop_errors(con, catalogue, found)
    ledger.balance(con, catalogue)
    _count(con, catalogue)
    con.execute(_FAULTS)


def fill_told(con: Connection, forms: Mapping[str, Form]) -> None:
    """Fill ``told`` of every submission from the rows that were sent."""
    for form in forms.values():
        anything = " or ".join(_conditions(form))
        con.execute(
            f"""update submission s set told = exists (
                select 1 from {store.sent_name(form)} t
                where (t.receipt_id, t.period) = (s.receipt_id, s.period) and ({anything}))
            where s.form = '{form.id}'"""
        )


def _conditions(form: Form) -> Iterator[str]:
    """The same as :func:`answered.tells` in SQL; a － of a half counts unless the form brought it from an earlier year.

    (:mod:`etl.forms.previous` prints it.)
    """
    keys = " and ".join(
        f"p.{name} is not distinct from t.{name}" for name in form.grain if name != "fiscal_year"
    )
    for column in answered.telling(form):
        name, state = column.name, f"{column.name}_state"
        if column.type == "count" and form.periods != ("FY",):
            yield f"""t.{state} in ('value', 'suppressed', 'unknown') or (t.{state} = 'not_applicable' and not exists (
                select 1 from {store.sent_name(form)} p
                where {keys} and p.fiscal_year < t.fiscal_year and p.{state} = 'not_applicable'))"""
        elif column.type == "count":
            yield f"t.{state} <> 'unanswered'"
        elif column.type in ("codes", "lg_codes"):
            yield f"len(t.{name}) > 0"
        elif column.blank:
            yield f"t.{name} <> '{column.blank}'"
        else:
            yield f"t.{name} is not null"


_REFUSED_ROWS = """
select distinct f.lg_code, f.fiscal_year, f.form from finding f
where f.severity = 'error' and not f.across and f.row_no is not null and exists (
    select 1 from submission s where (s.receipt_id, s.form) = (f.receipt_id, f.form) and s.is_current)"""


def _across(con: Connection, catalogue: Catalogue, run_id: str) -> list[dict[str, Any]]:
    """The findings across rows and files, in the place of those of the last run."""
    findings = crosschecks.run(con, catalogue, "form")
    refused = set(con.execute(_REFUSED_ROWS).fetchall())
    senders = dict[int, tuple[str, int]]()
    for receipt_id, lg_code, year in con.execute(
        "select receipt_id, lg_code, fiscal_year from receipt"
    ).fetchall():
        senders[receipt_id] = (lg_code, year)
    for receipt_id, form_id, lg_code, year in con.execute(_KEPT_ANSWERS).fetchall():
        senders[receipt_id] = (lg_code, year)
        findings.append({"receipt_id": receipt_id, "form": form_id, "row_no": None, "rule": "VR42"})
    for receipt_id, form_id, half, before in _shrunk(con, catalogue):
        told = {"row_no": None, "rule": "VR52", "other_value": str(before), "of_period": half}
        findings.append({"receipt_id": receipt_id, "form": form_id, **told})
    # A row that was refused is missing because of a fault that is told already, not because nobody wrote it.
    findings = [
        finding
        for finding in findings
        if not any(
            (*senders[finding["receipt_id"]], form) in refused
            for form in catalogue.rules[finding["rule"]].rows_of
        )
    ]
    layouts, periods = _layouts(con), _periods(con, catalogue)
    rows = []
    for finding in findings:
        lg_code, year = senders[finding["receipt_id"]]
        period = periods.get((finding["form"], finding["receipt_id"], finding["row_no"]))
        finding["period"] = finding.pop("of_period", period)
        full = messages.complete(
            catalogue, finding, layouts.get((finding["receipt_id"], finding["form"]), ())
        )
        rows.append(full | {"run_id": run_id, "lg_code": lg_code, "fiscal_year": year, "across": True})
    # Findings across files follow from what counts now: those of the last run are not added to, but replaced.
    con.execute("delete from finding where across")
    store.insert(con, "finding", store.FINDING, rows)
    con.execute(_ANSWERED, [[rule.id for rule in catalogue.rules.values() if rule.asks]])
    return findings


def _shrunk(con: Connection, catalogue: Catalogue) -> Iterator[tuple[int, str, str, int]]:
    """(receipt, form, half, rows before) of what now counts and answers less than half as many rows as it replaces."""
    for form_id in catalogue.rules["VR52"].forms:
        form = catalogue.forms[form_id]
        anything = " or ".join(_conditions(form))
        count = f"""(select count(*) from {store.sent_name(form)} t
            where (t.receipt_id, t.period) = (r.{{}}, r.period) and ({anything}))"""
        sql = f"""select receipt_id, period, was from (
            select r.*, {count.format("receipt_id")} as lines, {count.format("before")} as was from ({_REPLACED}) r)
            where 2 * lines < was order by all"""
        for receipt_id, period, was in con.execute(sql, [form_id]).fetchall():
            yield receipt_id, form_id, period, was


def _periods(con: Connection, catalogue: Catalogue) -> dict[tuple[str, int, int], str]:
    """Which half a row is about: (form, receipt, row) → period."""
    halves = " union all ".join(
        f"select '{form.id}', receipt_id, row_no, period from {store.sent_name(form)}"
        for form in catalogue.forms.values()
        if len(form.periods) > 1
    )
    return {(form, receipt, row): period for form, receipt, row, period in con.execute(halves).fetchall()}


def _layouts(con: Connection) -> dict[tuple[int, str], list[messages.Layout]]:
    known: dict[tuple[int, str], dict[int, messages.Layout]] = {}
    for receipt_id, form, sheet, name, letter, nth in con.execute(
        "select receipt_id, form, sheet, column_name, column_letter, nth from layout order by nth"
    ).fetchall():
        known.setdefault((receipt_id, form), {}).setdefault(nth, (sheet, {}))[1][name] = letter
    return {at: list(sheets.values()) for at, sheets in known.items()}


def _drop_errors(con: Connection, catalogue: Catalogue, findings: Sequence[dict[str, Any]]) -> None:
    """A row with an error across rows does not count."""
    for form in catalogue.forms.values():
        wrong = {
            (finding["receipt_id"], finding["row_no"])
            for finding in findings
            if finding["form"] == form.id
            and finding["row_no"] is not None
            and catalogue.rules[finding["rule"]].severity == "error"
        }
        con.executemany(
            f"delete from {store.table_name(form)} where receipt_id = ? and row_no = ?", sorted(wrong)
        ) if wrong else None


def _count(con: Connection, catalogue: Catalogue) -> None:
    """Rows that count and findings per submission: a half has those of its own rows, and those of the form as a whole."""
    rows = " union all ".join(
        f"select '{form.id}' as form, receipt_id, period from {store.table_name(form)}"
        for form in catalogue.forms.values()
    )
    counts = ", ".join(
        f"{name} = (select count(*) from finding f "
        f"where (f.form, f.receipt_id, f.severity) = (s.form, s.receipt_id, '{severity}') "
        "and coalesce(f.period, s.period) = s.period)"
        for name, severity in (("fixes", "fix"), ("warnings", "warn"), ("errors", "error"))
    )
    con.execute(f"""
        update submission s set
            rows = (select count(*) from ({rows}) r
                    where (r.form, r.receipt_id, r.period) = (s.form, s.receipt_id, s.period)),
            {counts}""")
    # After the counts above: a submission is warned by what is open now, not by what was when it arrived.
    con.execute("update submission set status = 'warned' where status = 'accepted' and warnings + errors > 0")
    con.execute("""
        update receipt r set outcome = case
            when exists (select 1 from submission s join submission n using (lg_code, fiscal_year, form, period)
                    where s.receipt_id = r.receipt_id and n.is_current and n.revision > s.revision)
                and not exists (select 1 from submission s where s.receipt_id = r.receipt_id and s.is_current)
                then 'superseded'
            when exists (select 1 from finding f where f.receipt_id = r.receipt_id
                and f.severity in ('warn', 'error')) then 'warned'
            else 'accepted' end
        where outcome in ('accepted', 'warned', 'superseded')""")


def summarise(con: Connection, receipts: list[int], summary: Summary) -> None:
    """Add what became of these receipts."""
    mine = "where list_contains(?, receipt_id)"
    for row in con.execute(
        f"select file_name, outcome, lg_code, reason_ja, reason_en from receipt {mine} order by receipt_id",
        [receipts],
    ).fetchall():
        summary.add(FileResult(*row))
    severities = dict(
        con.execute(f"select severity, count(*) from finding {mine} group by all", [receipts]).fetchall()
    )
    summary.fixes, summary.warnings = severities.get("fix", 0), severities.get("warn", 0)
    summary.errors = severities.get("error", 0)
    summary.rows = workdb.value(
        con, f"select coalesce(sum(rows), 0)::bigint from submission {mine}", [receipts]
    )
