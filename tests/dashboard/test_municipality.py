"""市町村カルテ on the demo: every municipality in every year, its variables stated, missing numbers never zero."""

import re
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import formats, store, words
from dashboard.export.handout import History, Step
from dashboard.handout import card
from dashboard.queries import municipality as query
from dashboard.widgets.sheet import STYLE
from dashboard.widgets.sheet import bars as drawn_bars
from dashboard.widgets.sheet import table as facts

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


def _nearest(snapshot, lg_code):
    return query.similar(snapshot, lg_code, limit=query.EVERYONE)["lg_code"].tolist()


@pytest.mark.parametrize("lg_code", ["312011", "313645", "313289"])
def test_medians_of_similar_ones_are_of_the_nearest_that_have_a_number(snapshot, lg_code):
    """Counted anew, indicator by indicator: no median of those who were never asked or did not answer."""
    order = _nearest(snapshot, lg_code)
    rows = query.indicators(snapshot, snapshot.last_fy, lg_code, order)
    told = store.query(
        snapshot,
        """select i.indicator_id, i.place_code, i.value from mart_indicator i
        where i.fiscal_year = $1 and i.place_kind = 'municipality' and i.state = 'value'""",
        (snapshot.last_fy,),
    )
    for row in rows.to_dict("records"):
        values = told[told["indicator_id"] == row["indicator_id"]].set_index("place_code")["value"]
        taken = [code for code in order if code in values.index][: query.NEAREST]
        assert row["similar_n"] == len(taken)
        assert (row["similar"] == pytest.approx(values[taken].median())) if taken else pd.isna(row["similar"])
        assert not taken or order[int(row["farthest"]) - 1] == taken[-1]


def test_answers_of_similar_ones_are_of_the_nearest_that_answered(snapshot):
    order = _nearest(snapshot, "313645")
    rows = query.checklist(snapshot, snapshot.last_fy, "313645", order)
    told = store.query(
        snapshot,
        "select item_code, lg_code from mart_checklist_item where fiscal_year = $1 and state = 'value'",
        (snapshot.last_fy,),
    )
    for row in rows.to_dict("records"):
        answered = set(told.loc[told["item_code"] == row["item_code"], "lg_code"])
        assert row["similar_answered"] == len([code for code in order if code in answered][: query.NEAREST])
    bodies = query.bodies(snapshot, snapshot.last_fy, "313645", order)
    assert (bodies["similar_answered"] == query.NEAREST).all()


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_sheet_says_how_far_the_farthest_of_them_is(opened, snapshot, language):
    said = opened("municipality", language, m="312011").fine().said
    words.use(language)
    order = query.similar(snapshot, "312011", limit=query.EVERYONE)
    year = snapshot.last_fy
    codes = order["lg_code"].tolist()
    found = [
        asked(snapshot, year, "312011", codes)["farthest"].max()
        for asked in (query.indicators, query.bodies, query.checklist, query.seats)
    ]
    last = order.iloc[int(max(found)) - 1]
    phrase = words.t(
        "municipality.note.farthest",
        n=query.NEAREST,
        name=last["municipality"],
        distance=formats.number(last["distance"], 2),
    )
    assert phrase in said


@pytest.mark.parametrize(
    ("values", "bars"),
    [
        ((10.0, 20.0, 5.0), (0.5, 1.0, 0.25)),
        ((None, 0.0, 3.0), (None, 0.0, 1.0)),
        ((None, None, None), (None, None, None)),
        ((-0.5, None, 1.0), (-0.5, None, 1.0)),
    ],
)
def test_a_year_without_a_number_has_no_bar(values, bars):
    years = History(tuple(Step(f"R{n}", v, "x" if v is None else str(v)) for n, v in enumerate(values)))
    assert years.bars == bars
    drawn = drawn_bars(years)
    assert drawn.count("<span style=") == sum(1 for bar in bars if bar)
    assert drawn.count("<i>x</i>") == values.count(None) and drawn.count("<i>0</i>") == bars.count(0.0)
    assert all(step.text in drawn for step in years.steps)


