"""The tables of the work database that intake and checks write.

``sent_*`` keeps the good rows of every revision of every file; ``form_*``, ``fault`` and the across-file part of
``finding`` follow from it and are made anew by every run.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import duckdb
import pyarrow as pa

from etl.catalogue import Catalogue, Form
from etl.checks.columns import row_schema, sent_schema
from etl.workdb import Connection, WorkfileError, append, lent, value

# Goes up when what stands in these tables changes its meaning; a change of columns is seen by itself.
EDITION = 4
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
    flag="is_current told",
)
FINDING = _schema(
    text="run_id",
    id="receipt_id",
    text_="lg_code",
    int="fiscal_year",
    text__="form period sheet",
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
TEXT_REVIEW = pa.schema(
    [*_schema(text="sha256 decision role reason"), pa.field("decided_at", pa.timestamp("us"))]
)
# Texts where the printed form has none; ``text`` only until somebody has read it.
BESIDE = _schema(
    id="receipt_id",
    text="lg_code",
    int="fiscal_year",
    text_="form sheet kind",
    id_="row_no",
    text__="column_letter text sha256",
)
LEDGER = _schema(
    id="receipt_id",
    text="sheet form",
    int="nth",
    id_="seen loaded mended set_aside refused superseded file_aside "
    "cells_seen cells_loaded cells_mended cells_set_aside cells_refused cells_superseded cells_file_aside",
)


def table_name(form: Form) -> str:
    """form_f1 for F1."""
    return f"form_{form.id.lower()}"


def sent_name(form: Form) -> str:
    """sent_f1 for F1: every row of every revision; form_f1 holds the rows that count."""
    return f"sent_{form.id.lower()}"


def tables(catalogue: Catalogue) -> dict[str, pa.Schema]:
    """Every table that intake and checks write."""
    named = {"receipt": RECEIPT, "submission": SUBMISSION, "finding": FINDING, "fault": FINDING}
    named |= {"layout": LAYOUT, "decision": DECISION, "ledger": LEDGER, "text_review": TEXT_REVIEW}
    named |= {"beside": BESIDE}
    named |= {table_name(form): row_schema(form) for form in catalogue.forms.values()}
    return named | {sent_name(form): sent_schema(form) for form in catalogue.forms.values()}


def prepare(con: Connection, catalogue: Catalogue) -> None:
    """Make the tables that are not there yet; :class:`WorkfileError` when another version made those that are."""
    if outdated(con, catalogue):
        raise WorkfileError(
            "作業ファイル（work/work.duckdb）は、つながりの別の版か、直す前の様式で作られたものです。"
            "先に tsunagari load を実行してください。受け付けた写しから自動で作り直します（受付の記録と確認の判断は残ります）。"
        )
    con.execute(f"create table if not exists edition as select {EDITION} as number")
    there = {name for (name,) in con.execute("select table_name from duckdb_tables()").fetchall()}
    for name, fields in tables(catalogue).items():
        if name in there:
            continue
        with lent(con, "empty_rows", fields.empty_table()):
            con.execute(f"create table if not exists {name} as select * from empty_rows")


def outdated(con: Connection, catalogue: Catalogue) -> bool:
    """Whether the work file has tables that are not those of today, by their number or by their columns."""
    there: dict[str, set[tuple[str, str]]] = {}
    for table, column, kind in con.execute(
        "select table_name, column_name, data_type from duckdb_columns() where schema_name = 'main' and not internal"
    ).fetchall():
        there.setdefault(table, set()).add((column, kind))
    # Nothing was ever received in it: a new file, whose tables are made as they are today.
    if "receipt" not in there:
        return False
    number = value(con, "select number from edition") if "edition" in there else None
    return number != EDITION or any(
        there.get(name, set()) != {(one.name, _kind(one.type)) for one in fields}
        for name, fields in tables(catalogue).items()
    )


@cache
def _kind(of: pa.DataType) -> str:
    """What DuckDB calls a type of Arrow's."""
    with duckdb.connect(":memory:") as con, lent(con, "empty_rows", pa.table({"one": pa.array([], of)})):
        return str(value(con, "select column_type from (describe empty_rows)"))


def insert(con: Connection, table: str, fields: pa.Schema, rows: Iterable[Mapping[str, Any]]) -> None:
    """Append rows, columns matched by name."""
    append(con, table, pa.Table.from_pylist(list(rows), schema=fields))
