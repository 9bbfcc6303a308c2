"""秘匿の費用に掛ける秘密の倍率: 一つのセルには一つ、鍵が違えば別、鍵は公表データに出ない。"""

import math
import statistics
from pathlib import Path

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from etl.disclosure import secret
from etl.disclosure.cells import Key

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
cells = st.builds(Key, *[words] * len(Key._fields))
keys = st.binary(min_size=1, max_size=40)


def cell(number: int) -> Key:
    return Key("flow", "FY", "municipality", f"{number:06}", "total", "total", "agency", "A10", "")


@given(keys, cells, st.floats(0.1, 2))
def test_a_cell_has_one_factor_under_a_key(key: bytes, cell: Key, spread: float) -> None:
    factor = secret.factor(key, cell, spread)
    assert 0 < factor < math.inf and factor == secret.factor(key, cell, spread)
    # the spread alone stretches it: no spread, no factor
    assert math.isclose(math.log(factor) / spread, math.log(secret.factor(key, cell, 1.0)), abs_tol=1e-9)
    assert secret.factor(key, cell, 0) == 1


@given(keys, cells, cells)
def test_two_cells_have_factors_of_their_own(key: bytes, one: Key, other: Key) -> None:
    assert (secret.factor(key, one, 1) == secret.factor(key, other, 1)) == (one == other)


def test_factors_are_log_normal_about_one_and_tell_nothing_under_another_key() -> None:
    """Ten thousand cells: the logarithm has mean 0 and the declared spread, two keys no more in common than chance."""
    mine, other = (
        [math.log(secret.factor(key, cell(number), 0.5)) for number in range(10_000)] for key in (b"a", b"b")
    )
    for logarithms in (mine, other):
        assert abs(statistics.fmean(logarithms)) < 0.02 and abs(statistics.stdev(logarithms) - 0.5) < 0.02
    assert abs(statistics.correlation(mine, other)) < 0.04


def test_the_key_is_drawn_once_for_a_work_file(tmp_path: Path) -> None:
    drawn = []
    for name in ("one", "one", "another"):
        with duckdb.connect(tmp_path / name) as con:
            drawn.append(secret.key_of(con))
    assert drawn[0] == drawn[1] != drawn[2] and all(len(key) == 32 for key in drawn)


def test_a_key_in_use_is_not_replaced(tmp_path: Path) -> None:
    with duckdb.connect(tmp_path / "work") as con:
        key = secret.key_of(con)
        secret.keep(con, b"later")
        assert secret.key_of(con) == key
