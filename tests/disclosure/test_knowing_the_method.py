"""秘匿: 方法を知る人が、公表された x の並びから、守った件数を狭められてはならない（最小性攻撃）。

Wong, Fu, Wang & Pei, "Minimality Attack in Privacy Preserving Data Publishing" (VLDB 2007); Cormode, Srivastava, Li &
Li, "Minimizing Minimality and Maximizing Utility" (VLDB 2010). The pattern of hidden cells is the cheapest one that
protects, so it tells of the counts that it was chosen for. An attacker who knows the method, not the key of the
secret factors of the costs, goes through every table of whole counts that agrees with what is published, lets the
method choose on each, and keeps those that give the published pattern. Every value of 1…k−1 that the margins allow
must stay possible for him. Two things together make it so:

1. costs multiplied by a secret log-normal factor: a table is excluded only if its pattern is not minimal, or does not
   protect, whatever the costs;
2. closed patterns: a hidden count of k or more that a reader cannot tell from a small one is protected as if it were
   small. Otherwise a table in which it *is* small would have been given another pattern, and he who knows the method
   knows that it is not.

The first tests prove that with `protect` alone, closing its patterns by hand; the last one asks both of the product, by
publishing. The product closes its patterns itself (`closed_below`).
"""

from __future__ import annotations

import itertools
import math
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from etl.catalogue import Disclosure
from etl.suppression import BadTable, Protection, Relation, Table, protect
from tests.disclosure import test_over_time as over_time
from tests.disclosure.attacker import interval
from tests.disclosure.drawn import with_margins

K = 10
TOP = 40  # a reader knows that no single count is larger
SIGMA = 0.5
DRAWS = 40
Values = tuple[int, ...]
Key = tuple[str, ...]


# ---- tables, and the method that its attacker knows ------------------------------------------------------------


@cache
def lines(rows: int, columns: int) -> tuple[tuple[Relation, ...], tuple[float, ...]]:
    """Relations of a two-way table with margins, and the weights of its cells: 1, a margin 4, the total 16."""
    _, relations = with_margins(np.ones((rows, columns), int))
    weights = [
        4.0 ** ((row == rows) + (column == columns))
        for row in range(rows + 1)
        for column in range(columns + 1)
    ]
    return tuple(relations), tuple(weights)


def two_way(*inner: list[int]) -> Table:
    """A two-way table of counts with its margins; its counts of 1 to 9 are protected to 1 and to 10."""
    values, _ = with_margins(np.array(inner))
    relations, weights = lines(len(inner), len(inner[0]))
    return of_values(Table(tuple(values), relations, (), cost=weights), tuple(values))


def of_values(form: Table, values: Values) -> Table:
    """The same form filled with other counts."""
    small = tuple(
        Protection(cell, value - 1, K - value) for cell, value in enumerate(values) if 0 < value < K
    )
    size = len(values)
    return replace(form, values=values, primary=small, lower_bound=(1,) * size, upper_bound=(None,) * size)


def chosen(
    form: Table, values: Values, factors: np.ndarray, closed: bool, method: str = "exact"
) -> frozenset[int]:
    """The cells that the method hides: costs log2(1 + value) × weight × factor; the empty set where it refuses."""
    table = of_values(form, values)
    costs = np.log2(1 + np.array(values)) * np.array(form.cost) * factors
    table = replace(table, cost=tuple(costs.tolist()))
    while True:
        try:
            hidden = protect(table, method=method, clip=True, with_intervals=False).suppressed
        except BadTable:
            return frozenset()
        required = {protection.cell for protection in table.primary}
        more = sorted(hidden - required) if closed and required else []
        more = [cell for cell in more if 1 < interval(table, hidden, cell)[0] < K]
        if not more:
            return hidden
        as_if_small = tuple(Protection(cell, values[cell] - 1, 0) for cell in more)
        table = replace(table, primary=table.primary + as_if_small)


# ---- the attacker ------------------------------------------------------------------------------------------------


def lookalikes(table: Table, hidden: frozenset[int]) -> list[Values]:
    """Every table of whole counts that agrees with what is published: zeros and shown cells exact, hidden ones ≥ 1."""
    inner = [cell for cell in sorted(hidden) if all(dict(r.terms).get(cell, 1) > 0 for r in table.relations)]
    ranges = {}
    for cell in inner:
        low, high = interval(table, hidden, cell)
        ranges[cell] = range(max(1, math.ceil(low - 1e-6)), math.floor(min(high, TOP) + 1e-6) + 1)
    return list(_completed(table, {c: v for c, v in enumerate(table.values) if c not in hidden}, ranges))


def _completed(table: Table, known: dict[int, int], ranges: Mapping[int, range]) -> Iterator[Values]:
    known = dict(known)
    progress = True
    while progress:
        progress = False
        for relation in table.relations:
            open_terms = [(cell, weight) for cell, weight in relation.terms if cell not in known]
            rest = sum(known[cell] * weight for cell, weight in relation.terms if cell in known)
            if not open_terms and rest:
                return
            if len(open_terms) == 1:
                (cell, weight), progress = open_terms[0], True
                known[cell] = round(-rest / weight)
                if known[cell] < 1 or (cell in ranges and known[cell] not in ranges[cell]):
                    return
    free = [cell for cell in ranges if cell not in known]
    if not free:
        yield tuple(known[cell] for cell in range(len(table.values)))
        return
    cell = min(free, key=lambda cell: len(ranges[cell]))
    for value in ranges[cell]:
        yield from _completed(table, known | {cell: value}, ranges)


