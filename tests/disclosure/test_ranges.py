"""x の範囲: 公表した数だけから、誰でも求められる最小と最大。本当の数からは何も取らない。

The smallest systems are held against every table that fits what is published; the files against the counts of their work file.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from etl import audit, settings
from etl.audit.declaration import Key
from etl.audit.ranges import Range, of_snapshot, of_year, stored_ranges, write
from etl.audit.view import HIDDEN, PUBLISHED, UNPUBLISHED, Cell, Relation, View

DECLARED = audit.declaration(settings.load().catalogue)
MOST = 12


@dataclass(frozen=True)
class Grid:
    """A two-way table with margins; what is published of it, and whose numbers are missing from it."""

    inner: np.ndarray
    states: tuple[str, ...]

    @property
    def cells(self) -> list[int]:
        return with_margins(self.inner)


def with_margins(inner: np.ndarray) -> list[int]:
    full = np.concatenate([inner, inner.sum(0, keepdims=True)])
    full = np.concatenate([full, full.sum(1, keepdims=True)], 1)
    return [int(value) for value in full.ravel()]


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """2 × 2 or 2 × 3 counts. Zeros are published, the grand total always: every other cell is given, hidden or never told."""
    rows, columns = draw(st.sampled_from(((2, 2), (2, 3))))
    counts = st.integers(0, 5)
    inner = np.array(draw(st.lists(counts, min_size=rows * columns, max_size=rows * columns))).reshape(
        rows, columns
    )
    assume(0 < inner.sum() <= MOST)
    states = []
    for value in with_margins(inner)[:-1]:
        state = draw(st.sampled_from((PUBLISHED, HIDDEN, HIDDEN, UNPUBLISHED)))
        states.append(PUBLISHED if value == 0 and state == HIDDEN else state)
    return Grid(inner, (*states, PUBLISHED))


def key(number: int) -> Key:
    return Key("flow", "FY", "prefecture", "310000", "agency", f"A{number:02}", "total", "total", "")


def view_of(values: list[int], states: tuple[str, ...], shape: tuple[int, int]) -> View:
    """What a reader is given: numbers where they are published, and what adds up to what."""
    cells = tuple(
        Cell(key(at), value if state == PUBLISHED else None, state, 0, "")
        for at, (value, state) in enumerate(zip(values, states, strict=True))
    )
    rows, columns = shape
    place = np.arange(len(values)).reshape(rows + 1, columns + 1)
    lines = [*place.tolist(), *place.T.tolist()]
    relations = tuple(
        Relation(f"和{at}", parent, tuple(children)) for at, (*children, parent) in enumerate(lines)
    )
    return View(2025, cells, relations, {}, {})


def fitting(grid: Grid) -> Iterator[list[int]]:
    """Every table that shows what this one shows: same published cells, hidden ones at least 1, the rest at least 0."""
    said = grid.cells
    for inner in itertools.product(range(said[-1] + 1), repeat=grid.inner.size):
        if sum(inner) != said[-1]:
            continue
        values = with_margins(np.array(inner).reshape(grid.inner.shape))
        if all(
            value == true if state == PUBLISHED else value >= (state == HIDDEN)
            for value, true, state in zip(values, said, grid.states, strict=True)
        ):
            yield values


@given(grids())
def test_a_range_ends_at_the_least_and_the_most_of_all_tables_that_fit(grid: Grid) -> None:
    """And tables that differ in hidden counts alone have the same ranges: nothing comes from the true ones."""
    possible = [*fitting(grid)]
    found = of_year(view_of(grid.cells, grid.states, grid.inner.shape))
    hidden = [at for at, state in enumerate(grid.states) if state == HIDDEN]
    wanted: dict[Key, Range] = {
        key(at): (min(values[at] for values in possible), max(values[at] for values in possible))
        for at in hidden
    }
    assert found == wanted
    for other in (possible[0], possible[-1]):
        assert of_year(view_of(other, grid.states, grid.inner.shape)) == found


def town(at: int) -> str:
    return f"3132{at}4"


def of_towns(shown: list[int | None], total: int | None, left_out: set[int]) -> View:
    """Outreach in three towns and their prefecture; ``left_out``: towns that hid a number of the form themselves."""
    places = [("prefecture", "310000", total), *(("municipality", town(at), n) for at, n in enumerate(shown))]
    cells = tuple(
        Cell(
            Key("support", "FY", kind, code, "total", "total", "total", "total", "N08"),
            value,
            PUBLISHED if value is not None else HIDDEN,
            9000,
            "",
            hidden_in_part=kind == "municipality" and code in {town(at) for at in left_out},
        )
        for kind, code, value in places
    )
    of = [("municipality", town(at)) for at in left_out] + [("prefecture", "310000")] * bool(left_out)
    relations = (Relation("support_municipality", 0, tuple(range(1, len(cells)))),)
    return View(2025, cells, relations, {}, {}, frozenset(("support", "FY", *place) for place in of))


@given(
    st.lists(st.integers(1, 30), min_size=2, max_size=4),
    st.data(),
)
def test_what_a_town_hid_itself_stands_in_no_sum_and_has_no_range(
    told: list[int], data: st.DataObject
) -> None:
    """Whether its x is a part that counts or one that does not, the ranges of the others hold their counts."""
    kept = data.draw(st.sets(st.integers(0, len(told) - 1), min_size=1))
    gone = data.draw(st.sets(st.sampled_from(sorted(kept))))  # of these nothing stands in the sum
    hidden = kept | data.draw(st.sets(st.integers(0, len(told) - 1)))
    counted = [0 if at in gone else n for at, n in enumerate(told)]
    shown = [None if at in hidden else n for at, n in enumerate(told)]
    total = data.draw(st.sampled_from((sum(counted) or None, None)))
    found = of_year(of_towns(shown, total, kept))
    for (_, _, kind, code, *_), (low, high) in found.items():
        true = sum(counted) if kind == "prefecture" else counted[int(code[4])]
        assert low <= true and (high is None or true <= high)
        assert kind == "prefecture" or code not in {town(at) for at in kept}


def test_by_hand() -> None:
    """40 in all, 12 and two x: each 1 to 27. Without the total nothing limits them: 1 or more, and 14 or more in all."""
    ends = {key[3]: found for key, found in of_year(of_towns([12, None, None], 40, set())).items()}
    assert ends == {town(1): (1, 27), town(2): (1, 27)}
    ends = {key[3]: found for key, found in of_year(of_towns([12, None, None], None, set())).items()}
    assert ends == {"310000": (14, None), town(1): (1, None), town(2): (1, None)}


def test_parts_told_only_together_are_no_equation_where_some_are_missing() -> None:
    """Consents are given where every referral carries one. Of a place that left a number out they may be anything."""
    total = Key("flow", "FY", "prefecture", "310000", "total", "total", "total", "total", "")
    consents = [
        Key(
            "breakdown", "FY", "prefecture", "310000", "total", "total", "total", "total", f"consent:{ground}"
        )
        for ground in ("consented", "legal", "unknown")
    ]
    relation = (Relation("consent_total", 0, (1, 2, 3), whole=True),)
    left = frozenset((table, "FY", "prefecture", "310000") for table in ("flow", "breakdown"))

    def ranges(*shown: int | None, left_out: frozenset[tuple[str, str, str, str]]) -> dict[str, Range]:
        states = [PUBLISHED if n is not None else HIDDEN for n in shown]
        cells = [Cell(k, n, s, 0, "") for k, n, s in zip((total, *consents), shown, states, strict=True)]
        found = of_year(View(2025, tuple(cells), relation, {}, {}, left_out))
        return {key.category.removeprefix("consent:"): ends for key, ends in found.items()}

    all_hidden = {ground: (1, 38) for ground in ("consented", "legal", "unknown")}
    assert ranges(40, None, None, None, left_out=frozenset()) == all_hidden
    assert ranges(40, None, None, None, left_out=left) == {}
    # 25 are told, so all of them were: 15 are left, and either of the two may be what somebody kept to himself.
    assert ranges(40, 25, None, None, left_out=left) == {"legal": (0, 15), "unknown": (0, 15)}


def test_every_range_of_the_demo_holds_its_count(snapshot_file: Path, demo_home: Path) -> None:
    """Nearly every x has a range; each holds the count of the work file, 0 where nothing of it is counted."""
    with duckdb.connect(demo_home / "work" / "work.duckdb", read_only=True) as con:
        truth = {
            (year, tuple(key)): value
            for year, value, *key in con.execute(
                f"select fiscal_year, value, {audit.KEY} from fct_cell"
            ).fetchall()
        }
    ranges = stored_ranges(snapshot_file, DECLARED)
    assert ranges and set(ranges) == {2023, 2024, 2025}
    for year, found in ranges.items():
        for at, (low, high) in found.items():
            assert low <= truth.get((year, tuple(at)), 0) <= (high or 0), (year, at)
    with duckdb.connect(snapshot_file, read_only=True) as con:
        hidden = con.execute("select value::int from certificate where key = 'hidden'").fetchone()
    assert hidden and sum(map(len, ranges.values())) > 0.9 * hidden[0]


def test_ranges_come_from_the_file_without_them(
    snapshot_file: Path, of_one_year: Callable[[int], Path]
) -> None:
    """Taken out of the file, they are worked out again; put in otherwise, the file is refused."""
    copy = of_one_year(2023)
    with duckdb.connect(copy) as con:
        for mart in DECLARED["mart"]:
            con.execute(f"update {mart['name']} set value_low = null, value_high = null")
    said = (stored_ranges(snapshot_file, DECLARED) or {})[2023]
    found = of_snapshot(copy, DECLARED)
    assert found == {2023: said}
    spoiled = {at: (low, None if high is None else high - 1) for at, (low, high) in said.items()}
    write(copy, DECLARED, {2023: spoiled})
    refused = audit.audit(copy, DECLARED, insiders=False)
    assert not refused.passed and "x の範囲" in refused.why_not()
