"""A reader who kept three snapshots solves linear programs over all of them; shares nothing with the method or the audit.

Known to him: every published referral count of each snapshot, which half of whose form came when, that halves add up to
the year, agencies to sectors, municipalities to areas and the prefecture; and of a half sent again, which counts of it
were corrected (he guesses right). Unknown: how many were handed from which agency to which in each half of each
municipality. Of no count of 1 to 9, of a year or of what came in between, may his range be narrower than 9.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array

from etl import pipeline, settings

pytestmark = pytest.mark.slow

YEAR, PREFECTURE, K, WIDTH = 2025, "310000", 10, 9
ENOUGH = 10_000  # where nothing published limits a count
SECTOR = {"A11": "juso", "A10": "juso", "A20": "welfare", "A40": "residents"}
# Two cities of 25,000 or more, whose sectors and agencies are published, and a town, of which only the whole is.
AREA = {"312011": "3101", "312029": "3103", "313904": "3103"}
FINE = ("312011", "312029")
Pairs = dict[tuple[str, str], int]
Half = tuple[str, str, int]  # municipality, H1 or H2, edition
Cell = tuple[str, str, str, str, str, str]  # place kind and code, from level and code, to level and code
Unknown = tuple[Half, str, str]
Telling = dict[Cell, int | None]  # None: x

HALVES: dict[Half, Pairs] = {
    ("312011", "H1", 1): {("A11", "A20"): 64, ("A20", "A11"): 41, ("A10", "A40"): 23, ("A40", "A20"): 38, ("A10", "A11"): 15},
    ("312011", "H2", 1): {("A11", "A20"): 58, ("A20", "A11"): 47, ("A10", "A40"): 19, ("A40", "A20"): 31, ("A10", "A11"): 12},
    ("312029", "H1", 1): {("A11", "A20"): 35, ("A20", "A11"): 28, ("A10", "A40"): 14, ("A40", "A20"): 22},
    # The same half with one count corrected, when the second half of it comes: 35 was 36.
    ("312029", "H1", 2): {("A11", "A20"): 36, ("A20", "A11"): 28, ("A10", "A40"): 14, ("A40", "A20"): 22},
    ("312029", "H2", 1): {("A11", "A20"): 27, ("A20", "A11"): 4, ("A10", "A40"): 2, ("A40", "A20"): 12},
    ("313904", "H1", 1): {("A11", "A20"): 9, ("A20", "A11"): 3, ("A40", "A20"): 5},
    ("313904", "H2", 1): {("A11", "A20"): 2, ("A40", "A20"): 1},
}  # fmt: skip
FIRST: list[Half] = [("312011", "H1", 1), ("312011", "H2", 1), ("312029", "H1", 1)]
# A late town tells its first half, then both second halves come.
SNAPSHOTS: list[list[Half]] = [
    FIRST,
    [*FIRST, ("313904", "H1", 1)],
    [*FIRST[:2], ("312029", "H1", 2), ("312029", "H2", 1), ("313904", "H1", 1), ("313904", "H2", 1)],
]


def _cells(lg_code: str, source: str, target: str) -> Iterator[Cell]:
    """Every cell that a referral counts in, published or not."""
    ends = (
        ("agency", source, target),
        ("sector", SECTOR[source], SECTOR[target]),
        ("total", "total", "total"),
    )
    for place in (("municipality", lg_code), ("area", AREA[lg_code]), ("prefecture", PREFECTURE)):
        for (from_level, from_code, _), (to_level, _, to_code) in product(ends, ends):
            yield *place, from_level, from_code, to_level, to_code


def _unknowns(halves: Iterable[Half]) -> Iterator[Unknown]:
    return ((half, source, target) for half in halves for source, target in product(SECTOR, SECTOR))


def _true(halves: Iterable[Half]) -> dict[Cell, int]:
    sums: dict[Cell, int] = defaultdict(int)
    for half in halves:
        for (source, target), number in HALVES[half].items():
            for cell in _cells(half[0], source, target):
                sums[cell] += number
    return sums


def _published_at_all(cell: Cell) -> bool:
    kind, code, from_level, _, to_level, _ = cell
    levels = {from_level, to_level}
    if kind == "prefecture":
        return levels != {"agency", "sector"}
    if kind == "area":
        return "agency" not in levels
    return levels == {"total"} or (code in FINE and levels not in ({"agency"}, {"agency", "sector"}))


def _naive(halves: Iterable[Half]) -> Telling:
    """What a prefecture would tell that only leaves out 1 to 9, where nothing else need be hidden."""
    told = {cell: number for cell, number in _true(halves).items() if _published_at_all(cell)}
    return {cell: number if number >= K else None for cell, number in told.items()}


class Reader:
    """All snapshots as one system of equations over what nobody published."""

    def __init__(self, snapshots: list[list[Half]], tellings: list[Telling]) -> None:
        self.snapshots = snapshots
        halves = sorted({half for snapshot in snapshots for half in snapshot})
        self.columns = {unknown: n for n, unknown in enumerate(_unknowns(halves))}
        self.truth = np.array(
            [HALVES[half].get((source, target), 0) for half, source, target in self.columns]
        )
        self.members: dict[tuple[Half, Cell], list[int]] = defaultdict(list)
        for (half, source, target), column in self.columns.items():
            for cell in _cells(half[0], source, target):
                self.members[half, cell].append(column)
        self.equal = [row for snapshot, told in zip(snapshots, tellings, strict=True)
                      for row in self._equations(snapshot, told)] + list(self._unchanged())  # fmt: skip
        self.at_least_one = [
            self.sum(snapshot, cell)
            for snapshot, told in zip(snapshots, tellings, strict=True)
            for cell, number in told.items()
            if number is None
        ]

    def sum(self, halves: Iterable[Half], cell: Cell) -> list[int]:
        return [column for half in halves for column in self.members.get((half, cell), [])]

    def _equations(self, halves: list[Half], told: Telling) -> Iterator[tuple[list[int], list[int], int]]:
        """A published cell is its sum; a cell of a published kind that is not there is 0."""
        for cell in {cell for half, cell in self.members if half in halves and _published_at_all(cell)}:
            number = told.get(cell, 0)
            if number is not None:
                yield self.sum(halves, cell), [], number

    def _unchanged(self) -> Iterator[tuple[list[int], list[int], int]]:
        for half, source, target in self.columns:
            earlier = (half[0], half[1], half[2] - 1)
            if earlier in HALVES and HALVES[earlier].get((source, target)) == HALVES[half].get(
                (source, target)
            ):
                yield [self.columns[half, source, target]], [self.columns[earlier, source, target]], 0

    def wanted(self) -> dict[tuple[int, ...], tuple[str, Cell]]:
        """Counts of 1 to 9: of a year in a snapshot, and of what came in between two of them."""
        named: dict[tuple[int, ...], tuple[str, Cell]] = {}
        came = [("of the year", snapshot) for snapshot in self.snapshots]
        for before, after in combinations(self.snapshots, 2):
            known = {half[:2] for half in before}
            came.append(("came in between", [half for half in after if half[:2] not in known]))
        for name, halves in came:
            for cell in {cell for half, cell in self.members if half in halves}:
                columns = tuple(sorted(self.sum(halves, cell)))
                if 1 <= self.truth[list(columns)].sum() < K:
                    named.setdefault(columns, (name, cell))
        return named

    def narrowed(self) -> dict[tuple[str, Cell], tuple[float, float]]:
        """Counts that he knows to a range narrower than WIDTH; a table met on the way widens the range of all."""
        left, right = [], []
        for plus, minus, number in self.equal:
            left.append([(column, 1.0) for column in plus] + [(column, -1.0) for column in minus])
            right.append(number)
        a_eq = self._matrix(left)
        a_ub = self._matrix([[(column, -1.0) for column in row] for row in self.at_least_one])
        floor = -np.ones(a_ub.shape[0])
        # He supposes nothing untrue.
        assert np.allclose(a_eq @ self.truth, right) and (a_ub @ self.truth <= floor).all()
        wanted = self.wanted()
        sums = self._matrix([[(column, 1.0) for column in columns] for columns in wanted])
        low = high = sums @ self.truth
        for n, objective in enumerate(sums.toarray()):
            for direction in (1.0, -1.0):
                if high[n] - low[n] >= WIDTH:
                    break
                answer = linprog(
                    direction * objective, a_ub, floor, a_eq, right, bounds=(0, ENOUGH), method="highs"
                )
                assert answer.status == 0, answer.message
                low, high = np.minimum(low, sums @ answer.x), np.maximum(high, sums @ answer.x)
        ranges = zip(wanted.values(), low, high, strict=True)
        return {name: (least, most) for name, least, most in ranges if most - least < WIDTH - 1e-6}

    def _matrix(self, rows: list[list[tuple[int, float]]]) -> "csr_array[Any]":
        entries = [(n, column, factor) for n, row in enumerate(rows) for column, factor in row]
        row, column, factor = zip(*entries, strict=True) if entries else ((), (), ())
        return csr_array((factor, (row, column)), shape=(len(rows), len(self.columns)))


def _send(inbox: Path, half: Half) -> None:
    lg_code, period, edition = half
    cover = {
        "lg_code": lg_code,
        "fiscal_year": YEAR,
        "period": "FY",
        "dept_name": "福祉課",
        "submitted_on": "2026-04-20",
    }
    cover |= {"revision_no": 1, "juso_status": "J1", "participation_mode": "H1", "lonely_dept_same": "V1"}
    _write(inbox / f"{lg_code}_F0_{YEAR}FY_r1.csv", [cover | {"no_pii_ack": 1, "pref_publish_ok": 1}])
    rows = []
    for (source, target), number in HALVES[half].items():
        row = {
            "lg_code": lg_code,
            "fiscal_year": YEAR,
            "period": period,
            "from_agency": source,
            "to_agency": target,
        }
        row |= {"to_lg_code": "", "channel": "C1", "referral_count": number, "consent_count": number}
        rows.append(row | {"no_consent_legal_count": 0, "consent_unknown_count": 0})
    _write(inbox / f"{lg_code}_F3_{YEAR}{period}_r{edition}.csv", rows)


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _read(snapshot: Path) -> Telling:
    query = f"""
        SELECT place_kind, place_code, from_level, from_code, to_level, to_code, value FROM mart_linkage_flow
        WHERE fiscal_year = {YEAR} AND period = 'FY' AND state IN ('value', 'suppressed') AND value IS DISTINCT FROM 0
    """
    with duckdb.connect(str(snapshot), read_only=True) as opened:
        return {tuple(cell): number for *cell, number in opened.sql(query).fetchall()}


def test_the_reader_learns_small_counts_where_only_small_counts_are_hidden() -> None:
    """The attack finds what is there to be found, in one snapshot and between two."""
    narrowed = Reader(SNAPSHOTS, [_naive(halves) for halves in SNAPSHOTS]).narrowed()
    assert {name for name, _ in narrowed} == {"of the year", "came in between"}


def test_three_snapshots_in_a_row_give_no_small_count_away(tmp_path: Path) -> None:
    here = settings.load({"TSUNAGARI_HOME": str(tmp_path)})
    here.prepare()
    tellings = []
    for halves in SNAPSHOTS:
        for half in halves:
            _send(here.inbox, half)
        outcome = pipeline.load(here)
        assert outcome.path is not None
        tellings.append(_read(outcome.path))
    assert Reader(SNAPSHOTS, tellings).narrowed() == {}