def test_the_histories_are_those_of_the_mart_and_beside_them_the_year_before(snapshot):
    part = card.part(card.Reader.of(snapshot, snapshot.last_fy, "312029"), query.similar(snapshot, "312029"))
    numbers = next(one for one in part.tables if one.drawn is not None)
    ids = query.indicators_shown(snapshot)
    told = store.query(
        snapshot,
        "select indicator_id, fiscal_year, value, state from mart_indicator where place_code = '312029'",
    ).set_index(["indicator_id", "fiscal_year"])
    assert len(numbers.histories) == len(numbers.rows) == len(ids)
    for name, told_years, row in zip(ids, numbers.histories, numbers.rows, strict=True):
        for year, step in zip(
            range(snapshot.last_fy - 2, snapshot.last_fy + 1), told_years.steps, strict=True
        ):
            known = (name, year) in told.index and told.loc[(name, year), "state"] == "value"
            assert step.value == (told.loc[(name, year), "value"] if known else None)
        assert row[2] == told_years.steps[-2].text and row[3] == told_years.said


def test_nothing_on_the_printed_sheet_is_smaller_than_eight_points():
    """8 points are 10.67 pixels of paper."""
    style = STYLE.read_text("utf-8")
    printed = style[style.index("@media print") :]
    sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)px", printed)]
    assert len(sizes) > 4 and min(sizes) >= 8 * 96 / 72


@pytest.mark.parametrize("lg_code", ["312011", "313254", "313718", "314013"])
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_row_of_other_municipalities_than_the_five_is_marked(snapshot, language, lg_code):
    """Counted anew: a mark stands where the nearest five with an answer are not the nearest five of all."""
    words.use(language)
    reader = card.Reader.of(snapshot, snapshot.last_fy, lg_code)
    order = _nearest(snapshot, lg_code)
    five = set(order[: query.NEAREST])
    mark = words.t("municipality.of_others", value="")
    title = words.t("municipality.table.checklist")
    (rows,) = [table.rows for table in card.sheet(reader).tables if table.caption == title]
    told = store.query(
        snapshot,
        "select item_code, lg_code from mart_checklist_item where fiscal_year = $1 and state = 'value'",
        (snapshot.last_fy,),
    )
    seen = 0
    for item, part in told.groupby("item_code"):
        taken = {code for code in order if code in set(part["lg_code"])}
        nearest = set([code for code in order if code in taken][: query.NEAREST])
        named = [row for row in rows if row[0].startswith(f"{item} ")]
        seen += len(named)
        assert [row[2].endswith(mark) for row in named] == [not nearest <= five] * len(named), item
    assert seen > 10


@given(st.sets(st.sampled_from(["F1", "F3H1", "F3H2", "F5H1", "F5H2"]), min_size=1))
def test_a_form_in_halves_is_named_once_where_both_are_alike(sent):
    def frame(codes):
        pairs = [(code[:2], code[2:] or "FY") for code in sorted(codes)]
        return pd.DataFrame(pairs, columns=["form", "period"])

    words.use("en")
    asked = frame(["F1", "F3H1", "F3H2", "F5H1", "F5H2"])
    reader = SimpleNamespace(t=lambda key, **values: words.t(f"municipality.{key}", **values))
    said = card._forms(reader, frame(sent), asked)
    for form in ("F3", "F5"):
        halves = {code[2:] for code in sent if code.startswith(form)}
        named = [text for text in said if text.startswith(form[1])]
        assert named == (
            [form[1]]
            if len(halves) == 2
            else [f"{form[1]} ({words.t(f'municipality.half.{h}')})" for h in halves]
        )


def test_a_wide_table_of_the_sheet_names_every_cell_for_a_telephone():
    """Below its own head each cell has a third of the width: no head has to be broken inside a word."""
    heads = ["", "Here", "Previous year", "3 years", "Per 10,000", "Similar", "Prefecture median"]
    html = facts("caption", heads, [["Referrals", "1", "2", "3", "4", "5", "6"]])
    assert re.findall(r'data-head="([^"]*)"', html) == heads[1:]
    assert "data-head" not in facts("caption", heads[:3], [["Referrals", "1", "2"]])
