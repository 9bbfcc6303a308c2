"""The linked table: published cells and how they add up, read from the facts by ``disclosure.toml``.

One table per fiscal year, so that what one published table tells of another is never forgotten. Cells at zero are
published and drop out of every relation; latent cells are never published but follow from published ones, so they are
hidden from the start.
"""

import itertools
import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from etl.catalogue import Disclosure
from etl.catalogue.disclosure import Cost, Threshold
from etl.disclosure import cells as all_cells
from etl.disclosure import releases, secret
from etl.disclosure.cells import Cell, Key
from etl.disclosure.declared import relation_sql, where
from etl.disclosure.insiders import Knower, insiders, knowers
from etl.disclosure.releases import Answered, Release
from etl.suppression.model import Protection, Relation, Table

GROWN = "grown"
"""What a count grew by between two snapshots."""
HELD = 50.0
"""How much dearer it is to hide what an earlier snapshot showed, at another value."""

Hides = Mapping[str, bool]
"""Of the counts above zero of one fiscal year, by name: whether it hides them."""


@dataclass(frozen=True)
class LinkedTable:
    """The table of one fiscal year; ``cell_ids[i]`` is the row of ``fct_cell`` behind cell ``i``.

    ``published_before``: cells that an earlier snapshot published, at this or another value. ``totals``: those declared to
    be published first, unless that leaves some protected count an interval below ``width``. ``k``: counts below are protected.
    """

    fiscal_year: int
    cell_ids: tuple[int, ...]
    latent: frozenset[int]
    table: Table
    published_before: frozenset[int] = frozenset()
    totals: frozenset[int] = frozenset()
    width: int = 0
    k: int = 0


def years(con: duckdb.DuckDBPyConnection) -> list[int]:
    """Fiscal years that have any protected cell, in order."""
    years = con.execute("select distinct fiscal_year from fct_cell order by 1").fetchall()
    return [year for (year,) in years]


def linked_table(
    con: duckdb.DuckDBPyConnection, declared: Disclosure, fiscal_year: int, made_of: Mapping[int, str]
) -> LinkedTable:
    """Build the linked table of one year from ``fct_cell`` and from what earlier snapshots told of the year.

    `made_of`: the version of each cell, see `releases.versions`.
    Cells of earlier snapshots that stand at another value now come after the present ones; they stay as they
    were, published or hidden, and only their equations matter.
    """
    now = all_cells.of_year(con, fiscal_year)
    index = {cell.cell_id: i for i, cell in enumerate(now)}
    # What any earlier snapshot published is public for good, so all are asked before anything is decided.
    past = _Past(now, made_of)
    relations = _relations(con, declared, fiscal_year, "fct_cell", index)
    for release in releases.releases(con, fiscal_year):
        places = past.add(release)
        source = f"(select * from released_cell where edition = '{release.snapshot}')"
        relations += _relations(con, declared, fiscal_year, source, places)
    past.close()
    relations += past.grow(releases.answered(con), declared.threshold.k)
    # Snapshots repeat the same equations; the engine would take each copy for another one.
    relations = list({relation.terms: relation for relation in relations}.values())
    cells = past.cells
    key = secret.key_of(con)
    everyone = knowers(cells, relations, declared.attackers, _areas(con, declared))
    primary = _primary(cells, _least_to_any(cells, relations, everyone), past, declared.threshold)
    table = Table(
        values=tuple(cell.value for cell in cells),
        relations=tuple(relations),
        primary=primary,
        cost=tuple(_cost(cell, declared.cost, key) * past.weight(i) for i, cell in enumerate(cells)),
        # A zero is published, so readers know that a hidden count is at least 1; of one never published they know nothing.
        lower_bound=tuple(0 if cell.latent else 1 for cell in cells),
        public=frozenset(past.known),
        names=tuple(cell.name for cell in cells),
        insiders=insiders(cells, primary, everyone),
    )
    present = range(past.present)
    return LinkedTable(
        fiscal_year,
        cell_ids=tuple(index),
        latent=frozenset(i for i in present if cells[i].latent and i not in past.known),
        table=table,
        published_before=frozenset(i for i in present if past.was_published(i)),
        totals=frozenset(index[cell] for cell in _totals(con, declared, fiscal_year)),
        width=declared.threshold.width,
        k=declared.threshold.k,
    )


