"""The tables of the work database that intake and checks write."""

from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import pyarrow as pa

from etl.catalogue import Catalogue, Column, Form

Connection = duckdb.DuckDBPyConnection
_ARROW = {
    "count": pa.int64(),
    "integer": pa.int32(),
    "fiscal_year": pa.int32(),
    "percent": pa.float64(),
    "date": pa.date32(),
    "flag": pa.bool_(),
    "codes": pa.list_(pa.string()),
    "lg_codes": pa.list_(pa.string()),
}
RECEIPT = pa.schema(
    [("receipt_id", pa.int64()), ("run_id", pa.string()), ("sha256", pa.string()), ("file_name", pa.string())]
    + [("bytes", pa.int64()), ("received_at", pa.timestamp("us")), ("stored_as", pa.string()), ("kind", pa.string())]
    + [("lg_code", pa.string()), ("fiscal_year", pa.int32()), ("revision", pa.int32()), ("outcome", pa.string())]
    + [("rule", pa.string()), ("reason_ja", pa.string()), ("reason_en", pa.string())]
)
SUBMISSION = pa.schema(
    [("lg_code", pa.string()), ("fiscal_year", pa.int32()), ("form", pa.string()), ("period", pa.string())]
    + [("receipt_id", pa.int64()), ("revision", pa.int32()), ("submitted_on", pa.date32()), ("status", pa.string())]
    + [(name, pa.int32()) for name in ("rows", "fixes", "warnings", "errors")]
    + [("is_current", pa.bool_())]
)
FINDING = pa.schema(
    [("run_id", pa.string()), ("receipt_id", pa.int64()), ("lg_code", pa.string()), ("fiscal_year", pa.int32())]
    + [("form", pa.string()), ("sheet", pa.string()), ("row_no", pa.int64()), ("column_letter", pa.string())]
    + [(name, pa.string()) for name in ("column_name", "rule", "severity", "message_ja", "message_en")]
)
_KEYS = [
    ("receipt_id", pa.int64()),
    ("row_no", pa.int64()),
    ("lg_code", pa.string()),
    ("fiscal_year", pa.int32()),
    ("period", pa.string()),
]
KEYS = tuple(name for name, _ in _KEYS)


def table_name(form: Form) -> str:
    """form_f1 for F1."""
    return f"form_{form.id.lower()}"


def own_columns(form: Form) -> list[Column]:
    """The form's columns that are not keys."""
    return [column for column in form.columns if column.name not in KEYS]


def schema(form: Form) -> pa.Schema:
    """The table of a form: the keys, then its columns, a count followed by its state."""
    fields = list(_KEYS)
    for column in own_columns(form):
        fields.append((column.name, _ARROW.get(column.type, pa.string())))
        if column.type == "count":
            fields.append((f"{column.name}_state", pa.string()))
    return pa.schema(fields)


def prepare(con: Connection, catalogue: Catalogue) -> None:
    """Make the tables that are not there yet."""
    named = {"receipt": RECEIPT, "submission": SUBMISSION, "finding": FINDING}
    named |= {table_name(form): schema(form) for form in catalogue.forms.values()}
    for name, fields in named.items():
        con.register("empty_rows", fields.empty_table())
        con.execute(f"create table if not exists {name} as select * from empty_rows")
        con.unregister("empty_rows")


def insert(con: Connection, table: str, fields: pa.Schema, rows: Iterable[Mapping[str, Any]]) -> None:
    """Append rows, columns matched by name."""
    batch = pa.Table.from_pylist(list(rows), schema=fields)
    if batch.num_rows:
        con.register("new_rows", batch)
        con.execute(f"insert into {table} by name select * from new_rows")
        con.unregister("new_rows")
