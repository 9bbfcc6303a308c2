"""概況 on the demo: the tiles say what the marts hold, prompts stay kind and lead on with the filter kept."""

import itertools
import json
import math
import re

import pandas as pd
import pytest

from dashboard import formats, store, words
from dashboard.charts import labels
from dashboard.queries import overview as query
from dashboard.views import _overview_moved as moved

PLACES = ({}, {"area": "3101"}, {"area": "3103", "fy": "2023"}, {"fy": "2024"})
NOBODY = (
    "update mart_quality_submission set status = 'missing'",
    "update mart_participation_setup set municipalities = if(est_status = 'E9', expected, 0), answered = 0",
    "update mart_participation_body set est_status = 'E9', setup_form = null, state = 'unanswered'",
    "update mart_indicator set value = null, numerator = null, state = 'unanswered', answered = 0",
    "delete from mart_participation_joint",
    "delete from mart_checklist_summary",
    "delete from mart_checklist_barrier",
    "update mart_checklist_item set status = '9', state = 'unanswered', agrees = null",
)


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("asked", PLACES, ids=str)
def test_it_draws_for_every_place_and_year(opened, asked, language):
    page = opened("overview", language, **asked).fine()
    assert len(page.tiles) == 6 and len(page.at.get("plotly_chart")) == 2
    assert len(page.at.get("deck_gl_json_chart")) == 1


@pytest.mark.parametrize("asked", [{}, {"area": "3101"}], ids=str)
def test_tiles_say_what_the_marts_hold(opened, snapshot, asked):
    tiles = opened("overview", **asked).tiles
    kind, code = ("area", asked["area"]) if asked else ("prefecture", snapshot.prefecture_lg_code)
    sql = """select indicator_id, value, state, expected from mart_indicator
        where fiscal_year = $1 and place_kind = $2 and place_code = $3"""
    rows = store.query(snapshot, sql, (snapshot.last_fy, kind, code)).set_index("indicator_id")
    for name in ("platform_joined", "council_joined", "support_meeting_joined", "multilayer_meeting_joined"):
        value, total = int(rows.loc[name, "value"]), int(rows.loc[name, "expected"])
        assert tiles[words.t(f"overview.tile.{name}")] == f"{value}/{total}市町村"
    referrals = rows.loc["referral_count"]
    said = formats.count(referrals["value"], referrals["state"])
    assert tiles[words.t("overview.tile.referral_count")] == f"{said}件"


def test_a_difference_says_where_others_answered_in_the_previous_year(opened, snapshot):
    """Whoever answered in one of the two years alone is in the difference; the card of changes cannot name it."""
    drawn = [tile.partition("</dt>") for tile in opened("overview").html.split("<dt>")[1:]]
    notes = {label: re.sub(r"<[^>]+>", "", rest) for label, _, rest in drawn}
    sql = """select fiscal_year, list(lg_code order by lg_code) as towns from mart_participation_body
        join dim_municipality using (lg_code) where in_prefecture and state = 'value' and body_code = $2
            and fiscal_year in ($1, $1 - 1) group by all"""
    for code, name in (
        ("B01", "platform_joined"),
        ("B02", "council_joined"),
        ("B03", "support_meeting_joined"),
    ):
        towns = store.query(snapshot, sql, (snapshot.last_fy, code))["towns"].map(tuple)
        other = towns.nunique() > 1
        assert ("回答した市町村が異なります" in notes[words.t(f"overview.tile.{name}")]) == other, name


def test_those_who_answered_are_counted_from_the_submissions(opened, snapshot):
    sql = """select count(distinct s.lg_code) as n from mart_quality_submission s join dim_municipality m using (lg_code)
        where m.in_prefecture and s.fiscal_year = $1 and s.status in ('accepted', 'warned')"""
    n = int(store.query(snapshot, sql, (snapshot.last_fy,))["n"].iloc[0])
    assert opened("overview").tiles["回答した市町村"] == f"{n}/19市町村"


def test_the_map_holds_the_partners_across_the_border(opened):
    deck = json.loads(opened("overview").at.get("deck_gl_json_chart")[0].proto.json)
    layers = {layer["id"]: layer for layer in deck["layers"]}
    assert {"285854", "285862"} <= {place["lg_code"] for place in layers["labels"]["data"]}
    # each line in two halves
    assert len(layers["arcs"]["data"]) == 2 * 6, "seven municipalities hold one platform together"


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_no_name_on_the_map_lies_on_another(opened, language):
    deck = json.loads(opened("overview", language).at.get("deck_gl_json_chart")[0].proto.json)
    scale = 512 * 2 ** deck["initialViewState"]["zoom"] / 360
    upright = scale / math.cos(math.radians(deck["initialViewState"]["latitude"]))
    boxes = []
    for place in next(layer["data"] for layer in deck["layers"] if layer["id"] == "labels"):
        across, down = place["offset"]
        x, y, half = (
            place["lon"] * scale + across,
            -place["lat"] * upright + down,
            labels.width(place["label"]) / 2,
        )
        boxes.append((x - half, x + half, y))
    for one, other in itertools.combinations(boxes, 2):
        beside = one[0] >= other[1] or other[0] >= one[1]
        assert beside or abs(one[2] - other[2]) >= labels.SIZE, (one, other)


