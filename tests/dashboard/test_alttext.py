"""Readings state facts of the data: the largest with its ties, first and last, how many cells have no number."""

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import formats, words
from dashboard.charts import alttext
from etl import catalogue

DASHBOARD = Path(alttext.__file__).parents[1]


def rows(*pairs: tuple[str, int | None, str]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["place", "value", "state"])


FOUR = rows(
    ("甲市", 12, "value"), ("乙町", None, "suppressed"), ("丙町", None, "unanswered"), ("丁村", 0, "value")
)


def test_a_list_says_numbers_and_signs_in_order():
    assert alttext.listed(FOUR, category="place", unit="件") == "甲市 12件、乙町 x、丙町 …、丁村 0件"


def test_a_long_list_counts_the_rest():
    assert alttext.listed(FOUR, category="place", unit="件", limit=2) == "甲市 12件、乙町 x、ほか2件"


@given(st.integers(1, 20), st.integers(1, 8))
def test_the_rest_is_counted_as_what_it_is(rows_, limit):
    """Municipalities are no cases: what is left is counted with the counter of what is listed."""
    words.use("ja")
    names = [f"地{no}" for no in range(rows_)]
    for kind, counter in (
        ("municipality", "市町村"),
        ("measure", "項目"),
        ("agency", "区分"),
        ("case", "件"),
    ):
        said = alttext.first(names, kind, limit)
        rest = rows_ - limit
        assert said == "、".join(names[:limit]) + (f"、ほか{rest}{counter}" if rest > 0 else "")


def test_everything_a_reading_lists_has_its_counter():
    """Every column whose rows a page lists, by name, in the pages' own code."""
    source = "\n".join(path.read_text("utf-8") for path in (DASHBOARD / "views").glob("*.py"))
    calls = re.findall(
        r"alttext\.(?:listed|largest)\((?:[^()]|\([^()]*(?:\([^()]*\))?[^()]*\))*?category=\"(\w+)\"", source
    )
    assert len(calls) > 12
    for kind in calls:
        assert words.known(f"alt.more.{kind}"), kind


def test_the_largest_is_taken_from_numbers_only():
    """A suppressed number might be larger: the sentence speaks of the published ones."""
    assert alttext.largest(FOUR, category="place", unit="件") == "公表した中で最も多いのは甲市 12件です。"
    known = FOUR[FOUR["state"] != "suppressed"]
    assert alttext.largest(known, category="place", unit="件") == "最も多いのは甲市 12件です。"


def test_equals_share_the_first_place():
    tied = rows(("甲市", 5, "value"), ("乙町", 5, "value"), ("丙町", 3, "value"))
    assert alttext.largest(tied, category="place") == "最も多いのは甲市 5、乙町 5です。"


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6), st.integers(1, 4))
def test_most_is_said_of_one_place_or_of_equals(values, n):
    said = alttext.largest(
        rows(*((f"市{at}", value, "value") for at, value in enumerate(values))), category="place", n=n
    )
    named = [values[int(at)] for at in re.findall(r"市(\d) ", said)]
    assert said.startswith("最も多い" if len(named) == 1 or n == 1 else "多い")
    assert n > 1 or set(named) == {max(values)}


@pytest.mark.parametrize(
    ("measure", "unit", "value", "state", "said"),
    [
        ("重層的支援会議 開催", "回", 99, "value", "重層的支援会議の開催99回"),
        ("新たな社会資源", "件", 1200, "value", "新たな社会資源1,200件"),
        ("地域づくり 参加者", "人・延べ", 12, "value", "地域づくりの参加者延べ12人"),
        ("相談窓口（SNS等を含む） 相談", "件", None, "suppressed", "相談窓口（SNS等を含む）の相談x"),
    ],
)
def test_a_measure_is_said_as_it_is_read_aloud(measure, unit, value, state, said):
    row = {
        "measure": measure,
        "unit": unit,
        "value": value,
        "value_low": None,
        "value_high": None,
        "state": state,
    }
    assert alttext.measure(row) == said


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_measure_of_the_catalogue_can_be_read_aloud(language):
    """No sign and no second bracket stands between a name and its number."""
    words.use(language)
    for code in catalogue.load().codes["measures"]:
        row = {
            "measure": getattr(code, language),
            "unit": code.extra[f"unit_{language}"],
            "value": 7,
            "state": "value",
        }
        said = alttext.measure(row)
        assert "・" not in said.removeprefix(getattr(code, language)) or "・" in getattr(code, language), said
        assert re.search(r"7 ?\w+$", said) and (language == "en" or " " not in said), said