def following(linked: LinkedTable, decided: Sequence[Hides], factor: float) -> LinkedTable:
    """The same table, `factor` times dearer to hide what all years decided before show, cheaper what all of them hide.

    Readers follow a count over the years: one that is broken off anyway may be hidden sooner than one that never was.
    """
    cost = list(linked.table.cost)
    for i, name in enumerate(linked.table.names[: len(linked.cell_ids)]):
        hides = [year[name] for year in decided if name in year]
        if hides and len(set(hides)) == 1:
            cost[i] = round(cost[i] / factor if hides[0] else cost[i] * factor, 6)
    return replace(linked, table=replace(linked.table, cost=tuple(cost)))


class _Past:
    """The cells of a year over all snapshots: the present ones first, then those that are no longer the same count.

    A count is the same where its value is: whoever compares two snapshots may suppose that what was not corrected in a form
    sent again stands as it stood, and is right wherever it does.
    """

    def __init__(self, cells: Sequence[Cell], versions: Mapping[int, str]) -> None:
        self.cells = list(cells)
        self.present = len(cells)
        self.place_of = {(cell.key, cell.value): i for i, cell in enumerate(cells)}
        # Of which submissions each was made, whenever it stood at this value.
        self.versions = [{versions.get(cell.cell_id, "")} for cell in cells]
        self.submissions = {_made_of(cell.key, versions.get(cell.cell_id, "")) for cell in cells}
        self.known: set[int] = set()
        self.decided: set[int] = set()
        self.published: set[Key] = set()
        # What each snapshot told, oldest first, the present last: where a count stands, and its version.
        self._now = {cell.key: (i, versions.get(cell.cell_id, "")) for i, cell in enumerate(cells)}
        self._before: list[dict[Key, tuple[int, str]]] = []

    def add(self, release: Release) -> dict[int, int]:
        """Where each cell of an earlier snapshot stands; what it published is known for good."""
        places = {}
        for cell_id, (key, version) in release.names.items():
            cell = release.cells[cell_id]
            i = self.place_of.setdefault((key, cell.value), len(self.cells))
            if i == len(self.cells):
                self.cells.append(cell)
                self.versions.append(set())
                self.decided.add(i)
            self.versions[i].add(version)
            places[cell_id] = i
            if cell_id not in release.hidden:
                self.known.add(i)
                self.published.add(key)
        self._before.append({key: (places[i], version) for i, (key, version) in release.names.items()})
        submissions = {_made_of(key, version) for key, version in release.names.values()}
        self._zeros(submissions, frozenset(places.values()), range(len(self.cells)))
        return places

    def close(self) -> None:
        """A zero of the past that the present tables would show, were it not zero, is known to be zero."""
        self._zeros(self.submissions, range(self.present), self.decided)

    def grow(self, answered: Mapping[str, Answered], k: int) -> list[Relation]:
        """Counts of what came in or was taken back between two snapshots (a second half, a late municipality, a number that
        had been unknown), and their equations.

        Whoever holds both reads them off, so each is a count like any other; it may be nothing.
        """
        relations = dict[tuple[int, int], Relation]()
        snapshots = [*self._before, self._now]
        for (first, before), (last, now) in itertools.combinations(enumerate(snapshots), 2):
            for key in sorted(before.keys() & now.keys()):
                (old, was), (new, since) = before[key], now[key]
                less, more = sorted((old, new), key=lambda i: self.cells[i].value)
                change = self.cells[more].value - self.cells[less].value
                # Over several snapshots it is the sum of what lies between, so only what is small by itself stands anew.
                if not change or (less, more) in relations or (last - first > 1 and change >= k):
                    continue
                came = old == less and releases.grew(answered.get(was), answered.get(since))
                if came or self.cells[old].parts != self.cells[new].parts:
                    grown = key._replace(category=f"{key.category}:{GROWN}")
                    self.cells.append(Cell(-1, change, True, self.cells[new].population, None, grown))
                    terms = ((more, -1), (less, 1), (len(self.cells) - 1, 1))
                    relations[less, more] = Relation(f"{GROWN}:{more}", terms)
        return list(relations.values())

    def _zeros(
        self, submissions: Collection[tuple[str, str, str]], given: Collection[int], among: Collection[int]
    ) -> None:
        """Latent zeros: the same submissions were told of their place, and nothing of them."""
        for i in among:
            cell = self.cells[i]
            if cell.value or i in given:
                continue
            if any(_made_of(cell.key, version) in submissions for version in self.versions[i]):
                self.known.add(i)

    def was_published(self, i: int) -> bool:
        """Whether a cell of today could be read, at whatever value, in an earlier snapshot."""
        return self.cells[i].key in self.published

    def weight(self, i: int) -> float:
        """What was public stays public if it can; what is past or never published costs nothing."""
        if i in self.decided or self.cells[i].latent:
            return 0.0
        return HELD if self.was_published(i) else 1.0


