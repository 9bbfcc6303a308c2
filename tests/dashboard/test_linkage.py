"""連携・つなぎ on the demo: every view draws for every place; nothing protected is shown, added up or implied."""

import json
import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import formats, store, words
from dashboard.charts import linkage as charts
from dashboard.queries import events
from dashboard.queries import linkage as query
from dashboard.queries.answered import answered as answered_of
from dashboard.queries.answered import halves as halves_of
from dashboard.queries.chosen import Chosen
from dashboard.views import _linkage_results as results
from dashboard.widgets import screen
from dashboard.widgets.page import Page

pytestmark = pytest.mark.usefixtures("snapshot")

VIEWS = ("flow", "places", "results", "network", "support")
ASKED = ({}, {"area": "3101"}, {"m": "312011"}, {"m": "313254"}, {"m": "285854"}, {"fy": "2023", "area": "3102"},
         {"level": "agency"}, {"s": "juso"})  # fmt: skip
TITLE = re.compile(r"（.+）令和\d+年度（20\d\d年度）")


def opened(view: str, **asked: str) -> AppTest:
    at = AppTest.from_file("../../dashboard/app.py", default_timeout=60)
    for name, value in {**asked, "view": view}.items():
        at.query_params[name] = value
    return at.switch_page("views/linkage.py").run()


def chosen(snapshot: store.Snapshot, **changes) -> Chosen:
    whole = {"area": None, "municipality": None, "sector": None, "place_kind": "prefecture"}
    place = {"place_code": snapshot.prefecture_lg_code, "fiscal_year": snapshot.last_fy}
    return Chosen(**{**whole, **place, **changes})


def town(snapshot: store.Snapshot, code: str) -> Chosen:
    return chosen(snapshot, municipality=code, place_kind="municipality", place_code=code)


@pytest.mark.parametrize("asked", ASKED, ids=str)
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_draws_for_every_place(view, asked):
    at = opened(view, **asked)
    assert [problem.message for problem in at.exception] == []
    assert len(at.get("plotly_chart")) <= 6


@pytest.mark.parametrize("view", VIEWS)
def test_titles_say_what_in_which_unit_and_when(view):
    pages = [html.proto.body for html in opened(view).get("html")]
    titles = [found for body in pages for found in re.findall(r'card-title">(.+?)</h2>', body)]
    assert titles and all(TITLE.search(re.sub("<[^>]+>", "", title)) for title in titles)


def test_a_small_municipality_says_why_its_flows_are_not_shown():
    assert any("合計だけを公表" in info.value for info in opened("flow", m="313254").info)


def test_a_municipality_outside_is_told_that_it_is_not_asked():
    at = opened("flow", m="285854")
    assert [info.value for info in at.info] == ["県外の市町村からは件数の提出を求めていません"]


def test_a_single_published_rate_is_not_a_range(snapshot):
    page = Page("linkage", snapshot, chosen(snapshot))
    rows = pd.DataFrame({"municipality": ["八頭町", "智頭町"], "value": [0.9, 0.8]})
    one, two = results._span(page, rows.head(1)), results._span(page, rows)
    assert "八頭町だけで" in one and "90.0%" in one and "1市町村では" not in one
    assert "2市町村" in two and "80.0%" in two and "90.0%" in two


def test_a_number_stands_only_where_the_state_says_so(snapshot):
    here = chosen(snapshot)
    for rows in (
        query.flows(snapshot, here, "agency"), query.flows(snapshot, here, "sector"),
        query.towns(snapshot, here), query.crossings(snapshot, here), query.trend(snapshot, here),
        query.legal_bases(snapshot, here), query.support(snapshot, here), query.cases(snapshot, here),
        query.rates(snapshot, here, "consent"), query.rates(snapshot, here, "absorption"),
    ):  # fmt: skip
        assert rows["value"].notna().equals(rows["state"] == "value")


def test_no_published_count_of_people_lies_between_one_and_nine(snapshot):
    for rows in (
        query.flows(snapshot, chosen(snapshot), "agency"),
        query.towns(snapshot, chosen(snapshot)),
        query.cases(snapshot, chosen(snapshot)),
    ):
        shown = rows.loc[rows["state"] == "value", "value"]
        assert not shown.between(1, 9).any()


def test_a_rate_is_withheld_with_its_bounds(snapshot):
    rows = query.rates(snapshot, chosen(snapshot), "consent")
    withheld = rows[rows["state"] != "value"]
    assert withheld[["value", "low", "high", "numerator", "denominator"]].isna().all(axis=None)
    there = rows[rows["state"] == "value"]
    assert len(there) and (there["low"] <= there["value"]).all() and (there["value"] <= there["high"]).all()


