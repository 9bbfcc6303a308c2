"""One more file is computed for its own year: the others keep pattern and certificate of the snapshot before."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl import catalogue as catalogues
from etl import forms, pipeline, settings
from etl.demo.world import grow
from etl.disclosure import apply as disclosure
from etl.disclosure.tables import LinkedTable
from etl.settings import Settings
from etl.suppression import Pattern

CATALOGUE = catalogues.load()
TOWNS = ("312037", "312045", "313289")
WORLD = grow(CATALOGUE, settings.load())


def _submit(here: Settings, lg_code: str, year: int) -> None:
    # A few rows of the largest form: the search for a pattern grows with them, what is kept of the other year does not.
    rows = WORLD[lg_code, year] | {"F3": WORLD[lg_code, year]["F3"][:8]}
    data = forms.form(lg_code, year, rows, CATALOGUE, spare_rows=2)
    (here.inbox / f"{lg_code}_{year}_r1.xlsx").write_bytes(data)


def _told(path: Path | None) -> tuple[dict[str, Any], dict[int, list[tuple[Any, ...]]]]:
    """Certificate by year, and the counts of referrals by year."""
    assert path is not None
    with duckdb.connect(path, read_only=True) as con:
        years = con.execute("select value::varchar from certificate where key = 'years'").fetchall()[0][0]
        rows = con.execute("from mart_linkage_flow order by all").fetchall()
        place = [name for name, *_ in con.description].index("fiscal_year")
    counts: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        counts.setdefault(row[place], []).append(row)
    return json.loads(years), counts


@pytest.mark.slow
def test_a_file_of_one_year_leaves_the_other_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = settings.load({"TSUNAGARI_HOME": str(tmp_path)})
    here.prepare()
    for lg_code in TOWNS:
        _submit(here, lg_code, 2024)
    for lg_code in TOWNS[:2]:
        _submit(here, lg_code, 2025)
    years, counts = _told(pipeline.load(here).path)
    assert set(years) == set(map(str, counts)) == {"2024", "2025"}
    decided: list[int] = []
    really = disclosure.decide

    def decide(linked: LinkedTable) -> Pattern:
        decided.append(linked.fiscal_year)
        return really(linked)

    monkeypatch.setattr(disclosure, "decide", decide)
    _submit(here, TOWNS[2], 2025)
    years_after, counts_after = _told(pipeline.load(here).path)
    assert decided == [2025]
    assert years_after["2024"] == years["2024"], "to the second: the attack was not made again"
    assert counts_after[2024] == counts[2024]
    assert years_after["2025"] != years["2025"]
