"""The network of agency categories, measured on published referral counts only (formulas: docs/indicators.md).

A hidden count may be of any size, so the *existence* of every link is public and the binary measures are exact. Measures of
weights are a number only where no hidden count can change it: the strength of a category is its published total. Elsewhere
the state is ``suppressed``, with bounds where the published totals leave any.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import duckdb
import networkx as nx
import pyarrow as pa

from etl import workdb

Groups = Mapping[str, str]
Measure = Callable[[nx.DiGraph, Groups], float | None]
Count = int | None


@dataclass(frozen=True)
class Arc:
    """A referral relation between two agency categories; ``weight`` is None where the count is hidden."""

    source: str
    target: str
    weight: Count


@dataclass(frozen=True)
class Flows:
    """The published referrals of a year: pairs, totals by sender and receiver, and of all; None where hidden.

    What a municipality hid itself (x) stands in no total, so the totals tell how many of the hidden referrals are in them.
    """

    arcs: list[Arc]
    sent: Mapping[str, Count] = field(default_factory=dict)
    received: Mapping[str, Count] = field(default_factory=dict)
    total: Count = None

    @property
    def hidden(self) -> Count:
        """Referrals that the total holds and no published pair tells."""
        if all(arc.weight is not None for arc in self.arcs):
            return 0
        # Pairs and total are of the same year and place, so what the total holds beside the pairs is what was hidden.
        return None if self.total is None else self.total - sum(arc.weight or 0 for arc in self.arcs)

    @property
    def between(self) -> Count:
        """All referrals from one category to another (without those within one)."""
        loops = [arc.weight for arc in self.arcs if arc.source == arc.target]
        # A hidden loop (within one category) may hold any part of what is hidden, so nothing exact is left.
        if self.hidden is None or (self.hidden and None in loops):
            return None
        return self.hidden + sum(arc.weight or 0 for arc in self.arcs if arc.source != arc.target)

    def strengths(self, node: str) -> tuple[int | None, int | None]:
        """Referrals received from and sent to other categories; None where that total is hidden."""
        loop = sum(arc.weight or 0 for arc in self.arcs if arc.source == arc.target == node)
        unknown = any(arc.source == arc.target == node and arc.weight is None for arc in self.arcs)
        received, sent = self.received.get(node, 0), self.sent.get(node, 0)
        if unknown and self.hidden != 0:
            return None, None
        return None if received is None else received - loop, None if sent is None else sent - loop

    def strength(self, node: str) -> int | None:
        """Both together; None where either is hidden."""
        received, sent = self.strengths(node)
        return None if received is None or sent is None else received + sent


@dataclass(frozen=True)
class Found:
    """A measure: its value, or the bounds that published totals leave it; ``low`` and ``high`` of a value are its jackknife."""

    value: float | None
    low: float | None
    high: float | None
    nodes: int
    state: str = "value"


def graph(arcs: list[Arc]) -> nx.DiGraph:
    """The directed graph of links without loops, counts not looked at."""
    g = nx.DiGraph()
    g.add_edges_from((arc.source, arc.target) for arc in arcs if arc.source != arc.target)
    return g


def weighted(arcs: list[Arc]) -> nx.DiGraph:
    """The directed graph of the links with a published count, without loops."""
    g = nx.DiGraph()
    g.add_weighted_edges_from(
        (a.source, a.target, a.weight) for a in arcs if a.source != a.target and a.weight is not None
    )
    return g


def density(g: nx.DiGraph, _: Groups) -> float | None:
    """Share of possible arcs present (Wasserman & Faust 1994, *Social Network Analysis*, ch. 4)."""
    return nx.density(g) if g.number_of_nodes() > 1 else None


def reciprocity(g: nx.DiGraph, _: Groups) -> float | None:
    """Σ min(w_ij, w_ji) / Σ w_ij (Squartini et al. 2013, Sci Rep 3:2729)."""
    total = g.size("weight")
    back = sum(min(w, g[v][u]["weight"]) for u, v, w in g.edges(data="weight") if g.has_edge(v, u))
    return back / total if total else None


def centralisation_in(g: nx.DiGraph, _: Groups) -> float | None:
    """Directed degree centralisation of receivers (Freeman 1979)."""
    # The most central directed graph of n nodes is a star: one node with n − 1 links, all others with none.
    return _spread([d for _, d in g.in_degree()], (len(g) - 1) ** 2)


def centralisation_out(g: nx.DiGraph, _: Groups) -> float | None:
    """Directed degree centralisation of senders (Freeman 1979)."""
    return _spread([d for _, d in g.out_degree()], (len(g) - 1) ** 2)


def betweenness_centralisation(g: nx.DiGraph, _: Groups) -> float | None:
    """Σ(b* − b_i)/(n − 1) over normalised undirected betweenness (Freeman 1977)."""
    if len(g) < 3:
        return None
    return _spread(list(nx.betweenness_centrality(g.to_undirected()).values()), len(g) - 1)


def gini(g: nx.DiGraph, _: Groups) -> float | None:
    """Gini coefficient of strength (sent and received), 0 equal – 1 concentrated."""
    return concentration([d for _, d in g.degree(weight="weight")])


def concentration(amounts: list[float]) -> float | None:
    """Gini coefficient of amounts (Gini 1912): Σ (2i − n − 1) x_i / (n Σ x), x ascending; None without any."""
    n, total = len(amounts), sum(amounts)
    return sum((2 * i - n - 1) * x for i, x in enumerate(sorted(amounts), 1)) / (n * total) if total else None


def ei_index(g: nx.DiGraph, groups: Groups) -> float | None:
    """(external − internal) / all arcs (Krackhardt & Stern 1988): −1 within sectors, +1 across."""
    external = sum(groups[u] != groups[v] for u, v in g.edges)
    return (2 * external - g.number_of_edges()) / g.number_of_edges() if g.number_of_edges() else None


def ei_expected(g: nx.DiGraph, groups: Groups) -> float | None:
    """The E-I index of arcs placed at random among the same nodes."""
    # Every ordered pair is equally likely, so the expectation is the index of the graph that holds them all.
    complete = nx.complete_graph(list(g.nodes), nx.DiGraph)
    return ei_index(complete, groups)


def assortativity(g: nx.DiGraph, groups: Groups) -> float | None:
    """(Tr e − ‖e²‖)/(1 − ‖e²‖), e the shares of links between sectors (Newman 2003, eq. 2)."""
    links = g.number_of_edges()
    if not links:
        return None
    rows, columns = Counter(groups[u] for u, _ in g.edges), Counter(groups[v] for _, v in g.edges)
    expected = sum(n * columns[group] for group, n in rows.items()) / links**2
    trace = sum(groups[u] == groups[v] for u, v in g.edges) / links
    return (trace - expected) / (1 - expected) if expected < 1 else None


def fragmentation(g: nx.DiGraph, _: Groups) -> float | None:
    """1 − Σ s(s−1)/n(n−1): share of pairs that no path joins (Borgatti 2006)."""
    n = len(g)
    if n < 2:
        return None
    return 1 - sum(len(c) * (len(c) - 1) for c in nx.weakly_connected_components(g)) / (n * (n - 1))


MEASURES: dict[str, Measure] = {
    measure.__name__: measure
    for measure in (
        density,
        centralisation_in,
        centralisation_out,
        betweenness_centralisation,
        ei_index,
        assortativity,
        fragmentation,
    )
}


def measures(flows: Flows, groups: Groups) -> dict[str, Found]:
    """Every measure of a network, by name: those of links, and reciprocity and Gini of the counts."""
    g = graph(flows.arcs)
    found = {name: _of_links(measure, g, groups) for name, measure in MEASURES.items()}
    return found | {"reciprocity": _reciprocity(flows, groups), "gini": _gini(flows, groups)}


def _of_links(measure: Measure, g: nx.DiGraph, groups: Groups) -> Found:
    value = measure(g, groups)
    return Found(
        value, *jackknife(measure, g, groups), len(g), "value" if value is not None else "not_applicable"
    )


def _reciprocity(flows: Flows, groups: Groups) -> Found:
    """Exact where both counts of every pair that answers each other are published, and the total."""
    g, published, hidden = graph(flows.arcs), weighted(flows.arcs), flows.hidden
    if hidden == 0:
        return _exact(reciprocity, published, groups, len(g))
    if hidden is None or not flows.between:
        return Found(None, None, None, len(g), "suppressed")
    sure = sum(
        min(w, published[v][u]["weight"])
        for u, v, w in published.edges(data="weight")
        if published.has_edge(v, u)
    )
    # a pair with one count hidden may answer up to the other count; with both, up to half of what is hidden
    open_pairs = [(u, v) for u, v in g.edges if u < v and g.has_edge(v, u)
                  and not (published.has_edge(u, v) and published.has_edge(v, u))]  # fmt: skip
    most = sum(_known(published, u, v, hidden / 2) for u, v in open_pairs)
    low, high = sure / flows.between, (sure + 2 * min(most, hidden)) / flows.between
    return (
        Found(None, low, min(high, 1.0), len(g), "suppressed")
        if open_pairs
        else Found(low, None, None, len(g))
    )


def _known(published: nx.DiGraph, u: str, v: str, otherwise: float) -> float:
    return next(
        (published[a][b]["weight"] for a, b in ((u, v), (v, u)) if published.has_edge(a, b)), otherwise
    )


def _gini(flows: Flows, groups: Groups) -> Found:
    """Over the published strengths; hidden ones share what the total leaves: least when evenly, most when one has all."""
    nodes = list(graph(flows.arcs))
    strengths = [flows.strength(node) for node in nodes]
    known: list[float] = [strength for strength in strengths if strength is not None]
    hidden = len(nodes) - len(known)
    if hidden and flows.between is None:
        return Found(None, None, None, len(nodes), "suppressed")
    # Each referral from one category to another is sent once and received once: strengths add up to twice the total.
    rest = 2 * (flows.between or 0) - sum(known) if hidden else 0
    if rest:
        low = [concentration([*known, *[rest / n] * n]) for n in range(1, hidden + 1)]
        high = concentration([*known, rest, *[0.0] * (hidden - 1)])
        return Found(None, min(x for x in low if x is not None), high, len(nodes), "suppressed")
    if flows.hidden == 0:
        return _exact(gini, weighted(flows.arcs), groups, len(known))
    value = concentration(known)
    return Found(value, None, None, len(known), "value" if value is not None else "not_applicable")


def _exact(measure: Measure, published: nx.DiGraph, groups: Groups, nodes: int) -> Found:
    """A measure of weights of which none in the total is hidden; of nothing told at all it is hidden with its counts."""
    if not nodes:
        return Found(None, None, None, 0, "not_applicable")
    value = measure(published, groups)
    return Found(
        value, *jackknife(measure, published, groups), nodes, "value" if value is not None else "suppressed"
    )


def jackknife(measure: Measure, g: nx.DiGraph, groups: Groups) -> tuple[float | None, float | None]:
    """Smallest and largest value when any one category is left out."""
    # One category left out at a time shows how far a measure hangs on a single one.
    values = [measure(without(g, node), groups) for node in g]
    known = [value for value in values if value is not None]
    return (min(known), max(known)) if known else (None, None)


def without(g: nx.DiGraph, node: str) -> nx.DiGraph:
    """The graph with one category removed."""
    rest = g.copy()
    rest.remove_node(node)
    return rest


def participation(g: nx.DiGraph, groups: Groups, node: str) -> float | None:
    """1 − Σ(k_is/k_i)², scaled by its maximum 1 − 1/K (Guimerà & Amaral 2005); None without links."""
    links = set(g.successors(node)) | set(g.predecessors(node))
    kinds = len(set(groups.values()))
    if not links or kinds < 2:
        return None
    shares: dict[str, int] = {}
    for other in links:
        shares[groups[other]] = shares.get(groups[other], 0) + 1
    return (1 - sum((n / len(links)) ** 2 for n in shares.values())) / (1 - 1 / kinds)


def fill(con: duckdb.DuckDBPyConnection) -> None:
    """Write ``safe_network`` and ``safe_node`` from the published prefecture matrix of each fiscal year."""
    groups = dict(con.execute("select agency_code, sector6 from ref_agency").fetchall())
    networks: list[tuple[object, ...]] = []
    nodes: list[tuple[object, ...]] = []
    for year, coverage in con.execute("""
        select fiscal_year, answered / expected from fct_coverage
        where form = 'F3' and period = 'FY' and place_kind = 'prefecture' order by 1""").fetchall():
        flows = _flows(con, year)
        g = graph(flows.arcs)
        chance = {"ei_index": ei_expected(g, groups)}
        networks += [
            (year, name, one.value, one.low, one.high, chance.get(name), one.nodes, coverage, one.state)
            for name, one in measures(flows, groups).items()
        ]
        nodes += [(year, *position(flows, g, groups, node)) for node in sorted(g)]
    _write(con, "safe_network", _NETWORK, networks)
    _write(con, "safe_node", _NODE, nodes)


_NETWORK = pa.schema([
    ("fiscal_year", pa.int32()), ("metric", pa.string()), ("value", pa.float64()), ("low", pa.float64()),
    ("high", pa.float64()), ("expected", pa.float64()), ("nodes", pa.int32()), ("coverage", pa.float64()),
    ("state", pa.string()),
])  # fmt: skip
_NODE = pa.schema([
    ("fiscal_year", pa.int32()), ("agency_code", pa.string()), ("strength_in", pa.int64()),
    ("strength_out", pa.int64()), ("degree", pa.int32()), ("betweenness", pa.float64()),
    ("participation", pa.float64()), ("removal_fragmentation", pa.float64()), ("removal_flow_lost", pa.float64()),
    ("state", pa.string()),
])  # fmt: skip


def _flows(con: duckdb.DuckDBPyConnection, year: int) -> Flows:
    rows = con.execute(
        """select t.from_level, t.to_level, t.from_code, t.to_code, s.value from fct_said t
        left join safe_cell s using (fiscal_year, table_id, period, place_kind, place_code, from_level, from_code,
                                     to_level, to_code)
        where t.fiscal_year = ? and t.table_id = 'flow' and t.period = 'FY' and t.place_kind = 'prefecture'
            and (t.value > 0 or t.state = 'suppressed')
        order by all""",
        [year],
    ).fetchall()
    return flows_of(rows)


def flows_of(rows: list[tuple[str, str, str, str, Count]]) -> Flows:
    """From rows (from_level, to_level, from_code, to_code, published count) of one year and place, only those that are not 0."""
    arcs: dict[tuple[str, str], list[Arc]] = {}
    for from_level, to_level, source, target, count in rows:
        arcs.setdefault((from_level, to_level), []).append(Arc(source, target, count))
    return Flows(
        arcs.get(("agency", "agency"), []),
        {arc.source: arc.weight for arc in arcs.get(("agency", "total"), [])},
        {arc.target: arc.weight for arc in arcs.get(("total", "agency"), [])},
        next((arc.weight for arc in arcs.get(("total", "total"), [])), 0),
    )


def position(flows: Flows, g: nx.DiGraph, groups: Groups, node: str) -> tuple[object, ...]:
    """A row of ``safe_node`` without its year."""
    strength, total = flows.strength(node), flows.between
    gone = (fragmentation(without(g, node), groups) or 0.0) - (fragmentation(g, groups) or 0.0)
    lost = strength / total if strength is not None and total else None
    links = set(g.successors(node)) | set(g.predecessors(node))
    between = nx.betweenness_centrality(g.to_undirected())[node]
    return (node, *flows.strengths(node), len(links), between, participation(g, groups, node), gone, lost,
            "suppressed" if lost is None else "value")  # fmt: skip


def _spread(values: list[float], scale: float) -> float | None:
    """How far the largest stands above the rest, over its maximum; 0 for a ring and for a complete graph."""
    return sum(max(values) - v for v in values) / scale if values and scale > 0 else None


def _write(
    con: duckdb.DuckDBPyConnection, name: str, schema: pa.Schema, rows: list[tuple[object, ...]]
) -> None:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    workdb.put(con, name, pa.table(dict(zip(schema.names, map(list, columns), strict=True)), schema=schema))
