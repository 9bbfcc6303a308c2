"""取組チェック on the demo: the text behind each item, cases for a gap, answers beside rosters, in neutral words."""

import re
from collections import Counter

import pytest

from dashboard import store, words
from dashboard.queries import checklist as query

VIEWS = ("items", "roster", "barriers", "change", "supplement")
ASKED = (
    {},
    {"area": "3101"},
    {"m": "313254", "item": "K25"},
    {"m": "285854"},
    {"fy": "2023", "area": "3102"},
)


@pytest.mark.parametrize("asked", ASKED, ids=str)
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_draws_for_every_place(opened, view, asked):
    assert len(opened("checklist", view=view, **asked).fine().at.get("plotly_chart")) <= 6


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_speaks_english(opened, view):
    opened("checklist", "en", view=view).fine()


def test_the_tile_counts_those_who_answered(opened, snapshot):
    sql = """select count(distinct lg_code)::integer as n from mart_checklist_item join dim_municipality using (lg_code)
        where in_prefecture and fiscal_year = $1 and state <> 'unanswered'"""
    n = int(store.query(snapshot, sql, (snapshot.last_fy,))["n"].iloc[0])
    assert opened("checklist").tiles["回答した市町村"] == f"{n}/19市町村"


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_each_item_opens_its_paragraph(opened, language):
    words.use(language)
    for row in query.items(store.current()).iloc[[0, 6, 10]].to_dict("records"):
        page = opened("checklist", language, item=row["item_code"])
        assert row["question"] in page.said and row["paragraph"] in page.said


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_paragraph_is_told_point_by_point_and_marked_as_our_words(opened, snapshot, language):
    words.use(language)
    page = opened("checklist", language, item="K23")
    told = query.paragraph(snapshot, "3(2)②")
    assert told is not None and all(point in page.said for point in told.points)
    assert words.t("checklist.gist.note", document=told.document, where=told.where) in page.said


def test_every_item_has_the_gist_of_its_paragraph_or_names_the_article(snapshot):
    """Articles of law without text in the notification or its annexes are named, never retold."""
    without = {
        row["paragraph"]
        for row in query.items(snapshot).to_dict("records")
        if query.paragraph(snapshot, row["paragraph"]) is None
    }
    assert without == {"法15条②", "法17条①"}
    sql = "select extra ->> 'paragraph' as number from dim_code where list = 'paragraphs'"
    asked = set(
        store.query(snapshot, "select extra ->> 'paragraph' as number from dim_code where list = 'items'")[
            "number"
        ]
    )
    assert set(store.query(snapshot, sql)["number"]) <= asked, "a gist that no item opens"


def test_a_cell_is_looked_at_without_moving_the_filter_that_pages_share(opened, snapshot):
    page = opened("checklist", t="313718", item="K12").fine()
    assert words.place(snapshot, "municipality", "313718") in page.said and "m" not in page.at.query_params
    other = page.at.switch_page("views/linkage.py").run()
    assert other.selectbox(key="filter_municipality").value == ""


def test_the_filter_moved_after_a_cell_counts_again(opened, snapshot):
    page = opened("checklist", t="313718", item="K12").fine()
    at = page.at.selectbox(key="filter_municipality").set_value("312011").run()
    assert "t" not in at.query_params and at.query_params["m"] == "312011"


def test_a_gap_offers_cases_with_reasons(opened, snapshot):
    sql = """select lg_code, item_code from mart_practices_gap where fiscal_year = $1 and rank = 1
        order by lg_code, item_code limit 3"""
    for lg_code, item in store.query(snapshot, sql, (snapshot.last_fy,)).itertuples(index=False):
        page = opened("checklist", m=lg_code, item=item)
        assert any("case=" in target for target in page.links.values())
        assert words.code(snapshot, "gap_reasons", "same_item") in page.said


def test_an_unanswered_cell_offers_cases_of_the_item_without_calling_it_a_gap(opened, snapshot):
    page = opened("checklist", m="313718", item="K12").fine()
    assert "未回答" in page.said
    assert words.code(snapshot, "gap_reasons", "similar_municipality") not in page.said


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_an_empty_selection_says_so(opened, altered, language):
    altered("delete from mart_checklist_item")
    page = opened("checklist", language).fine()
    assert words.catalogue(language)["empty.title"] in page.said


def test_a_partner_outside_is_not_counted(snapshot, chosen):
    assert not set(query.answers(snapshot, chosen())["lg_code"]) & {"285854", "285862"}


