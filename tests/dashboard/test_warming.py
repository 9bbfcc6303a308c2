"""The first reader of a choice does not wait for what could be worked out before it: figures, maps, tables, queries."""

import pytest

from dashboard import store, warming
from dashboard.widgets import assets, figure, recorder, run

KEPT = (figure._kept, figure._map, figure._drawn, figure._laid, store._cached)


def _worked_out() -> list[int]:
    return [kept.cache_info().misses for kept in KEPT]


ASKED = [(topic, {"area": "3101"}) for topic in recorder.TOPICS if topic != warming.SHEET]
ASKED += [(topic, {"m": "312011"}) for topic in (warming.SHEET, *warming.OF_A_TOWN)]


@pytest.mark.parametrize("topic, asked", ASKED)
def test_what_was_worked_out_before_is_not_worked_out_for_the_first_reader(
    topic, asked, snapshot, opened, monkeypatch
):
    monkeypatch.setattr(
        assets, "_routed", [True]
    )  # as under the launcher: outlines have an address of their own
    for kept in KEPT:
        kept.cache_clear()
    opened("about")  # head and foot, which every page has
    warming.work_out(snapshot, topic, asked)
    before = _worked_out()
    opened(topic, **asked).fine()
    assert _worked_out() == before


def test_every_page_and_place_comes_the_newest_year_first(snapshot):
    asked = list(warming.addresses(snapshot))
    assert [topic for topic, _ in asked[:2]] == [
        topic for topic in recorder.TOPICS if topic != warming.SHEET
    ][:2]
    assert {topic for topic, _ in asked} == set(recorder.TOPICS)
    years = [int(choice.get("fy", snapshot.last_fy)) for _, choice in asked]
    assert years == sorted(years, reverse=True) and set(years) == set(
        range(snapshot.first_fy, snapshot.last_fy + 1)
    )
    assert len({(topic, *sorted(choice.items())) for topic, choice in asked}) == len(asked)
    # All of the demo is kept at a time; of a larger prefecture what comes first.
    assert len(asked) <= warming.MOST


def test_every_place_that_a_page_offers_is_worked_out(snapshot):
    """Sectors and indicators are chosen besides, and are too many."""
    asked = [(topic, name) for topic, choice in warming.addresses(snapshot) for name in choice]
    offered = {topic: recorder.gather(snapshot, topic, {}, "ja").filters for topic in recorder.TOPICS}
    assert [topic for topic in offered if "area" in offered[topic] and (topic, "area") not in asked] == []
    towns = [topic for topic in offered if "municipality" in offered[topic] and (topic, "m") not in asked]
    assert towns == ["indicator"]


def test_it_waits_while_somebody_reads_and_begins_anew_with_a_publication(snapshot, monkeypatch):
    worked, slept = [], []
    monkeypatch.setattr(warming, "work_out", lambda _, topic, asked: worked.append((topic, asked)))
    quiet = iter([0.0, 1.0, 9.0])
    monkeypatch.setattr(run, "quiet", lambda: next(quiet, 60.0))
    monkeypatch.setattr(warming.time, "sleep", slept.append)
    warming._warm(snapshot)
    assert slept[:2] == [warming.QUIET / 5] * 2
    assert worked == list(warming.addresses(snapshot))

    worked.clear()
    monkeypatch.setattr(warming.store, "current", lambda: type("Other", (), {"id": "another"}))
    warming._warm(snapshot)
    assert worked == []


def test_a_page_that_breaks_off_does_not_keep_the_others_from_it(snapshot, monkeypatch, caplog):
    worked = []

    def breaks(_: store.Snapshot, topic: str, asked: dict[str, str]) -> None:
        worked.append(topic)
        raise ValueError(topic)

    monkeypatch.setattr(warming, "work_out", breaks)
    monkeypatch.setattr(warming.time, "sleep", lambda _: None)
    monkeypatch.setattr(run, "quiet", lambda: 60.0)
    warming._warm(snapshot)
    assert len(worked) == len(list(warming.addresses(snapshot))) == len(caplog.records)


def test_a_reader_is_heard(snapshot):
    run.begin()
    assert run.quiet() < 5
