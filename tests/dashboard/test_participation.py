"""参画体制 on the demo: every view draws for every place, in neutral words, and counts what the marts hold."""

import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import formats, store, words
from dashboard.queries import participation as query
from dashboard.queries import participation_roster as roster
from dashboard.queries import participation_work as work
from dashboard.queries.chosen import Chosen
from tests.dashboard.tour import closed

pytestmark = pytest.mark.usefixtures("snapshot")

VIEWS = ("setup", "members", "level", "activity", "meetings")
ASKED = ({}, {"area": "3101"}, {"m": "312011"}, {"m": "285854"}, {"fy": "2023", "area": "3102"})
TITLE = re.compile(
    r"（.+）令和\d+年度（20\d\d年度）|（.+）令和\d+年度（20\d\d年度）〜令和\d+年度（20\d\d年度）"
)


def opened(view: str, **asked: str) -> AppTest:
    at = AppTest.from_file("../../dashboard/app.py", default_timeout=60)
    for name, value in {**asked, "view": view}.items():
        at.query_params[name] = value
    return at.switch_page("views/participation.py").run()


def chosen(snapshot: store.Snapshot, **changes) -> Chosen:
    whole = {"area": None, "municipality": None, "sector": None, "place_kind": "prefecture"}
    place = {"place_code": snapshot.prefecture_lg_code, "fiscal_year": snapshot.last_fy}
    return Chosen(**{**whole, **place, **changes})


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


@pytest.mark.parametrize("view", VIEWS)
def test_words_stay_neutral(view):
    at = opened(view)
    said = " ".join([html.proto.body for html in at.get("html")] + [text.value for text in at.markdown])
    assert not re.search("違反|未達|達成率|ワースト|順位", said)


def test_the_horizontality_carries_its_caution():
    assert any("Provan" in info.value for info in opened("level").info)


def test_status_counts_add_up_to_the_municipalities_of_the_prefecture(snapshot):
    rows = query.setup(snapshot, chosen(snapshot))
    assert set(rows.groupby("body_code")["value"].sum()) == {19}


def test_the_matrix_holds_every_municipality_and_body_once_partners_outside_included(snapshot):
    rows = query.bodies(snapshot, chosen(snapshot))
    assert len(rows) == 21 * 4 and not rows.duplicated(["lg_code", "body_code"]).any()
    assert rows["in_prefecture"].tolist() == sorted(rows["in_prefecture"], reverse=True)


def test_an_area_shows_its_own_municipalities_only(snapshot):
    east = query.bodies(snapshot, chosen(snapshot, area="3101", place_kind="area", place_code="3101"))
    assert 0 < east["lg_code"].nunique() < 19 and east["in_prefecture"].all()


def test_joint_bodies_reach_across_the_prefectural_border(snapshot):
    joints = query.joints(snapshot, chosen(snapshot), "B01")
    assert {"285854", "285862"} <= {*joints["lg_code"], *joints["partner_code"]}


def test_known_and_new_organisations_make_the_total_of_a_sector(snapshot):
    rows = roster.sectors(snapshot, chosen(snapshot), "B01")
    whole = roster.breadth(snapshot, chosen(snapshot), "B01")["organisations"].iloc[0]
    assert rows["value"].ge(0).all() and rows["value"].sum() == whole


def test_a_category_has_a_row_for_every_body_even_when_nobody_sits_there(snapshot):
    rows = roster.categories(snapshot, chosen(snapshot))
    assert len(rows) == rows["agency_code"].nunique() * 4 and rows["agency_code"].nunique() > 30


def test_labels_follow_the_language(snapshot):
    japanese = query.setup(snapshot, chosen(snapshot))["status"].iloc[0]
    words.use("en")
    assert query.setup(snapshot, chosen(snapshot))["status"].iloc[0].isascii() and not japanese.isascii()


def test_a_municipality_that_has_not_answered_is_not_one_without_the_bodies(snapshot):
    rows = work.overlaps(snapshot, chosen(snapshot)).set_index("municipality")["state"]
    assert set(rows.loc["大山町"]) == {"unanswered"} and set(rows.loc["日南町"]) == {"not_applicable"}


