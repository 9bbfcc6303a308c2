"""When a cell is opened again, a witness that moved it is changed: what comes out must be a consistent table without that move.

Held against a linear program of its own (scipy) over the same equations and bounds.
"""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from etl.suppression.incremental_attacker import IncrementalAttacker
from etl.suppression.system import System, system_of
from tests.disclosure.drawn import tables

NEAR = 1e-6


def possible(system: System, cells: np.ndarray, fixed: dict[int, float]) -> bool:
    """Whether some deviation keeps every relation, every bound and the fixed moves."""
    bounds = [
        (fixed[cell], fixed[cell]) if cell in fixed else (-system.down[cell], system.up[cell])
        for cell in cells.tolist()
    ]
    matrix = system.matrix[:, cells].toarray()
    found = linprog(np.zeros(len(cells)), A_eq=matrix, b_eq=np.zeros(len(matrix)), bounds=bounds)
    return bool(found.status == 0)


@settings(max_examples=120, derandomize=True)
@given(tables(), st.data())
def test_a_mended_deviation_is_a_consistent_table_in_which_the_cell_stands_still(table, data) -> None:
    assume(max(table.values) < 10_000)
    system = system_of(table)
    cells = np.flatnonzero(~system.public)
    assume(len(cells) > 1)
    attacker = IncrementalAttacker(system, cells)
    attacker.price(np.ones(len(cells)))
    chosen = st.sampled_from(cells.tolist())
    moves = attacker.move(
        data.draw(chosen), data.draw(st.sampled_from((1, -1))), float(data.draw(st.integers(1, 9)))
    )
    assume(moves is not None)
    moved = cells[np.abs(moves) > NEAR].tolist()
    closed = data.draw(st.sampled_from(moved))
    keep = data.draw(st.sets(chosen, max_size=4)) - {closed}
    before = dict(zip(cells.tolist(), moves.tolist(), strict=True))

    mended = attacker.mend(moves, closed, keep)

    fixed = {closed: 0.0, **{cell: before[cell] for cell in keep}}
    assert (mended is not None) == possible(system, cells, fixed)
    if mended is not None:
        assert np.abs(system.matrix[:, cells] @ mended).max(initial=0.0) < NEAR
        assert (mended <= system.up[cells] + NEAR).all() and (mended >= -system.down[cells] - NEAR).all()
        after = dict(zip(cells.tolist(), mended.tolist(), strict=True))
        assert all(abs(after[cell] - move) < NEAR for cell, move in fixed.items())
    # The next question is asked of the same cells as before.
    again = attacker.move(closed, 1, 1.0)
    assert (again is not None) == possible(system, cells, {closed: 1.0})
