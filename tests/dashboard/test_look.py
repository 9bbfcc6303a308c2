"""Every drawn figure of every page keeps the rules of the house: bars stand on zero, no map service, no decoration,
and beside every number stands how many municipalities answered."""

import json

import pytest

from dashboard.widgets import figure

PAGES = [
    ("participation", {"view": view}) for view in ("setup", "members", "level", "activity", "meetings")
] + [
    ("linkage", {"view": view}) for view in ("flow", "places", "results", "network", "support")
] + [("checklist", {}), ("municipality", {"m": "312011"}), ("prefecture", {}), ("quality", {}), ("overview", {})]  # fmt: skip


# Numbers that do not come from asking municipalities: of one municipality, of the prefecture, of the nation, of cells.
NOBODY_ASKED = {
    "municipality": {"position", "trend", "sectors", "years"},
    "prefecture": {"roles", "sharing", "support", "national"},
    "quality": {"matrix", "findings", "hidden"},
}


@pytest.mark.parametrize(
    ("topic", "asked"), PAGES, ids=lambda part: part if isinstance(part, str) else part.get("view")
)
def test_figures_keep_the_rules_of_the_house(opened, monkeypatch, topic, asked):
    cards, foot = [], figure._foot
    monkeypatch.setattr(figure, "_foot", lambda facts, *more: (cards.append(facts), foot(facts, *more)))
    figures = [json.loads(chart.proto.spec) for chart in opened(topic, **asked).at.get("plotly_chart")]
    assert figures and len(cards) >= len(figures)
    for card in cards:
        counted = any(part.startswith("回答 ") for part in card.origin)
        assert counted or card.key in NOBODY_ASKED.get(topic, ()), card.key
    for drawn in figures:
        kinds = {trace["type"] for trace in drawn["data"]}
        assert kinds <= {"bar", "scatter", "heatmap", "sankey"}  # nothing in 3-D, nothing that fetches a map
        assert len(json.dumps(drawn["layout"]["template"])) < 200  # only the house style travels
        for trace in drawn["data"]:
            if trace["type"] == "bar":
                _stands_on_zero(drawn["layout"], trace)
        assert not drawn["layout"].get("title")  # the card says it, in words a screen reader finds


@pytest.mark.parametrize(("topic", "view"), [("linkage", "network"), ("prefecture", "areas")])
def test_a_figure_of_the_whole_prefecture_is_not_said_to_be_of_the_area_chosen(
    opened, monkeypatch, topic, view
):
    cards, foot = {}, figure._foot
    monkeypatch.setattr(
        figure, "_foot", lambda facts, *more: (cards.update({facts.key: facts.selection}), foot(facts, *more))
    )
    opened(topic, view=view, area="3101")
    whole = {
        "linkage": {"links", "balance", "hubs", "measures", "governance"},
        "prefecture": {"roles", "sharing", "areas", "setup"},
    }[topic]
    assert whole <= cards.keys()
    for key, selection in cards.items():
        assert selection.endswith("鳥取県" if key in whole else "東部"), key


def _stands_on_zero(layout: dict, trace: dict) -> None:
    axis = layout["xaxis" if trace.get("orientation") == "h" else "yaxis"]
    assert axis.get("rangemode") == "tozero" or axis["range"][0] == 0, axis
