"""The four states of a number look different in every shape, and nothing is drawn from a frame without states."""

import math
import re
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import theme
from dashboard.charts import labels, marks, paper, points, prefecture
from dashboard.widgets import figure

STATES = ("value", "value", "suppressed", "not_applicable", "unanswered")
TOLD = ["40", "0", "x", "－", "…"]


def counts(**changes) -> pd.DataFrame:
    frame = pd.DataFrame({
        "place": list("甲乙丙丁戊"), "value": pd.array([40, 0, None, None, None], dtype="Int64"), "state": STATES,
        "part": "件数", "low": 0.1, "high": 0.3, "over": "列",
    })  # fmt: skip
    return frame.assign(**changes)


SHAPES = {
    "bars": lambda f: marks.bars(f, category="place"),
    "columns": lambda f: marks.bars(f, category="place", horizontal=False),
    "stacked": lambda f: marks.stacked(f, category="place", series="part"),
    "grouped": lambda f: marks.grouped(f, category="place", series="part"),
    "lines": lambda f: marks.lines(f, x="place"),
    "dots": lambda f: marks.dots(f, category="place", percent=False),
    "heat": lambda f: marks.heat(f, x="over", y="place"),
    "sankey": lambda f: marks.sankey(f, source="place", target="over"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_frame_without_states_is_refused(shape):
    with pytest.raises(ValueError, match="state"):
        SHAPES[shape](counts().drop(columns="state"))


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape != "sankey"])  # it draws numbers alone
def test_a_state_nobody_knows_is_refused(shape):
    with pytest.raises(ValueError, match="hidden"):
        SHAPES[shape](counts(state=["hidden"] * 5))


@pytest.mark.parametrize("shape", ["bars", "columns", "grouped"])
def test_every_bar_says_its_number_or_sign(shape):
    drawn = SHAPES[shape](counts())
    (bars,) = drawn.data
    chips = {note.y if shape == "bars" else note.x: note.text for note in drawn.layout.annotations}
    assert [chips.get(place, text) for place, text in zip("甲乙丙丁戊", bars.text, strict=True)] == TOLD


@pytest.mark.parametrize("shape", ["bars", "columns", "grouped"])
def test_only_suppressed_bars_are_hatched_and_grey(shape):
    marker = SHAPES[shape](counts()).data[0].marker
    assert list(marker.pattern.shape) == ["", "", "/", "", ""]
    assert marker.color[2] == theme.HIDDEN_FILL and theme.HIDDEN_FILL not in (
        *marker.color[:2],
        *marker.color[3:],
    )


@pytest.mark.parametrize("shape", ["bars", "columns", "grouped"])
@pytest.mark.parametrize("hidden", [None, 7, 4000])
def test_a_suppressed_bar_has_no_length(shape, hidden):
    """A length would be read as a number; the sign stands in a box of the same pixels everywhere."""
    drawn = SHAPES[shape](counts(value=pd.array([40, 0, hidden, None, None], dtype="Int64")))
    bars = drawn.data[0]
    assert list(bars.x if shape == "bars" else bars.y) == [40, 0, 0, 0, 0]
    assert drawn.to_json() == SHAPES[shape](counts()).to_json()


def ranged(low: float | None, high: float | None) -> pd.DataFrame:
    """The third place is hidden, within a range; ends that stand beside other states say nothing."""
    return counts(value_low=[9, 9, low, 9, 9], value_high=[9, 9, high, 9, 9])


@pytest.mark.parametrize("shape", ["bars", "columns", "grouped"])
def test_a_range_is_a_thin_band_between_its_ends(shape):
    """Hatched, grey, less than half as wide as a bar, and from its least to its most: never a length from 0."""
    drawn = SHAPES[shape](ranged(12, 90))
    bars = drawn.data[0]
    lengths = bars.x if shape == "bars" else bars.y
    assert list(bars.base) == [0, 0, 12, 0, 0] and list(lengths) == [40, 0, 78, 0, 0]
    assert list(bars.marker.pattern.shape) == ["", "", "/", "", ""]
    assert bars.width[2] < bars.width[0] / 2 and len({*bars.width[:2], *bars.width[3:]}) == 1
    assert "x（12〜90）" in bars.customdata[2] and bars.customdata[0] == "40"
    axis = drawn.layout.xaxis if shape == "bars" else drawn.layout.yaxis
    assert axis.range[0] == 0 and axis.range[1] > 90


@pytest.mark.parametrize("shape", ["bars", "columns"])
def test_the_range_is_written_at_the_end_of_its_band(shape):
    (note,) = SHAPES[shape](ranged(12, 90)).layout.annotations
    assert (note.x if shape == "bars" else note.y) == 90 and note.text == "x（12〜90）"
    (note,) = SHAPES[shape](ranged(12, None)).layout.annotations
    assert (note.x if shape == "bars" else note.y) == 12 and note.text == "x（12以上）"


