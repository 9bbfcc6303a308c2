"""The network of agency categories, measured on published referral counts only (6-measures §6.2).

A hidden count is known to be at least 1, so the *existence* of every link is public and the binary measures are
exact; weighted measures leave hidden weights out and say so in their coverage.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import duckdb
import networkx as nx
import pyarrow as pa

Groups = Mapping[str, str]
Measure = Callable[[nx.DiGraph, Groups], float | None]


@dataclass(frozen=True)
class Arc:
    """A referral relation between two agency categories; ``weight`` is None where the count is hidden."""

    source: str
    target: str
    weight: int | None


def graph(arcs: list[Arc]) -> nx.DiGraph:
    """The directed graph without loops; hidden weights count 0 in strengths but keep their arc."""
    g = nx.DiGraph()
    for arc in arcs:
        if arc.source != arc.target:
            g.add_edge(arc.source, arc.target, weight=arc.weight or 0)
    return g


def density(g: nx.DiGraph, _: Groups) -> float | None:
    """Share of possible arcs present (Wasserman & Faust 1994, ch. 4)."""
    return nx.density(g) if g.number_of_nodes() > 1 else None


def reciprocity(g: nx.DiGraph, _: Groups) -> float | None:
    """Σ min(w_ij, w_ji) / Σ w_ij (Squartini et al. 2013, Sci Rep 3:2729)."""
    total = g.size("weight")
    back = sum(min(w, g[v][u]["weight"]) for u, v, w in g.edges(data="weight") if g.has_edge(v, u))
    return back / total if total else None


def centralisation_in(g: nx.DiGraph, _: Groups) -> float | None:
    """Directed degree centralisation of receivers (Freeman 1979)."""
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
    strengths = sorted(d for _, d in g.degree(weight="weight"))
    n, total = len(strengths), sum(strengths)
    return sum((2 * i - n - 1) * s for i, s in enumerate(strengths, 1)) / (n * total) if total else None


def ei_index(g: nx.DiGraph, groups: Groups) -> float | None:
    """(external − internal) / all arcs (Krackhardt & Stern 1988): −1 within sectors, +1 across."""
    external = sum(groups[u] != groups[v] for u, v in g.edges)
    return (2 * external - g.number_of_edges()) / g.number_of_edges() if g.number_of_edges() else None


def ei_expected(g: nx.DiGraph, groups: Groups) -> float | None:
    """The E-I index of arcs placed at random among the same nodes."""
    complete = nx.complete_graph(list(g.nodes), nx.DiGraph)
    return ei_index(complete, groups)


def assortativity(g: nx.DiGraph, groups: Groups) -> float | None:
    """(Tr e − ‖e²‖)/(1 − ‖e²‖) of the weighted mixing matrix over sectors (Newman 2003)."""
    total = g.size("weight")
    if not total:
        return None
    rows: dict[str, float] = {}
    columns: dict[str, float] = {}
    trace = 0.0
    for u, v, w in g.edges(data="weight"):
        rows[groups[u]] = rows.get(groups[u], 0) + w / total
        columns[groups[v]] = columns.get(groups[v], 0) + w / total
        trace += w / total if groups[u] == groups[v] else 0
    expected = sum(share * columns.get(group, 0) for group, share in rows.items())
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
        reciprocity,
        centralisation_in,
        centralisation_out,
        betweenness_centralisation,
        gini,
        ei_index,
        assortativity,
        fragmentation,
    )
}


def jackknife(measure: Measure, g: nx.DiGraph, groups: Groups) -> tuple[float | None, float | None]:
    """Smallest and largest value when any one category is left out."""
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
        g = graph(_arcs(con, year))
        networks += [_network_row(year, name, g, groups, coverage) for name in MEASURES]
        nodes += [_node_row(year, node, g, groups) for node in sorted(g)]
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


def _arcs(con: duckdb.DuckDBPyConnection, year: int) -> list[Arc]:
    rows = con.execute(
        """select t.from_code, t.to_code, s.value from fct_said t
        left join safe_cell s using (fiscal_year, table_id, period, place_kind, place_code, from_level, from_code,
                                     to_level, to_code)
        where t.fiscal_year = ? and t.table_id = 'flow' and t.period = 'FY' and t.place_kind = 'prefecture'
            and t.from_level = 'agency' and t.to_level = 'agency' and (t.value > 0 or t.state = 'suppressed')
        order by 1, 2""",
        [year],
    ).fetchall()
    return [Arc(*row) for row in rows]


def _network_row(year: int, name: str, g: nx.DiGraph, groups: Groups, coverage: float) -> tuple[object, ...]:
    value = MEASURES[name](g, groups)
    low, high = jackknife(MEASURES[name], g, groups)
    expected = ei_expected(g, groups) if name == "ei_index" else None
    state = "value" if value is not None else "not_applicable"
    return (year, name, value, low, high, expected, len(g), coverage, state)


def _node_row(year: int, node: str, g: nx.DiGraph, groups: Groups) -> tuple[object, ...]:
    rest, total = without(g, node), g.size("weight")
    strength_in, strength_out = g.in_degree(node, "weight"), g.out_degree(node, "weight")
    gone = (fragmentation(rest, groups) or 0.0) - (fragmentation(g, groups) or 0.0)
    lost = 1 - rest.size("weight") / total if total else None
    links = set(g.successors(node)) | set(g.predecessors(node))
    between = nx.betweenness_centrality(g.to_undirected())[node]
    shown = strength_in + strength_out > 0
    strengths = (strength_in, strength_out) if shown else (None, None)
    return (year, node, *strengths, len(links), between, participation(g, groups, node), gone, lost,
            "value" if shown else "suppressed")  # fmt: skip


def _spread(values: list[float], scale: float) -> float | None:
    """How far the largest stands above the rest, over its maximum; 0 for a ring and for a complete graph."""
    return sum(max(values) - v for v in values) / scale if values and scale > 0 else None


def _write(
    con: duckdb.DuckDBPyConnection, name: str, schema: pa.Schema, rows: list[tuple[object, ...]]
) -> None:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    con.register(
        "incoming", pa.table(dict(zip(schema.names, map(list, columns), strict=True)), schema=schema)
    )
    con.execute(f"create or replace table {name} as select * from incoming")
    con.unregister("incoming")
