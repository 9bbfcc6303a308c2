"""The tables of the work database that intake and checks write.

``sent_*`` keeps the good rows of every revision of every file; ``form_*``, ``fault`` and the across-file part of
``finding`` follow from it and are made anew by every run.
"""

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
_KINDS = {"text": pa.string(), "id": pa.int64(), "int": pa.int32(), "date": pa.date32(), "flag": pa.bool_()}


def _schema(**kinds: str) -> pa.Schema:
    """Columns of one kind together, in order: ``text="a b"`` are two texts; a trailing _ tells repeats apart."""
    return pa.schema(
        [(name, _KINDS[kind.rstrip("_")]) for kind, names in kinds.items() for name in names.split()]
    )


RECEIPT = pa.schema(
    [
        *_schema(id="receipt_id", text="run_id sha256 file_name", id_="bytes"),
        pa.field("received_at", pa.timestamp("us")),
        *_schema(
            text="stored_as kind lg_code",
            int="fiscal_year revision",
            text_="outcome rule reason_ja reason_en",
        ),
    ]
)
SUBMISSION = _schema(
    text="lg_code",
    int="fiscal_year",
    text_="form period",
    id="receipt_id",
    int_="revision",
    date="submitted_on",
    text__="content status",
    int__="rows fixes warnings errors",
    flag="is_current",
)
FINDING = _schema(
    text="run_id",
    id="receipt_id",
    text_="lg_code",
    int="fiscal_year",
    text__="form sheet",
    id_="row_no",
    text___="column_letter column_name rule severity value after other_name other_value message_ja message_en",
    flag="across",
)
LAYOUT = _schema(id="receipt_id", text="form sheet column_name column_letter", int="nth")
DECISION = pa.schema(
    [
        *_schema(id="receipt_id", text="decision role reason"),
        pa.field("decided_at", pa.timestamp("us")),
    ]
)
LEDGER = _schema(id="receipt_id", text="sheet form", id_="seen loaded mended set_aside refused")
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


def sent_name(form: Form) -> str:
    """sent_f1 for F1: every row of every revision; form_f1 holds the rows that count."""
    return f"sent_{form.id.lower()}"


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
    named = {"receipt": RECEIPT, "submission": SUBMISSION, "finding": FINDING, "fault": FINDING}
    named |= {"layout": LAYOUT, "decision": DECISION, "ledger": LEDGER}
    named |= {table_name(form): schema(form) for form in catalogue.forms.values()}
    named |= {sent_name(form): schema(form) for form in catalogue.forms.values()}
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
