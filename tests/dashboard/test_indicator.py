"""指標をさがす: whatever the catalogue publishes by place is on the page, with the mart's own numbers and states."""

import itertools
import json
import math
import re
import shutil
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from dashboard import formats, store, words
from dashboard.charts import indicator as chart
from dashboard.charts import labels
from dashboard.export import plot, pptx, xlsx
from dashboard.queries import indicator as query
from dashboard.queries import shapes
from dashboard.queries.definitions import definitions, next_period
from etl import catalogue as catalogues
from etl import forms, pipeline, settings
from etl.demo.world import grow
from tests.dashboard.conftest import Opened
from tests.dashboard.tour import APP

VIEWS = ("strip", "map", "table", "trend", "pair")
HREF = re.compile(r'href="(indicator\?[^"]*)"')
TOWNS = ("312011", "312029", "312037")
BORDERS = ("県の境（太い線）", "圏域の境（ふちの白い線）")
ADDED = """id = "training_times"
topic = "participation"
title = { ja = "研修を開いた回数の計", en = "Training sessions held in all" }
unit = { ja = "回", en = "times" }
kind = "count"
class = "D1"
form = "F7"
decimals = 0
formula = { ja = "様式7の開催回数の和", en = "Sum of the sessions of form 7" }
source = "submissions"
absent = "zero"
sql = '''
select fiscal_year, lg_code, sessions as numerator, null as denominator, sessions_state as state from form_f7
'''
"""


def told(
    snapshot: store.Snapshot, indicator_id: str, year: int, kind: str = "municipality"
) -> dict[str, tuple]:
    """`{place: (value, state)}` as the mart holds them."""
    sql = "select place_code, value, state from mart_indicator where indicator_id = ? and fiscal_year = ? and place_kind = ?"
    rows = store.query(snapshot, sql, (indicator_id, year, kind))
    return {code: (v, s) for code, v, s in rows.itertuples(index=False)}


def same(value: object, other: object) -> bool:
    return bool(pd.isna(value) and pd.isna(other)) or value == other


def ids(snapshot: store.Snapshot) -> list[str]:
    sql = "select distinct indicator_id from mart_indicator order by 1"
    return store.query(snapshot, sql)["indicator_id"].tolist()


@given(st.permutations([f"町{n}" for n in range(5)]), st.integers(1, 5), st.booleans())
def test_a_municipality_has_one_colour_and_mark_in_every_view(towns, most, own):
    """Whatever the order of the rows: who is compared keeps the place in the list."""
    beside = tuple(towns[:most])
    rows = pd.DataFrame(
        {"municipality": sorted(beside), "lg_code": sorted(beside), "value": 3.0, "other": 2.0}
    )
    rows = rows.assign(
        part="beside", state="value", said="3", lane="県", side="", year="R7", fiscal_year=2025
    )
    if own:
        rows = pd.concat([rows, rows.head(1).assign(municipality="市", part="own")], ignore_index=True)
    drawn = (
        chart.strip(rows, middle=None, middle_name="", beside=beside),
        chart.trend(rows.assign(place=rows["municipality"]), "", own="市" if own else "", beside=beside),
    )
    dots, lines = ({t.name: t.marker for t in one.data if t.name} for one in drawn)
    assert set(dots) == set(lines) == set(rows["municipality"])
    colours = {t.name: t.line.color for t in drawn[1].data}
    for name, mark in dots.items():
        assert (mark.color, mark.symbol) == (colours[name], lines[name].symbol)
    points = chart.scatter(rows, "", "", percent=(False, False), beside=beside).data
    assert [(p.marker.color, p.marker.symbol) for p in points] == [(m.color, m.symbol) for m in dots.values()]


# ── every indicator, in every view ──


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_published_indicator_is_listed_with_its_topic_and_formula(opened, snapshot, language):
    page = opened("indicator", language).fine()
    linked = [parse_qs(urlsplit(unescape(link)).query)["i"][0] for link in HREF.findall(page.html)]
    assert sorted(linked) == ids(snapshot)
    for row in query.published(snapshot).to_dict("records"):
        assert row["title"] in page.said and row["formula"] in page.said and row["topic_name"] in page.said


@pytest.mark.parametrize("view", VIEWS)
def test_every_indicator_is_drawn_in_every_view(opened, snapshot, cards, view):
    page = opened("indicator", m="312011", c="312037")
    for one in ids(snapshot):
        page.at.query_params.update({"i": one, "view": view})
        cards.clear()
        page.at.run()
        page.fine()
        assert cards or words.t("empty.title") in page.said, one
        for facts in cards.values():
            assert facts.definitions[0].id == one and facts.definitions[0].title in facts.title
            assert f"回答 {facts.origin[0].removeprefix('回答 ')}" == facts.origin[0]
            assert "2026-03-31" in facts.origin[1]