@pytest.mark.parametrize(("language", "credit"), [("ja", "気象庁"), ("en", "Japan Meteorological Agency")])
def test_the_map_credits_its_boundaries_in_the_language_of_the_reader(opened, language, credit):
    page = opened("overview", language)
    assert page.said.count(credit) == 2, "under the map and in the foot"


def test_prompts_lead_on_with_the_filters_kept(opened):
    links = opened("overview", area="3103", fy="2024").links
    leading = [target for target in links.values() if "fy=2024" in target]
    assert leading and all("area=3103" in target for target in leading)


def test_prompts_name_municipalities_in_the_order_of_their_codes(snapshot, chosen):
    for rows in (query.preparing(snapshot, chosen()), query.answers(snapshot, chosen())):
        for _, part in rows.groupby([c for c in ("body_code", "fiscal_year") if c in rows], sort=False):
            inside = part.loc[part["in_prefecture"], "lg_code"].tolist()
            assert inside == sorted(inside)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_when_nobody_has_answered_it_says_so_and_never_zero(opened, altered, language):
    altered(*NOBODY)
    page = opened("overview", language).fine()
    assert words.catalogue(language)["empty.unanswered"] in page.said
    unknown = {label: value for label, value in page.tiles.items() if not value.startswith("…")}
    assert list(unknown) == [words.catalogue(language)["overview.tile.answered"]]


def test_a_course_without_answers_is_unanswered_not_zero(altered, chosen):
    found = query.joined(altered(*NOBODY), chosen())
    assert set(found["state"]) == {"unanswered"} and found["value"].isna().all()


def test_what_moved_is_what_the_two_years_say_one_by_one(snapshot, chosen):
    """A slow count from the published answers of both years."""
    year = snapshot.last_fy
    found = query.moved(snapshot, chosen()).set_index("lg_code")
    bodies = store.query(snapshot, "select * from mart_participation_body")
    items = store.query(snapshot, "select * from mart_checklist_item where status in ('0', '1', '2', '3')")
    notified = set(
        store.query(
            snapshot,
            "select code from dim_code where list = 'items' and (extra ->> 'group') = 'notification'",
        )["code"]
    )
    for code, row in found.iterrows():
        own = bodies[(bodies["lg_code"] == code) & bodies["body_code"].isin(["B01", "B02", "B03", "B04"])]
        stood = {
            when: set(own[(own["fiscal_year"] == when) & own["stands"]]["body_code"])
            for when in (year, year - 1)
        }
        told = all((own[own["fiscal_year"] == when]["state"] == "value").any() for when in (year, year - 1))
        if row["bodies_state"] == "value":
            assert told and set(row["bodies"]) == stood[year] - stood[year - 1]
        answers = items[(items["lg_code"] == code) & items["item_code"].isin(notified)]
        now, before = (
            answers[answers["fiscal_year"] == when].set_index("item_code")["status"]
            for when in (year, year - 1)
        )
        both = [item for item in now.index if item in before.index]
        if row["forward_state"] == "value":
            assert row["forward"] == sum(now[item] > before[item] for item in both)
            assert row["back"] == sum(now[item] < before[item] for item in both)
        else:
            assert not both
    assert (
        found["forward_state"].eq("value").any()
        and found["bodies"].map(lambda cell: bool(len(cell)) if cell is not pd.NA else False).any()
    )


def test_a_difference_with_a_hidden_year_is_hidden(opened, snapshot, chosen):
    """x in either year gives x, never the other year's number nor a difference."""
    rows = query.moved(snapshot, chosen())
    said = moved._difference(rows)
    for row, text in zip(rows.to_dict("records"), said, strict=True):
        pair = {row["now_state"], row["before_state"]}
        if pair == {"value"}:
            assert text == formats.change(row["now"], row["before"])
        else:
            assert text in {formats.symbol(state) for state in pair - {"value"}}
    assert {formats.symbol("suppressed"), formats.symbol("unanswered")} < set(said)


def test_a_municipality_stands_once_with_all_that_is_said_of_it(opened, snapshot, chosen):
    page = opened("overview", next="town").fine()
    preparing = query.preparing(snapshot, chosen())
    twice = preparing[preparing["in_prefecture"]].groupby("lg_code").size()
    assert (twice > 1).any()
    code = str(twice.idxmax())
    lines = [
        line for line in re.findall(r'<p class="card-notes">(.*?)</p>', page.html) if "準備・検討" in line
    ]
    assert any(line.count("準備・検討") == twice.max() and "県からの支援" in line for line in lines)
    name = words.place(snapshot, "municipality", code)
    assert sum(name == label for label in page.links) <= 1


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_who_sent_nothing_is_told_apart_from_who_sent_some(opened, snapshot, language):
    page = opened("overview", language, next="town").fine()
    words.use(language)
    sql = """select m.lg_code, m.name_ja, m.name_en, bool_or(status in ('accepted', 'warned')) as any_form,
            bool_or(status in ('missing', 'refused', 'quarantined')) as waited
        from mart_quality_submission s join dim_municipality m using (lg_code) where fiscal_year = $1 group by all"""
    rows = store.query(snapshot, sql, (snapshot.last_fy,))
    waited = rows[rows["waited"]]
    assert waited["any_form"].any() and not waited["any_form"].all()
    phrases = {kind: words.t(f"overview.next.short.{kind}") for kind in ("silent", "missing")}
    for kind, told in (("silent", waited[~waited["any_form"]]), ("missing", waited[waited["any_form"]])):
        assert page.said.count(phrases[kind]) == len(told)
