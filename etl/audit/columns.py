"""Every number in a snapshot is accounted for: a protected count, derived from published ones, or no count of people.

A column that the declaration does not name stops publication, so that a new mart cannot bring a count past the audit.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from etl import workdb
from etl.audit.declaration import Declared

NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UBIGINT", "FLOAT", "DOUBLE", "DECIMAL")


def undeclared(snapshot: Path, declared: Declared, *, built: bool = False) -> list[str]:
    """One Japanese sentence for each number that nobody declared, and each declared derivation that does not hold.

    `built`: the snapshot was made just now, so that a declared column it does not have is a mistake as well.
    """
    counted = {(mart["name"], "value") for mart in declared["mart"]}
    derived = {(rule["mart"], column) for rule in declared["derived"] for column in rule["columns"]}
    free = {(rule["mart"], column) for rule in declared["free"] for column in rule["columns"]}
    known = counted | derived | free
    with duckdb.connect(snapshot, read_only=True) as con:
        # Escaped: in a LIKE pattern a bare underscore stands for any character.
        numbers = con.execute("""
            select table_name, column_name, data_type from duckdb_columns()
            where table_name like 'mart\\_%' escape '\\' order by table_name, column_index""").fetchall()
        problems = [
            f"{mart} の列 {column} は disclosure.toml に宣言がありません。人や件の数なら [[mart]]・[[table]]、"
            "公表した数から計算したものなら [[derived]]、それ以外の数なら [[free]] に書いてください。"
            for mart, column, kind in numbers
            if kind.startswith(NUMBERS) and column != "fiscal_year" and (mart, column) not in known
        ]
        if built:
            has = {(mart, column) for mart, column, _ in numbers}
            problems += [
                f"disclosure.toml が挙げる {mart} の {column} という数の列は、公表データにありません。"
                for mart, column in sorted(known - has)
            ]
        for rule in declared["derived"]:
            if "sql" in rule:
                problems += _not_derived(con, rule)
    return problems


def _not_derived(con: duckdb.DuckDBPyConnection, rule: Declared) -> list[str]:
    """Rows of a derived mart that cannot be computed again from the published counts alone."""
    # Rounded: a sum added up in another order differs in its last bits.
    columns = ", ".join(f"round({column}, 9)" for column in rule["columns"])
    keys = ", ".join(rule["key"])
    try:
        # One way only: what could be worked out and is not shown gives nothing away.
        wrong = workdb.value(
            con,
            f"""
            select count(*) from (
                select {keys}, {columns} from {rule["mart"]} where coalesce({", ".join(rule["columns"])}) is not null
                except select {keys}, {columns} from ({rule["sql"]}))""",
        )
    except duckdb.Error as error:
        return [
            f"disclosure.toml の [[derived]] {rule['mart']}: 計算し直せません（{str(error).splitlines()[0]}）。"
        ]
    if wrong:
        return [f"{rule['mart']}: 公表した数だけからは計算できない値が {wrong} 行あります。"]
    return []