def lost(
    table: Table, hidden: frozenset[int], secrets: list[np.ndarray], closed: bool, method: str = "exact"
) -> list[tuple[int, int]]:
    """(cell, value) of the protected counts that the margins allow and one who knows the method excludes.

    `secrets`: the factors of the costs that he tries, knowing by what law they are drawn, each with a table that agrees.
    """
    alike = lookalikes(table, hidden)
    assert table.values in alike

    @cache
    def gives(values: Values, secret: int) -> bool:
        return chosen(table, values, secrets[secret], closed, method) == hidden

    def possible(such: list[Values]) -> bool:
        near = sorted(such, key=lambda values: (_distance(values, table.values), values))[:20]
        tries = range(max(len(near), 2 * len(secrets)))
        return any(gives(near[turn % len(near)], turn % len(secrets)) for turn in tries)

    excluded = []
    for protection in table.primary:
        for value in range(1, K):
            such = [values for values in alike if values[protection.cell] == value]
            if such and not possible(such):
                excluded.append((protection.cell, value))
    return excluded


def of_key(table: Table, key: int) -> np.ndarray:
    return np.exp(SIGMA * np.random.default_rng(key).normal(size=len(table.values)))


def drawn(table: Table, count: int = DRAWS) -> list[np.ndarray]:
    return [of_key(table, key) for key in range(1000, 1000 + count)]


def favouring(table: Table, hidden: frozenset[int]) -> np.ndarray:
    """Factors that nobody can exclude, though few would bet on them: four standard deviations for this very pattern."""
    away = [-4.0 if cell in hidden else 4.0 for cell in range(len(table.values))]
    return np.exp(SIGMA * np.array(away))


def _distance(left: Values, right: Values) -> int:
    return sum(abs(a - b) for a, b in zip(left, right, strict=True))


# ---- the method, by `protect` alone --------------------------------------------------------------------------------

# the 14 hidden beside the 3 could be small itself: 3 + 14 = 17 and 12 + 13 = 25
CORNER = two_way([3, 14, 25], [12, 13, 22], [25, 28, 30])
TABLES = {
    "corner": CORNER,
    "two rows": two_way([7, 5, 18], [20, 14, 26]),
    "one small one": two_way([2, 21, 13], [17, 11, 24], [30, 16, 19]),
}


def test_one_who_knows_a_method_without_a_secret_narrows_a_count() -> None:
    """The attack works: of 5, 12 and 14 the 12 is hidden beside the 5; beside a 1 or a 2 it would be a 16 or a 15."""
    table = PUBLISHED.table
    plain = np.ones(len(table.values))
    for method in ("exact", "heuristic"):
        hidden = chosen(table, table.values, plain, closed=False, method=method)
        assert hidden == {1, 2}
        assert {(1, 1), (1, 2)} <= set(lost(table, hidden, [plain], closed=False, method=method))
        assert lost(table, hidden, drawn(table, 12), closed=False, method=method) == []


def test_a_secret_alone_does_not_help_where_a_hidden_count_could_be_small() -> None:
    """Were the 3 an 8, the 14 would be a 9, and the rectangle does not let a 9 there be taken for a 1 or 2."""
    hidden = chosen(CORNER, CORNER.values, np.ones(16), closed=False)
    assert 1 < interval(CORNER, hidden, 1)[0] < K
    secrets = [favouring(CORNER, hidden), *drawn(CORNER, 12)]
    assert lost(CORNER, hidden, secrets, closed=False) == [(0, 8), (0, 9)]


@pytest.mark.parametrize("name", TABLES)
def test_with_the_secret_and_closed_patterns_every_value_stays_possible(name: str) -> None:
    table = TABLES[name]
    hidden = chosen(table, table.values, of_key(table, 5), closed=True)
    assert lost(table, hidden, drawn(table), closed=True) == []


