"""秘匿: 公表した合計からの引き算で、秘匿した件数が復元できてはならない。"""

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from etl import settings
from etl.disclosure import margins, tables

DECLARED = tables.declaration(settings.load().catalogue)


@pytest.fixture(scope="module")
def snapshot(demo_home: Path) -> Path:
    pointer = json.loads((demo_home / "snapshots" / "current.json").read_text(encoding="utf-8"))
    return demo_home / "snapshots" / str(pointer["file"])


def test_nothing_is_recovered_from_the_demo(snapshot: Path) -> None:
    found = margins.audit(snapshot, DECLARED)
    assert found.recovered == 0, found.first
    assert found.systems == 3 and found.hidden > 0 and found.relations > found.hidden


def test_primary_suppression_alone_is_caught(demo_home: Path, snapshot: Path, tmp_path: Path) -> None:
    """Open every hidden count that is 10 or more: what remains hidden can be subtracted back, and the audit says so."""
    opened = tmp_path / "opened.duckdb"
    shutil.copyfile(snapshot, opened)
    with duckdb.connect(demo_home / "work" / "work.duckdb", read_only=True) as con:
        truth = con.execute("""
            select fiscal_year, period, place_kind, place_code, category, value from fct_cell
            where table_id = 'support' and value >= 10""").fetchall()
    with duckdb.connect(opened) as con:
        for *key, value in truth:
            con.execute(
                """update mart_linkage_support set value = ?, state = 'value'
                where fiscal_year = ? and period = ? and place_kind = ? and place_code = ? and measure_code = ?""",
                [value, *key],
            )
    assert margins.audit(opened, DECLARED).recovered > 0


def test_every_small_count_of_the_work_file_is_hidden(demo_home: Path) -> None:
    with duckdb.connect(demo_home / "work" / "work.duckdb", read_only=True) as con:
        small = con.execute("""
            select count(*), count(*) filter (where s.state = 'suppressed' and s.value is null)
            from fct_cell c
            join safe_cell s using (fiscal_year, table_id, period, place_kind, place_code, from_level, from_code,
                                    to_level, to_code, category)
            where not c.latent and c.value between 1 and 9""").fetchone()
    assert small and small[0] == small[1] > 100


def test_private_tables_never_reach_the_snapshot(snapshot: Path) -> None:
    with duckdb.connect(snapshot, read_only=True) as con:
        names = {row[0] for row in con.execute("select table_name from duckdb_tables()").fetchall()}
    assert all(name.startswith(("mart_", "dim_")) or name in ("snapshot", "certificate") for name in names)


def test_no_mart_reads_unprotected_counts() -> None:
    """Marts may use counts of people and cases only through ``safe_cell``."""
    forbidden = ("fct_cell", "referral_count", "consent_count", "established_count", "joint_support_count")
    for file in sorted((settings.ROOT / "etl" / "sql" / "marts").glob("*.sql")):
        text = file.read_text(encoding="utf-8")
        assert not [word for word in (*forbidden, "sum(case_count") if word in text], file.name
