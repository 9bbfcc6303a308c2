"""秘匿: 様式をまるごと出し直しても、直した数が少ないと見当をつける人に、守った件数が分かってはならない。

A municipality sends a whole form again with one or two counts corrected. A reader who holds both snapshots supposes
what is nearly always true, that the rest of the form stayed as it was, and holds every such cell equal in both,
whether it is shown or hidden. He is right here: he is told which counts did not change. He has a linear program,
the two published files and the declared sums, and nothing else of the product.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tests.disclosure.test_over_time import TOWNS, Prefecture, sectors, support

K = 10
WIDTH = 9  # 守る幅: 1〜10 (data/catalogue/disclosure.toml)
NEAR = 1e-6
SECTOR = {"A11": "juso", "A12": "juso", "A13": "juso", "A20": "welfare", "A21": "welfare"}
Key = tuple[str, ...]
Counts = Mapping[str, int]
Cells = dict[Key, int]
FIRST: dict[str, int] = {
    "甲市": 50,
    "乙市": 40,
    "丙市": 60,
    "A11": 30,
    "A12": 35,
    "A13": 31,
    "A20": 40,
    "A21": 50,
}


def cells_of(counts: Counts) -> Cells:
    """Every published cell of the truth: towns to area and prefecture, agencies of 甲市 to sectors and total."""
    agencies = {agency: (SECTOR[agency], counts[agency]) for agency in SECTOR if counts[agency]}
    return {
        key: value
        for key, value in (support(*(counts[town] for town in TOWNS)) | sectors(**agencies)).items()
        if value
    }


def sums() -> Iterator[tuple[list[Key], Key]]:
    """The declared relations: (parts, total)."""

    def place(kind: str, code: str) -> Key:
        return ("support", "FY", kind, code, *("total",) * 4, "N03")

    def flow(level: str, code: str) -> Key:
        return ("flow", "FY", "municipality", TOWNS[0], level, code, "total", "total", "")

    area, prefecture = place("area", "圏域"), place("prefecture", "県")
    yield [place("municipality", town) for town in TOWNS], area
    yield [area], prefecture
    names = sorted(set(SECTOR.values()))
    for sector in names:
        yield (
            [flow("agency", agency) for agency in SECTOR if SECTOR[agency] == sector],
            flow("sector", sector),
        )
    yield [flow("sector", sector) for sector in names], flow("total", "total")


SUMS = list(sums())
KEYS = sorted({key for parts, total in SUMS for key in (*parts, total)})


def published(snapshot: Path) -> dict[Key, int | None]:
    """What one file shows of every cell: its value, None where it is hidden, and 0 where it has no row."""
    with duckdb.connect(snapshot, read_only=True) as con:
        rows = con.execute("""
            select 'support', period, place_kind, place_code, 'total', 'total', 'total', 'total', measure_code, value
            from mart_linkage_support union all
            select 'flow', period, place_kind, place_code, from_level, from_code, to_level, to_code, '', value
            from mart_linkage_flow""").fetchall()
    shown = {tuple(row[:-1]): row[-1] for row in rows}
    assert shown.keys() <= set(KEYS)
    return {key: shown.get(key, 0) for key in KEYS}


@dataclass(frozen=True)
class Reader:
    """One who holds snapshots, knows of hidden cells that they are at least 1, and of some keys that they stayed equal."""

    snapshots: tuple[Mapping[Key, int | None], ...]
    unchanged: frozenset[Key]

    def unknown(self, snapshot: int, key: Key) -> int:
        """The column of a cell: the same in every snapshot where it did not change."""
        return KEYS.index(key) + len(KEYS) * (0 if key in self.unchanged else snapshot)

    @cached_property
    def bounds(self) -> list[tuple[float, float | None]]:
        bounds: list[tuple[float, float | None]] = [(1, None)] * (len(KEYS) * len(self.snapshots))
        for number, shown in enumerate(self.snapshots):
            for key, value in shown.items():
                if value is not None:
                    bounds[self.unknown(number, key)] = (value, value)
        return bounds

    @cached_property
    def matrix(self) -> np.ndarray:
        matrix = np.zeros((len(SUMS) * len(self.snapshots), len(self.bounds)))
        for number in range(len(self.snapshots)):
            for row, (parts, total) in enumerate(SUMS, number * len(SUMS)):
                for key in parts:
                    matrix[row, self.unknown(number, key)] += 1
                matrix[row, self.unknown(number, total)] -= 1
        return matrix

    def interval(self, snapshot: int, key: Key) -> tuple[float, float]:
        """The smallest and the largest value that the count can have."""
        ends = []
        for sign in (1, -1):
            goal = np.zeros(len(self.bounds))
            goal[self.unknown(snapshot, key)] = sign
            solved = linprog(goal, A_eq=self.matrix, b_eq=np.zeros(len(self.matrix)), bounds=self.bounds)
            assert solved.status in (0, 3), solved.message
            ends.append(sign * solved.fun if solved.status == 0 else -sign * np.inf)
        return ends[0], ends[1]


def given_away(prefecture: Prefecture, first: Counts, second: Counts, again: tuple[str, ...]) -> list[str]:
    """Publishes both; the counts of 1 to 9 that the two files narrow below the width, each in a sentence.

    What the first file gives away with the zeros of the second, which are always shown, is not laid to the second:
    it could have hidden everything else.
    """
    revisions = (1, 1, 1), tuple(2 if town in again else 1 for town in TOWNS)
    truths = cells_of(first), cells_of(second)
    for truth, revision in zip(truths, revisions, strict=True):
        prefecture.publish(truth, (revision[0], revision[1], revision[2]), agencies=SECTOR)
    before, after = (published(snapshot) for snapshot in prefecture.snapshots)
    for truth, shown in zip(truths, (before, after), strict=True):
        assert all(value in (None, truth.get(key, 0)) for key, value in shown.items()), "a value is untrue"
    unchanged = frozenset(key for key in KEYS if truths[0].get(key, 0) == truths[1].get(key, 0))
    both = Reader((before, after), unchanged)
    closed = Reader((before, {key: None if truths[1].get(key) else 0 for key in KEYS}), unchanged)
    narrowed = []
    for number, truth in enumerate(truths):
        for key, value in truth.items():
            if 0 < value < K:
                low, high = both.interval(number, key)
                least, most = closed.interval(number, key)
                if high - low < min(WIDTH, most - least) - NEAR:
                    narrowed.append(
                        f"snapshot {number + 1} {key[0]} {key[3]} {key[5]} = {value}: {low:g}–{high:g}"
                    )
    return narrowed


CASES: dict[str, tuple[dict[str, tuple[int, int]], tuple[str, ...]]] = {
    # 42 → 41: the sector and its other agency were published, and the corrected count is below 10 now
    "falls below k beside published ones": ({"A11": (10, 9), "A12": (32, 32), "A13": (0, 0)}, ("甲市",)),
    # the count that was hidden is publishable now, and so are those that had been hidden for its sake
    "rises above k": ({"A11": (9, 10), "A12": (32, 32), "A13": (0, 0)}, ("甲市",)),
    # nothing small changed, but another count becomes the cheapest to hide with the 5
    "complement moves": ({"A11": (5, 5), "A12": (12, 30), "A13": (14, 14)}, ("甲市",)),
    "two corrections in two sectors": (
        {"A11": (12, 8), "A12": (32, 32), "A13": (0, 0), "A20": (11, 7)},
        ("甲市",),
    ),
    "two corrections that cancel": ({"A11": (11, 9), "A12": (32, 34), "A13": (40, 40)}, ("甲市",)),
    "a total of places falls by one, all sent again": ({"甲市": (10, 9)}, TOWNS),
    "a small place is corrected, all sent again": (
        {"甲市": (6, 5), "乙市": (30, 30), "丙市": (90, 90)},
        TOWNS,
    ),
    "two places, all sent again": ({"甲市": (14, 6), "乙市": (40, 41)}, TOWNS),
}


@pytest.mark.parametrize(("changes", "again"), list(CASES.values()), ids=list(CASES))
def test_one_count_corrected_gives_nothing_away(
    tmp_path: Path, changes: dict[str, tuple[int, int]], again: tuple[str, ...]
) -> None:
    first = FIRST | {name: old for name, (old, _) in changes.items()}
    second = FIRST | {name: new for name, (_, new) in changes.items()}
    assert given_away(Prefecture(tmp_path), first, second, again) == []


def test_the_reader_finds_what_pencil_and_paper_find() -> None:
    """41 − 32 = 9 where the 32 is held equal, 1–40 where it is not; nothing to find where nothing is shown."""
    cells = cells_of(FIRST | {"A11": 9, "A12": 32, "A13": 0})
    before = dict.fromkeys(KEYS, 0) | cells_of(FIRST | {"A11": 10, "A12": 32, "A13": 0})
    small, other = (
        ("flow", "FY", "municipality", TOWNS[0], "agency", agency, "total", "total", "")
        for agency in ("A11", "A12")
    )
    after: dict[Key, int | None] = {key: cells.get(key, 0) for key in KEYS} | {small: None, other: None}
    assert Reader((before, after), frozenset({other})).interval(1, small) == (9, 9)
    assert Reader((before, after), frozenset()).interval(1, small) == (1, 40)
    hidden = dict.fromkeys(KEYS)
    assert Reader((hidden, hidden), frozenset()).interval(0, small) == (1, np.inf)


counts = st.fixed_dictionaries(
    {name: st.one_of(st.integers(1, 14), st.integers(0, 45)) for name in (*TOWNS, *SECTOR)}
)


@pytest.mark.slow
@given(
    first=counts,
    changes=st.dictionaries(
        st.sampled_from((*TOWNS, *SECTOR)),
        st.one_of(st.integers(-3, 3), st.integers(-20, 20)),
        min_size=1,
        max_size=2,
    ),
    all_again=st.booleans(),
)
@settings(
    max_examples=10,
    derandomize=True,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
def test_few_corrections_of_any_table_give_nothing_away(
    first: dict[str, int], changes: dict[str, int], all_again: bool
) -> None:
    second = first | {name: max(0, first[name] + change) for name, change in changes.items()}
    assume(first != second)
    again = TOWNS if all_again else tuple({TOWNS[0], *(name for name in changes if name in TOWNS)})
    with tempfile.TemporaryDirectory() as folder:
        prefecture = Prefecture(Path(folder))
        try:
            assert given_away(prefecture, first, second, again) == []
        finally:
            prefecture.con.close()