@pytest.mark.parametrize("shape", ["bars", "columns", "grouped", "lines", "stacked", "heat"])
@pytest.mark.parametrize("ends", [(None, None), (1, None)])
def test_without_a_range_nothing_changes(shape, ends):
    assert SHAPES[shape](ranged(*ends)).to_json() == SHAPES[shape](counts()).to_json()


def test_a_band_without_end_reaches_the_end_of_the_axis():
    drawn = marks.bars(ranged(12, None), category="place")
    assert drawn.data[0].base[2] + drawn.data[0].x[2] == pytest.approx(drawn.layout.xaxis.range[1])


def test_a_trend_draws_the_range_upright_with_its_ends_marked():
    drawn = marks.lines(ranged(12, 90), x="place", unit="件")
    line, band, *rest = drawn.data
    assert line.y[2] is None and list(band.y) == [12, 90] and list(band.x) == ["丙", "丙"]
    assert band.line.color == theme.GRID and list(band.marker.size) == [14, 14]
    assert band.text[1] == "x（12〜90）" and drawn.layout.yaxis.range[1] > 90
    assert all("x" not in trace.text for trace in rest)
    open_ = marks.lines(ranged(12, None), x="place").data[1]
    assert list(open_.marker.size) == [14, 0] and open_.text[1] == "x（12以上）"


def test_of_several_series_a_band_has_the_colour_of_its_series_and_no_words():
    two = pd.concat([ranged(12, 90), ranged(20, 30).assign(part="人数")])
    drawn = marks.lines(two, x="place", series="part")
    bands = [trace for trace in drawn.data if trace.line.width == 10]
    assert [list(band.y) for band in bands] == [[12, 90], [20, 30]]
    assert len({band.line.color for band in bands}) == 2 and all(band.text == ("", "") for band in bands)
    assert "人数 x（20〜30）" in bands[1].customdata[0]


@pytest.mark.parametrize("shape", ["bars", "columns", "stacked", "grouped", "lines"])
def test_zero_is_the_foot_of_every_bar(shape):
    drawn = SHAPES[shape](counts())
    axis = drawn.layout.xaxis if shape in ("bars", "stacked") else drawn.layout.yaxis
    assert axis.rangemode == "tozero" or axis.range[0] == 0


def test_the_longest_bar_leaves_room_for_its_number():
    assert SHAPES["bars"](counts()).layout.xaxis.range[1] > 40


def test_rows_stand_in_the_order_of_the_frame_from_the_top():
    drawn = SHAPES["bars"](counts())
    assert list(drawn.data[0].y) == list("甲乙丙丁戊") and drawn.layout.yaxis.autorange == "reversed"


def test_a_stacked_bar_says_zero_and_signs_at_its_end_and_gives_them_no_length():
    drawn = SHAPES["stacked"](counts())
    assert {note.y: note.text for note in drawn.layout.annotations} == {
        "乙": "0",
        "丙": "x",
        "丁": "－",
        "戊": "…",
    }
    assert [v for v in drawn.data[0].x if v is not None] == [40, 0]


def test_a_stacked_bar_names_the_parts_it_cannot_show():
    frame = pd.DataFrame({"place": ["甲"] * 3, "part": ["A", "B", "C"], "value": [5, None, None],
                          "state": ["value", "suppressed", "unanswered"]})  # fmt: skip
    (note,) = marks.stacked(frame, category="place", series="part").layout.annotations
    assert note.text == "B x、C …" and note.x == 5


@given(st.lists(st.sampled_from(["value", "zero", "suppressed", "unanswered"]), min_size=1, max_size=5))
def test_every_part_of_a_bar_that_is_not_drawn_is_named_with_its_own_sign(states):
    """ "A, B x" is read as A with a number that is missing; and of two parts that are not drawn one may be 0."""
    names = list("ABCDE"[: len(states)])
    frame = pd.DataFrame({
        "place": "甲", "part": names, "value": [{"value": 5, "zero": 0}.get(s) for s in states],
        "state": ["value" if s == "zero" else s for s in states],
    })  # fmt: skip
    notes = marks.stacked(frame, category="place", series="part").layout.annotations
    hidden = {s for s in states if s in ("suppressed", "unanswered")}
    if hidden and not (len(hidden) == 1 and set(states) == hidden):
        signs = {"suppressed": "x", "unanswered": "…", "zero": "0"}
        wanted = {f"{name} {signs[s]}" for name, s in zip(names, states, strict=True) if s in signs}
        lines = notes[0].text.split("\n")
        assert set("".join(lines).split("、")) == wanted
        bare = [line.rstrip("、") for line in lines]
        assert all(labels.width(line) <= marks._BEHIND or "、" not in line for line in bare)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["本人同意あり", "法令等の根拠", "不明", "A"]),
            st.sampled_from(["value", "zero", "suppressed", "unanswered"]),
        ),
        min_size=2,
        max_size=5,
        unique_by=lambda part: part[0],
    )
)
def test_on_a_telephone_no_line_of_what_is_written_beside_a_bar_is_empty(parts):
    """There each part has a line of its own, whether or not the chart has broken the text before."""
    frame = pd.DataFrame({
        "place": "甲", "part": [name for name, _ in parts],
        "value": [{"value": 5, "zero": 0}.get(s) for _, s in parts],
        "state": ["value" if s == "zero" else s for _, s in parts],
    })  # fmt: skip
    drawn = paper.plain(marks.stacked(frame, category="place", series="part"))
    before = [re.sub("<br>", "", note.text) for note in drawn.layout.annotations]
    figure._break_ends(drawn)
    for note, whole in zip(drawn.layout.annotations, before, strict=True):
        lines = note.text.split("<br>")
        assert all(lines) and "".join(lines) == whole and len(lines) == whole.count("、") + 1