def test_with_a_municipality_chosen_the_numbers_are_its_own(snapshot):
    """No number of the prefecture stands beside 「回答 1/1市町村」."""
    at = opened("members", m="312029")
    html = closed("\n".join(part.proto.body for part in at.get("html")))
    sql = """select organisations from mart_participation_diversity
        where fiscal_year = ? and place_code = '312029' and body_code = 'B01'"""
    own = int(store.query(snapshot, sql, (snapshot.last_fy,))["organisations"].iloc[0])
    assert f"{own}<span" in html and "回答 1/1市町村" in html
    alone = chosen(snapshot, municipality="312029", place_kind="municipality", place_code="312029")
    assert roster.categories(snapshot, alone)["value"].max() == 1
    assert query.features(snapshot, alone, "setup_form", "setup_forms")["value"].max() == 1
    assert query.setup(snapshot, alone).groupby("body_code")["value"].sum().eq(1).all()


def test_meetings_run_together_are_told_of_those_that_have_a_council(snapshot):
    tile = re.search(
        r'<dt>地域協議会と支援会議を連携運営</dt><dd class="tile-value">(\d+)<span class="tile-unit">/(\d+)市町村',
        "\n".join(part.proto.body for part in opened("setup").get("html")),
    )
    counts = query.setup(snapshot, chosen(snapshot))
    councils = counts[counts["body_code"].eq("B02") & counts["est_status"].isin(["E1", "E5"])]["value"].sum()
    assert tile and 0 < int(tile[1]) <= int(tile[2]) == councils


def test_horizontality_is_one_minus_centralisation(snapshot):
    said = roster.horizontality(snapshot, chosen(snapshot)).set_index("code")["value"]
    sql = "select metric, value from mart_linkage_network where fiscal_year = ?"
    metric = dict(store.query(snapshot, sql, (snapshot.last_fy,)).itertuples(index=False, name=None))
    turned = {
        "degree_in": "centralisation_in",
        "degree_out": "centralisation_out",
        "betweenness": "betweenness_centralisation",
        "strength": "gini",
    }
    for measure, name in turned.items():
        assert said[measure] == pytest.approx(
            1 - metric[name], nan_ok=True
        )  # suppressed where hidden counts could move it
    assert said["reciprocity"] == pytest.approx(metric["reciprocity"], nan_ok=True)


@pytest.mark.parametrize("year", [{}, {"fy": "2024"}])
@pytest.mark.parametrize("place", [{}, {"area": "3102"}, {"m": "312011"}])
def test_kinds_with_a_seat_are_the_same_in_tile_sentence_and_list(opened, year, place):
    page = opened("participation", view="members", **year, **place).fine()
    tile = re.search(r"(\d+)/(\d+)区分", page.tiles["PFに参画する機関の区分"])
    read = re.search(r"官民連携PFには (\d+)区分のうち (\d+)区分が参画", page.said)
    none = re.search(r"どの市町村からも参画のない区分は (\d+)区分", page.said)
    if read:
        assert tile and (tile[1], tile[2]) == (read[2], read[1])
    if none:
        assert tile and int(none[1]) == int(tile[2]) - int(tile[1])
    assert read or place


def test_phases_count_each_measure_of_the_form_once(snapshot):
    """Of every phase, its measures parted into with results, none, untold; together the measures of form 5."""
    rows = work.phases(snapshot, Chosen.of(snapshot, snapshot.last_fy))
    measures = store.query(
        snapshot, "select code, extra ->> 'phase' as phase from dim_code where list = 'measures'"
    )
    assert rows.groupby("phase_code")["value"].sum().to_dict() == measures.groupby("phase").size().to_dict()
    zero = store.query(
        snapshot,
        """select count(*) as n from (
            select value from mart_participation_activity where period = 'FY' and place_kind = 'prefecture' and fiscal_year = $1
            union all
            select value from mart_linkage_support where period = 'FY' and place_kind = 'prefecture' and fiscal_year = $1)
        where value = 0""",
        (snapshot.last_fy,),
    )
    assert rows.loc[rows["told"] == "zero", "value"].sum() == zero["n"].iloc[0]