def test_without_a_body_a_seat_is_not_applicable_and_no_both_say_no(snapshot, chosen):
    """Of the municipalities that have no council, none can be 「どちらもなし」: there is no seat to be missing."""
    rows = query.comparison(snapshot, chosen())
    answers = query.answers(snapshot, chosen())
    for item, part in rows.groupby("item_code"):
        mine = answers[answers["item_code"] == item]
        without = mine[mine["no_body"] & mine["derived_status"].eq("no") & ~mine["status"].isin(["3", "2"])]
        counts = dict(zip(part["comparison"], part["value"], strict=True))
        # an answer that it does not apply is no comparison either, where there is a roster to compare it with
        so_answered = mine[mine["status"].eq("8") & mine["derived_status"].notna()]
        assert counts.get("none", 0) == len({*without["lg_code"], *so_answered["lg_code"]})
        assert sum(counts.values()) == mine["lg_code"].nunique() == 19
    assert rows.loc[rows["comparison"] == "none", "value"].sum() > 0


def test_the_panel_says_so(opened, snapshot, chosen):
    answers = query.answers(snapshot, chosen())
    one = answers[
        (answers["item_code"] == "K23") & answers["no_body"] & answers["derived_status"].eq("no")
    ].iloc[0]
    assert words.t("checklist.roster_none") in opened("checklist", item="K23", m=one["lg_code"]).said


def test_the_tile_and_its_card_count_the_same_answers(opened, snapshot, chosen):
    changes = query.changes(snapshot, chosen())
    notified = changes[changes["item_group"] == "notification"]
    n = int(notified.loc[notified["change"] == "forward", "value"].sum())
    comparable = int(notified.loc[notified["change"].isin(["forward", "same", "back"]), "value"].sum())
    page = opened("checklist", view="change")
    assert page.tiles[words.t("checklist.tile.forward")] == f"{n}/{comparable}回答"
    assert f"通知の項目で{n}回答" in page.said


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("view", ["items", "roster", "change"])
def test_a_part_that_is_no_answer_carries_its_sign_in_legend_table_and_bar(opened, cards, view, language):
    opened("checklist", language, view=view).fine()
    card = cards[view]
    signs = {words.t(f"state.{state}.symbol") for state in ("not_applicable", "unanswered")}
    signed = [trace for trace in card.draw().data if trace.name[0] in signs]
    assert signed and {trace.name for trace in card.draw().data if any(trace.x)} <= set(card.table["word"])
    assert all(text[0] == trace.name[0] for trace in signed for text in trace.text if text)


def test_what_cannot_be_compared_is_told_by_its_state(snapshot, chosen):
    """Of two years: no answer in one of them is …, else an item that does not apply in one of them －; each counted by hand."""
    told = store.query(
        snapshot,
        """select item_code, lg_code, fiscal_year, state, status from mart_checklist_item
        where fiscal_year in ($1, $1 - 1) and lg_code in (select lg_code from dim_municipality where in_prefecture)""",
        (snapshot.last_fy,),
    )
    held = {(a, b, int(y)): (state, status) for a, b, y, state, status in told.itertuples(index=False)}
    expected = Counter()
    for (item, town, year), (state, status) in held.items():
        if year < snapshot.last_fy:
            continue
        before, earlier = held.get((item, town, year - 1), ("not_applicable", ""))
        kind = (
            "open" if "unanswered" in (state, before)
            else "none" if "not_applicable" in (state, before)
            else "forward" if status > earlier else "back" if status < earlier else "same"
        )  # fmt: skip
        expected[item, kind] += 1
    rows = query.changes(snapshot, chosen())
    assert {(r["item_code"], r["change"]): r["value"] for r in rows.to_dict("records")} == expected
    assert {kind for _, kind in expected} >= {"forward", "same", "none", "open"}


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("view", ["items", "roster", "change"])
def test_no_legend_names_a_state_beside_the_sign_of_another(opened, cards, view, language):
    """該当なし stands beside － alone and 未回答 beside …, each in one entry."""
    opened("checklist", language, view=view).fine()
    names = [trace.name for trace in cards[view].draw().data]
    for sign, said in (("－", "該当なし|not applicable"), ("…", "未回答|no answer|not answered")):
        carrying = [name for name in names if name.startswith(sign)]
        assert len(carrying) == 1
        assert carrying == [name for name in names if re.search(said, name, re.IGNORECASE)]


def test_supplementary_items_are_told_by_what_was_answered(opened, snapshot, chosen):
    answers = query.answers(snapshot, chosen())
    there = answers[(answers["item_group"] == "supplement") & answers["status"].isin(["3", "2"])]
    most = there.groupby("short")["lg_code"].nunique()
    said = opened("checklist", view="supplement").fine().said
    assert words.t("checklist.said.item", item=most.idxmax(), n=most.max()) in said
