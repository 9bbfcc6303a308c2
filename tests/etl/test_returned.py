"""A whole that goes back, while its part is right, never stops the publication of what the others told."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl import catalogue as catalogues
from etl import forms, pipeline
from etl import settings as machine
from etl.demo.world import grow

pytestmark = pytest.mark.slow

CATALOGUE = catalogues.load()
YEAR = 2025
WORLD = {code: rows for (code, year), rows in grow(CATALOGUE, machine.load()).items() if year == YEAR}
SENDERS = ("313025", "313726", "313840")


def _whole_twice(rows: dict[str, Any]) -> None:
    whole = next(row for row in rows["F5"] if row["measure_code"] == "N01")
    rows["F5"].append(whole | {"value": 9_381})


def _load(home: str, world: dict[str, dict[str, Any]]) -> pipeline.Outcome:
    here = machine.load({"TSUNAGARI_HOME": home})
    here.prepare()
    for code, rows in world.items():
        data = forms.form(code, YEAR, rows, CATALOGUE, spare_rows=2)
        (here.inbox / f"{code}_{YEAR}_r1.xlsx").write_bytes(data)
    return pipeline.load(here)


def _copy() -> dict[str, dict[str, Any]]:
    return {
        code: {form: [dict(row) for row in told] for form, told in WORLD[code].items()} for code in SENDERS
    }


def test_a_part_whose_whole_goes_back_is_not_counted_and_its_sender_is_told(tmp_path: Path) -> None:
    world = _copy()
    _whole_twice(world["313726"])
    outcome = _load(str(tmp_path), world)
    assert outcome.path is not None and outcome.path.exists()
    with duckdb.connect(tmp_path / "work" / "work.duckdb", read_only=True) as con:
        counted = con.execute(
            "select state, value from fct_support where fiscal_year = ? and period = 'H1' "
            "and lg_code = '313726' and measure_code in ('N01', 'N02')",
            [YEAR],
        ).fetchall()
        assert counted and set(counted) == {("unanswered", None)}, counted
        told = con.execute(
            "select form, row_no is not null, message_ja from finding where rule = 'VR51'"
        ).fetchall()
    assert told and all(form == "F5" and placed and "N01" in text for form, placed, text in told), told