def test_municipalities_come_in_order_of_their_code(snapshot):
    for rows in (
        query.rates(snapshot, chosen(snapshot), "absorption"),
        query.cases(snapshot, chosen(snapshot)),
    ):
        assert rows["lg_code"].is_monotonic_increasing


def test_the_sector_filter_narrows_the_senders_only(snapshot):
    rows = query.flows(snapshot, chosen(snapshot, sector="juso"), "sector")
    assert set(rows["from_code"]) == {"juso"} and rows["to_code"].nunique() > 1


def test_who_answered_counts_the_place(snapshot):
    answered, expected, halves = answered_of(snapshot, chosen(snapshot), "F3")
    assert expected == 19 and 0 < answered <= 19
    assert answered_of(snapshot, town(snapshot, "312011"), "F3") == (1, 1, 0)
    (half,) = halves_of(snapshot, chosen(snapshot), "F3").to_dict("records")
    assert halves == 1 and answered_of(snapshot, town(snapshot, half["lg_code"]), "F3") == (0, 1, 1)


def test_with_a_municipality_chosen_the_tiles_are_its_own(opened):
    """One municipality of one, never the prefecture's count beside its own number."""
    tiles = opened("linkage", m="312011").tiles
    assert tiles[words.t("linkage.tile.reported")] == "1/1市町村"
    assert opened("linkage").tiles[words.t("linkage.tile.reported")].endswith("/19市町村")


def test_municipalities_outside_are_not_asked(snapshot):
    rows = query.towns(snapshot, chosen(snapshot)).set_index("lg_code")
    assert rows.loc["285854", "state"] == "not_applicable"


@pytest.mark.parametrize("asked", [{}, {"area": "3103"}], ids=str)
def test_every_municipality_stands_in_one_cell_of_bodies_and_referrals(opened, snapshot, chosen, asked):
    rows = query.standing(snapshot, chosen(**asked))
    sql = (
        "select lg_code from dim_municipality where in_prefecture and ($1::varchar is null or area_code = $1)"
    )
    assert sorted(rows["lg_code"]) == sorted(store.query(snapshot, sql, (asked.get("area"),))["lg_code"])
    totals = query.towns(snapshot, chosen(**asked)).set_index("lg_code")
    for row in rows.to_dict("records"):
        total = totals.loc[row["lg_code"]]
        if row["reported"] == "zero":
            assert total["state"] == "value" and total["value"] == 0, "x is never told as zero"
        elif row["reported"] == "some":
            assert total["state"] == "suppressed" or total["value"] > 0
        else:
            assert row["reported"] == total["state"]
    opened("linkage", view="places", **asked).fine()


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_way_of_a_case_is_told_by_the_published_counts(opened, snapshot, chosen, language):
    rows = query.steps(snapshot, chosen())
    now = rows[rows["fiscal_year"] == snapshot.last_fy]
    assert len(now) == 4 and list(now["measure_code"]) == sorted(now["measure_code"])
    said = opened("linkage", language, view="support").fine().said
    for value, state in zip(now["value"], now["state"], strict=True):
        assert formats.count(value, state) in said


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("level", ["sector", "agency"])
def test_a_flow_says_on_its_face_how_many_pairs_it_does_not_draw(
    opened, snapshot, chosen, cards, level, language
):
    """A name may be written with more than its bands are wide; and none is called largest and left out without a word."""
    said = opened("linkage", language, view="flow", level=level).fine().said
    rows = query.flows(snapshot, chosen(), level)
    hidden = int(rows["state"].eq("suppressed").sum())
    there = hidden + int((rows["value"] > 0).sum())
    bands = len(cards["sankey"].draw().data[0].link.value)
    assert hidden and bands < there
    assert words.t("linkage.reading.undrawn", all=there, drawn=bands, hidden=hidden) in said
    named = cards["sankey"].reading.split(
        words.t("linkage.reading.undrawn", all=there, drawn=bands, hidden=hidden)
    )[0]
    undrawn = words.catalogue(language)["linkage.reading.pair_undrawn"].split("{value}")[1]
    assert named.count(" x") == named.count(undrawn)


def test_steps_are_told_in_their_own_unit(opened, snapshot, chosen):
    words.use("en")
    rows = query.steps(snapshot, chosen())
    now = rows[rows["fiscal_year"] == snapshot.last_fy]
    said = opened("linkage", "en", view="support").fine().said
    assert now["unit"].nunique() > 1
    for row in now.to_dict("records"):
        assert formats.told(row, unit=row["unit"]) in said


