"""What a map cannot draw is named beside it: a municipality without an outline, on each page that has a map."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest

from dashboard import store, words
from dashboard.queries import places as named
from dashboard.queries import shapes
from dashboard.widgets import recorder, screen

TOWNS = pd.DataFrame({"lg_code": ["a", "b", "c"], "municipality": ["甲市", "乙町", "丙村"]})
MAPS = {
    "overview": {}, "participation": {"view": "setup"}, "linkage": {"view": "places"},
    "indicator": {"i": "joint_training", "view": "map"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("outlines", "lacking"),
    [("abc", ""), ("ac", "乙町"), ("b", "甲市、丙村"), ("", "甲市、乙町、丙村"), ("xyzabc", "")],
)
def test_who_has_no_outline_is_named_in_the_order_of_the_list(outlines: str, lacking: str) -> None:
    words.use("ja")
    assert screen.without_outline(TOWNS, set(outlines)) == (
        [f"地図に境界のない市町村：{lacking}"] if lacking else []
    )
    words.use("en")
    said = screen.without_outline(TOWNS, set(outlines))
    assert said == (
        [f"Municipalities without an outline on the map: {lacking.replace('、', ', ')}"] if lacking else []
    )


@pytest.mark.parametrize("topic", MAPS)
def test_every_page_with_a_map_names_them(
    snapshot: store.Snapshot, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two outlines are taken away; the note stands beside the map, and with all outlines there is none."""
    whole = shapes.outlines(snapshot)
    towns = named.municipalities(snapshot).set_index("lg_code")
    gone = [code for code in towns.index if code in whole][3:5]

    def notes() -> list[str]:
        figures = recorder.gather(snapshot, topic, MAPS[topic], "ja").figures
        (drawn,) = [one for one in figures if one.key == "map"]
        return [note for note in drawn.notes if note.startswith("地図に境界のない")]

    assert notes() == []
    fewer: Mapping[str, Any] = {code: line for code, line in whole.items() if code not in gone}
    monkeypatch.setattr(shapes, "outlines", lambda _: fewer)
    assert notes() == [f"地図に境界のない市町村：{'、'.join(towns.loc[gone, 'name_ja'])}"]
