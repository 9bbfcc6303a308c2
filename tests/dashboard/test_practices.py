"""事例 on the demo: found by words and codes, every case says where it comes from, gaps are answered and only gaps."""

from html import unescape

import pytest

from dashboard import store, words
from dashboard.queries import practices as query
from dashboard.views import _practices_case as case_page
from dashboard.widgets import address

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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("子供", "こども"),
        ("引きこもり", "ひきこもり"),
        ("農協", "JA"),
        ("社会福祉協議会", "社協"),
        ("障がい", "障害"),
    ],
)
def test_spellings_that_mean_the_same_find_the_same(snapshot, one, other):
    found = [query.library(snapshot, text) for text in (one, other)]
    complete = [set(frame.loc[frame["complete"], "practice_id"]) for frame in found]
    assert complete[0] and complete[0] == complete[1]


def test_every_tag_is_found_by_its_label(snapshot):
    """A label that a reader sees on a case finds every case that wears it."""
    tags = store.query(
        snapshot, "select distinct list, code from mart_practices_tag where list in ('themes', 'designs')"
    )
    for list_name, code in tags.itertuples(index=False):
        label = words.code(snapshot, list_name, code, short=True)
        worn = store.query(
            snapshot,
            "select practice_id from mart_practices_tag where list = $1 and code = $2",
            (list_name, code),
        )
        found = query.library(snapshot, label.replace(" ", ""))
        assert set(worn["practice_id"]) <= set(found.loc[found["complete"], "practice_id"]), label


def test_a_number_that_only_a_tag_holds_is_found(snapshot):
    found = query.library(snapshot, "8050")
    sql = """select practice_id from mart_practices_tag t join dim_code d using (list, code) where d.ja like '%8050%'"""
    assert set(store.query(snapshot, sql)["practice_id"]) <= set(found.loc[found["complete"], "practice_id"])


def test_two_words_need_both(snapshot):
    one, other, both = (query.library(snapshot, text) for text in ("郵便局", "同意", "郵便局 同意"))
    whole = [set(frame.loc[frame["complete"], "practice_id"]) for frame in (one, other, both)]
    assert whole[2] == whole[0] & whole[1]


def test_cases_narrow_to_places_of_a_size_and_of_a_form_of_platform(snapshot):
    small = query.library(snapshot, sizes=("below_5000",))
    assert set(small["pop_band"]) == {"below_5000"}
    joint = query.library(snapshot, forms=("S5",))
    assert not joint.empty
    for row in joint.to_dict("records"):
        sql = """select 1 as n from mart_participation_body where lg_code = $1 and fiscal_year = $2 and body_code = 'B01'
            and setup_form = 'S5'"""
        assert len(store.query(snapshot, sql, (row["lg_code"], int(row["case_fy"]))))


def test_an_item_without_a_case_offers_the_nearest_and_says_so(opened, snapshot):
    sql = """select code from dim_code where list = 'items' and extra ->> 'group' = 'notification'
        and code not in (select code from mart_practices_tag where list = 'items') order by sort"""
    without = store.query(snapshot, sql.replace("extra ->> 'group'", "(extra ->> 'group')"))["code"].tolist()
    assert without, "the demo has items that no case answers"
    for code in without:
        near = query.nearest(snapshot, code)
        assert not near.empty and not near["practice_id"].duplicated().any()
        page = opened("checklist", item=code).fine()
        assert "この項目の事例はまだないため" in page.said and near["item"].iloc[0] in page.said


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("asked", [{"principle": "tie"}, {"phase": "early"}, {"purpose": "other"}], ids=str)
def test_principle_phase_and_purpose_narrow_the_library(opened, snapshot, asked, language):
    """The tags are those that the municipality gave; the cases of the annex, which say nothing of them, are left out."""
    (name, code), *_ = asked.items()
    if name == "purpose":
        found = query.library(snapshot, other_purpose=True)
        held = "select practice_id from mart_practices_case where other_purpose"
        params = ()
    else:
        found = query.library(snapshot, chosen={f"{name}s": (code,)})
        held, params = (
            "select practice_id from mart_practices_tag where list = $1 and code = $2",
            (f"{name}s", code),
        )
    wanted = set(store.query(snapshot, held, params)["practice_id"])
    assert wanted and set(found["practice_id"]) == wanted and set(found["origin"]) == {"submission"}
    page = opened("practices", language, **asked).fine()
    towns = found["lg_code"].nunique()
    with words.speaking(language):
        assert words.t("practices.found", n=len(wanted), own=len(wanted), towns=towns) in page.said


def test_who_comes_back_from_a_case_finds_the_list_as_it_was(opened, monkeypatch):
    """Every choice that the list reads from the address is carried into a case and back."""
    asked, read = set[str](), address._from_address
    monkeypatch.setattr(address, "_from_address", lambda name, *more: asked.add(name) or read(name, *more))
    opened("practices").fine()
    assert {"q", "theme", "size"} <= asked <= set(case_page.KEPT)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_what_working_together_gave_narrows_the_library(opened, snapshot, language):
    """The annex asks that a case tells its 提供価値: chosen on the page, it leaves the cases that carry it, of both origins."""
    held = "select practice_id from mart_practices_tag where list = 'benefits' and code = 'notice'"
    wanted = set(store.query(snapshot, held)["practice_id"])
    found = query.library(snapshot, chosen={"benefits": ("notice",)})
    assert set(found["practice_id"]) == wanted and set(found["origin"]) == {"submission", "annex"}
    assert len(wanted) < len(query.library(snapshot))
    own = found[found["origin"] == "submission"]
    page = opened("practices", language, benefit="notice").fine()
    with words.speaking(language):
        counted = words.t("practices.found", n=len(wanted), own=len(own), towns=own["lg_code"].nunique())
        assert counted in page.said
        case = opened("practices", language, case=min(wanted)).fine()
        assert words.code(snapshot, "benefits", "notice", short=False) in unescape(case.html)


def test_a_design_tells_how_many_municipalities_have_it(opened, snapshot):
    """Municipalities, not cases: one of them may have sent several."""
    sql = """
        select t.code, count(distinct c.practice_id) as cases,
            count(distinct c.practice_id) filter (where c.origin = 'submission') as own, count(distinct c.lg_code) as towns
        from mart_practices_tag t join mart_practices_case c using (practice_id)
        where t.list = 'designs' group by all order by own - towns desc, cases desc limit 1"""
    (design,) = store.query(snapshot, sql).to_dict("records")
    page = opened("practices", "ja", design=design["code"]).fine()
    with words.speaking("ja"):
        assert (
            words.t("practices.found", n=design["cases"], own=design["own"], towns=design["towns"])
            in page.said
        )


def test_a_case_shows_its_principles_and_phases(opened, snapshot):
    sql = "select practice_id, code from mart_practices_tag where list = 'principles' order by all limit 1"
    row = store.query(snapshot, sql).iloc[0]
    page = opened("practices", case=row["practice_id"]).fine()
    assert words.code(snapshot, "principles", row["code"], short=False) in unescape(page.html)
