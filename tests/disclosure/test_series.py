"""秘匿: 同じ件数を何年も続けて読めること。先に決めた年度が表示している件数は、次の年度でも残りやすくする。

Readers compare years: a count that is hidden in one of them is a broken line on every chart.
"""

from __future__ import annotations

import math
from dataclasses import replace

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.disclosure.apply import patterns
from etl.disclosure.tables import LinkedTable, following
from etl.progress import silent
from etl.suppression import Protection, Table
from tests.disclosure.attacker import protected
from tests.disclosure.drawn import with_margins

K = 10


def year_of(fiscal_year: int, inner: np.ndarray) -> LinkedTable:
    values, relations = with_margins(inner)
    table = Table(
        values=tuple(values),
        relations=tuple(relations),
        primary=tuple(Protection(i, v - 1, K - v) for i, v in enumerate(values) if 0 < v < K),
        cost=tuple(round(math.log2(1 + v), 6) for v in values),
        lower_bound=(1,) * len(values),
        names=tuple(f"count{i}" for i in range(len(values))),
    )
    return LinkedTable(fiscal_year, tuple(range(len(values))), frozenset(), table, width=9, k=K)


def two_years(seed: int) -> list[LinkedTable]:
    """A place × kind table of about the same counts in both years, one in five of them small."""
    rng = np.random.default_rng(seed)
    usual = np.where(rng.random((4, 5)) < 0.2, rng.integers(1, K, (4, 5)), rng.integers(12, 80, (4, 5)))
    return [year_of(year, np.maximum(usual + rng.integers(-4, 5, usual.shape), 1)) for year in (2024, 2025)]


def complete(years: list[LinkedTable], hidden: list[frozenset[int]]) -> int:
    """Counts that are large enough in every year and shown in every year."""
    large = [i for i in range(len(years[0].cell_ids)) if all(year.table.values[i] >= K for year in years)]
    return sum(not any(i in of_year for of_year in hidden) for i in large)


def test_more_counts_can_be_followed_when_a_year_follows_the_one_before() -> None:
    """Over forty small prefectures; each year is protected whatever it follows, and hides hardly more."""
    followed, apart, x_followed, x_apart = 0, 0, 0, 0
    for seed in range(40):
        years = two_years(seed)
        for factor in (2.0, 1.0):
            chosen = patterns(years, [], factor, silent)
            assert [linked.fiscal_year for linked, _ in chosen] == [2024, 2025]
            hidden = [pattern.suppressed for _, pattern in chosen]
            assert all(protected(year.table, x) for year, x in zip(years, hidden, strict=True))
            count, x = complete(years, hidden), sum(map(len, hidden))
            if factor > 1:
                followed, x_followed = followed + count, x_followed + x
            else:
                apart, x_apart = apart + count, x_apart + x
    assert followed > apart * 1.02
    assert x_followed < x_apart * 1.02


def test_of_a_first_load_the_newest_year_is_decided_for_itself() -> None:
    """It is read most; the older ones follow it."""
    years = two_years(3)
    together = dict(
        (linked.fiscal_year, pattern.suppressed) for linked, pattern in patterns(years, [], 2.0, silent)
    )
    ((_, alone),) = patterns(years[1:], [], 2.0, silent)
    assert together[2025] == alone.suppressed


def test_a_year_follows_what_earlier_snapshots_have_settled() -> None:
    """Two rectangles protect the 5 equally well; which one is hidden is told by the year before."""
    inner = np.array([[5, 30, 30], [40, 50, 50], [40, 50, 50]])
    year = year_of(2026, inner)
    cells = np.arange(16).reshape(4, 4)
    for column in (1, 2):
        hides = {f"count{i}": i in {0, column, cells[1, 0], cells[1, column]} for i in range(16)}
        ((_, pattern),) = patterns([year], [hides], 2.0, silent)
        assert pattern.suppressed == {0, column, cells[1, 0], cells[1, column]}


@settings(max_examples=60, derandomize=True)
@given(st.lists(st.dictionaries(st.integers(0, 15), st.booleans()), max_size=3), st.floats(1.0, 8.0))
def test_only_what_all_other_years_agree_on_costs_otherwise(
    years: list[dict[int, bool]], factor: float
) -> None:
    linked = year_of(2026, np.full((3, 3), 20))
    latent = replace(linked, cell_ids=linked.cell_ids[:12])  # the last four are of earlier snapshots
    decided = [{f"count{i}": hides for i, hides in year.items()} for year in years]
    after = following(latent, decided, factor)
    assert after.table.values == linked.table.values and after.table.relations == linked.table.relations
    for i, (was, now) in enumerate(zip(linked.table.cost, after.table.cost, strict=True)):
        hides = [year[i] for year in years if i in year]
        shown, gone = bool(hides) and not any(hides), bool(hides) and all(hides)
        expected = was if i >= 12 or shown == gone else was * factor if shown else was / factor
        assert now == pytest.approx(expected, abs=1e-6)


def test_what_passes_between_kinds_is_told_in_the_demo_of_every_year(snapshot_file) -> None:
    """It is the total less the counts within one kind; hiding one of those would take every share of it away."""
    with duckdb.connect(snapshot_file, read_only=True) as con:
        hidden = con.execute("""
            select fiscal_year, from_code from mart_linkage_flow
            where place_kind = 'prefecture' and period = 'FY' and from_level = 'agency' and to_level = 'agency'
                and from_code = to_code and state = 'suppressed'""").fetchall()
        shares = con.execute("""
            select fiscal_year from mart_linkage_node group by 1 having count(removal_flow_lost) = 0""").fetchall()
    assert hidden == []
    assert shares == []
