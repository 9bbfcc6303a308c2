"""補完秘匿: 引き算でも線形計画でも、守る幅より狭く言い当てられてはならない。しかも隠すのは最小限でなければならない。

Fischetti & Salazar-González, Management Science 47:1008 (2001), section 2: a pattern is feasible if every attacker's
interval of every sensitive cell reaches its upper and lower protection level and is as wide as its sliding level.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings

from etl.suppression import BadTable, Insider, Pattern, Protection, Relation, Table, protect
from tests.disclosure.attacker import NEAR, cheapest, determined, interval, protected
from tests.disclosure.drawn import much_known, tables, with_margins
from tests.disclosure.instances import two_way

often = settings(
    max_examples=35,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
seldom = settings(often, max_examples=25)


def possible(table: Table, method: str = "exact") -> Pattern:
    """The pattern, or on to the next example where the table is refused (which `test_refused…` looks at)."""
    try:
        return protect(table, method=method)
    except BadTable:
        assume(False)
        raise


def complementary(table: Table, pattern: Pattern) -> set[int]:
    return set(pattern.suppressed) - {p.cell for p in table.primary}


@often
@given(tables())
def test_no_attacker_finds_what_the_engine_left(table: Table) -> None:
    for method in ("exact", "heuristic"):
        pattern = possible(table, method)
        assert protected(table, pattern.suppressed)
        assert not pattern.suppressed & table.public
        assert pattern.cost == pytest.approx(sum(table.cost[cell] for cell in pattern.suppressed))


@often
@given(tables())
def test_in_a_closed_pattern_whatever_may_be_small_may_be_as_small_as_can_be(table: Table) -> None:
    """Else one who knows the method could tell it from a count that is protected because it is small."""
    assume(max(table.values) < 10_000)
    for method in ("exact", "heuristic"):
        try:
            hidden = protect(table, method=method, closed_below=10).suppressed
        except BadTable:
            assume(False)
            raise
        assert protected(table, hidden)
        hideable = [
            cell
            for cell, value in enumerate(table.values)
            if cell not in table.public and value >= table.lower_bound[cell]
        ]
        for cell in hidden - {p.cell for p in table.primary if p.lower}:
            low, _ = interval(table, hidden, cell)
            if low <= 9:
                assert low <= math.ceil(interval(table, hideable, cell)[0] - NEAR) + NEAR


def test_closing_hides_more_only_where_a_hidden_count_may_be_small() -> None:
    """Beside the 3 the 14 may be 2 to 16, not 1; where all of its rectangle is beyond 10 but the 3, each may be 1 or none."""
    for inner, more in (([[3, 14, 25], [12, 13, 22], [25, 28, 30]], True), ([[3, 60], [60, 99]], False)):
        values, relations = with_margins(np.array(inner))
        small = tuple(
            Protection(cell, value - 1, 10 - value) for cell, value in enumerate(values) if value < 10
        )
        margins = [4.0 ** sum(cell in (r.terms[-1][0],) for r in relations) for cell in range(len(values))]
        cost = tuple(math.log2(1 + value) * weight for value, weight in zip(values, margins, strict=True))
        table = Table(tuple(values), tuple(relations), small, cost=cost, lower_bound=(1,) * len(values))
        before, after = (protect(table, closed_below=below).suppressed for below in (0, 10))
        assert before <= after and (before < after) == more


@pytest.mark.slow
@seldom
@given(tables())
def test_the_exact_cost_is_the_least_of_all_patterns(table: Table) -> None:
    assume(len(table.values) <= 12)
    pattern = possible(table)
    assert pattern.proven and pattern.gap == 0
    assert pattern.cost == pytest.approx(cheapest(table))
    assert protect(table, method="heuristic").bound <= pattern.cost + 1e-6


@pytest.mark.slow
@often
@given(tables())
def test_every_complementary_cell_is_needed(table: Table) -> None:
    """開き直せるセルは残さない。"""
    for method in ("exact", "heuristic"):
        pattern = possible(table, method)
        for cell in complementary(table, pattern):
            assert not protected(table, pattern.suppressed - {cell})


def test_a_count_that_can_only_rise_may_be_wide_on_that_side_alone() -> None:
    """0 + 1 = 1, each of at least 0: the 0 reaches its width of 2 by rising together with the total."""
    sums = (Relation("計", ((0, 1), (1, 1), (2, -1))),)
    for cost in (0.0, 1.0):
        table = Table((0, 1, 1), sums, (Protection(0, 0, 1, 2),), cost=(cost,) * 3, lower_bound=(0, 0, 0))
        for method in ("exact", "heuristic"):
            pattern = protect(table, method=method)
            assert pattern.suppressed == {0, 2} and protected(table, pattern.suppressed)


@often
@given(tables())
def test_the_intervals_told_are_the_attackers(table: Table) -> None:
    pattern = possible(table)
    assert set(pattern.intervals) == set(pattern.suppressed)
    for cell, told in pattern.intervals.items():
        for mine, his in zip(told, interval(table, pattern.suppressed, cell), strict=True):
            assert mine == pytest.approx(his, rel=1e-6, abs=1e-5)


@often
@given(tables())
def test_refused_tables_really_cannot_be_protected(table: Table) -> None:
    everything = {
        cell
        for cell, value in enumerate(table.values)
        if cell not in table.public and value >= table.lower_bound[cell]
    }
    try:
        protect(table, method="heuristic")
    except BadTable as refusal:
        assert not protected(table, everything)
        assert any(table.names[p.cell] in refusal.ja for p in table.primary)
    else:
        assert protected(table, everything)


@often
@given(tables() | much_known())
def test_a_level_that_is_lowered_against_one_is_held_against_all_others(table: Table) -> None:
    """Told to clip, the engine asks less where less can be had, of that attacker alone and no less than can be had."""
    everything = {
        cell
        for cell, value in enumerate(table.values)
        if cell not in table.public and value >= table.lower_bound[cell]
    }
    levels = {p.cell: p for p in table.primary}
    attacks = [(p, ()) for p in table.primary]
    attacks += [(levels[cell], insider.knows) for insider in table.insiders for cell in insider.protects]
    for method in ("exact", "heuristic"):
        hidden = protect(table, method=method, clip=True, with_intervals=False).suppressed
        for p, known in attacks:
            near = NEAR * max(1.0, p.lower, p.upper, p.sliding)
            value, (low, high) = table.values[p.cell], interval(table, everything, p.cell, known)
            least, most = interval(table, hidden, p.cell, known)
            assert value - least >= min(p.lower, math.floor(value - low)) - near
            assert (
                most - value
                >= min(p.upper, high - value if math.isinf(high) else math.floor(high - value)) - near
            )
            if not math.isinf(high):
                assert (
                    most - least >= min(p.sliding, math.floor(value - low) + math.floor(high - value)) - near
                )


@seldom
@given(tables())
def test_the_rank_test_agrees(table: Table) -> None:
    """GaussSuppression の判定（消去法の階数）でも、守るべきセルは決まらない。"""
    pattern = possible(table)
    guarded = {p.cell for p in table.primary if p.lower or p.upper or p.sliding}
    assert not guarded & set(determined(table, pattern.suppressed))


@seldom
@given(tables())
def test_twice_the_same(table: Table) -> None:
    first, second = possible(table), possible(table)
    assert replace(first, seconds=0) == replace(second, seconds=0)


@pytest.mark.parametrize("seed", range(3))
def test_twenty_by_twelve_is_solved_with_proof(seed: int) -> None:
    table = two_way(20, 12, seed)
    pattern = protect(table)
    assert pattern.proven and protected(table, pattern.suppressed)
    assert determined(table, pattern.suppressed) == []
    assert pattern.cost <= protect(table, method="heuristic").cost


def test_a_time_limit_ends_the_search_with_a_valid_pattern_and_an_honest_gap() -> None:
    table = two_way(20, 12, 3)
    stopped, best = protect(table, time_limit=0), protect(table)
    assert protected(table, stopped.suppressed)
    assert stopped.bound <= best.cost <= stopped.cost
    assert stopped.gap == pytest.approx((stopped.cost - stopped.bound) / stopped.cost)


def test_large_counts_are_protected_as_exactly_as_small_ones() -> None:
    small = two_way(4, 3, 1)
    times = 10**9
    large = replace(
        small,
        values=tuple(value * times for value in small.values),
        primary=tuple(Protection(p.cell, p.lower * times, p.upper * times) for p in small.primary),
        lower_bound=(times,) * len(small.values),
    )
    assert protect(large).cost == pytest.approx(protect(small).cost)
    assert protected(large, protect(large).suppressed)


def test_an_x_of_the_sender_is_hidden_and_counted_from_what_everybody_knows() -> None:
    """提出された x は、こちらにも値が分からない。合計から引いても分かってはならない。"""
    sums = (Relation("計", ((0, 1), (1, 1), (2, 1), (3, -1))),)
    table = Table(
        (None, 12, 30, 47), sums, (Protection(0, 0, 9),), (1, 1, 2, 9), (1, 1, 1, 1), public=frozenset({3})
    )
    pattern = protect(table)
    assert {0, 1} == pattern.suppressed
    assert pattern.intervals[0] == (1, 16)


def test_an_x_that_no_value_can_fill_names_its_relation() -> None:
    sums = (Relation("甲市の計", ((0, 1), (1, 1), (2, -1))),)
    with pytest.raises(BadTable, match="甲市の計"):
        protect(Table((None, 12, 5), sums, (Protection(0, 0, 0),)))


def test_what_only_three_sums_together_tell_an_insider_is_not_asked_of_the_pattern() -> None:
    """x+y, y+z and z+x, each with the insider's own count, give it x; no single sum does, and nobody else knows x."""
    sums = tuple(
        Relation(name, ((a, 1), (b, 1), (3, 1), (total, -1)))
        for name, a, b, total in (("甲", 0, 1, 4), ("乙", 1, 2, 5), ("丙", 2, 0, 6))
    )
    known = Insider("丁市", (3,), (0,))
    table = Table(
        (3, 20, 30, 40, 63, 90, 73),
        sums,
        (Protection(0, 2, 7),),
        public=frozenset({4, 5, 6}),
        insiders=(known,),
    )
    pattern = protect(table, clip=True)
    assert pattern.suppressed == {0, 1, 2, 3}
    low, high = pattern.intervals[0]
    assert low <= 1 and high >= 10
    with pytest.raises(BadTable, match="丁市"):
        protect(table)


def test_an_insider_brings_a_further_cell() -> None:
    """自分の件数を知る市町村には、もう一つ別の市町村の件数が要る。"""
    sums = (Relation("計", (*((cell, 1) for cell in range(4)), (4, -1))),)
    table = Table(
        (3, 20, 30, 40, 93), sums, (Protection(0, 2, 7),), public=frozenset({4}), cost=(1, 2, 3, 4, 9)
    )
    assert protect(table).suppressed == {0, 1}
    insider = Insider("乙町", (1,), (0,))
    assert protect(replace(table, insiders=(insider,))).suppressed == {0, 2}
    both = (insider, Insider("丙村", (2,), (0,)))
    assert protect(replace(table, insiders=both)).suppressed == {0, 3}
    everyone = (*both, Insider("丁市", (3,), (0,)))
    assert protect(replace(table, insiders=everyone)).suppressed == {0, 1, 2}
