"""A page written down is the page that is shown: same figures, same numbers, any address, no browser and no leftovers."""

import pandas as pd
import pytest

from dashboard import words
from dashboard.app import TOPICS
from dashboard.export import plain
from dashboard.export.figure_record import FigureRecord, display
from dashboard.widgets import figure, recorder, run
from tests.dashboard.tour import SETTINGS, VIEWS


@pytest.mark.parametrize("topic", TOPICS)
def test_every_page_shown_is_written_down_alike(snapshot, opened, topic, monkeypatch):
    """Each view, in turn at three settings and in both languages: the same figures with the same texts and numbers."""
    seen: list[FigureRecord] = []
    foot = figure._foot
    monkeypatch.setattr(figure, "_foot", lambda facts, *more: (seen.append(facts), foot(facts, *more)))
    for at, view in enumerate(VIEWS[topic]):
        asked, language = {**SETTINGS[at % 3], **view}, words.LANGUAGES[at % 2]
        seen.clear()
        page = opened(topic, language, **asked).fine()
        shown = [facts for facts in seen if facts.address.startswith(("/?", f"/{topic}?"))]
        chapter = recorder.gather(snapshot, topic, asked, language)
        count = len(chapter.figures)
        for one, other in zip(shown[len(shown) - count :], chapter.figures, strict=True):
            assert _said(one) == _said(other), (asked, other.key)
            assert display(one).equals(display(other)), (asked, other.key)
        assert [item.value + item.unit for item in chapter.key_figures] == list(page.tiles.values())


def _said(facts: FigureRecord) -> tuple[object, ...]:
    """All of its words but the address: a test has no browser that knows one."""
    return (facts.key, facts.title, facts.reading, facts.selection, facts.notes, facts.origin, facts.language)


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("asked", [{}, {"fy": "2024", "area": "3101"}, {"m": "312029"}])
def test_the_line_of_python_gives_the_table_again(snapshot, asked, language):
    """It is run as it stands on the export, by someone whose own language and snapshot may be others."""
    lines = 0
    for topic in TOPICS:
        for facts in recorder.gather(snapshot, topic, asked, language).figures:
            line = plain.python_line(facts)
            setup, _, expression = line.partition("; ")
            scope: dict[str, object] = {}
            exec(setup, scope)
            pd.testing.assert_frame_equal(eval(expression, scope), facts.table)
            assert "\n" not in line
            lines += 1
    assert lines > 20


def test_the_line_of_python_keeps_the_filters(snapshot):
    """Another filter is another table, or the line would prove nothing."""
    tables = [
        recorder.figure(f"/linkage?view=flow&snapshot={snapshot.id}{more}", "matrix").table
        for more in ("", "&fy=2024", "&area=3101")
    ]
    assert not tables[0].equals(tables[1]) and not tables[0].equals(tables[2])


@pytest.mark.parametrize("topic", TOPICS)
def test_an_address_names_year_and_snapshot_also_when_nobody_chose_them(snapshot, topic):
    chapter = recorder.gather(snapshot, topic, {"basket": "linkage/sankey"}, "ja")
    for where in (chapter.address, *(facts.address for facts in chapter.figures)):
        assert f"fy={snapshot.last_fy}" in where and f"snapshot={snapshot.id}" in where
        assert "basket" not in where


def test_the_language_of_a_record_is_that_of_all_its_words(snapshot):
    words.use("ja")
    chapter = recorder.gather(snapshot, "linkage", {"lang": "ja"}, "en")
    assert {facts.language for facts in chapter.figures} == {"en"}
    assert chapter.title.startswith("Referrals") and "lang=en" in chapter.address
    assert words.lang() == "ja" and run.record() is None


def test_a_record_leaves_nothing_behind(snapshot):
    """Neither choices nor the record stay with whoever asked for it."""
    recorder.gather(snapshot, "linkage", {"m": "312029"}, "ja")
    chapter = recorder.gather(snapshot, "linkage", {}, "ja")
    assert "m=312029" not in chapter.address


def test_a_figure_that_is_not_there_is_named(snapshot):
    with pytest.raises(LookupError, match=r"none.*sankey"):
        recorder.figure("/linkage", "none")


@pytest.mark.parametrize("path", ["/../../etc", "/nothing", "", "/overview/x"])
def test_a_path_leads_to_a_page_of_ours(path):
    assert recorder.topic_of(path) in TOPICS


def test_the_recorder_knows_the_pages():
    assert sorted(recorder.TOPICS) == sorted(TOPICS)
