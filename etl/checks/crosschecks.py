"""The rules written as SQL in the catalogue, run on the work tables."""

from collections.abc import Iterator
from typing import Any

from etl.catalogue import Catalogue, Form, Rule
from etl.checks import store
from etl.checks.store import Connection


def prepare(con: Connection, catalogue: Catalogue) -> None:
    """The short names the rules use: f1 for form_f1."""
    for form in catalogue.forms.values():
        con.execute(
            f"create or replace temp view {form.id.lower()} as select * from {store.table_name(form)}"
        )


def run(con: Connection, catalogue: Catalogue, since: int, refusing: bool) -> list[dict[str, Any]]:
    """Findings in receipts from ``since`` on, of the rules that refuse a file or of the others."""
    found: list[dict[str, Any]] = []
    for rule in catalogue.rules.values():
        if rule.sql and (rule.severity == "refuse") == refusing:
            for form_id, sql in _statements(rule, catalogue):
                found += _rows(con, rule, form_id, sql, since)
    return found


def _statements(rule: Rule, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """One statement per form where the rule is a pattern, otherwise one."""
    sql = rule.sql or ""
    if "{form}" not in sql:
        yield rule.forms[0], sql
        return
    for form in (catalogue.forms[form_id] for form_id in rule.forms):
        grain = ", ".join(form.grain)
        yield (
            form.id,
            sql.replace("{form}", form.id.lower())
            .replace("{grain}", grain)
            .replace("{values}", _values(form)),
        )


def _values(form: Form) -> str:
    names = [column.name for column in store.own_columns(form) if column.name not in form.grain]
    return f"row({', '.join(names)})" if names else "1"


def _rows(con: Connection, rule: Rule, form_id: str, sql: str, since: int) -> list[dict[str, Any]]:
    cursor = con.execute(f"select * from ({sql.strip()}\n) where receipt_id >= {int(since)}")
    names = [column[0] for column in cursor.description or ()]
    found = []
    for values in cursor.fetchall():
        row = dict(zip(names, values, strict=True))
        found.append(
            {
                "receipt_id": row["receipt_id"],
                "row_no": row["row_no"],
                "form": row.get("form") or form_id,
                "column_name": row.get("field"),
                "rule": rule.id,
            }
        )
    return found
