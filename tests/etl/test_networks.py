"""Network measures against cases whose answers are known on paper."""

import networkx as nx
import pytest

from etl import networks
from etl.networks import Arc


def both_ways(edges: list[tuple[object, object]]) -> nx.DiGraph:
    return networks.graph([Arc(str(u), str(v), 1) for a, b in edges for u, v in ((a, b), (b, a))])


STAR = both_ways([(0, i) for i in range(1, 6)])
RING = both_ways([(i, (i + 1) % 6) for i in range(6)])
FULL = both_ways([(i, j) for i in range(6) for j in range(i)])
KARATE = both_ways(list(nx.karate_club_graph().edges))
ONE_GROUP = {str(i): "a" for i in range(40)}


@pytest.mark.parametrize(("graph", "expected"), [(STAR, 1.0), (RING, 0.0), (FULL, 0.0), (KARATE, 0.406)])
def test_betweenness_centralisation(graph: nx.DiGraph, expected: float) -> None:
    assert networks.betweenness_centralisation(graph, ONE_GROUP) == pytest.approx(expected, abs=5e-4)


def test_degree_centralisation_of_one_way_star_is_complete() -> None:
    """Five send once, the hub never."""
    star = networks.graph([Arc(str(i), "hub", 3) for i in range(5)])
    assert networks.centralisation_in(star, ONE_GROUP) == 1.0
    assert networks.centralisation_out(star, ONE_GROUP) == pytest.approx(1 / 25)


def test_karate_hub_removal_breaks_the_club_apart() -> None:
    before = networks.fragmentation(KARATE, ONE_GROUP)
    after = networks.fragmentation(networks.without(KARATE, "0"), ONE_GROUP)
    assert before == 0.0
    assert after == pytest.approx(0.316, abs=5e-4)


def test_reciprocity_is_weighted() -> None:
    graph = networks.graph([Arc("a", "b", 10), Arc("b", "a", 4), Arc("a", "c", 6)])
    assert networks.reciprocity(graph, ONE_GROUP) == pytest.approx(8 / 20)


def test_hidden_counts_keep_their_link_and_lose_their_weight() -> None:
    graph = networks.graph([Arc("a", "b", None), Arc("b", "c", 12)])
    assert networks.density(graph, ONE_GROUP) == pytest.approx(2 / 6)
    assert graph.size("weight") == 12


def test_ei_index_runs_from_within_to_across() -> None:
    groups = {"a": "x", "b": "x", "c": "y"}
    inside = networks.graph([Arc("a", "b", 1)])
    across = networks.graph([Arc("a", "c", 1)])
    mixed = networks.graph([Arc("a", "b", 1), Arc("a", "c", 1), Arc("c", "b", 1)])
    assert networks.ei_index(inside, groups) == -1.0
    assert networks.ei_index(across, groups) == 1.0
    assert networks.ei_expected(mixed, groups) == pytest.approx((4 - 2) / 6)


def test_assortativity_is_one_within_and_minus_one_across() -> None:
    groups = {"a": "x", "b": "x", "c": "y", "d": "y"}
    within = networks.graph([Arc("a", "b", 5), Arc("c", "d", 5)])
    across = networks.graph([Arc("a", "c", 5), Arc("d", "b", 5)])
    assert networks.assortativity(within, groups) == pytest.approx(1.0)
    assert networks.assortativity(across, groups) == pytest.approx(-1.0)


def test_participation_reaches_one_when_links_are_spread_evenly() -> None:
    groups = {"hub": "x", "a": "x", "b": "y"}
    graph = networks.graph([Arc("hub", "a", 1), Arc("hub", "b", 1)])
    assert networks.participation(graph, groups, "hub") == pytest.approx(1.0)
    assert networks.participation(graph, groups, "a") == pytest.approx(0.0)


def test_gini_of_equals_is_zero_and_grows_with_concentration() -> None:
    assert networks.gini(RING, ONE_GROUP) == pytest.approx(0.0)
    star = networks.gini(STAR, ONE_GROUP)
    assert star is not None and star > 0.3


def test_jackknife_brackets_the_leave_one_out_values() -> None:
    low, high = networks.jackknife(networks.density, STAR, ONE_GROUP)
    assert low == 0.0 and high == pytest.approx(8 / 20)


def test_empty_network_has_no_measures() -> None:
    empty = networks.graph([])
    assert all(measure(empty, {}) is None for measure in networks.MEASURES.values())
