"""秘匿の監査: 攻撃の計算そのものを、あり得る表をすべて数え上げて確かめる。"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csc_array

from etl.audit.attack import Attack, Equations, components
from etl.audit.reduce import reduce, tighten

MOST = 5


@st.composite
def puzzles(draw: st.DrawFn) -> tuple[Equations, list[tuple[int, ...]]]:
    """A few equations with coefficients −2…2 that hold for a hidden table, and every table of whole counts they allow."""
    cells = draw(st.integers(2, 4))
    truth = draw(st.lists(st.integers(0, MOST), min_size=cells, max_size=cells))
    rows = draw(
        st.lists(st.lists(st.integers(-2, 2), min_size=cells, max_size=cells), min_size=1, max_size=2)
    )
    matrix = np.array(rows, float)
    right = matrix @ np.array(truth, float)
    tables = [
        table
        for table in itertools.product(range(MOST + 1), repeat=cells)
        if np.allclose(matrix @ np.array(table, float), right)
    ]
    bounds = np.zeros(cells), np.full(cells, float(MOST))
    return Equations(csc_array(matrix), right, *bounds), tables


@pytest.mark.slow
@settings(max_examples=150)
@given(puzzles())
def test_the_ends_are_those_of_all_possible_tables(given_: tuple[Equations, list[tuple[int, ...]]]) -> None:
    """Linear intervals hold every possible count; whole ones end at the least and the most of them exactly."""
    equations, tables = given_
    for cells in components(equations):
        attack = Attack(equations, cells)
        for cell in cells.tolist():
            possible = [table[cell] for table in tables]
            low, high = attack.interval(cell)
            assert low <= min(possible) and max(possible) <= high
            assert attack.whole_interval(cell) == (min(possible), max(possible))


@pytest.mark.slow
@settings(max_examples=100)
@given(puzzles())
def test_the_table_inside_the_possible_is_a_possible_one(
    given_: tuple[Equations, list[tuple[int, ...]]],
) -> None:
    """What a supposed insider knows is one of the tables of whole counts that can be true."""
    equations, tables = given_
    for cells in components(equations):
        attack = Attack(equations, cells)
        for cell in cells.tolist():
            attack.interval(cell)
        supposed = tuple(np.rint(attack.middle()).astype(int).tolist())
        assert supposed in {tuple(table[cell] for cell in cells.tolist()) for table in tables}


@settings(max_examples=150)
@given(puzzles())
def test_smaller_equations_have_the_same_tables(given_: tuple[Equations, list[tuple[int, ...]]]) -> None:
    """Every whole table is a whole table of the fewer unknowns, and every whole table of those is one of all cells."""
    equations, tables = given_
    reduced = reduce(tighten(equations))
    left = reduced.equations
    spans = [range(round(low), round(high) + 1) for low, high in zip(left.low, left.high, strict=True)]
    found = {
        tuple(np.rint(reduced.constant + reduced.weight @ np.array(unknowns, float)).astype(int).tolist())
        for unknowns in itertools.product(*spans)
        if np.allclose(left.matrix @ np.array(unknowns, float), left.right)
    }
    assert found == set(tables)


@settings(max_examples=100)
@given(puzzles(), st.data())
def test_who_knows_a_count_is_left_with_the_tables_that_have_it(
    given_: tuple[Equations, list[tuple[int, ...]]], data: st.DataObject
) -> None:
    equations, tables = given_
    for cells in components(equations):
        known = data.draw(st.sampled_from(cells.tolist()))
        value = data.draw(st.sampled_from(tables))[known]
        inside = Attack(equations, cells).knowing([known], [value])
        for cell in cells.tolist():
            possible = [table[cell] for table in tables if table[known] == value]
            assert inside.whole_interval(cell) == (min(possible), max(possible))
