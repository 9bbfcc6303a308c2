"""What is published stays useful: totals first, in every year; and nothing that two snapshots beside each other would tell."""

from pathlib import Path

import duckdb
import pytest

LARGE = 100  # referrals of a municipality in a year, from which its total is told in any case


@pytest.fixture(scope="module")
def told(snapshot_file: Path, demo_home: Path) -> duckdb.DuckDBPyConnection:
    """The published snapshot of the demo beside the true counts of its work file."""
    con = duckdb.connect()
    con.execute(f"attach '{snapshot_file}' as published (read_only)")
    con.execute(f"attach '{demo_home / 'work' / 'work.duckdb'}' as work (read_only)")
    return con


def test_the_total_of_a_large_place_is_published_in_every_year(told: duckdb.DuckDBPyConnection) -> None:
    """No municipality loses its series of totals to the parts beside it."""
    rows = told.execute(
        """select r.lg_code, r.fiscal_year, r.referrals, f.state, f.value
        from (select lg_code, fiscal_year, sum(referrals) as referrals from work.fct_referral group by all) r
        join published.mart_linkage_flow f on f.place_code = r.lg_code and f.place_kind = 'municipality'
            and f.fiscal_year = r.fiscal_year and f.from_level = 'total' and f.to_level = 'total'
        where r.referrals >= ?""",
        [LARGE],
    ).fetchall()
    assert len({code for code, *_ in rows}) >= 8 and len({year for _, year, *_ in rows}) == 3
    assert [row for row in rows if row[3] != "value" or row[4] != row[2]] == []


def test_no_table_of_referrals_tells_a_half(told: duckdb.DuckDBPyConnection) -> None:
    """The prefecture's half before and after a late submission differ by the count of one municipality."""
    tables = told.execute(
        "select table_name from duckdb_columns() where database_name = 'published' and column_name = 'period'"
    ).fetchall()
    named = [
        name for (name,) in tables if name.startswith("mart_linkage_") and name != "mart_linkage_support"
    ]
    assert "mart_linkage_flow" in named
    for name in named:
        assert told.execute(f"select distinct period from published.{name}").fetchall() == [("FY",)]
