"""Whatever rows are returned, the others are published, and every sum is of the rows that were taken."""

import copy
import tempfile
from collections import Counter, defaultdict
from functools import cache
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from etl import catalogue as catalogues
from etl import forms, pipeline
from etl import settings as machine
from etl.demo.world import grow

pytestmark = pytest.mark.slow

CATALOGUE = catalogues.load()
PLACES = ("312037", "312045", "313289")
YEAR, HALVES, EACH = 2025, ("H1", "H2"), 4
COUNT = {"F3": "referral_count", "F5": "value"}
KEY = {"F3": "channel", "F5": "measure_code"}
MEASURES = sorted(code.code for code in CATALOGUE.codes["measures"] if code.extra["class"] == "D2")[:EACH]
Row = dict[str, Any]
Sent = dict[str, dict[str, list[Row]]]
# What stands in a cell for a number, and is none.
UNREADABLE = ("約50", "なし", "同上", "10未満", "(12)", "別紙のとおり", "▲3", "80%", "12.5")
# Which rows: of one place, of one form, of one half, of one key (a route, a measure), or their place in the sheet; None is any.
RETURNED = st.tuples(
    st.sampled_from([None, *PLACES]),
    st.sampled_from([None, *COUNT]),
    st.sampled_from([None, *HALVES]),
    st.sampled_from([None, "C1", *MEASURES]),
    st.sampled_from([None, *range(EACH)]),
    st.sampled_from(UNREADABLE),
)


@cache
def clean() -> Sent:
    """A few rows of each half and form of each place: a small prefecture."""
    world = grow(CATALOGUE, machine.load())
    sent: Sent = {}
    for place in PLACES:
        rows = world[place, YEAR]
        mine = {half: [row for row in rows["F3"] if row["period"] == half][:EACH] for half in HALVES}
        measures = [row for row in rows["F5"] if row["measure_code"] in MEASURES]
        sent[place] = {"F0": rows["F0"], "F3": [*mine["H1"], *mine["H2"]], "F5": measures}
    return sent


def spoilt(faults: list[tuple[Any, ...]]) -> tuple[Sent, Counter[str], dict[tuple[Any, ...], int]]:
    """(what is sent, how many rows of each place and form cannot be taken, sums of the rows that can)."""
    sent, refused = copy.deepcopy(clean()), Counter[str]()
    sums: dict[tuple[Any, ...], int] = defaultdict(int)
    for place, by_form in sent.items():
        for form, name in COUNT.items():
            for at, row in enumerate(by_form[form]):
                mine = (place, form, row["period"], row[KEY[form]], at % EACH)
                fault = next(
                    (one for one in faults if all(a in (None, b) for a, b in zip(one, mine, strict=False))),
                    None,
                )
                if fault:
                    row[name] = fault[-1]
                    refused[place, form] += 1
                elif isinstance(row[name], int) and not _part_alone(row, by_form[form]):
                    what = row["measure_code"] if form == "F5" else ""
                    for where in (place, "prefecture"):
                        for when in (row["period"], "FY"):
                            sums[form, where, when, what] += row[name]
    return sent, refused, sums


def _part_alone(row: Row, rows: list[Row]) -> bool:
    """N02 is a part of N01: in a half whose N01 cannot be taken it is no count (`fct_support`). N01 stands above it."""
    wholes = [
        one["value"] for one in rows if one.get("measure_code") == "N01" and one["period"] == row["period"]
    ]
    return row.get("measure_code") == "N02" and not any(isinstance(whole, int) for whole in wholes)


def published(con: duckdb.DuckDBPyConnection) -> dict[tuple[Any, ...], int]:
    """Every number that the snapshot shows of the rows sent: form, place, period, measure."""
    where = "if(place_kind = 'prefecture', 'prefecture', place_code)"
    support = con.execute(
        f"select 'F5', {where}, period, measure_code, value from mart_linkage_support "
        "where state = 'value' and place_kind <> 'area' and list_contains(?, measure_code)",
        [MEASURES],
    ).fetchall()
    flow = con.execute(
        f"select 'F3', {where}, period, '', value from mart_linkage_flow "
        "where state = 'value' and place_kind <> 'area' and from_level = 'total' and to_level = 'total'"
    ).fetchall()
    return {tuple(key): value for *key, value in [*support, *flow]}


@settings(
    max_examples=2,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@example([(None, None, None, None, None, "なし")])
@example([(None, "F5", "H1", None, None, "約50"), ("312037", None, None, None, None, "同上")])
@given(st.lists(RETURNED, min_size=1, max_size=6))
def test_the_others_are_published_and_every_sum_is_of_what_was_taken(faults: list[tuple[Any, ...]]) -> None:
    sent, refused, sums = spoilt(faults)
    with tempfile.TemporaryDirectory() as folder:
        here = machine.load({"TSUNAGARI_HOME": folder})
        here.prepare()
        for place, rows in sent.items():
            for file, data in forms.csv_twins(place, YEAR, rows, CATALOGUE).items():
                if file.split("_")[1] in rows:
                    (here.inbox / file).write_bytes(data)
        outcome = pipeline.load(here)
        assert outcome.path is not None and outcome.path.exists()
        with duckdb.connect(here.work / "work.duckdb", read_only=True) as work:
            for form in COUNT:
                taken = dict(
                    work.execute(f"select lg_code, count(*) from form_{form.lower()} group by 1").fetchall()
                )
                wanted = {place: len(sent[place][form]) - refused[place, form] for place in PLACES}
                assert taken == {place: count for place, count in wanted.items() if count}
            told = work.execute(
                "select count(*) from fault where rule in ('PX06', 'PX04') and not across"
            ).fetchone()
            assert told == (sum(refused.values()),)
        with duckdb.connect(outcome.path, read_only=True) as snapshot:
            shown = published(snapshot)
    assert any(shown.values()) or not any(sums.values())
    assert {key: sums.get(key, 0) for key in shown} == shown
    for (form, place, when, what), value in shown.items():
        if place == "prefecture":
            parts = [shown.get((form, one, when, what), 0) for one in PLACES]
            assert sum(parts) <= value
