"""県の取組 on the demo: roles, support and sharing as the marts hold them; what was not reported is not zero."""

import pytest

from dashboard import formats, store, words
from dashboard.queries import participation_work as work
from dashboard.queries import prefecture as query

VIEWS = ("areas", "bodies", "training", "national")
SILENT = (
    "delete from mart_prefecture_role",
    "delete from mart_prefecture_support",
    "delete from mart_prefecture_sharing",
    "delete from mart_prefecture_body",
    "delete from mart_prefecture_consultation",
    "delete from mart_prefecture_reuse",
    "delete from mart_prefecture_contact",
)


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("asked", [{}, {"area": "3102"}, {"fy": "2023"}], ids=str)
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_draws(opened, view, asked, language):
    page = opened("prefecture", language, view=view, **asked).fine()
    assert len(page.tiles) == 4 and len(page.at.get("plotly_chart")) <= 6


def test_tiles_say_what_the_marts_hold(opened, snapshot):
    year = (snapshot.last_fy,)
    sql = "select sum(sessions)::integer as n from mart_prefecture_support where fiscal_year = $1"
    sessions = int(store.query(snapshot, sql, year)["n"].iloc[0])
    shared = store.query(snapshot, "select 1 from mart_prefecture_sharing where fiscal_year = $1", year)
    tiles = opened("prefecture").tiles
    assert tiles["市町村への支援"] == f"{sessions}回"
    assert tiles["事例の域内共有（K31）"] == f"{len(shared)}回"


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_prefecture_that_has_not_reported_is_unanswered(opened, altered, language):
    altered(*SILENT)
    page = opened("prefecture", language).fine()
    assert {value[0] for value in page.tiles.values()} == {"…"}


def test_training_nobody_reported_is_a_zero_in_its_cell(opened, snapshot):
    rows = query.training(snapshot, snapshot.last_fy, "prefecture", snapshot.prefecture_lg_code)
    assert len(rows) == rows["training_code"].nunique() * rows["audience_code"].nunique()
    sql = "select sum(participants)::integer as n from mart_participation_training where fiscal_year = $1 and place_code = $2"
    held = store.query(snapshot, sql, (snapshot.last_fy, snapshot.prefecture_lg_code))["n"].iloc[0]
    assert rows["value"].sum() == held and set(rows["state"]) == {"value"}


def test_national_figures_are_dated_by_their_publication_in_both_eras(opened):
    said = opened("prefecture", view="national").said
    assert "令和3年度（2021年度）" in said and "令和7年度（2025年度）（予定）" in said
    assert "公表日 令和7年9月8日（2025-09-08）" in said


def test_areas_stand_in_the_order_of_their_codes_and_the_country_is_context(opened):
    assert "順位ではありません" in opened("prefecture", view="areas").said
    assert words.t("prefecture.no_score") in opened("prefecture", view="national").said


def test_own_bodies_seats_and_what_was_considered_are_those_reported(opened, snapshot):
    page = opened("prefecture", view="bodies").fine()
    told = query.bodies(snapshot, snapshot.last_fy)
    assert set(told["state"]) == {"value"}
    for body, status in zip(told["body"], told["status"], strict=True):
        assert words.t("prefecture.said.body", body=body, status=status) in page.said
    rows = query.levels(snapshot, snapshot.last_fy)
    seats = store.query(
        snapshot,
        "select lg_code, own_body from mart_prefecture_seat where fiscal_year = $1",
        (snapshot.last_fy,),
    )
    in_platform = set(seats[seats["own_body"] == "platform"]["lg_code"])
    assert in_platform and in_platform == set(rows[rows["seats"].str.contains("県のPF")]["lg_code"])
    assert set(rows[rows["level_code"].isin(["pref", "both"])]["lg_code"]) >= in_platform
    considered = query.consultations(snapshot, snapshot.last_fy)
    assert len(considered) and f"{len(considered)}件の検討" in page.said
    assert len(query.reuse(snapshot, snapshot.last_fy)) and words.t("prefecture.title.reuse") in page.said


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_bodies_nobody_reported_are_unanswered(opened, altered, language):
    altered(*SILENT)
    page = opened("prefecture", language, view="bodies").fine()
    assert words.t("prefecture.reading.own_bodies_none") in page.said


def test_contacts_with_coordinators_are_those_reported_beside_how_the_municipality_takes_part(
    opened, snapshot
):
    rows = query.contacts(snapshot, snapshot.last_fy)
    held = store.query(
        snapshot,
        "select fiscal_year, lg_code, contacts from mart_prefecture_contact where fiscal_year <= $1",
        (snapshot.last_fy,),
    )
    assert len(held) and sorted(map(tuple, held.to_numpy())) == sorted(
        map(tuple, rows[["fiscal_year", "lg_code", "contacts"]].to_numpy())
    )
    # a municipality whose cover sheet did not arrive has no word
    assert set(rows["carried_out"]) - {""} == {words.code(snapshot, "participation_modes", "H2", short=True)}
    assert words.t("prefecture.title.contacts") in opened("prefecture", view="bodies").fine().said


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_national_survey_is_background_and_the_milestones_stand_by_their_days(opened, snapshot, language):
    """The values are those of the survey (令和3年 4.5％, 令和4年 4.9％); no place has one."""
    page = opened("prefecture", language, view="national").fine()
    with words.speaking(language):
        assert all(formats.percent(share) in page.said for share in (0.045, 0.049))
        for day in ("2022-07-07", "2024-04-01", "2024-06-24"):
            assert formats.day(day) in page.said
        assert words.code(snapshot, "events", "headquarters") in page.said


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_trainings_and_audiences_have_one_name_on_both_pages(snapshot, chosen, language):
    """In full: short, the training of residents was called as its audience is."""
    words.use(language)
    own = query.training(snapshot, snapshot.last_fy, "prefecture", snapshot.prefecture_lg_code)
    theirs = work.trainings(snapshot, chosen())
    for column in ("training", "audience"):
        assert own[column].tolist() == theirs[column].tolist()
    assert not set(own["training"]) & set(own["audience"])


def test_supporting_and_sharing_say_how_they_are_counted(opened):
    """The same five methods name both, so each says that the other is a count of its own."""
    page = opened("prefecture", "en").fine()
    assert "support to municipalities is a count of its own" in page.said
    assert "how often practices were shared is a count of its own" in page.said