def ranged(*rows_: tuple[str, int | None, float | None, float | None]) -> pd.DataFrame:
    """(place, value, least, most): a place without a value is hidden."""
    frame = pd.DataFrame(rows_, columns=["place", "value", "value_low", "value_high"])
    return frame.assign(state=["suppressed" if pd.isna(v) else "value" for v in frame["value"]])


def test_what_is_hidden_is_compared_by_its_range():
    """The largest is named where no hidden number can pass it; a hidden one leads where it is larger whatever it is."""
    below = ranged(("鳥取市", 1420, None, None), ("米子市", None, 1125, 1160), ("倉吉市", 300, None, None))
    assert alttext.largest(below, category="place", unit="件") == "最も多いのは鳥取市 1,420件です。"
    two = alttext.largest(below, category="place", unit="件", n=2)
    assert two == "多いのは、鳥取市 1,420件、米子市 x（1,125〜1,160）です。"
    above = ranged(("鳥取市", 900, None, None), ("米子市", None, 1125, 1160), ("境港市", None, 1, 40))
    assert alttext.largest(above, category="place", unit="件") == "最も多いのは米子市 x（1,125〜1,160）です。"
    across = ranged(("鳥取市", 1140, None, None), ("米子市", None, 1125, 1160))
    assert (
        alttext.largest(across, category="place", unit="件") == "公表した中で最も多いのは鳥取市 1,140件です。"
    )
    endless = ranged(("鳥取市", 1140, None, None), ("米子市", None, 12, None))
    assert (
        alttext.largest(endless, category="place", unit="件")
        == "公表した中で最も多いのは鳥取市 1,140件です。"
    )


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.booleans(), st.integers(0, 9), st.integers(0, 9)),
        min_size=1,
        max_size=6,
    ),
    st.integers(1, 3),
)
def test_who_leads_for_certain_leads_whatever_is_hidden(cells, n):
    """Every choice of hidden numbers within their ranges leaves those named among the n with most."""
    frame = ranged(*[
        (f"地{at}", None if hidden else true, max(1, true - less) if hidden else None, true + more if hidden else None)
        for at, (true, hidden, less, more) in enumerate(cells)
    ])  # fmt: skip
    top, certain = alttext.leading(frame, n)
    if not certain:
        assert not (top["state"] == "suppressed").any()
        return
    named = set(top["place"])
    least = {
        p: v if s == "value" else low
        for p, v, low, s in zip(
            frame["place"], frame["value"], frame["value_low"], frame["state"], strict=True
        )
    }
    most = {
        p: v if s == "value" else high
        for p, v, high, s in zip(
            frame["place"], frame["value"], frame["value_high"], frame["state"], strict=True
        )
    }
    assert len(named) >= min(n, len(frame))
    assert all(most[other] <= least[one] for one in named for other in most.keys() - named)


def test_without_a_number_it_says_so():
    assert alttext.largest(FOUR.iloc[1:3], category="place") == words.t("alt.no_number")


def test_a_course_names_its_ends():
    years = rows(("R5", 10, "value"), ("R6", 11, "value"), ("R7", None, "suppressed"))
    assert alttext.trend(years, x="place", unit="件") == "R5 10件からR7 xに推移しています。"


def test_states_are_counted():
    assert alttext.states(FOUR) == "秘匿 1セル、未回答 1セル"
    assert alttext.states(FOUR.iloc[[0, 3]]) == ""


@given(st.lists(st.tuples(st.sampled_from(formats.STATES), st.integers(0, 9999)), min_size=1, max_size=12))
def test_no_number_is_said_that_has_no_state_of_a_number(cells):
    words.use("ja")
    frame = rows(*[(f"地{at}", 10_000_000 + n, state) for at, (state, n) in enumerate(cells)])
    said = alttext.listed(frame, category="place", limit=20) + alttext.largest(frame, category="place", n=20)
    for number, state in zip(frame["value"], frame["state"], strict=True):
        shown = formats.number(number) in said
        assert shown == (number in frame.loc[frame["state"] == "value", "value"].tolist())
        assert state == "value" or shown or formats.symbol(state) in said


def test_english_speaks_english():
    words.use("en")
    said = alttext.largest(FOUR.replace({"place": {"甲市": "Kosho"}}), category="place", unit="cases")
    assert said.isascii() and "Kosho" in said and "12 cases" in said


def test_one_year_is_no_course():
    """A prefecture's first year: nothing has gone from anywhere to anywhere."""
    one = rows(("R6(2024)", 1315, "value"))
    assert alttext.trend(one, x="place", unit="件") == "R6(2024) 1,315件です。"
    assert alttext.trend(rows(("R6(2024)", None, "suppressed")), x="place") == "R6(2024) xです。"