def test_a_difference_of_a_hidden_total_is_hidden(snapshot, chosen):
    rows = query.nodes(snapshot, chosen())
    hidden = rows["strength_in"].isna() | rows["strength_out"].isna()
    assert (
        hidden.any()
        and (rows.loc[hidden, "state"] == "suppressed").all()
        and rows.loc[hidden, "strength"].isna().all()
    )
    assert (
        rows.loc[~hidden, "strength"] == rows.loc[~hidden, "strength_in"] + rows.loc[~hidden, "strength_out"]
    ).all()


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_courses_mark_the_years_in_which_law_and_policy_changed(opened, snapshot, chosen, language):
    """The day decides the fiscal year: 1 April begins one, 31 March ends one."""
    words.use(language)
    found = events.events(snapshot, 2023, 2025)
    assert [(row["fiscal_year"], str(row["day"])[:10]) for row in found.to_dict("records")] == [
        (2024, "2024-04-01"), (2024, "2024-04-01"), (2024, "2024-06-24"),
    ]  # fmt: skip
    page = opened("linkage", language).fine()
    figures = [
        json.loads(one.proto.spec)["layout"].get("annotations", []) for one in page.at.get("plotly_chart")
    ]
    marked = [note for notes in figures for note in notes if note.get("text", "").startswith("▽")]
    assert [note["x"] for note in marked] == [formats.fiscal_year_short(2024)]
    months = {str(day)[5:7].lstrip("0") for day in found["day"]}
    assert all(words.t(f"month.m{month}") in marked[0]["text"] for month in months)
    assert all(event in page.said for event in found["event"])


def test_both_sides_of_every_municipality_stand_beside_each_other(snapshot, chosen):
    """Individuals (N01, N08, N10) and community (N12, N13, N15): the published cells, a hidden one hidden."""
    rows = query.sides(snapshot, chosen())
    held = store.query(
        snapshot,
        """select place_code as lg_code, measure_code, value, state from mart_linkage_support
        where fiscal_year = $1 and period = 'FY' and place_kind = 'municipality' and measure_code in ('N01', 'N08', 'N10')
        union all
        select place_code, measure_code, value, state from mart_participation_activity
        where fiscal_year = $1 and period = 'FY' and place_kind = 'municipality' and measure_code in ('N12', 'N13', 'N15')""",
        (snapshot.last_fy,),
    )
    both = rows.merge(held, on=["lg_code", "measure_code"], suffixes=("", "_held"))
    assert len(both) == len(rows) > 0 and (both["state"] == both["state_held"]).all()
    told = both[both["state"] == "value"]
    assert (told["value"] == told["value_held"]).all() and both.loc[
        both["state"] != "value", "value"
    ].isna().all()
    assert set(rows["side"]) == set(results.SIDES)


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("asked", [{}, {"level": "agency"}, {"area": "3101"}, {"m": "312011"}], ids=str)
def test_senders_and_receivers_are_those_with_referrals(opened, cards, language, asked):
    """Who sends nothing has a row of zeros, and is not counted; a hidden number is never 0."""
    opened("linkage", language, view="flow", **asked).fine()
    table = cards["matrix"].table
    there = table[table["state"].eq("suppressed") | table["value"].gt(0)]
    ends = [next(name for name in table if name.startswith(side)) for side in ("source", "target")]
    senders, receivers = (there[name].nunique() for name in ends)
    with words.speaking(language):
        said = words.t("linkage.reading.matrix", senders=senders, receivers=receivers)
    assert cards["matrix"].reading.startswith(said)


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("narrow", [False, True])
def test_every_head_of_both_sides_keeps_its_unit(opened, monkeypatch, language, narrow):
    """件, 人, か所: on a telephone too, where the heads are short."""
    frames, drawing = [], charts.sides
    monkeypatch.setattr(screen, "narrow", lambda: narrow)
    monkeypatch.setattr(charts, "sides", lambda frame: frames.append(frame) or drawing(frame))
    opened("linkage", language, view="support").fine()
    with words.speaking(language):
        heads = {str(name) for name in drawing(frames[0]).layout.xaxis.categoryarray}
    units = set(zip(frames[0]["measure"], frames[0]["unit"], strict=True))
    assert len(heads) == len(units) == 6
    assert all(
        any(name in head and f"{unit}" in head.removeprefix(name) for head in heads) for name, unit in units
    )
