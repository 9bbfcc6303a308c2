"""秘匿: 割合・指標・順位は、公表した件数だけから計算できるものに限る。計算に要る数が x なら、割合も示さない。

Whatever can be computed again from published counts tells a reader nothing new. So an attacker recomputes every
derived column of the snapshot from the published counts in it; pages and exports read the snapshot and nothing else.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl import audit, networks, settings

DECLARED = audit.declaration(settings.load().catalogue)
Con = duckdb.DuckDBPyConnection


@pytest.fixture(scope="module")
def snap(snapshot_file: Path) -> Iterator[Con]:
    with duckdb.connect(snapshot_file, read_only=True) as con:
        yield con


def rows(con: Con, sql: str) -> list[tuple[Any, ...]]:
    return con.execute(sql).fetchall()


def test_a_rate_is_shown_only_with_both_of_its_counts(snap: Con) -> None:
    """Numerator, denominator and the remainder between them are published, and none of the three is 1…k−1."""
    shown = rows(
        snap,
        """select r.rate, r.numerator, r.denominator from mart_linkage_rate r where r.state = 'value'""",
    )
    assert len(shown) > 20
    for rate, numerator, denominator in shown:
        parts = [numerator, denominator - numerator] if rate != "absorption" else [numerator, denominator]
        assert all(part == 0 or part >= 10 for part in parts), (rate, numerator, denominator)


def test_a_rate_is_withheld_when_a_count_behind_it_is(snap: Con) -> None:
    wrong = rows(
        snap,
        """select * from mart_linkage_rate r
        join mart_linkage_breakdown b using (fiscal_year, place_kind, place_code)
        where r.rate = 'consent' and b.category = 'consented' and b.from_level = 'total'
            and b.state = 'suppressed' and (r.state <> 'suppressed' or r.value is not null or r.low is not null)""",
    )
    assert not wrong
    assert rows(snap, "select 1 from mart_linkage_rate where rate = 'consent' and state = 'suppressed'")


def test_every_declared_derivation_holds(demo_home: Path, snap: Con) -> None:
    path = Path(rows(snap, "select path from duckdb_databases() where not internal")[0][0])
    from etl.audit.columns import undeclared

    assert undeclared(path, DECLARED) == []


def test_network_measures_are_made_of_published_counts(snap: Con) -> None:
    """The attacker builds the network from the published matrix and finds the same measures, spreads and positions."""
    groups = dict(rows(snap, "select code, extra ->> 'sector6' from dim_code where list = 'agencies'"))
    for (year,) in rows(snap, "select distinct fiscal_year from mart_linkage_network"):
        flows = networks.flows_of(
            rows(
                snap,
                f"""select from_level, to_level, from_code, to_code, value from mart_linkage_flow
                where fiscal_year = {year} and period = 'FY' and place_kind = 'prefecture'
                    and (value > 0 or state = 'suppressed') order by all""",
            )
        )
        g = networks.graph(flows.arcs)
        found = networks.measures(flows, groups)
        for metric, *said in rows(
            snap,
            f"select metric, value, low, high, nodes, state from mart_linkage_network where fiscal_year = {year}",
        ):
            one = found[metric]
            assert said == pytest.approx([one.value, one.low, one.high, one.nodes, one.state]), metric
        shown = rows(
            snap,
            f"""select agency_code, strength_in, strength_out, degree, betweenness, participation,
                removal_fragmentation, removal_flow_lost, state
            from mart_linkage_node where fiscal_year = {year}""",
        )
        assert len(shown) == len(g)
        for row in shown:
            assert list(row) == pytest.approx(list(networks.position(flows, g, groups, row[0])))
        expected = dict(
            rows(snap, f"select metric, expected from mart_linkage_network where fiscal_year = {year}")
        )
        assert expected.pop("ei_index") == pytest.approx(networks.ei_expected(g, groups))
        assert set(expected.values()) == {None}


def test_indicators_of_people_are_copies_of_published_rows(snap: Con) -> None:
    """A D2 indicator shows the value, numerator and denominator of a published row of its own place, or nothing."""
    leaked = rows(
        snap,
        """
        with published as (
            select fiscal_year, place_kind, place_code, value::double as value, value::double as numerator,
                null::double as denominator from mart_linkage_support where period = 'FY' and state = 'value'
            union all
            select fiscal_year, place_kind, place_code, value, value, null from mart_linkage_flow
            where period = 'FY' and from_level = 'total' and to_level = 'total' and state = 'value'
            union all
            select fiscal_year, place_kind, place_code, value, numerator, denominator from mart_linkage_rate
            where state = 'value'
        )
        select m.* from mart_indicator m join dim_indicator d using (indicator_id)
        anti join published p on p.fiscal_year = m.fiscal_year and p.place_kind = m.place_kind
            and p.place_code = m.place_code and p.value = m.value and p.numerator is not distinct from m.numerator
            and p.denominator is not distinct from m.denominator
        where d.class = 'D2' and coalesce(m.value, m.numerator, m.denominator) is not null""",
    )
    assert not leaked
    assert not rows(
        snap,
        "select 1 from mart_indicator where state = 'suppressed' and coalesce(value, numerator, denominator) is not null",
    )


def test_no_indicator_reads_an_unprotected_count() -> None:
    """Formulas may use form 3, the counts of form 5 and case counts only through published marts."""
    catalogue = settings.load().catalogue
    for file in sorted((catalogue / "indicators").rglob("*.toml")):
        text = file.read_text(encoding="utf-8").replace(
            "fct_sum_state(", ""
        )  # a function of states, not a table
        assert not [word for word in ("form_f3", "form_f5", "fct_", "case_count", "safe_") if word in text], (
            file.name
        )


def test_rows_of_a_submission_do_not_bound_its_counts(snap: Con) -> None:
    """Each row of form 3 holds at least one referral: their number would be a lower bound of a hidden total."""
    assert rows(snap, "select count(rows) from mart_quality_submission where form = 'F3'") == [(0,)]
    assert rows(snap, "select count(rows) > 0 from mart_quality_submission where form = 'F5'") == [(True,)]


def test_rows_stand_in_the_order_of_their_keys(snap: Con) -> None:
    """The order in which a mart stores its rows is the order of its keys: no rank of a hidden count shows in it."""
    for mart, keys in (
        ("mart_linkage_support", "fiscal_year, period, place_kind, place_code, measure_code"),
        (
            "mart_linkage_flow",
            "fiscal_year, period, place_kind, place_code, from_level, from_code, to_level, to_code",
        ),
        ("mart_linkage_place", "fiscal_year, lg_code, to_kind, to_code"),
        ("mart_linkage_rate", "fiscal_year, place_kind, place_code, rate"),
    ):
        stored = rows(snap, f"select {keys} from {mart} order by rowid")
        assert stored == rows(snap, f"select {keys} from {mart} order by all")
