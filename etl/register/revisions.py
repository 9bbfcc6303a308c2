"""Revisions of one form side by side: which cells changed, which rows came or went."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from etl import workdb
from etl.catalogue import Catalogue, Form
from etl.checks.columns import own_columns
from etl.checks.values import MARKS
from etl.register import store
from etl.workdb import Connection

Key = tuple[object, ...]
SYMBOLS = MARKS | {"unanswered": "（未回答）"}


@dataclass(frozen=True)
class Change:
    """One cell, or one row that came (``before`` is None) or went (``after`` is None); ``key`` names the row."""

    lg_code: str
    fiscal_year: int
    form: str
    before_revision: int
    after_revision: int
    kind: str
    key: str
    column: str | None = None
    before: str | None = None
    after: str | None = None


def difference(con: Connection, catalogue: Catalogue, lg_code: str, fiscal_year: int) -> list[Change]:
    """Every change from revision to revision of one municipality's year, oldest first."""
    # Revision by revision, not first against last: the office asks what the third version changed in the second.
    chain: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for form, period, revision, receipt in con.execute(
        """select form, period, revision, receipt_id from submission
           where lg_code = ? and fiscal_year = ? and status in ('accepted', 'warned') and content is not null
           qualify row_number() over (partition by form, period, revision order by receipt_id) = 1
           order by form, period, revision""",
        [lg_code, fiscal_year],
    ).fetchall():
        chain.setdefault((form, period), []).append((revision, receipt))
    compared: list[Change] = []
    for (form_id, period), sent in chain.items():
        form = catalogue.forms[form_id]
        for (old, first), (new, second) in pairwise(sent):
            place = (lg_code, fiscal_year, form_id, old, new)
            compared += _compare(
                form, _rows(con, form, first, period), _rows(con, form, second, period), place
            )
    return compared


def changes(con: Connection, catalogue: Catalogue, receipts: list[int]) -> list[dict[str, Any]]:
    """In short, for the run's summary: per municipality, year and form, cells changed and rows come and gone."""
    # Only what both sides say something of: a revision as printed took the place of nothing.
    places = con.execute(
        """select distinct n.lg_code, n.fiscal_year from submission n
           join submission o using (lg_code, fiscal_year, form, period)
           where list_contains(?, n.receipt_id) and n.revision > o.revision
               and n.content is not null and o.content is not null and o.status in ('accepted', 'warned')
           order by all""",
        [receipts],
    ).fetchall()
    counts: dict[tuple[str, int, str], dict[str, Any]] = {}
    for lg_code, year in places:
        for change in difference(con, catalogue, lg_code, year):
            row = counts.setdefault(
                (lg_code, year, change.form),
                {
                    "lg_code": lg_code,
                    "fiscal_year": year,
                    "form": change.form,
                    "cell": 0,
                    "added": 0,
                    "removed": 0,
                },
            )
            row[change.kind] += 1
    return list(counts.values())


def sentence(change: Change, catalogue: Catalogue) -> str:
    """One change as a sentence."""
    form = catalogue.forms[change.form]
    sheet = form.sheet.split("_")[0]
    versions = f"（第{change.before_revision}版→第{change.after_revision}版）"
    if change.kind != "cell":
        return f"{sheet} {change.key}: 行が{'加わりました' if change.kind == 'added' else 'なくなりました'}{versions}"
    header = form[change.column or ""].ja
    return f"{sheet} {change.key}「{header}」: {change.before or '空欄'} → {change.after or '空欄'}{versions}"


def _rows(con: Connection, form: Form, receipt_id: int, period: str) -> dict[Key, dict[str, Any]]:
    rows = workdb.fetch(
        con,
        f"select * from {store.sent_name(form)} where receipt_id = ? and period = ? order by row_no",
        [receipt_id, period],
    )
    return {tuple(row[name] for name in form.grain): row for row in rows}


def _compare(
    form: Form,
    before: dict[Key, dict[str, Any]],
    after: dict[Key, dict[str, Any]],
    place: tuple[str, int, str, int, int],
) -> Iterator[Change]:
    for key in [*before, *(key for key in after if key not in before)]:
        row_name = "・".join(str(part) for part in key[2:] if part is not None) or form.ja
        if key not in after:
            yield Change(*place, "removed", row_name)
        elif key not in before:
            yield Change(*place, "added", row_name)
        else:
            for column in own_columns(form):
                old, new = (_shown(rows[key], column.name) for rows in (before, after))
                if old != new:
                    yield Change(*place, "cell", row_name, column.name, old, new)


def _shown(row: dict[str, Any], name: str) -> str:
    state = row.get(f"{name}_state")
    if state not in (None, "value"):
        return SYMBOLS[state]
    value = row[name]
    return "" if value is None else ";".join(value) if isinstance(value, list) else str(value)
