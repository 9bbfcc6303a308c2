"""The demo's snapshot cut down to one fiscal year: what the audit of one system needs, in seconds."""

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest


@pytest.fixture
def of_one_year(snapshot_file: Path, tmp_path: Path) -> Callable[[int], Path]:
    """Makes a copy of the published snapshot in which every other fiscal year is gone."""

    def copied(year: int) -> Path:
        copy = tmp_path / f"{year}.duckdb"
        shutil.copyfile(snapshot_file, copy)
        with duckdb.connect(copy) as con:
            for (mart,) in con.execute(
                "select table_name from duckdb_columns() where column_name = 'fiscal_year' and table_name like 'mart%'"
            ).fetchall():
                con.execute(f"delete from {mart} where fiscal_year <> {year}")
        return copy

    return copied