@pytest.mark.slow
@given(st.lists(st.integers(0, 30), min_size=6, max_size=6), st.integers(0, 1000))
@settings(
    max_examples=5,
    derandomize=True,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_every_value_of_any_small_table_stays_possible(inner: list[int], key: int) -> None:
    """Not all values are equally likely, but each comes of some factors."""
    table = two_way(inner[:3], inner[3:])
    assume(table.primary)
    hidden = chosen(table, table.values, of_key(table, key), closed=True)
    assume(hidden and len(lookalikes(table, hidden)) <= 500)
    assert lost(table, hidden, [favouring(table, hidden)], closed=True) == []


# ---- the product -----------------------------------------------------------------------------------------------

MATRIX = ("flow_sector_row", "flow_sector_column", "flow_total_row", "flow_total_column")
TREE = ("flow_row_sector", "flow_total_row")
TRIES = 24


@dataclass(frozen=True)
class Publication:
    """つなぎ件数 of one municipality as the product knows them: what each cell is called, and what adds up."""

    keys: tuple[Key, ...]
    table: Table
    relations: tuple[str, ...]
    agencies: Mapping[str, str]

    def hidden(self, values: Values, key: int, monkeypatch: pytest.MonkeyPatch) -> frozenset[int]:
        """What is x when these counts are published by a prefecture that never published before, by a key of its own."""
        full = over_time.FULL
        declared = full | {
            "mart": [mart for mart in full["mart"] if mart["table"] == "flow"],
            "relation": [relation for relation in full["relation"] if relation["id"] in self.relations],
            "unpublished": [],
            "derived": [],
        }
        monkeypatch.setattr(over_time, "MODEL", Disclosure.model_validate(declared))
        with tempfile.TemporaryDirectory() as folder:
            prefecture = over_time.Prefecture(Path(folder), key.to_bytes(4))
            counts = {key: value for key, value in zip(self.keys, values, strict=True) if value}
            prefecture.publish(counts, agencies=self.agencies)
            shown = [prefecture.shown(key) for key in self.keys]
            prefecture.con.close()
        assert all(value in (None, true) for value, true in zip(shown, values, strict=True))
        return frozenset(cell for cell, value in enumerate(shown) if value is None)


def _key(*ends: str) -> Key:
    return ("flow", "FY", "municipality", over_time.TOWNS[0], *ends, "")


def matrix(*inner: list[int]) -> Publication:
    """From sector to sector, with totals."""
    table = two_way(*inner)
    sides = [
        [("sector", f"s{number}") for number in range(size)] + [("total", "total")]
        for size in (len(inner), len(inner[0]))
    ]
    return Publication(
        tuple(_key(*row, *column) for row, column in itertools.product(*sides)), table, MATRIX, {}
    )


def tree(**sectors: list[int]) -> Publication:
    """The agencies of each sector, the sectors, and the total."""
    total = ("total", "total")
    keys, values, relations, agencies = [_key(*total, *total)], [0], [], {}
    for sector, counts in sectors.items():
        first = len(keys)
        for number, count in enumerate(counts):
            agencies[f"{sector}{number}"] = sector
            keys.append(_key("agency", f"{sector}{number}", *total))
            values.append(count)
        keys.append(_key("sector", sector, *total))
        values.append(sum(counts))
        parts = tuple((cell, 1.0) for cell in range(first, len(keys) - 1))
        relations.append(Relation(sector, (*parts, (len(keys) - 1, -1.0))))
    tops = [cell for cell, key in enumerate(keys) if key[4] == "sector"]
    values[0] = sum(values[cell] for cell in tops)
    relations.append(Relation("total", (*((cell, 1.0) for cell in tops), (0, -1.0))))
    weights = tuple(1.0 if key[4] == "agency" else 4.0 for key in keys)
    form = Table(tuple(values), tuple(relations), (), cost=weights)
    return Publication(tuple(keys), of_values(form, tuple(values)), TREE, agencies)


# 12 is hidden beside the 5 because it is less than 14: it would not be, were it 15 or 16
PUBLISHED = tree(juso=[5, 12, 14], welfare=[40, 50])
# without closing, the 3 could not be an 8 or a 9
SQUARE = matrix([3, 14, 25], [12, 13, 22], [25, 28, 30])


@pytest.mark.slow
@pytest.mark.parametrize("publication", [PUBLISHED, SQUARE], ids=["tree", "square"])
def test_what_the_product_publishes_leaves_every_value_possible(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attacker publishes, in prefectures of his own with keys of their own, every table that agrees."""
    table = publication.table
    hidden = publication.hidden(table.values, 1, monkeypatch)
    assert {protection.cell for protection in table.primary} <= hidden
    alike = lookalikes(table, hidden)
    for protection in table.primary:
        for value in range(1, K):
            such = [values for values in alike if values[protection.cell] == value]
            nearest = sorted(such, key=lambda values: (_distance(values, table.values), values))[:4]
            tries = enumerate(itertools.islice(itertools.cycle(nearest), TRIES), start=2)
            possible = any(publication.hidden(values, key, monkeypatch) == hidden for key, values in tries)
            assert possible or not such, f"{publication.keys[protection.cell]} cannot be {value}"


@pytest.mark.slow
@given(
    st.lists(st.one_of(st.integers(1, 9), st.integers(10, 40)), min_size=9, max_size=9), st.integers(0, 1000)
)
@settings(
    max_examples=40,
    derandomize=True,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
def test_the_product_closes_its_patterns(inner: list[int], key: int) -> None:
    """Whatever it hides that could be below k could be as little as its sums allow, as a small count could."""
    publication = matrix(inner[:3], inner[3:6], inner[6:])
    table, everything = publication.table, range(len(publication.keys))
    with pytest.MonkeyPatch.context() as monkeypatch:
        hidden = publication.hidden(table.values, key, monkeypatch)
    for cell in hidden:
        low, _ = interval(table, hidden, cell)
        assert low >= K or low <= math.ceil(interval(table, everything, cell)[0] - 1e-6) + 1e-6
