"""The mode of governance by its printed rule, the backbone at a level of one's choice, and measures of what is drawn."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import formats, store, words
from dashboard.views import _linkage_governance as governance
from dashboard.views import _linkage_within as within
from etl import networks

NAMES = "ABCDEFGH"
SECTORS = dict(zip(NAMES, "XXXYYYZZ", strict=True))
PAIRS = st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), min_size=1)


def frame(pairs: set[tuple[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(sorted(pairs), columns=["from_code", "to_code"])


@given(PAIRS, st.sampled_from(("", *NAMES)))
def test_measures_of_what_is_drawn_are_those_of_the_same_graph(pairs, gone):
    """Held against the measures of the whole, which are held against a slow computation and known graphs."""
    g = networks.graph([networks.Arc(a, b, 1) for a, b in pairs])
    if gone in g:
        g = networks.without(g, gone)
    expected = {name: networks.MEASURES[name](g, SECTORS) for name in within.MEASURES}
    assert within.measures(frame(pairs), gone, SECTORS) == pytest.approx(expected)


def test_a_star_gathers_and_a_ring_does_not():
    star = within.measures(frame({("A", to) for to in "BCDEF"}), "", SECTORS)
    ring = within.measures(frame(set(zip("ABCDE", "BCDEA", strict=True))), "", SECTORS)
    assert star["centralisation_out"] == 1 and ring["centralisation_out"] == ring["centralisation_in"] == 0
    # Both are told apart by their density alone where nothing gathers.
    complete = within.measures(frame({(a, b) for a in "ABCDE" for b in "ABCDE"}), "", SECTORS)
    assert complete["centralisation_in"] == 0 and complete["density"] == 1 and ring["density"] == 0.25


@pytest.mark.parametrize(
    ("value", "low", "high", "contracted", "asked", "mode"),
    [
        (0.6, 0.4, 0.7, 0, 10, "lead"),
        (0.2, 0.1, 0.25, 0, 10, "shared"),
        (0.6, 0.2, 0.7, 0, 10, "open"),  # one kind of organisation decides
        (0.2, 0.1, 0.3, 0, 10, "open"),
        (0.3, 0.3, 0.3, 0, 10, "lead"),
        (0.6, 0.4, 0.7, 6, 10, "apart"),
        (0.6, 0.4, 0.7, 5, 10, "lead"),  # half is not more than half
        (0.6, 0.4, 0.7, 0, 0, "open"),  # nobody told who runs a platform
        (None, 0.1, 0.2, 0, 10, "open"),
        (float("nan"), 0.4, 0.7, 0, 10, "open"),
    ],
)
def test_the_mode_follows_the_printed_rule(value, low, high, contracted, asked, mode):
    row = {"value": value, "low": low, "high": high, "contracted": contracted, "asked": asked}
    assert governance.mode(row, 0.3) == mode


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("cut", governance.CUTS)
def test_the_page_prints_rule_limit_and_numbers(opened, snapshot, language, cut):
    """Judged anew from the published tables."""
    page = opened("linkage", language, view="network", cut=cut).fine()
    sql = "select value, low, high from mart_linkage_network where metric = 'betweenness_centralisation' and fiscal_year = $1"
    network = store.query(snapshot, sql, (snapshot.last_fy,)).iloc[0]
    sql = """select count(*) filter (secretariat = 'W2') as contracted, count(secretariat) as asked
        from mart_participation_body join dim_municipality using (lg_code)
        where fiscal_year = $1 and body_code = 'B01' and in_prefecture and est_status in ('E1', 'E5')"""
    run = store.query(snapshot, sql, (snapshot.last_fy,)).iloc[0]
    assert 2 * run["contracted"] <= run["asked"]
    sides = {bool(network[end] >= float(cut)) for end in ("value", "low", "high")}
    mode = "open" if len(sides) > 1 else "lead" if sides == {True} else "shared"
    words.use(language)
    assert words.t(f"linkage.governance.{mode}") in page.said
    assert formats.number(network["value"], 2) in page.said and formats.number(float(cut), 1) in page.said
    assert words.t("linkage.note.governance_rule", cut=formats.number(float(cut), 1)) in page.said


@pytest.mark.parametrize("alpha", ["0.05", "0.10", "0.20"])
def test_the_backbone_keeps_what_the_level_of_the_reader_lets_through(opened, snapshot, alpha):
    sql = """select count(*) as n from mart_linkage_backbone where fiscal_year = $1
        and least(coalesce(alpha_out, 1), coalesce(alpha_in, 1)) < $2"""
    kept = int(store.query(snapshot, sql, (snapshot.last_fy, float(alpha)))["n"].iloc[0])
    said = opened("linkage", view="network", spine=alpha).fine().said
    if kept:
        assert words.t("linkage.reading.links", links=kept) in said
        assert words.t("linkage.title.within") in said
    else:
        assert words.t("linkage.none_drawn") in said


def test_the_whole_network_is_measured_once(opened):
    assert words.t("linkage.title.within") not in opened("linkage", view="network").fine().said
    assert words.t("linkage.title.within") in opened("linkage", view="network", s="gov").fine().said


def _of_how_many(head: str) -> int:
    (n,) = re.findall(r"\d+", head)
    return int(n)


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("shared", ["10", "15", "20"])
def test_a_density_says_among_how_many_kinds_it_is(opened, cards, snapshot, language, shared):
    """Counted from the table of pairs: 41 pairs of 13 kinds are dense, of 34 they would not be."""
    opened("linkage", language, view="network", network="seats", shared=shared).fine()
    pairs = cards["seated"].table
    kinds = {*pairs["agency_a"], *pairs["agency_b"]}
    card = cards["seated_within"]
    assert _of_how_many(card.headers["drawn"]) == len(kinds)
    assert card.table["drawn"].iloc[0] == pytest.approx(2 * len(pairs) / len(kinds) / (len(kinds) - 1))
    seats = store.query(
        snapshot,
        "select agency_a, agency_b from mart_participation_coseating where fiscal_year = $1 and bodies > 0",
        (snapshot.last_fy,),
    )
    assert _of_how_many(card.headers["value"]) == len({*seats["agency_a"], *seats["agency_b"]})
    assert all(card.headers[name] in card.reading for name in ("value", "drawn"))


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize(
    "asked", [{"least": "30"}, {"without": "A11"}, {"without": "A11", "least": "30"}], ids=str
)
def test_measures_of_a_part_say_of_how_many_kinds_they_are(opened, cards, language, asked):
    opened("linkage", language, view="network", **{k: v for k, v in asked.items() if k != "without"}).fine()
    pairs = cards["links"].table
    kinds = {*pairs["source"], *pairs["target"]}
    cards.clear()
    opened("linkage", language, view="network", **asked).fine()
    card, gone = cards["within"], asked.get("without")
    name = words.code(store.current(), "agencies", gone, short=True) if gone else ""
    assert _of_how_many(card.headers["drawn"].replace(name, "")) == len(kinds - {name})
    assert name in card.headers["drawn"] and card.headers["drawn"] in card.reading
