"""事例 on the demo: found by words and codes, every case says where it comes from, gaps are answered and only gaps."""

from html import unescape

import pytest

from dashboard import store, words
from dashboard.queries import practices as query

OPEN = ("0", "1", "2")


def first(snapshot: store.Snapshot, origin: str) -> str:
    sql = "select min(practice_id) as id from mart_practices_case where origin = $1"
    return str(store.query(snapshot, sql, (origin,))["id"].iloc[0])


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize(
    "asked", [{}, {"q": "居場所"}, {"theme": "T01"}, {"origin": "annex"}, {"all": "1"}], ids=str
)
def test_the_library_stands_for_every_search(opened, asked, language):
    page = opened("practices", language, **asked).fine()
    assert len(page.tiles) == 4


def test_tiles_say_what_the_mart_holds(opened, snapshot):
    counts = store.query(snapshot, "select origin, count(*) as n from mart_practices_case group by origin")
    n = dict(zip(counts["origin"], counts["n"], strict=True))
    tiles = opened("practices").tiles
    assert tiles["県内市町村の事例"] == f"{n['submission']}件" and tiles["公表事例"] == f"{n['annex']}件"
    assert tiles["事例"] == f"{sum(n.values())}件"


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("origin", ["annex", "submission"])
def test_a_case_says_where_it_comes_from(opened, snapshot, origin, language):
    page = opened("practices", language, case=first(snapshot, origin)).fine()
    mark = "annex" if origin == "annex" else "fictitious"
    assert words.catalogue(language)[f"practices.mark.{mark}"] in page.said


def test_cases_written_in_japanese_say_so_to_readers_of_english(opened):
    english = opened("practices", "en").html
    shown = english.count('class="clamp"')
    assert (
        shown and english.count("original in Japanese") == english.count('class="clamp" lang="ja"') == shown
    )
    assert "original in Japanese" not in opened("practices", "en", origin="annex").html
    assert "日本語の事例" not in opened("practices").html


def test_the_count_of_cases_says_which_of_them_are_fictitious(opened):
    said = opened("practices")
    assert said.html.count('class="demo-mark">一部が架空データ<') == 2 and "公表事例は実際のもの" in said.said


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_an_unknown_case_and_a_search_without_result_are_said_in_words(opened, language):
    unknown = opened("practices", language, case="Z-99").fine()
    assert "Z-99" in unescape(unknown.at.warning[0].value) and len(unknown.tiles) == 4
    nothing = opened("practices", language, q="量子計算機").fine()
    assert words.catalogue(language)["empty.none"] in nothing.said


def test_the_gaps_of_the_mart_are_open_answers_and_an_unanswered_item_is_none(snapshot):
    sql = """select i.status, count(g.practice_id)::integer as cases, count(*)::integer as cells
        from mart_checklist_item i left join mart_practices_gap g using (fiscal_year, lg_code, item_code)
        group by i.status"""
    found = store.query(snapshot, sql).set_index("status")
    assert found.loc["9", "cells"] > 0, "the demo has municipalities without an answer"
    assert set(found.index[found["cases"] > 0]) == set(OPEN)


def test_a_municipality_is_not_offered_its_own_case_nor_the_same_case_twice(snapshot):
    towns = store.query(snapshot, "select lg_code from dim_municipality")["lg_code"]
    offered = [query.offered(snapshot, snapshot.last_fy, code) for code in towns]
    assert any(len(found) > 3 for found in offered)
    for code, found in zip(towns, offered, strict=True):
        assert found["practice_id"].is_unique and not (found["lg_code"] == code).any()
        assert found["status"].isin(OPEN).all()


def test_what_is_considered_comes_before_what_is_partly_done(snapshot):
    found = query.offered(snapshot, snapshot.last_fy, "312011")
    assert found["status"].map({"1": 0, "0": 1, "2": 2}).is_monotonic_increasing