def _made_of(key: Key, version: str) -> tuple[str, str, str]:
    """The submissions of a table from a place, in one version."""
    return key.table_id, key.place_code, version


def _areas(con: duckdb.DuckDBPyConnection, declared: Disclosure) -> dict[str, str]:
    """The area of each municipality, where two of one area are to be guarded against."""
    if not declared.attackers.pairs:
        return {}
    sql = "select distinct place_code, area_code from fct_cell where place_kind = 'municipality' and area_code is not null"
    return dict(con.execute(sql).fetchall())


def _least_to_any(cells: Sequence[Cell], relations: list[Relation], everyone: Sequence[Knower]) -> list[int]:
    """The most that the least of a count can be to anybody it is kept from: to a provider, at least its own part of a sum."""
    least = _least(cells, relations)
    inner = defaultdict[str | None, list[Relation]](list)
    for relation in relations:
        inner[cells[relation.terms[0][0]].municipality].append(relation)
    for knower in everyone:
        if knower.within is not None:
            known = dict.fromkeys(knower.knows)
            theirs = _least(cells, inner[knower.within], known)
            for relation in inner[knower.within]:
                for i, _ in relation.terms:
                    if i not in known:
                        least[i] = max(least[i], theirs[i])
    return least


def _least(cells: Sequence[Cell], relations: list[Relation], known: Collection[int] = ()) -> list[int]:
    """The least each hidden count can look like: a sum is at least the number of its parts that are not zero.

    To who knows some, these are what they are.
    """
    least = [cell.value if i in known else 0 if cell.latent else 1 for i, cell in enumerate(cells)]
    # It ends: sums lie above one another like the levels of places and codes, none above itself.
    while True:
        before = list(least)
        for relation in relations:
            parent, *parts = (i for i, _ in relation.terms)
            least[parent] = max(least[parent], sum(least[part] for part in parts))
        if least == before:
            return least


def _primary(
    cells: Sequence[Cell], least: list[int], past: _Past, threshold: Threshold
) -> tuple[Protection, ...]:
    """Counts from 1 to k−1, every count of a very small municipality, and cells hidden in any case: latent or past."""
    k, width = threshold.k, threshold.width
    protections = []
    for i, cell in enumerate(cells):
        if i in past.known:
            continue
        if cell.value and (cell.value < k or _tiny(cell, threshold)):
            # A sum of n parts cannot look smaller than n; the far end moves with it, so that the width stays.
            most = max(k, least[i] + width)
            protections.append(Protection(i, lower=cell.value - 1, upper=max(most - cell.value, 0)))
        elif cell.latent or i in past.decided:
            protections.append(Protection(i, lower=0, upper=0))
    return tuple(protections)


def _tiny(cell: Cell, threshold: Threshold) -> bool:
    return cell.municipality is not None and (cell.population or 0) < threshold.small_population


def _cost(cell: Cell, weights: Cost, key: bytes) -> float:
    weight: float = getattr(weights, cell.key.place_kind)
    weight *= secret.factor(key, cell.key, weights.secret)
    for level in (cell.key.from_level, cell.key.to_level):
        weight *= getattr(weights, level, 1.0)
    if cell.key.from_level == cell.key.to_level != "total" and cell.key.from_code == cell.key.to_code:
        weight *= weights.own
    words = cell.key._asdict()
    if any(cells.hold(cell.key.table_id, words) for cells in weights.places):
        weight *= weights.place
    # The logarithm keeps one large total from outweighing many small cells; rounding makes the choice the same everywhere.
    return round(math.log2(1 + cell.value) * weight, 6)


def _totals(con: duckdb.DuckDBPyConnection, declared: Disclosure, fiscal_year: int) -> list[int]:
    """The totals that are declared to be published first, where they are large enough."""
    cell_ids = con.execute(
        f"""select cell_id from fct_cell
        where fiscal_year = ? and not latent and value >= ? and ({where(declared.totals)})""",
        [fiscal_year, declared.threshold.k],
    ).fetchall()
    return [cell for (cell,) in cell_ids]


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
