"""The rules written as SQL in the catalogue, run on the work tables."""

from collections.abc import Iterator
from typing import Any

from etl.catalogue import REFERENCES, Catalogue, Form, Rule, conditions
from etl.checks.columns import own_columns
from etl.workdb import Connection, fetch


def run(con: Connection, catalogue: Catalogue, tables: str, refusing: bool = False) -> list[dict[str, Any]]:
    """Findings in the rows of ``<tables>_f0`` … ``<tables>_fp``, of the rules that refuse a file or of the others."""
    prepare(con, catalogue, tables)
    findings: list[dict[str, Any]] = []
    for rule in catalogue.rules.values():
        if rule.sql and (rule.severity == "refuse") == refusing:
            for form_id, sql in _statements(rule, catalogue):
                findings += _rows(con, rule, form_id, sql)
    return findings


def prepare(con: Connection, catalogue: Catalogue, tables: str) -> None:
    """The views a rule reads: ``f0`` … ``fp``; of ``groups.toml`` code_group (group_id, member) and code_seat
    (item_code, body_code, agency_code); of the vocabulary code_link (list, code, kind, other), what is said of one code by
    naming another: N02 is part_of N01."""
    for form in catalogue.forms.values():
        name = form.id.lower()
        con.execute(f"create or replace temp view {name} as select * from {tables}_{name}")
    groups = [(group.id, member) for group in catalogue.groups.group for member in group.members]
    seats = [(seat.item, seat.body, agency) for seat in catalogue.groups.seat for agency in seat.agencies]
    links = [
        (name, code.code, kind, code.extra[kind])
        for name, kind in REFERENCES
        for code in catalogue.codes[name]
        if code.extra.get(kind)
    ]
    for name, rows in (
        ("code_group(group_id, member)", groups),
        ("code_seat(item_code, body_code, agency_code)", seats),
        ("code_link(list, code, kind, other)", links),
    ):
        # Codes and our own names alone: what Python writes of them is what SQL reads.
        listed = ", ".join(map(str, rows))
        # Rules join groups by name as marts do, so that no code of a group is typed in a rule.
        con.execute(f"create or replace temp view {name} as values {listed}")


def _statements(rule: Rule, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """One statement per form where the rule is a pattern, otherwise one."""
    sql = (rule.sql or "").replace("{asked}", conditions.statements(catalogue.forms, rule.id))
    sql = sql.replace("{contradicted}", conditions.contradictions(catalogue.forms))
    # A rule without the pattern speaks of certain forms by name and is run once.
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
    names = [column.name for column in own_columns(form) if column.name not in form.grain]
    return f"row({', '.join(names)})" if names else "1"


def _rows(con: Connection, rule: Rule, form_id: str, sql: str) -> list[dict[str, Any]]:
    """``other_field`` is a column of the same form, or ``F1.column`` of another."""
    findings = []
    for row in fetch(con, sql):
        findings.append(
            {
                "receipt_id": row["receipt_id"],
                "row_no": row["row_no"],
                "form": row.get("form") or form_id,
                "column_name": row.get("field"),
                "value": _text(row.get("value")),
                "other_name": row.get("other_field"),
                "other_value": _text(row.get("other_value")),
                "rule": rule.id,
            }
        )
    return findings


def _text(value: object) -> str | None:
    return None if value is None else str(value)
