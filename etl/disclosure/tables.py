"""The declared system: published cells and how they add up, read from the facts by ``disclosure.toml``.

One system per fiscal year (5 of the design: "one linked system"). Cells at zero are published and drop out of
every relation; latent cells are never published but follow from published ones, so they are hidden from the start.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from etl.catalogue import Disclosure
from etl.catalogue.disclosure import Cost, Threshold
from etl.disclosure import history
from etl.disclosure.declared import relation_sql, where
from etl.disclosure.insiders import insiders
from etl.suppression.model import Protection, Relation, Table

_KEYS = history.KEY
HELD = 50.0
"""How much dearer it is to hide what an earlier snapshot showed, at another value."""


@dataclass(frozen=True)
class System:
    """The table of one fiscal year; ``cell_ids[i]`` is the row of ``fct_cell`` behind cell ``i``.

    ``shown_before``: cells that an earlier snapshot published, at this or another value. ``totals``: the prefecture's
    totals of the year, to be published unless that leaves some protected count an interval below ``width``.
    """

    fiscal_year: int
    cell_ids: tuple[int, ...]
    latent: frozenset[int]
    table: Table
    shown_before: frozenset[int] = frozenset()
    totals: frozenset[int] = frozenset()
    width: int = 0


def years(con: duckdb.DuckDBPyConnection) -> list[int]:
    """Fiscal years that have any protected cell, in order."""
    return [row[0] for row in con.execute("select distinct fiscal_year from fct_cell order by 1").fetchall()]


def system(con: duckdb.DuckDBPyConnection, declared: Disclosure, fiscal_year: int) -> System:
    """Build the linked table of one year from ``fct_cell`` and from what earlier snapshots told of the year.

    Cells of earlier snapshots that are not the same count any more come after the present ones; they stay as they
    were, published or hidden, and only their equations matter.
    """
    threshold = declared.threshold
    columns = f"cell_id, value, latent, population, {_KEYS}"
    rows = con.execute(
        f"select {columns} from fct_cell where fiscal_year = ? order by cell_id", [fiscal_year]
    ).fetchall()
    cell_ids = tuple(row[0] for row in rows)
    index = {cell: i for i, cell in enumerate(cell_ids)}
    past = _Past(rows, history.versions(con, declared))
    relations = _relations(con, declared, fiscal_year, "fct_cell", index)
    for edition in history.editions(con, fiscal_year, columns):
        at = past.add(edition)
        told = f"(select * from released_cell where edition = '{edition.name}')"
        relations += _relations(con, declared, fiscal_year, told, at)
    past.close()
    relations = list({relation.terms: relation for relation in relations}.values())
    rows = past.rows
    primary = _primary(rows, _least(rows, relations), past, threshold)
    totals = frozenset(index[cell] for cell in _totals(con, declared, fiscal_year))
    table = Table(
        values=tuple(row[1] for row in rows),
        relations=tuple(relations),
        primary=primary,
        cost=tuple(_cost(row, declared.cost) * past.weight(i) for i, row in enumerate(rows)),
        lower_bound=tuple(0 if row[2] else 1 for row in rows),
        public=frozenset(past.known),
        names=tuple("/".join(str(part) for part in row[4:] if part) for row in rows),
        insiders=insiders(rows, primary),
    )
    present = range(past.present)
    latent = frozenset(i for i in present if rows[i][2] and i not in past.known)
    shown = frozenset(i for i in present if past.was_shown(i))
    return System(fiscal_year, cell_ids, latent, table, shown, totals, threshold.width)


class _Past:
    """The cells of a year over all snapshots: the present ones first, then those that are no longer the same count."""

    def __init__(self, rows: list[tuple[Any, ...]], versions: Mapping[int, str]) -> None:
        self.rows = list(rows)
        self.present = len(rows)
        self.names = {(row[4:], versions.get(row[0], "")): i for i, row in enumerate(rows)}
        self.known: set[int] = set()
        self.decided: set[int] = set()
        self.shown: set[tuple[Any, ...]] = set()

    def add(self, edition: history.Edition) -> dict[int, int]:
        """Where each cell of an earlier snapshot stands; what it published is known for good."""
        places = {}
        for cell, (key, version) in edition.names.items():
            row = edition.rows[cell]
            name = (key, version)
            if name in self.names and self.rows[self.names[name]][1] != row[1]:
                name = (key, f"{version}#{edition.name}")
            if name not in self.names:
                self.names[name] = len(self.rows)
                self.rows.append(row)
                self.decided.add(self.names[name])
            places[cell] = self.names[name]
            if cell not in edition.hidden:
                self.known.add(places[cell])
                self.shown.add(key)
        self._zeros(edition.names.values(), range(len(self.rows)))
        return places

    def close(self) -> None:
        """A zero of the past that the present tables would show, were it not zero, is known to be zero."""
        now = [name for name, i in self.names.items() if i < self.present]
        self._zeros(now, self.decided)

    def _zeros(self, names: Collection[history.Name], among: Collection[int]) -> None:
        """Latent zeros: the same submissions were told of their place, and nothing of them."""
        told, given = {(key[0], key[3], version) for key, version in names}, set(names)
        for name, i in self.names.items():
            key, version = name
            if i in among and not self.rows[i][1] and (key[0], key[3], version) in told and name not in given:
                self.known.add(i)

    def was_shown(self, i: int) -> bool:
        """Whether a cell of today could be read, at whatever value, in an earlier snapshot."""
        return self.rows[i][4:] in self.shown

    def weight(self, i: int) -> float:
        """What was public stays public if it can; what is past or never published costs nothing."""
        if i in self.decided or self.rows[i][2]:
            return 0.0
        return HELD if self.was_shown(i) else 1.0


def _least(rows: list[tuple[Any, ...]], relations: list[Relation]) -> list[int]:
    """The least each hidden count can look like: a sum is at least the number of its parts that are not zero."""
    least = [0 if row[2] else 1 for row in rows]
    while True:
        before = list(least)
        for relation in relations:
            parent, *parts = (cell for cell, _ in relation.terms)
            least[parent] = max(least[parent], sum(least[part] for part in parts))
        if least == before:
            return least


def _primary(
    rows: list[tuple[Any, ...]], least: list[int], past: _Past, threshold: Threshold
) -> tuple[Protection, ...]:
    """Counts from 1 to k−1, every count of a very small municipality, and cells hidden in any case: latent or past."""
    k, width = threshold.k, threshold.width
    protections = []
    for i, (_, value, latent, population, _, _, place_kind, *_) in enumerate(rows):
        tiny = place_kind == "municipality" and population < threshold.small_population
        if i in past.known:
            continue
        if value and (value < k or tiny):
            most = max(k, least[i] + width)
            protections.append(Protection(i, lower=value - 1, upper=max(most - value, 0)))
        elif latent or i in past.decided:
            protections.append(Protection(i, lower=0, upper=0))
    return tuple(protections)


def _cost(row: tuple[Any, ...], weights: Cost) -> float:
    place_kind, levels = row[6], (row[8], row[10])
    weight: float = getattr(weights, place_kind)
    for level in levels:
        weight *= getattr(weights, level, 1.0)
    return round(math.log2(1 + row[1]) * weight, 6)


def _totals(con: duckdb.DuckDBPyConnection, declared: Disclosure, fiscal_year: int) -> list[int]:
    """The totals that are declared to be published first, where they are large enough."""
    found = con.execute(
        f"""select cell_id from fct_cell
        where fiscal_year = ? and not latent and value >= ? and ({where(declared.totals)})""",
        [fiscal_year, declared.threshold.k],
    ).fetchall()
    return [cell for (cell,) in found]


def _relations(
    con: duckdb.DuckDBPyConnection,
    declared: Disclosure,
    fiscal_year: int,
    source: str,
    index: Mapping[int, int],
) -> list[Relation]:
    relations = []
    for rule in declared.relations:
        for parent, children in con.execute(
            relation_sql(rule, source), [fiscal_year, fiscal_year]
        ).fetchall():
            terms = ((index[parent], -1), *((index[child], 1) for child in children))
            relations.append(Relation(f"{rule.id}:{parent}", terms))
    return relations
