"""The meaning of every published column, written into the snapshot: as comments and as ``dim_column``."""

from pathlib import Path

import duckdb
import pyarrow as pa

from etl import workdb
from etl.catalogue import CatalogueError, Columns

Shapes = dict[str, list[tuple[str, str]]]
_MADE = (duckdb.StatementType.CREATE, duckdb.StatementType.ALTER)
_SCHEMA = pa.schema([
    (name, pa.string())
    for name in ("table_name", "column_name", "ja", "en", "unit_ja", "unit_en", "kind", "head_ja", "head_en")
])  # fmt: skip


def shapes(marts: Path = workdb.SQL / "marts") -> Shapes:
    """(column, type) of every table of the folder, in order, from its ``create table`` alone."""
    with duckdb.connect() as con:
        for file in sorted(marts.glob("*.sql")):
            # The shape alone: what fills a table reads others that are not here.
            for statement in con.extract_statements(file.read_text(encoding="utf-8")):
                if statement.type in _MADE:
                    con.execute(statement)
        by_table: Shapes = {}
        for table, column, kind in con.execute(
            """select table_name, column_name, lower(data_type) from duckdb_columns()
            where not internal order by table_name, column_index"""
        ).fetchall():
            by_table.setdefault(table, []).append((column, kind))
    return by_table


def prepare(con: duckdb.DuckDBPyConnection, columns: Columns) -> Shapes:
    """Write ``ref_column`` for ``dim_column`` of all tables, which are given back; :class:`CatalogueError` where columns and
    declarations do not match."""
    tables = shapes()
    wrong = columns.unmatched({table: {name for name, _ in found} for table, found in tables.items()})
    if wrong:
        raise CatalogueError("columns.toml", 1, wrong[0])
    rows = []
    for table, typed in tables.items():
        for column, _ in typed:
            said = columns.of(table, column)
            rows.append({
                "table_name": table, "column_name": column, "ja": said.ja, "en": said.en,
                "unit_ja": said.unit, "unit_en": said.unit_en, "kind": said.kind,
                "head_ja": said.head or said.ja, "head_en": said.head_en or said.en,
            })  # fmt: skip
    workdb.put(con, "ref_column", pa.Table.from_pylist(rows, schema=_SCHEMA), temp=True)
    return tables


def comment(con: duckdb.DuckDBPyConnection, columns: Columns, tables: Shapes) -> None:
    """Put both names of every column on the tables just made, for whoever opens the file without us."""
    # One transaction: the file is written once, not for each of hundreds of columns.
    con.begin()
    try:
        for table, found in tables.items():
            for column, _ in found:
                text = columns.of(table, column).comment.replace("'", "''")
                con.execute(f"""comment on column {table}."{column}" is '{text}'""")
    except duckdb.Error:
        con.rollback()
        raise
    con.commit()