@pytest.mark.parametrize("year", [2023, 2024, 2025])
@pytest.mark.parametrize("area", [None, "3103"])
def test_the_numbers_are_those_of_the_mart_place_by_place(snapshot, year, area):
    for one in ids(snapshot):
        rows = query.by_municipality(snapshot, one, year, area)
        now, before = told(snapshot, one, year), told(snapshot, one, year - 1)
        for row in rows.to_dict("records"):
            value, state = now.get(row["lg_code"], (None, "unanswered"))
            assert same(row["value"], value) and row["state"] == state, (one, row)
            value, state = before.get(row["lg_code"], (None, "unanswered"))
            assert same(row["before"], value) and row["before_state"] == state, (one, row)
        if area is None:
            assert set(now) <= set(rows["lg_code"]) and len(rows) >= 19


def test_a_count_per_ten_thousand_people_is_of_the_published_count(snapshot):
    people = store.query(snapshot, "select lg_code, population from dim_municipality").set_index("lg_code")[
        "population"
    ]
    rows = query.by_municipality(snapshot, "referral_count", snapshot.last_fy)
    for row in rows.to_dict("records"):
        assert pd.isna(row["rate"]) == (row["state"] != "value")
        if row["state"] == "value":
            assert row["rate"] == pytest.approx(row["value"] / people[row["lg_code"]] * 10_000)
    assert query.by_municipality(snapshot, "consent_rate", snapshot.last_fy)["rate"].isna().all()


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_sentence_says_own_and_middle_as_the_mart_has_them(opened, snapshot, cards, language):
    opened("indicator", language, i="platform_organisations", m="312011").fine()
    towns = store.query(snapshot, "select lg_code from dim_municipality where in_prefecture")["lg_code"]
    now = told(snapshot, "platform_organisations", snapshot.last_fy)
    numbers = sorted(now[code][0] for code in towns if now[code][1] == "value")
    middle = (numbers[(len(numbers) - 1) // 2] + numbers[len(numbers) // 2]) / 2
    for value in (numbers[0], numbers[-1], middle, now["312011"][0]):
        assert formats.number(value) in cards["strip"].reading


# ── order, comparison, similar ones ──


def test_the_order_is_by_code_and_by_value_when_asked_and_says_that_it_means_nothing(opened, cards):
    opened("indicator", i="platform_private_share", view="table").fine()
    rows = cards["table"].table
    assert rows[rows["within"] == "県内"]["lg_code"].is_monotonic_increasing
    page = opened("indicator", i="platform_private_share", view="table", order="value").fine()
    rows = cards["table"].table
    numbers = rows.loc[rows["state"] == "value", "value"]
    assert numbers.is_monotonic_decreasing and list(rows["state"].unique()) == ["value", "unanswered"]
    assert words.t("indicator.note.order") in page.said


def test_at_most_five_are_compared_and_one_s_own_is_not_among_them(opened, cards):
    six = "312029,312037,312045,313025,313254,313289"
    page = opened("indicator", i="platform_organisations", m="312011", c=f"312011,{six}").fine()
    assert page.at.multiselect[0].value == six.split(",")[:5]
    assert cards["strip"].selection.startswith("令和7年度") and "鳥取市、米子市" in cards["strip"].selection
    assert "智頭町" not in cards["strip"].selection


def test_similar_ones_are_those_with_a_number_nearest_first(opened, snapshot):
    page = opened("indicator", i="referral_count", m="312011").fine()
    page.at.button(key="indicator_similar").click().run()
    page.fine()
    picked = str(page.at.query_params["c"]).split(",")
    now = told(snapshot, "referral_count", snapshot.last_fy)
    assert 0 < len(picked) <= 5 and all(now[code][1] == "value" for code in picked) and "312011" not in picked
    sql = "select similar_lg_code from mart_municipality_similar where lg_code = '312011' order by rank"
    order = store.query(snapshot, sql)["similar_lg_code"].tolist()
    assert picked == [code for code in order if now.get(code, (0, ""))[1] == "value"][:5]


# ── what is not a number ──


@pytest.mark.parametrize("one", ["referral_count", "coordination_cases", "platform_organisations"])
def test_a_dot_is_a_number_and_every_other_state_is_counted_beside_the_axis(opened, snapshot, cards, one):
    opened("indicator", i=one).fine()
    facts, rows = cards["strip"], query.by_municipality(snapshot, one, snapshot.last_fy)
    drawn = facts.draw()
    inside = rows[rows["in_prefecture"]]
    dots = sum(len(trace.x) for trace in drawn.data)
    assert (
        dots == (inside["state"] == "value").sum() + (rows["state"] == "value").sum()
    )  # all together, and by area
    beside = " ".join(str(note.text) for note in drawn.layout.annotations)
    for state in formats.STATES[1:]:
        names = rows.loc[rows["state"] == state, "municipality"]
        n = int((inside["state"] == state).sum())
        assert (f"{formats.symbol(state)} {n}" in beside) == bool(n)
        assert all(any(name in note for note in facts.notes) for name in names)


def test_a_municipality_without_both_numbers_has_no_point_and_is_named_with_both_signs(
    opened, snapshot, cards
):
    opened("indicator", i="referral_count", view="pair", **{"with": "coordination_cases"}).fine()
    facts = cards["pair"]
    year = snapshot.last_fy
    one, other = told(snapshot, "referral_count", year), told(snapshot, "coordination_cases", year)
    both = {code for code in one if one[code][1] == other[code][1] == "value"}
    drawn = {
        name: (x, y)
        for t in facts.draw().data
        for (name, _), x, y in zip(t.customdata, t.x, t.y, strict=True)
    }
    names = {code: words.place(snapshot, "municipality", code) for code in one}
    assert drawn == {names[code]: (one[code][0], other[code][0]) for code in both}
    note = next(note for note in facts.notes if note.startswith("点のない"))
    for code in set(one) - both:
        signs = (  # an x may carry the range that anybody can work out
            f"{formats.number(value)}件" if state == "value"
            else "x(?:（[^）]+）)?" if state == "suppressed" else re.escape(formats.symbol(state))
            for value, state in (one[code], other[code])
        )  # fmt: skip
        assert re.search(f"{names[code]} {'／'.join(signs)}(?:、|。|$)", note), (names[code], note)


def test_a_map_writes_every_number_and_shades_no_other_state(opened, snapshot, cards):
    page = opened("indicator", i="coordination_cases", view="map").fine()
    deck = json.loads(page.at.get("deck_gl_json_chart")[0].proto.json)
    rows = next(layer["data"] for layer in deck["layers"] if layer["id"] == "labels")
    now = told(snapshot, "coordination_cases", snapshot.last_fy)
    for row in rows:
        value, state = now[row["lg_code"]]
        assert row["label"].endswith(
            f"{formats.number(value)}件" if state == "value" else formats.symbol(state)
        )
    states = {state for _, state in now.values()} - {"value"}
    without_row = set(shapes.outlines(snapshot)) - set(now)
    named = {sign.word for sign in cards["map"].signs}
    assert without_row and words.t("indicator.outside") in named, (
        "partners in other prefectures are not asked"
    )
    signs = [sign for sign in cards["map"].signs if sign.word not in BORDERS]
    assert {sign.glyph for sign in signs if sign.glyph} == {formats.symbol(state) for state in states}
    of_borders = {sign.glyph for sign in cards["map"].signs if sign.word in BORDERS}
    assert len(of_borders) == 1 and of_borders.isdisjoint(map(formats.symbol, formats.STATES))
    shades = {sign.fill for sign in signs if not sign.glyph}
    assert shades.isdisjoint({sign.fill for sign in signs if sign.glyph})


def test_years_without_a_number_break_the_line_and_are_signed_under_their_year(opened, snapshot, cards):
    opened("indicator", i="referral_count", view="trend", m="312011", c="313840").fine()
    drawn = cards["trend"].draw()
    line = next(trace for trace in drawn.data if trace.name == "日吉津村")
    assert list(line.y) == [None, None, None]
    assert all("日吉津村 x" in text for text in drawn.layout.xaxis.ticktext)
    assert not [trace for trace in drawn.data if trace.marker.symbol == "x"], (
        "an x is the sign of a hidden number"
    )


def test_yes_and_no_are_words_and_nothing_is_called_not_applicable_that_is_no(opened, cards):
    page = opened("indicator", i="council_joined", view="map", m="312011").fine()
    assert {sign.word for sign in cards["map"].signs} == {"いいえ", "はい", "未回答", *BORDERS}
    assert "鳥取市は「はい」です。" in cards["map"].reading and "bars" not in cards and "strip" in cards
    assert page.at.exception == []


def test_nothing_to_show_says_so(opened, altered):
    altered(
        "update mart_indicator set value = null, state = 'suppressed' where indicator_id = 'consent_rate'"
    )
    for view in ("strip", "map", "trend", "pair"):
        assert words.t("empty.title") in str(
            [text.value for text in opened("indicator", i="consent_rate", view=view).fine().at.markdown]
        )


# ── finding ──


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("つなぎ件数", "referral_count"), ("ｱｳﾄﾘｰﾁ", "outreach_people"), ("あうとりーち", "outreach_people"),
        ("outreach", "outreach_people"), ("連携 同意", "consent_rate"), ("推進法第15条", "council_joined"),
        ("Participation council", "council_joined"),
    ],
)  # fmt: skip
def test_an_indicator_is_found_by_name_topic_formula_and_law(snapshot, text, found):
    hits = query.find(snapshot, text)["indicator_id"].tolist()
    assert found in hits and len(hits) < len(ids(snapshot)) / 2


