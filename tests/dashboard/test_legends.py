"""Whatever a figure draws that is not a bar, a cell or a name stands in its legend: whiskers, hollow circles, lines of a map."""

import pandas as pd
import pytest

from dashboard import words
from dashboard.charts import checklist
from dashboard.queries import participation
from dashboard.widgets import screen

PAGES = [
    ("overview", {}),
    *(("participation", {"view": view}) for view in ("setup", "members", "register", "level", "activity", "meetings")),
    *(("linkage", {"view": view}) for view in ("flow", "places", "results", "network", "support")),
    *(("indicator", {"i": "referral_count", "c": "312011,312037", "view": view}) for view in ("strip", "map", "trend", "pair")),
    ("indicator", {"i": "referral_count", "m": "312029", "view": "strip"}),
    ("indicator", {"i": "referral_count", "view": "strip"}),
    ("municipality", {"m": "312011"}),
]  # fmt: skip


def _whiskered(drawn) -> bool:
    """Whether lines with two ends run through points."""
    scattered = (trace.error_x for trace in drawn.data if trace.type == "scatter")
    return any(any(side) for ends in scattered for side in (ends.array, ends.arrayminus) if side is not None)


def _looks(drawn) -> dict[object, list]:
    """The traces with points, by the sign of the points."""
    marks: dict[object, list] = {}
    for trace in drawn.data:
        if (
            trace.type == "scatter"
            and "markers" in (trace.mode or "")
            and trace.x is not None
            and len(trace.x)
        ):
            marks.setdefault(str(trace.marker.symbol), []).append(trace)
    return marks


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize(("topic", "asked"), PAGES, ids=str)
def test_whiskers_and_hollow_circles_stand_in_the_legend(opened, cards, topic, asked, language):
    opened(topic, language, **asked).fine()
    for card in cards.values():
        if card.draw is None:
            continue
        drawn = card.draw()
        signs = {sign.glyph for sign in card.signs}
        assert ("H" in signs) == _whiskered(drawn), card.key
        looks = _looks(drawn)
        hollow = looks.get("circle-open", [])
        # Where all points look alike there is nothing to tell apart.
        if hollow and len(looks) > 1:
            named = drawn.layout.showlegend and all(t.name and t.showlegend is not False for t in hollow)
            assert named or "○" in signs, card.key


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_ranges_of_two_kinds_have_two_names(opened, cards, language):
    """The 95 % interval of a share is no range of what is left when one kind is taken out."""
    said = {}
    for topic, view in (
        ("linkage", "results"),
        ("linkage", "places"),
        ("linkage", "network"),
        ("participation", "level"),
    ):
        opened(topic, language, view=view).fine()
        said |= {key: sign.word for key, card in cards.items() for sign in card.signs if sign.glyph == "H"}
    assert set(said) == {"consent", "established", "absorption", "measures", "horizontality"}
    assert said["consent"] == said["established"] == said["absorption"] != said["measures"]
    assert "95%" in said["consent"] and said["measures"] == said["horizontality"]


@pytest.mark.parametrize("topic", ["overview", "participation"])
@pytest.mark.parametrize("body", ["B01", "B02", "B03"])
def test_lines_between_municipalities_stand_in_the_legend_of_a_map(
    opened, cards, snapshot, chosen, topic, body
):
    opened(topic, body=body).fine()
    joint = len(participation.joints(snapshot, chosen(), body)) > 0
    assert (words.t("app.line.joint") in [sign.word for sign in cards["map"].signs]) == joint


def test_no_line_in_a_legend_looks_like_a_state(opened, cards):
    """A level line would be －, of which the legend says that it does not apply."""
    for topic, view in (("linkage", "places"), ("participation", "setup"), ("overview", "")):
        opened(topic, **({"view": view} if view else {})).fine()
        assert [sign.word for sign in cards["map"].signs if sign.glyph in tuple("━─ー—–―")] == []


@pytest.mark.parametrize("narrow", [False, True])
def test_the_signs_of_a_legend_are_those_of_the_bars(narrow):
    looks = {checklist.signed(code, code): (code, "#ffffff") for code in ("3", "0", "8", "9", "none", "open")}
    counts = pd.DataFrame([{"short": "K11", "word": word, "value": 4, "state": "value"} for word in looks])
    for trace in checklist.parts(counts, looks, narrow=narrow).data:
        named, written = ({mark for mark in "－…" if mark in text} for text in (trace.name, trace.text[0]))
        assert named == written
        assert bool(named) == (not narrow and looks_like_no_answer(trace.name))


def looks_like_no_answer(name: str) -> bool:
    return name[-1] in "89" or name.endswith(("none", "open"))


@pytest.mark.parametrize("narrow", [False, True])
def test_on_a_telephone_an_answer_on_the_map_is_a_sign_that_the_legend_explains(
    opened, cards, monkeypatch, narrow
):
    monkeypatch.setattr(screen, "narrow", lambda: narrow)
    opened("indicator", "ja", i="joint_training", view="map").fine()
    card = cards["map"]
    assert ({sign.glyph for sign in card.signs} >= {"●", "○"}) == narrow
    assert {sign.word for sign in card.signs} >= {"はい", "いいえ"}
