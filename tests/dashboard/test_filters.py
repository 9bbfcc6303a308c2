"""Filters: the address decides, codes are stable, the choice outlives a change of page, nothing wrong stays in it."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from dashboard import formats, store, words
from dashboard.queries import places
from dashboard.widgets import filters, notices

pytestmark = pytest.mark.usefixtures("snapshot")


def _page() -> None:
    import streamlit as st

    from dashboard import store
    from dashboard.widgets import filters, language, notices, url_state

    url_state.restore()
    language.speak()
    required = st.session_state.get("required", ())
    snapshot = store.current()
    chosen = filters.show(snapshot, "fiscal_year", "area", "municipality", "sector", required=required)
    st.text(filters.described(snapshot, chosen))
    st.session_state["seen"] = chosen
    notices.empty("A figure", "none", ("area",), key="nothing")


def opened(**asked: str) -> AppTest:
    words.use(asked.get("lang", "ja"))  # AppTest writes down options in this thread
    at = AppTest.from_function(_page, default_timeout=30)
    for name, value in asked.items():
        at.query_params[name] = value
    at.run()
    assert [problem.message for problem in at.exception] == []
    return at


def chosen(at: AppTest) -> filters.Chosen:
    return at.session_state["seen"]


def picker(at: AppTest, name: str):
    return at.selectbox(key=f"filter_{name}")


def address(at: AppTest) -> dict[str, str]:
    found = {name: at.query_params[name] for name in at.query_params}
    return {name: value if isinstance(value, str) else value[-1] for name, value in found.items()}


def test_without_an_address_the_latest_year_of_the_whole_prefecture():
    at, snapshot = opened(), store.current()
    found = chosen(at)
    assert (found.fiscal_year, found.place_kind) == (snapshot.last_fy, "prefecture")
    assert found.place_code == snapshot.prefecture_lg_code and found.sector is None
    assert at.text[0].value == "令和7年度（2025年度）、鳥取県"


def test_an_address_reproduces_the_choice():
    found = chosen(opened(fy="2024", area="3101", m="312011", s="npo"))
    assert (found.fiscal_year, found.area, found.municipality, found.sector) == (
        2024,
        "3101",
        "312011",
        "npo",
    )
    assert (found.place_kind, found.place_code) == ("municipality", "312011")


def test_a_choice_goes_into_the_address_as_a_code_and_the_default_leaves_it():
    at = opened()
    picker(at, "area").select("3102").run()
    picker(at, "fiscal_year").select("2023").run()
    assert address(at) == {"fy": "2023", "area": "3102"}
    picker(at, "fiscal_year").select("2025").run()
    picker(at, "area").select(filters.ALL).run()
    assert address(at) == {} and chosen(at).place_kind == "prefecture"


@pytest.mark.parametrize(
    "wrong", [{"fy": "1999"}, {"area": "東部"}, {"m": "999999"}, {"s": "' or 1=1"}], ids=str
)
def test_a_wrong_code_is_dropped_from_the_address(wrong):
    at = opened(**wrong)
    assert address(at) == {} and chosen(at).place_kind == "prefecture"


def test_an_area_narrows_the_municipalities_and_drops_one_outside_it():
    at = opened(m="312011")
    picker(at, "area").select("3103").run()
    inside = set(places.municipalities(store.current(), "3103")["lg_code"])
    assert chosen(at).municipality is None and chosen(at).area == "3103"
    assert {option.split()[0] for option in picker(at, "municipality").options[1:]} == inside


def test_clearing_opens_every_filter_but_keeps_the_language():
    at = opened(fy="2023", area="3101", s="npo", lang="en")
    at.button(key="nothing_clear").click().run()
    assert address(at) == {"lang": "en"}
    assert chosen(at).area is None and chosen(at).fiscal_year == store.current().last_fy


def test_a_required_municipality_has_no_all_entry():
    at = AppTest.from_function(_page, default_timeout=30)
    at.session_state["required"] = ("municipality",)
    at.run()
    assert chosen(at).municipality == "312011" and filters.ALL not in picker(at, "municipality").options


def test_a_municipality_is_found_by_code_name_and_reading():
    options = picker(opened(), "municipality").options
    assert "312011 鳥取市（とっとりし）" in options
    assert "285854 香美町（兵庫県、かみちょう）" in options


def test_a_name_with_a_small_ke_is_found_however_it_is_typed():
    assert places.readings("茅ヶ崎市", "ちがさきし") == ["ちがさきし", "茅ケ崎市"]
    assert places.readings("鎌ケ谷市", "かまがやし") == ["かまがやし", "鎌ヶ谷市"]
    assert places.readings("鳥取市", "とっとりし") == ["とっとりし"]


def test_no_kana_stand_in_an_english_list():
    options = picker(opened(lang="en"), "municipality").options
    assert "312011 Tottori" in options and "285854 Kami (Hyogo Prefecture)" in options
    assert not [option for option in options if re.search(r"[\u3040-\u30ff]", option)]


def test_filters_speak_english():
    at = opened(lang="en", area="3101")
    assert picker(at, "fiscal_year").options[0] == "FY2025"
    assert at.text[0].value.startswith("FY2025, ")


def test_the_choice_and_the_language_outlive_a_change_of_page():
    words.use("en")
    at = AppTest.from_file("../../dashboard/app.py", default_timeout=60)
    at.query_params["fy"], at.query_params["lang"] = "2024", "en"
    at.run()
    at.query_params.clear()
    at.switch_page("views/linkage.py").run()
    assert picker(at, "fiscal_year").value == "2024"
    assert address(at) == {"fy": "2024", "lang": "en"}
    at.switch_page("views/about.py").run()
    assert address(at) == {"fy": "2024", "lang": "en"}
    assert [box for box in at.selectbox if box.key.startswith("filter_")] == [], (
        "nothing is filtered on this page"
    )


@given(some.lists(some.sampled_from(formats.STATES[1:]), min_size=1, max_size=6))
def test_why_there_is_nothing_names_every_state_and_no_other(states):
    """A year without an answer is not one that is hidden: neither is said to be the other."""
    words.use("ja")
    said = notices._explained(notices.why(pd.DataFrame({"state": states})))
    if len(set(states)) == 1 and states[0] != "unknown":
        assert said == words.t(f"empty.{states[0]}")
        return
    signs = {state: formats.symbol(state) for state in formats.STATES[1:]}
    assert {state for state, sign in signs.items() if sign in said} == set(states)


def test_no_row_is_no_state():
    assert notices.why(pd.DataFrame({"state": []})) == notices.why(pd.DataFrame()) == "none"