def test_one_find_opens_several_are_listed_none_is_said(opened):
    page = opened("indicator", q="アウトリーチ").fine()
    assert page.at.query_params["i"] == "outreach_people" and "アウトリーチの対象の分布" in page.said
    several = opened("indicator", q="支援会議").fine()
    assert 1 < len(HREF.findall(several.html)) < 10
    assert words.t("indicator.list_none") in opened("indicator", q="ないことば").fine().said


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_an_address_that_names_nothing_here_says_what_it_is(opened, language):
    page = opened("indicator", language, i="network_density").fine()
    assert words.t("topic.linkage") in page.at.info[0].value
    assert "evil" in opened("indicator", language, i="evil").fine().at.info[0].value
    assert opened("indicator", language, i="referral_count", c="evil,312029", view="evil", order="x").fine()


# ── definitions lead here ──


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_definition_with_numbers_by_place_leads_here(tour, language):
    linked = 0
    for stop in tour:
        if stop.language != language:
            continue
        found = [parse_qs(urlsplit(unescape(link)).query) for link in HREF.findall(stop.html)]
        shown = [d for s in stop.figures for d in s.facts.definitions] + [
            d for s in stop.key_figures for d in s.tile.definitions
        ]
        wanted = {d.id for d in shown if d.by_municipality} - {stop.asked.get("i")}
        assert wanted <= {one["i"][0] for one in found if "i" in one}, str(stop)
        for one in found:
            assert one.get("lang", ["ja"]) == [language]
            assert one.get("fy", [None])[0] == stop.asked.get("fy") or stop.topic in (
                "practices",
                "about",
                "quality",
            )
        linked += len(wanted)
    assert linked > 100


