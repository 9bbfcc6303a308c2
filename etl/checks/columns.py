"""The rows of a form as they are kept: keys, then the form's own columns, each typed; a count is followed by its state."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from etl.catalogue import Column, Form

_TYPES = {
    "count": pa.int64(),
    "integer": pa.int32(),
    "fiscal_year": pa.int32(),
    "percent": pa.float64(),
    "date": pa.date32(),
    "flag": pa.bool_(),
    "codes": pa.list_(pa.string()),
    "lg_codes": pa.list_(pa.string()),
}
_KEYS = [
    ("receipt_id", pa.int64()),
    ("row_no", pa.int64()),
    ("lg_code", pa.string()),
    ("fiscal_year", pa.int32()),
    ("period", pa.string()),
]
KEYS = tuple(name for name, _ in _KEYS)
# Of each row: whether it had to be mended, how many of its cells hold something, and how many of these were mended.
ACCOUNT = pa.schema([("mended", pa.bool_()), ("cells", pa.int32()), ("cells_mended", pa.int32())])


def own_columns(form: Form) -> list[Column]:
    """The form's columns that are not keys."""
    return [column for column in form.columns if column.name not in KEYS]


def row_schema(form: Form) -> pa.Schema:
    """The table of a form: the keys, then its columns, a count followed by its state."""
    fields = list(_KEYS)
    for column in own_columns(form):
        fields.append((column.name, _TYPES.get(column.type, pa.string())))
        if column.type == "count":
            fields.append((f"{column.name}_state", pa.string()))
    return pa.schema(fields)


def sent_schema(form: Form) -> pa.Schema:
    """The same, and :data:`ACCOUNT`."""
    return pa.schema([*row_schema(form), *ACCOUNT])


def storable(schema: pa.Schema, rows: Iterable[Mapping[str, Any]]) -> None:
    """Raises what Arrow raises when a row does not fit the table: found while one file is read, not when all are kept."""
    pa.Table.from_pylist([dict(row) | {"receipt_id": 0} for row in rows], schema)
