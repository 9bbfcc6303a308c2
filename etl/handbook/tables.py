"""docs/tables.md: every table of the snapshot, described by the comments of its own SQL."""

from pathlib import Path
from typing import Any

import duckdb

from etl.handbook.markdown import page, table

SHAPES = (duckdb.StatementType.CREATE, duckdb.StatementType.ALTER)


def document(marts: Path, words: dict[str, Any], note: str) -> str:
    """One section a table, in alphabetical order."""
    say = words["tables"]
    with duckdb.connect() as con:
        parts = [_section(con, file, say) for file in sorted(marts.glob("*.sql"))]
    return page(say["title"], note, say["intro"], *parts)


def _section(con: duckdb.DuckDBPyConnection, file: Path, say: dict[str, Any]) -> str:
    text = file.read_text(encoding="utf-8")
    for statement in con.extract_statements(text):
        # The shape alone: what fills a table reads others that are not here.
        if statement.type in SHAPES:
            con.execute(statement)
    columns = con.execute(
        "select column_name, lower(data_type), comment from duckdb_columns() where table_name = ? order by column_index",
        [file.stem],
    ).fetchall()
    about = con.execute("select comment from duckdb_tables() where table_name = ?", [file.stem]).fetchone()
    grain = next((line for line in text.splitlines() if line.startswith("-- Grain:")), "")
    return "\n\n".join(
        (
            f"## {file.stem}",
            str(about[0]) if about else "",
            f"{say['grain']}: {grain.removeprefix('-- Grain:').strip()}",
            table(say["header"], [(f"`{name}`", kind, comment) for name, kind, comment in columns]),
        )
    )
