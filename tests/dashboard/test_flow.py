"""Flows: only published numbers have a width; what is suppressed is said in words."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import theme
from dashboard.charts import flow, labels, marks

FLOWS = pd.DataFrame({
    "from": ["行政", "行政", "NPO", "住民"], "to": ["行政", "NPO", "行政", "企業"], "value": [30, 12, None, 0],
    "state": ["value", "value", "suppressed", "value"],
})  # fmt: skip


def drawn(frame: pd.DataFrame = FLOWS):
    return marks.sankey(frame, source="from", target="to", colours={"行政": "#0017C1"}, unit="件").data[0]


def test_only_published_flows_have_a_width():
    assert list(drawn().link.value) == [30, 12]


def test_a_name_on_both_sides_is_two_nodes():
    flow = drawn()
    ends = [
        (flow.node.label[a], flow.node.label[b])
        for a, b in zip(flow.link.source, flow.link.target, strict=True)
    ]
    assert ends == [("行政", "行政"), ("行政", "NPO")]
    assert all(a != b for a, b in zip(flow.link.source, flow.link.target, strict=True))


def test_nobody_without_a_published_flow_is_drawn():
    assert set(drawn().node.label) == {"行政", "NPO"}


def test_a_flow_takes_the_colour_of_its_sender():
    flow = drawn()
    assert set(flow.link.color) == {"rgba(0, 23, 193, 0.35)"} and flow.node.color[-1] == theme.MUTED


def test_the_hover_says_number_and_unit():
    assert list(drawn().link.customdata) == ["30件", "12件"]


def test_suppressed_combinations_are_counted_in_words():
    assert "1" in marks.hidden_pairs(FLOWS) and "x" in marks.hidden_pairs(FLOWS)
    assert marks.hidden_pairs(FLOWS[FLOWS["state"] == "value"]) == ""


def test_a_suppressed_number_never_reaches_the_figure():
    leaked = FLOWS.assign(value=[30, 12, 7, 0])
    assert 7 not in drawn(leaked).link.value


NAMES = st.lists(
    st.text("abMW 会議・支援", min_size=1, max_size=30).filter(str.strip),
    min_size=2,
    max_size=20,
    unique=True,
)


@settings(max_examples=30)
@given(NAMES)
def test_in_a_narrow_frame_no_name_lies_on_another(names):
    """Each in its own half, and two on one side as far apart as their lines: any node keeps at least the pad."""
    wide = 320
    pairs = [(one, other, 10, "value") for one in names for other in (names[0], names[-1])]
    frame = pd.DataFrame(pairs, columns=["from", "to", "value", "state"]).drop_duplicates(["from", "to"])
    figure = marks.sankey(frame, source="from", target="to", totals=({names[0]: "1,001"}, {}))
    before, labels_before = figure.layout.height, figure.data[0].node.label
    margin = figure.layout.margin.t + figure.layout.margin.b
    flow.narrow(figure, wide)
    (flows,) = figure.data
    lines = [label.split("<br>") for label in flows.node.label]
    assert max(labels.width(line) for label in lines for line in label) <= wide / 2 - 18 + labels.width("")
    assert flows.node.pad >= 16 * max(map(len, lines))
    edges = 2 * figure.layout.margin.t
    assert figure.layout.margin.t == figure.layout.margin.b >= 16 * max(map(len, lines)) / 2
    assert figure.layout.height - before == (flows.node.pad - 18) * (len(names) - 1) + edges - margin
    told = ["".join("".join(label).split()) for label in lines]
    assert told == ["".join(label.split()) for label in labels_before]
