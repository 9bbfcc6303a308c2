"""連携・つなぎ as figures: a suppressed flow has no size, a missing pair is a published zero, totals are not re-added."""

import pandas as pd
import pytest

from dashboard import theme
from dashboard.charts import linkage as chart
from dashboard.queries import linkage as query


def flows(*rows: tuple[str, str, int | None, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["from_code", "to_code", "value", "state"])
    return frame.assign(
        source=frame["from_code"], target=frame["to_code"], from_sector="gov", to_sector="juso",
    )  # fmt: skip


FOUR = flows(
    ("A01", "A10", 30, "value"), ("A02", "A10", None, "suppressed"), ("A02", "A11", 12, "value"),
    ("A03", "A11", None, "suppressed"),
)  # fmt: skip


def test_a_suppressed_flow_has_no_width():
    drawn = chart.flow_sankey(FOUR.assign(sent="", received=""), "件").data[0]
    assert sorted(drawn.link.value) == [12, 30] and set(drawn.node.label) == {"A01", "A02", "A10", "A11"}


def test_both_ends_carry_their_published_totals_hidden_pairs_in_them():
    """A01 sent 30; A02 sent 12 and a hidden pair: its total is written, not the width that is drawn."""
    sent, received = {"A01": "30", "A02": "x（13以上）", "A03": "x"}, {"A10": "41", "A11": "12"}
    frame = FOUR.assign(sent=FOUR["source"].map(sent), received=FOUR["target"].map(received))
    assert list(chart.flow_sankey(frame, "件").data[0].node.label) == [
        "A01 30",
        "A02 x（13以上）",
        "A10 41",
        "A11 12",
    ]


def test_the_strongest_pairs_keep_every_suppressed_one_for_the_note():
    kept = chart.strongest(FOUR, 1)
    assert kept["value"].dropna().tolist() == [30] and (kept["state"] == "suppressed").sum() == 2


def test_a_pair_that_is_not_stored_is_a_published_zero():
    full = query.completed(FOUR).set_index(["from_code", "to_code"])
    assert len(full) == 6
    assert full.loc[("A01", "A11"), ["value", "state"]].tolist() == [0, "value"]
    assert full.loc[("A02", "A10"), "state"] == "suppressed"


def test_the_matrix_writes_x_for_suppressed_and_a_small_grey_zero():
    drawn = chart.flow_matrix(query.completed(FOUR), "件")
    cells = drawn.data[-1]
    told = dict(zip(zip(cells.y, cells.x, strict=True), cells.text, strict=True))
    assert told["A02", "A10"] == "x" and told["A01", "A11"] == "0" and told["A01", "A10"] == "30"
    zero = list(cells.text).index("0")
    assert cells.textfont.color[zero] == theme.MUTED and cells.textfont.size[zero] < 13


def test_above_each_year_stands_the_published_total_even_when_parts_are_suppressed():
    parts = pd.DataFrame({
        "year": ["R7(2025)"] * 3, "category": ["consented", "legal", "unknown"], "value": [80, None, None],
        "state": ["value", "suppressed", "suppressed"],
    })  # fmt: skip
    totals = pd.DataFrame({"year": ["R7(2025)"], "value": [100], "state": ["value"]})
    drawn = chart.trend(parts, totals, "件")
    assert drawn.data[-1].text == ("計 100",) and tuple(drawn.data[-1].y) == (100,)
    assert drawn.layout.yaxis.range[0] == 0


def test_a_suppressed_total_shows_its_sign():
    totals = pd.DataFrame({"year": ["R7(2025)"], "value": [None], "state": ["suppressed"]})
    parts = pd.DataFrame(
        {"year": ["R7(2025)"], "category": ["legal"], "value": [None], "state": ["suppressed"]}
    )
    assert chart.trend(parts, totals, "件").data[-1].text == ("計 x",)


def test_suppressed_parts_of_a_bar_are_named_without_a_length():
    frame = pd.DataFrame({
        "sector": ["行政"] * 3, "category": ["consented", "legal", "unknown"], "value": [50, None, None],
        "state": ["value", "suppressed", "suppressed"],
    })  # fmt: skip
    drawn = chart.legal_bases(frame, "件")
    (note,) = drawn.layout.annotations
    assert note.x == 50 and note.text.endswith("x")
    lengths = [value for trace in drawn.data for value in trace.x if value is not None and value == value]
    assert lengths == [50]


def crossings(values: list[int | None], states: list[str]) -> pd.DataFrame:
    n = len(values)
    return pd.DataFrame({
        "source": ["鳥取市"] * n, "target": ["岩美町"] * n, "from_lat": 35.4, "from_lon": 134.1, "to_lat": 35.5,
        "to_lon": 134.3, "value": pd.array(values, dtype="Int64"), "state": states,
    })  # fmt: skip


def test_all_suppressed_arcs_have_the_same_width():
    arcs = chart.arcs(crossings([40, None, None], ["value", "suppressed", "suppressed"]))
    assert arcs["width"].tolist()[1:] == [1.5, 1.5] and arcs["width"].iloc[0] > 1.5
    assert arcs["detail"].iloc[1].endswith("x")


def test_no_crossing_at_all_is_no_arc():
    assert chart.arcs(crossings([], [])).empty


def rates() -> pd.DataFrame:
    return pd.DataFrame({
        "municipality": ["鳥取市", "岩美町"], "value": [0.25, None], "low": [0.2, None], "high": [0.3, None],
        "denominator": [1663, None], "state": ["value", "suppressed"],
    })  # fmt: skip


def test_a_withheld_rate_is_a_sign_at_the_edge_not_at_the_prefecture_line():
    drawn = chart.rates(rates(), 0.8)
    signs = drawn.data[-1]
    assert list(signs.text) == ["x"] and list(signs.x) == [drawn.layout.xaxis.range[0]] == [0.2]


def test_a_rate_is_named_with_its_n_and_the_line_with_what_it_is():
    drawn = chart.rates(rates(), 0.8, "県全体 80.0%")
    assert list(drawn.data[0].y) == ["鳥取市（n=1,663）"] and list(drawn.data[-1].y) == ["岩美町"]
    (note,) = drawn.layout.annotations
    assert (note.text, note.x) == ("県全体 80.0%", 0.8)


def test_absorption_keeps_its_whole_scale():
    drawn = chart.absorption(rates().head(1))
    assert tuple(drawn.layout.xaxis.range) == (-1.05, 1.05)


def test_hidden_counts_without_a_state_are_refused():
    with pytest.raises(ValueError, match="state"):
        chart.arcs(crossings([1], ["value"]).drop(columns="state"))


def test_a_hidden_measure_is_drawn_as_a_band_between_its_bounds_without_a_point():
    told = pd.DataFrame({
        "measure": ["density", "gini"], "value": [0.2, None], "state": ["value", "suppressed"],
        "low": [0.1, 0.31], "high": [0.3, 0.57], "expected": [None, None],
    })  # fmt: skip
    drawn = chart.measures(told)
    estimate = next(trace for trace in drawn.data if trace.mode == "markers")
    assert list(estimate.y) == ["density"]
    band = next(trace for trace in drawn.data if trace.mode == "lines+markers")
    assert (
        list(band.x) == [0.31, 0.57] and set(band.y) == {"gini"} and band.customdata[0] == "x（0.31〜0.57）"
    )
    sign = next(trace for trace in drawn.data if trace.mode == "text")
    assert list(sign.text) == ["x"] and 0.31 < sign.x[0] < 0.57
