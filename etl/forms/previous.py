"""What a form begins with: the municipality's previous answers, its numbers blank and last year's shown beside.

Kept in full are the answers that hold until something changes: bodies, seats, the checklist, the department, the
prefecture's roles. Counts are left blank, because a number that is already there is easily left as it is; last year's is
told when the cell is chosen. Routes (F3) come back when they carried five referrals or more; practices (F6) are new.
What was already answered for the same year and half is printed as it stands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import duckdb

from etl import workdb
from etl.catalogue import Catalogue, Form
from etl.forms.values import KEYS, STATUS, Row, answers
from etl.register import store

Connection = duckdb.DuckDBPyConnection
# Columns that are asked afresh though they are no counts, and counts that stand until something changes.
ASKED_AFRESH = {
    "F0": ("submitted_on", "revision_no", "revision_reason", "no_pii_ack", "pref_publish_ok"),
    "F2": ("attended_rate",),
    "F4": ("comment",),
    "FP": ("share_date", "comment"),
}
STANDING = {
    "F1": ("contract_years",),
    "F2": ("org_count", "individual_count", "new_org_count", "invited_count", "national_pf_count"),
}
# See docs/decisions.md: blank rows of routes that do not recur would count as unanswered.
ROUTE_FROM = 5


@dataclass
class Beginning:
    """Rows by form, and beside each row what was answered last year for the cells left blank (column → text)."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    last: dict[str, list[Mapping[str, str]]] = field(default_factory=dict)

    def add(self, form: Form, row: Row, last: Mapping[str, str] | None = None) -> None:
        self.rows.setdefault(form.id, []).append(row)
        self.last.setdefault(form.id, []).append(last or {})


def beginning(con: Connection | None, catalogue: Catalogue, lg_code: str, fiscal_year: int) -> Beginning:
    """The rows a form begins with; without a work database, those that everyone is asked."""
    begun = Beginning()
    prefecture = lg_code == catalogue.prefecture.lg_code
    for form in catalogue.forms.values():
        if (form.id in catalogue.groups.members("prefecture_forms")) != prefecture:
            continue
        for period in form.periods:
            if con is not None:
                _answered(begun, con, form, catalogue, (lg_code, fiscal_year, period))
            for row in _asked(form, period, catalogue, begun.rows.get(form.id, ()), fiscal_year):
                begun.add(form, row)
    _sort(begun, catalogue)
    return begun


def _answered(
    begun: Beginning, con: Connection, form: Form, catalogue: Catalogue, keys: tuple[str, int, str]
) -> None:
    lg_code, fiscal_year, period = keys
    rows = workdb.fetch(
        con,
        f"""with told as (
                select t.* from {store.table_name(form)} t
                semi join (select * from submission where is_current and told and form = ?) s
                    on (s.receipt_id, s.period) = (t.receipt_id, t.period)
                where t.lg_code = ? and t.period = ? and t.fiscal_year <= ?)
            select * from told where fiscal_year = (select max(fiscal_year) from told) order by row_no""",
        [form.id, lg_code, period, fiscal_year],
    )
    for answered in rows:
        found, ended = _in_codes_of(answered, form, catalogue, fiscal_year)
        row, last = _row(form, found, again=found["fiscal_year"] == fiscal_year)
        last |= ended
        if _worth(form, found, last):
            begun.add(form, row | {"period": period} | _cover(form, lg_code, fiscal_year), last)


def _in_codes_of(answered: Row, form: Form, catalogue: Catalogue, year: int) -> tuple[Row, dict[str, str]]:
    """An answer given in a code that has since been replaced is printed in the code of the year asked; one in a code that
    was split is left blank, what was told beside it: (row, by column)."""
    by_column: dict[str, str] = {}
    for column in form.columns:
        answer = answered.get(column.name)
        if not column.list or answer is None:
            continue
        given = answer if isinstance(answer, list) else [answer]
        now = [catalogue.current(column.list, one, year) for one in given]
        if None in now:
            by_column[column.name] = ";".join(catalogue.code(column.list, one).label for one in given)
        kept = [one for one in now if one]
        answered[column.name] = kept if isinstance(answer, list) else next(iter(kept), None)
    return answered, by_column


def _row(form: Form, answered: Row, *, again: bool) -> tuple[Row, dict[str, str]]:
    """(cells, last year's answers for the cells left blank); ``again`` keeps everything."""
    row: Row = {}
    last: dict[str, str] = {}
    written = answers(form, answered)
    for column in form.columns:
        if column.name in KEYS:
            continue
        cell = written[column.name]
        text = "" if cell is None else str(cell)
        afresh = column.name in ASKED_AFRESH.get(form.id, ()) or (
            column.type == "count" and column.name not in STANDING.get(form.id, ())
        )
        # A count that did not apply last year is not asked anew: the sign stands until the body changes.
        if again or not afresh or (column.type == "count" and text == "-"):
            row[column.name] = text
        elif text and column.type in ("count", "percent"):
            last[column.name] = text if text in STATUS else f"{text}{column.unit or ''}"
    return row, last


def _worth(form: Form, answered: Row, last: Mapping[str, str]) -> bool:
    """Whether a row of last year is offered again."""
    if form.id == "F6" or answered.get("record_kind") in ("sharing", "reuse", "consult"):
        return not last and form.id != "F6"
    if form.id == "F3" and last:
        return answered["referral_count"] is None or answered["referral_count"] >= ROUTE_FROM
    return True


def _cover(form: Form, lg_code: str, fiscal_year: int) -> Row:
    keys: Row = {"lg_code": lg_code, "fiscal_year": fiscal_year}
    return keys | {"revision_no": 1} if form.id == "F0" else keys if form.id == "FP" else {}


def _asked(form: Form, period: str, catalogue: Catalogue, rows: Iterable[Row], year: int) -> list[Row]:
    """Rows that everyone is asked and that are not there yet."""
    name, codes = {
        "F1": ("body_code", catalogue.groups.members("core_bodies")),
        "F4": ("item_code", [c.code for c in catalogue.codes["items"] if c.extra["group"] != "prefecture"]),
        "F5": ("measure_code", [c.code for c in catalogue.codes["measures"] if c.valid_in(year)]),
        "FP": ("function", [c.code for c in catalogue.codes["functions"] if c.valid_in(year)]),
    }.get(form.id, ("", ()))
    there = {row.get(name) for row in rows if row.get("period", period) == period}
    asked: list[Row] = [{"period": period, name: code} for code in codes if code not in there]
    for number, row in enumerate(asked, 1):
        if form.id == "F1":
            row["body_seq"] = 1
        if form.id == "FP":
            row |= {"record_kind": "role", "record_seq": number, "fiscal_year": year}
    return asked


def _sort(begun: Beginning, catalogue: Catalogue) -> None:
    """Rows in the order of the form's keys; units follow from the measure."""
    units = {code.code: code.extra["unit_ja"] for code in catalogue.codes["measures"]}
    for row in begun.rows.get("F5", ()):
        row["unit"] = units[row["measure_code"]]
    for form_id, names in {
        "F1": ("body_code", "body_seq"),
        "F4": ("item_code",),
        "F5": ("period", "measure_code"),
    }.items():
        if form_id not in begun.rows:
            continue
        pairs = list(zip(begun.rows[form_id], begun.last[form_id], strict=True))
        pairs.sort(key=lambda pair: [str(pair[0][name]) for name in names])
        begun.rows[form_id], begun.last[form_id] = [row for row, _ in pairs], [last for _, last in pairs]