def parts_of(*rows: tuple[str, str, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["place", "part", "value"]).assign(state="value")


def test_a_bar_with_a_part_too_short_for_its_number_carries_its_total():
    """84 and 1 are 85; a part of two out of 85 is a bar of which nobody would read the length."""
    frame = parts_of(
        ("行政", "既存", 84),
        ("行政", "新規", 1),
        ("民間", "既存", 40),
        ("民間", "新規", 20),
        ("他", "既存", 2),
    )
    drawn = marks.stacked(frame, category="place", series="part")
    assert [(note.y, note.text) for note in drawn.layout.annotations] == [("行政", "計85"), ("他", "2")]
    assert drawn.layout.xaxis.range is None, (
        "Plotly ends an axis where all that is written behind the bars has room"
    )
    assert not marks.stacked(frame[2:4], category="place", series="part").layout.annotations


def test_a_series_of_which_nothing_is_drawn_is_not_in_the_legend():
    drawn = marks.stacked(parts_of(("甲", "あり", 3), ("甲", "なし", 0)), category="place", series="part")
    assert [(trace.name, trace.showlegend) for trace in drawn.data] == [("あり", True), ("なし", False)]


@given(st.lists(st.lists(st.integers(0, 100), min_size=1, max_size=5), min_size=1, max_size=3))
def test_no_number_of_a_trend_lies_on_another(years):
    """Of lines that lie close the numbers stand above and below, or are left to the hover and the table."""
    rows = [(f"R{n}", f"町{k}", value) for n, values in enumerate(years) for k, value in enumerate(values)]
    frame = pd.DataFrame(rows, columns=["year", "place", "value"]).assign(state="value")
    height = 320
    drawn = marks.lines(frame, x="year", series="place", height=height)
    pixel = points._INSIDE * height / drawn.layout.yaxis.range[1]
    for n in range(len(years)):
        middles = sorted(
            trace.y[at] * pixel + (16 if trace.textposition[at] == "top center" else -16)
            for trace in drawn.data
            if trace.x
            for at in range(len(trace.x))
            if trace.x[at] == f"R{n}" and trace.text[at]
        )
        assert all(high - low >= 16 for low, high in pairwise(middles)), middles
        assert middles, "one number at least stands there"


def test_of_two_lines_that_lie_close_the_upper_has_its_number_above():
    rows = [("R5", "甲市", 93.3), ("R5", "乙市", 94.0), ("R6", "甲市", 94.6), ("R6", "乙市", 92.7)]
    frame = pd.DataFrame(rows, columns=["year", "place", "value"]).assign(state="value")
    first, second = marks.lines(frame, x="year", series="place", decimals=1).data[:2]
    assert list(first.textposition) == ["bottom center", "top center"]
    assert list(second.textposition) == ["top center", "bottom center"]


@pytest.mark.parametrize("shape", ["bars", "columns", "grouped", "lines"])
@given(st.integers(1, 5))
def test_whole_things_are_counted_without_halves(shape, most):
    drawn = SHAPES[shape](counts(value=[most, 0, 0, 0, 0], state="value"))
    axis = drawn.layout.xaxis if shape == "bars" else drawn.layout.yaxis
    assert axis.dtick == 1


@pytest.mark.parametrize("shape", ["stacked", "grouped", "lines"])
def test_no_chart_needs_more_than_five_colours(shape):
    frame = pd.DataFrame({"place": "甲", "part": list("abcdefgh"), "value": range(8), "state": "value"})
    drawn = {
        "stacked": lambda: marks.stacked(frame, category="place", series="part"),
        "grouped": lambda: marks.grouped(frame, category="place", series="part"),
        "lines": lambda: marks.lines(frame, x="place", series="part"),
    }[shape]()
    used = {c for t in drawn.data for c in ([t.line.color] if shape == "lines" else _listed(t.marker.color))}
    assert len(drawn.data) == 8 and len(used) <= 5


def _listed(colour: object) -> list[str]:
    return [colour] if isinstance(colour, str) else list(colour)


def test_stacked_parts_with_one_colour_differ_in_pattern():
    frame = pd.DataFrame({"place": "甲", "part": list("abcdef"), "value": 1, "state": "value"})
    looks = {
        (t.marker.color, t.marker.pattern.shape)
        for t in marks.stacked(frame, category="place", series="part").data
    }
    assert len(looks) == 6


@pytest.mark.parametrize(
    "fill", [*theme.SERIES, *theme.SEQUENTIAL, *(fill for fill, *_ in theme.SETUP.values())]
)
def test_a_number_is_read_on_the_pattern_of_its_part_as_well(fill):
    look = paper.pattern(1, fill)
    line, below = paper.rgb(look["fgcolor"]), paper.rgb(fill)
    mixed = (
        round(a * look["fgopacity"] + b * (1 - look["fgopacity"])) for a, b in zip(line, below, strict=True)
    )
    assert marks.contrast("#" + "".join(f"{part:02X}" for part in mixed), paper.ink(fill)) >= 4.5


@pytest.mark.parametrize("fill", [fill for fill, _ in theme.STATUS.values()])
@pytest.mark.parametrize("index", range(1, 6))
def test_a_pattern_is_seen_on_what_it_lies_on(fill, index):
    look = paper.pattern(index, fill)
    assert look["shape"] == "" if fill == theme.CARD else marks.contrast(look["fgcolor"], fill) >= 1.6


def test_shares_are_written_in_percent():
    drawn = marks.bars(counts(value=[0.625, 0, None, None, None]), category="place", percent=True)
    assert drawn.data[0].text[:3] == ("62.5%", "0.0%", "") and drawn.layout.xaxis.tickformat == ".0%"


def test_a_course_breaks_where_there_is_no_number_and_carries_the_sign_on_its_base():
    line, signs = SHAPES["lines"](counts()).data
    assert [v is None for v in line.y] == [False, False, True, True, True] and not line.connectgaps
    assert list(signs.text) == ["x", "－", "…"] and set(signs.y) == {0}


def test_an_estimate_without_a_number_is_a_sign_without_a_point():
    points, *bands, signs = SHAPES["dots"](counts()).data
    assert all(band.mode == "lines+markers" for band in bands)
    assert list(points.y) == ["甲", "乙"] and list(signs.text) == ["x", "－", "…"]


@pytest.mark.parametrize(
    ("fill", "ink"), [("#0017C1", theme.CARD), ("#E8F1FE", theme.INK), ("#FFFFFF", theme.INK)]
)
def test_ink_is_the_better_read_of_black_and_white(fill, ink):
    assert marks.ink(fill) == ink and marks.contrast(fill, ink) >= 4.5


def test_contrast_is_that_of_wcag():
    assert (
        math.isclose(marks.contrast("#000000", "#FFFFFF"), 21) and marks.contrast("#777777", "#777777") == 1
    )
    assert 4.5 < marks.contrast("#767676", "#FFFFFF") < 4.6


def test_every_stated_number_is_readable_on_its_series():
    for colour in theme.SERIES:
        assert marks.contrast(colour, marks.ink(colour)) >= 4.5


def test_a_figure_without_any_number_still_has_an_axis():
    drawn = marks.bars(counts(value=None, state="suppressed").head(2), category="place")
    assert list(drawn.data[0].x) == [0, 0] and drawn.layout.xaxis.range[0] == 0


def test_hover_gives_the_unit_to_numbers_only():
    assert paper.spoken("1,234", "件") == "1,234件" and paper.spoken("x", "件") == "x"


@given(st.integers(0, 0xFFFFFF))
def test_letters_in_the_colour_of_their_line_can_be_read(colour):
    """WCAG 2.2: 4.5 to 1; a colour that is read as it is stays as it is."""
    line = f"#{colour:06X}"
    letters = paper.legible(line)
    assert paper.contrast(letters, theme.CARD) >= 4.5
    assert letters == line or paper.contrast(line, theme.CARD) < 4.5


def test_what_is_planned_is_hatched_and_what_was_is_not():
    rows = pd.DataFrame(
        {"axis": ["R6", "R7（予定）"], "value": [346, 473], "state": "value", "planned": [False, True]}
    )
    look = prefecture.national(rows, "市町村").data[0].marker
    assert [bool(shape) for shape in look.pattern.shape] == [False, True]
    assert look.color[1] != look.color[0]
