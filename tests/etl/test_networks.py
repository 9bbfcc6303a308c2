"""Network measures against cases whose answers are known on paper."""

import duckdb
import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import networks, workdb
from etl.networks import Arc, Flows


def both_ways(edges: list[tuple[object, object]]) -> nx.DiGraph:
    return networks.weighted([Arc(str(u), str(v), 1) for a, b in edges for u, v in ((a, b), (b, a))])


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
    graph = networks.weighted([Arc("a", "b", 10), Arc("b", "a", 4), Arc("a", "c", 6)])
    assert networks.reciprocity(graph, ONE_GROUP) == pytest.approx(8 / 20)


def of_counts(counts: dict[tuple[str, str], int], hidden: set[tuple[str, str]] = frozenset(),
              hidden_totals: set[tuple[str, str]] = frozenset()) -> Flows:  # fmt: skip
    """What is published of true counts, some pairs and some totals (``sent``/``received``, category) hidden."""
    sent, received = {}, {}
    for (u, v), n in counts.items():
        sent[u], received[v] = sent.get(u, 0) + n, received.get(v, 0) + n
    return Flows(
        [Arc(u, v, None if (u, v) in hidden else n) for (u, v), n in counts.items()],
        {k: None if ("sent", k) in hidden_totals else n for k, n in sent.items()},
        {k: None if ("received", k) in hidden_totals else n for k, n in received.items()},
        sum(counts.values()),
    )


def test_a_hidden_count_is_a_link_and_no_zero() -> None:
    flows = of_counts({("a", "b"): 5, ("b", "c"): 12, ("b", "a"): 12}, {("a", "b")}, {("sent", "a")})
    found = networks.measures(flows, ONE_GROUP | {"a": "x", "b": "x", "c": "y"})
    assert found["density"].value == pytest.approx(3 / 6)
    assert (found["reciprocity"].value, found["reciprocity"].state) == (None, "suppressed")
    assert found["gini"].value is None and found["gini"].low is not None
    g = networks.graph(flows.arcs)
    at = {node: networks.position(flows, g, {"a": "x", "b": "x", "c": "y"}, node) for node in g}
    assert at["c"][1:3] == (12, 0) and at["c"][7:] == (pytest.approx(12 / 29), "value")
    # each side is told by itself: what came in is published, what went out is hidden
    assert at["a"][1:3] == (12, None) and at["a"][7:] == (None, "suppressed")


def test_what_a_municipality_hid_itself_stands_in_no_total_and_makes_its_category_unknown() -> None:
    """p→q is x of its sender alone: the totals hold 30, all of it told; p has no strength, and q that of the others."""
    flows = Flows([Arc("a", "q", 10), Arc("q", "b", 20), Arc("p", "q", None)], {"a": 10, "q": 20, "p": None},
                  {"q": 10, "b": 20}, 30)  # fmt: skip
    found = networks.measures(flows, {k: "x" for k in "abpq"})
    assert found["gini"].value == pytest.approx(networks.concentration([10, 20, 30]))
    assert found["gini"].nodes == 3
    g = networks.graph(flows.arcs)
    assert networks.position(flows, g, {k: "x" for k in "abpq"}, "p")[7:] == (None, "suppressed")
    assert networks.position(flows, g, {k: "x" for k in "abpq"}, "q")[7:] == (1.0, "value")


@given(st.data())
def test_no_hiding_makes_a_measure_say_what_is_not_true(data: st.DataObject) -> None:
    """Whatever is hidden: a value is the true one, and bounds hold it."""
    pairs = [(u, v) for u in "abcd" for v in "abcd"]
    counts = data.draw(st.dictionaries(st.sampled_from(pairs), st.integers(1, 40), min_size=1))
    hidden = data.draw(st.sets(st.sampled_from(sorted(counts))))
    ends = sorted({("sent", u) for u, _ in counts} | {("received", v) for _, v in counts})
    flows = of_counts(counts, hidden, data.draw(st.sets(st.sampled_from(ends))))
    groups = {"a": "x", "b": "x", "c": "y", "d": "y"}
    whole = networks.weighted([Arc(u, v, n) for (u, v), n in counts.items()])
    found = networks.measures(flows, groups)
    truth = {"reciprocity": networks.reciprocity(whole, groups), "gini": networks.gini(whole, groups)}
    for name, true in truth.items():
        one = found[name]
        if one.state == "value":
            assert one.value == pytest.approx(true)
        elif one.low is not None and true is not None:
            assert one.low - 1e-9 <= true <= one.high + 1e-9
    for node in whole:
        *_, lost, state = networks.position(flows, networks.graph(flows.arcs), groups, node)
        left = networks.without(whole, node).size("weight") / whole.size("weight")
        assert (lost is None) == (state == "suppressed")
        assert lost is None or lost == pytest.approx(1 - left)


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
    within = networks.graph([Arc("a", "b", 5), Arc("c", "d", 50)])
    across = networks.graph([Arc("a", "c", 5), Arc("d", "b", None)])
    assert networks.assortativity(within, groups) == pytest.approx(1.0)
    assert networks.assortativity(across, groups) == pytest.approx(-1.0)


