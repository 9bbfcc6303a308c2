"""市町村カルテ on the demo: every municipality in every year, its variables stated, missing numbers never zero."""

import re

import pytest

from dashboard import store, words
from dashboard.queries import municipality as query

ASKED = (
    {},
    {"m": "312037"},
    {"m": "313718"},
    {"m": "285854"},
    {"m": "313840", "fy": "2023"},
    {"w_density": "0"},
)
HIDDEN = (
    "update mart_linkage_flow set value = null, state = 'suppressed' where place_kind = 'municipality'",
    "update mart_indicator set value = null, numerator = null, denominator = null, state = 'suppressed' "
    "where place_kind = 'municipality'",
)


def sheet(page) -> str:
    return re.search(r'<article class="sheet">.*?</article>', page.html, re.DOTALL).group()


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_the_sheet_stands(opened, asked, language):
    page = opened("municipality", language, **asked).fine()
    assert sheet(page).count("<table") == 8


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_similar_municipalities_state_their_variables_and_values(opened, language):
    page = opened("municipality", language)
    phrases = words.catalogue(language)
    said = sheet(page)
    assert all(phrases[f"municipality.head.{name}"] in said for name in query.VARIABLES)
    assert phrases["municipality.note.similar"] in said


def test_a_weight_of_zero_takes_a_variable_out(snapshot):
    everything = dict.fromkeys(query.VARIABLES, 1.0)
    one = query.similar(snapshot, "312011", everything)
    other = query.similar(snapshot, "312011", everything | {"population": 0.0})
    assert one["distance"].tolist() != other["distance"].tolist()
    assert "312011" not in set(one["lg_code"])


def test_the_sheet_counts_what_the_mart_holds(opened, snapshot):
    sql = """select count(*) filter (where status = '3')::integer as n from mart_checklist_item i
        join dim_code c on c.list = 'items' and c.code = i.item_code and (c.extra ->> 'group') = 'notification'
        where fiscal_year = $1 and lg_code = '312037'"""
    n = int(store.query(snapshot, sql, (snapshot.last_fy,))["n"].iloc[0])
    assert f"実施済{n}" in sheet(opened("municipality", m="312037"))


def test_one_that_has_not_answered_shows_signs_not_zeros(opened):
    page = opened("municipality", m="313718").fine()
    said = sheet(page)
    assert "未回答15" in said and "つなぎ件数は…" in said
    assert words.t("municipality.gaps_none") in said
    assert words.t("municipality.reading.strip_none", total=15) in page.said


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_when_everything_is_suppressed_it_says_so(opened, altered, language):
    altered(*HIDDEN)
    page = opened("municipality", language, m="312011").fine()
    assert words.catalogue(language)["empty.suppressed"] in page.said
    assert ("つなぎ件数はx" if language == "ja" else "Linkage: x") in sheet(page)


@pytest.mark.parametrize("text", ["よなご", "米子", "31202"])
def test_search_by_reading_name_or_code_opens_the_sheet(opened, text):
    assert "米子市" in sheet(opened("municipality", find=text))