def test_a_link_carries_no_word_of_the_address_that_is_not_known(opened):
    page = opened("overview", fy="evil", area="evil", m="evil", s="evil").fine()
    assert HREF.findall(page.html) and not [link for link in HREF.findall(page.html) if "evil" in link]


def test_the_next_update_follows_the_last_period_answered(snapshot):
    asked = store.query(snapshot, "select distinct form, period from mart_quality_submission")
    halves = set(asked.loc[asked["period"] == "H1", "form"])
    assert {"F3", "F5"} <= halves
    for form in asked["form"].unique():
        expected = (snapshot.last_fy + 1, "H1" if form in halves else "FY")
        assert next_period(snapshot, form) == expected
    assert next_period(snapshot, "F9") is None


def test_after_the_first_half_the_second_is_next(altered):
    snapshot = altered("""update mart_quality_submission set status = 'missing'
        where form = 'F3' and fiscal_year = 2025 and period = 'H2'""")
    assert next_period(snapshot, "F3") == (2025, "H2")


def test_the_definition_says_when_the_next_numbers_come(opened):
    said = opened("indicator", i="referral_count").fine().said
    assert (
        "次の更新：令和8年度（2026年度）上半期（4–9月）の提出の後。" in said
        and "定義：つなぎ件数（件）＝" in said
    )


# ── leaving ──


@pytest.mark.parametrize("view", ["strip", "map", "table", "trend", "pair"])
def test_it_leaves_for_office_with_the_same_numbers(opened, snapshot, cards, view):
    opened("indicator", i="platform_organisations", view=view, m="312011", c="312029").fine()
    shown = {"map": ("map", "bars")}.get(view, (view,))
    for facts in (cards[key] for key in shown):
        described = plot.of(facts)
        numbers = [
            cell.number for series in described.series for cell in series.cells if cell.number is not None
        ]
        told = [
            (name, f"{name}_state".removeprefix("value_"))
            for name in ("value", "other")
            if name in facts.table
        ]
        expected = [n for name, state in told for n in facts.table.loc[facts.table[state] == "value", name]]
        assert described.kind == {"table": "table", "pair": "scatter", "map": "map", "strip": "points"}.get(
            facts.key, described.kind
        )
        assert described.kind == "table" or sorted(numbers) == sorted(expected), facts.key
        assert len(xlsx.workbook(facts)) > 1000 and len(pptx.deck(facts)) > 1000