def test_assortativity_of_the_couples_of_the_paper() -> None:
    """Newman 2003, Table I: couples by ethnicity, r = 0.621 (the table is rounded to three decimals)."""
    table = [[0.258, 0.016, 0.035, 0.013], [0.012, 0.157, 0.058, 0.019], [0.013, 0.023, 0.306, 0.035],
             [0.005, 0.007, 0.024, 0.016]]  # fmt: skip
    links = [
        Arc(f"w{i}-{k}", f"m{j}-{k}", 1)
        for i in range(4)
        for j in range(4)
        for k in range(round(table[i][j] * 1000))
    ]
    groups = {end: end[1] for arc in links for end in (arc.source, arc.target)}
    assert networks.assortativity(networks.graph(links), groups) == pytest.approx(0.621, abs=3e-3)


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
    found = networks.measures(Flows([], total=0), {}).values()
    assert {(one.value, one.low, one.high, one.nodes, one.state) for one in found} == {
        (None, None, None, 0, "not_applicable")
    }


def made(mart: str, **tables: str) -> list[tuple[object, ...]]:
    """The rows of a mart over tables given as SQL."""
    with duckdb.connect() as con:
        for name, sql in tables.items():
            con.execute(f"create table {name} as {sql}")
        con.execute((workdb.SQL / "marts" / f"{mart}.sql").read_text("utf-8"))
        return con.execute(f"select * from {mart} order by all").fetchall()


def test_newman_s_projection_of_three_in_two_bodies_is_three_halves_and_two_halves() -> None:
    """u and v sit in a body of two and in one of three; w in the latter alone: 1.5, 0.5, 0.5."""
    seats = " union all ".join(
        f"select 2024 as fiscal_year, '312011' as lg_code, '{body}' as body_code, '{one}' as series_code, true as seated"
        for body, members in (("B01", "uv"), ("B02", "uvw"))
        for one in members
    )
    found = made(
        "mart_participation_coseating",
        fct_seat=seats,
        ref_municipality="select '312011' as lg_code, true as in_prefecture",
        ref_group="select 'unknown_agency' as group_id, 'A99' as member",
    )
    assert found == [(2024, "u", "v", 2, 1.5), (2024, "u", "w", 1, 0.5), (2024, "v", "w", 1, 0.5)]


def backbone(flows: list[tuple[str, str, int]]) -> list[tuple[str, str]]:
    rows = " union all ".join(
        f"select 2024 as fiscal_year, 'FY' as period, 'prefecture' as place_kind, 'agency' as from_level, 'agency' as to_level, "
        f"'{a}' as from_code, '{b}' as to_code, {n} as value, 'value' as state"
        for a, b, n in flows
    )
    found = made("mart_linkage_backbone", mart_linkage_flow=rows)
    return [(str(row[1]), str(row[2])) for row in found if row[-1]]


def test_the_backbone_keeps_what_stands_out_at_an_end_and_nothing_where_all_is_even() -> None:
    """(1 - 98/100)² = .0004; even spokes and single partners never stand out."""
    assert backbone([("hub", f"a{i}", 98 if i == 0 else 1) for i in range(3)]) == [("hub", "a0")]
    assert backbone([(f"a{i}", "hub", 98 if i == 0 else 1) for i in range(3)]) == [("a0", "hub")]
    assert backbone([("hub", f"a{i}", 20) for i in range(10)]) == []
    assert backbone([("a", "b", 500), ("c", "d", 1)]) == []