def test_a_year_that_nobody_answered_has_no_results_in_any_phase(snapshot):
    rows = work.phases(snapshot, Chosen.of(snapshot, snapshot.first_fy - 1))
    assert rows["value"].sum() == 0


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_efforts_are_those_of_the_cover_sheets(snapshot, language):
    held = store.query(
        snapshot,
        "select e.* from mart_municipality_effort e join dim_municipality m using (lg_code) "
        "where fiscal_year = $1 and m.in_prefecture order by lg_code",
        (snapshot.last_fy,),
    )
    with words.speaking(language):
        rows = work.efforts(snapshot, Chosen.of(snapshot, snapshot.last_fy))
    assert rows["lg_code"].tolist() == held["lg_code"].tolist()
    answered = rows[rows["state"] == "value"]
    wanted = (
        "trade_codes",
        "desks",
        "field_codes",
        "hours_code",
        "hotline",
        "workplace",
        "survey_code",
        "survey_fy",
    )
    assert answered[[*wanted, "survey_count"]].notna().any().all(), "the demo answers each of them somewhere"
    for shown, column in (
        ("desks", "desk_count"),
        ("survey_count", "survey_count"),
        ("survey_code", "survey_method"),
    ):
        pairs = zip(rows[shown], held[column], strict=True)
        assert all(a == b if not (pd.isna(a) or pd.isna(b)) else pd.isna(a) and pd.isna(b) for a, b in pairs)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_share_outside_government_has_one_name_and_its_numbers(opened, snapshot, language):
    """On the tile as in the list of indicators: the share, and of how many it is."""
    page = opened("participation", language)
    words.use(language)
    sql = """select d.title_ja, d.title_en, numerator, denominator, value from mart_indicator join dim_indicator d
        using (indicator_id) where indicator_id = 'platform_private_share' and fiscal_year = $1 and place_kind = 'prefecture'"""
    row = store.query(snapshot, sql, (snapshot.last_fy,)).iloc[0]
    said = f"{row[f'title_{language}']} {formats.percent(row['value'])}"
    counted = f"{int(row['numerator'])}/{int(row['denominator'])}" if language == "ja" else (
        f"({int(row['numerator'])} of {int(row['denominator'])} "
    )  # fmt: skip
    assert said in page.said and counted in page.said.split(said)[1][:20]


@pytest.mark.parametrize("body", ["B01", "B02", "B03", "B04"])
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_kinds_without_a_seat_are_said_of_the_body_that_is_shown(opened, snapshot, language, body):
    """A kind without a seat in a platform may sit in a council; who was invited is asked of platforms alone."""
    page = opened("participation", language, view="members", body=body).fine()
    words.use(language)
    rows = roster.categories(snapshot, chosen(snapshot))
    rows = rows[rows["body_code"] == body]
    empty = rows[rows["value"] == 0]
    name = words.inner(words.code(snapshot, "bodies", body, short=True))
    said = words.t("participation.reading.open_seats", n=len(empty), body=name, list="|").split("|")
    assert all(part.strip() in page.said for part in said)
    platform = body == "B01"
    uninvited = int(((empty["invited"] == 0) & (empty["invited_state"] == "value")).sum())
    told = words.t("participation.reading.open_uninvited", n=uninvited).strip()
    assert (told in page.said) is platform
    assert (words.t("participation.invited.no") in page.said) is (platform and uninvited > 0)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_kinds_with_most_seats_are_said_to_be_outside_government(opened, language):
    page = opened("participation", language, view="members").fine()
    words.use(language)
    begun = words.t("alt.within", part=words.t("participation.outside"), said="")
    assert begun.rstrip() in page.said


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_where_every_kind_has_a_seat_the_card_says_so(opened, altered, snapshot, language):
    altered(
        """insert into mart_participation_seat by name
        select s.* replace (a.code as agency_code) from (
            select * from mart_participation_seat where body_code = 'B01' and agency_level = 'agency'
                and place_kind = 'prefecture' and municipalities > 0 qualify row_number() over (partition by fiscal_year) = 1
        ) s cross join dim_code a
        where a.list = 'agencies' and not exists (select 1 from mart_participation_seat o where o.agency_code = a.code
            and o.agency_level = 'agency' and o.body_code = 'B01' and o.place_kind = 'prefecture'
            and o.fiscal_year = s.fiscal_year)""",
        "update mart_participation_seat set municipalities = 1 where municipalities = 0",
    )
    page = opened("participation", language, view="members", body="B01").fine()
    words.use(language)
    name = words.inner(words.code(snapshot, "bodies", "B01", short=True))
    assert words.t("participation.reading.open_none", body=name) in page.said


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_meetings_are_said_to_be_of_the_year_and_in_times(opened, cards, language):
    """The way of meeting is as at the end of the year, how often they met is counted over it; a number has its unit."""
    opened("participation", language, view="meetings").fine()
    card = cards["modes"]
    assert all(
        word in card.title
        for word in {"ja": ("年度末", "年度計"), "en": ("year-end", "in the year")}[language]
    )
    unit = words.catalogue(language)["participation.unit.times"]
    spoken = [text for _, text in card.draw().data[-1].customdata]
    numbers = [text for text in spoken if text[0].isdigit()]
    assert numbers and all(re.fullmatch(rf"[\d,]+{unit}", text) for text in numbers)