# ── a new file of the catalogue ──


@pytest.fixture(scope="module")
def grown(tmp_path_factory) -> Path:
    """A small home whose catalogue has one indicator more."""
    folder = tmp_path_factory.mktemp("grown")
    shutil.copytree(settings.load({}).catalogue, folder / "catalogue")
    (folder / "catalogue/indicators/participation/training_times.toml").write_text(ADDED, "utf-8")
    here = replace(settings.load({"TSUNAGARI_HOME": str(folder)}), catalogue=folder / "catalogue")
    here.prepare()
    known = catalogues.load(here.catalogue)
    world = grow(known, settings.load({}))
    for lg_code in TOWNS:
        data = forms.form(lg_code, 2025, world[lg_code, 2025], known, spare_rows=2)
        (here.inbox / f"{lg_code}_2025_r1.xlsx").write_bytes(data)
    assert pipeline.load(here).path
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_new_file_of_the_catalogue_is_on_the_page_without_code(grown, monkeypatch, language):
    monkeypatch.setenv("TSUNAGARI_HOME", str(grown))
    words.use(language)
    title = {"ja": "研修を開いた回数の計", "en": "Training sessions held in all"}[language]
    at = AppTest.from_file(APP, default_timeout=60)
    at.query_params["lang"] = language
    at.switch_page(APP.parent / "views" / "indicator.py").run()
    assert title in Opened(at).fine().said
    for view in VIEWS:
        at.query_params.update({"i": "training_times", "view": view, "m": "312011", "lang": language})
        at.run()
        assert title in Opened(at).fine().said, view
    snapshot = store.current()
    sent = store.query(
        snapshot,
        "select value from mart_indicator where indicator_id = 'training_times' and place_code = '312011'",
    )
    at.query_params.update({"view": "table"})
    at.run()
    assert formats.number(sent["value"].iloc[0]) in Opened(at).said
    assert definitions(snapshot, ("training_times",))["title"].iloc[0] == title


# ── names beside points, classes of a map ──


@given(
    st.lists(
        st.tuples(st.floats(0, 600), st.floats(0, 430), st.text("山川abc", min_size=1, max_size=8)),
        max_size=60,
    )
)
def test_no_name_lies_on_another_on_a_dot_or_outside(points):
    sides = labels.beside(points, (600, 430))
    assert len(sides) == len(points)
    boxes = [
        (at, dict(labels._around(x, y, labels.width(name)))[side])
        for at, ((x, y, name), side) in enumerate(zip(points, sides, strict=True))
        if side
    ]
    for place, (at, (left, top, right, bottom)) in enumerate(boxes):
        assert left >= 0 and top >= 0 and right <= 600 and bottom <= 430
        for _, other in boxes[:place]:
            assert right <= other[0] or left >= other[2] or bottom <= other[1] or top >= other[3]
        for dot, (x, y, _) in enumerate(points):
            assert dot == at or not (left < x < right and top < y < bottom)


@given(st.lists(st.one_of(st.integers(0, 2000), st.floats(0, 1)), max_size=180))
def test_every_number_is_in_one_class_of_the_map(values):
    classes = chart.shades(values)
    assert len(classes) <= 5 and all(low in values and high in values for low, high in classes)
    assert all(before[1] < after[0] for before, after in itertools.pairwise(classes))
    for value in values:
        assert sum(low <= value <= high for low, high in classes) == 1


@given(st.lists(st.floats(-1, 1, allow_subnormal=False).filter(math.isfinite), min_size=1, max_size=60))
def test_dots_of_a_strip_stand_where_their_number_is_whatever_lies_there_too(values):
    rows = pd.DataFrame({"lane": "甲", "municipality": [f"町{n}" for n in range(len(values))], "value": values,
                         "state": "value", "said": "", "part": "rest"})  # fmt: skip
    drawn = chart.strip(rows, middle=None, middle_name="")
    assert sorted(drawn.data[0].x) == sorted(values)
    low, high = drawn.layout.xaxis.range
    assert low <= min(values) and high >= max(values) and low <= 0
    assert all(-0.5 < y < 0.5 for y in drawn.data[0].y)
