"""Every drawn figure of every page keeps the rules of the house: bars stand on zero, no map service, no decoration."""

import json

import pytest

PAGES = [
    ("participation", {"view": view}) for view in ("setup", "members", "level", "activity", "meetings")
] + [
    ("linkage", {"view": view}) for view in ("flow", "places", "ground", "network", "support")
] + [("checklist", {}), ("municipality", {"m": "312011"}), ("prefecture", {}), ("quality", {}), ("overview", {})]  # fmt: skip


@pytest.fixture(params=PAGES, ids=lambda page: "-".join([page[0], *page[1].values()]))
def figures(request, opened) -> list[dict]:
    topic, asked = request.param
    return [json.loads(chart.proto.spec) for chart in opened(topic, **asked).at.get("plotly_chart")]


def test_figures_keep_the_rules_of_the_house(figures):
    assert figures
    for drawn in figures:
        kinds = {trace["type"] for trace in drawn["data"]}
        assert kinds <= {"bar", "scatter", "heatmap", "sankey"}  # nothing in 3-D, nothing that fetches a map
        assert len(json.dumps(drawn["layout"]["template"])) < 200  # only the house style travels
        for trace in drawn["data"]:
            if trace["type"] == "bar":
                _stands_on_zero(drawn["layout"], trace)
        assert not drawn["layout"].get("title")  # the card says it, in words a screen reader finds


def _stands_on_zero(layout: dict, trace: dict) -> None:
    axis = layout["xaxis" if trace.get("orientation") == "h" else "yaxis"]
    assert axis.get("rangemode") == "tozero" or axis["range"][0] == 0, axis
