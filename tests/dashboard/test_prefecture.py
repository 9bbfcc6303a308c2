"""県の取組 on the demo: roles, support and sharing as the marts hold them; what was not reported is not zero."""

import pytest

from dashboard import store, words

VIEWS = ("areas", "training", "national")
SILENT = (
    "delete from mart_prefecture_role",
    "delete from mart_prefecture_support",
    "delete from mart_prefecture_sharing",
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


def test_areas_stand_in_the_order_of_their_codes_and_the_country_is_context(opened):
    assert "順位ではありません" in opened("prefecture", view="areas").said
    assert words.t("prefecture.no_score") in opened("prefecture", view="national").said
