"""How much of what is personal the door stops, and how much that is harmless: on cases written apart from the firewall.

Whoever mended the firewall has seen every case of ``held``: its rate says that nothing was lost, not how good the firewall is.
``unseen`` was written before any result was known and measured once after the mending; both stay as they are.
"""

from functools import cache

import pytest

from tests.etl.privacy import held, unseen
from tests.etl.privacy.measure import Fate, fates
from tests.etl.privacy.sent import Case, clean

RECALL, ALARMS = 0.95, 0.04


@cache
def _fates(name: str) -> tuple[Fate, ...]:
    return tuple(fates({"held": held.HARMFUL, "harmless": held.HARMLESS}[name]))


def test_the_sets_are_large_and_every_case_is_one_of_its_own() -> None:
    assert len(held.HARMFUL) >= 60 and len(held.HARMLESS) >= 40
    cases: list[Case] = [*held.HARMFUL, *held.HARMLESS, *unseen.HARMFUL, *unseen.HARMLESS]
    assert len({case.key for case in cases}) == len(cases)
    assert not fates([Case("clean", "", "", "", clean)])[0].stopped


def test_what_is_personal_is_stopped_or_waits_for_a_person() -> None:
    through = [one.case.key for one in _fates("held") if not one.stopped and not one.waits]
    assert len(through) <= (1 - RECALL) * len(held.HARMFUL), through


def test_patterns_alone_find_everything_but_the_stories_of_lives() -> None:
    told = [one for one in _fates("held") if one.case.kind != "life"]
    missed = [one.case.key for one in told if not one.stopped]
    assert len(missed) <= (1 - RECALL) * len(told), missed


def test_what_is_harmless_comes_in() -> None:
    alarms = [one.case.key for one in _fates("harmless") if one.stopped]
    assert len(alarms) <= ALARMS * len(held.HARMLESS), alarms


@pytest.mark.parametrize(
    "case", [one for one in held.HARMFUL if one.kind == "life"], ids=lambda case: case.key
)
def test_a_life_told_in_free_text_never_passes_unread(case: Case) -> None:
    (fate,) = fates([case])
    assert fate.stopped or fate.waits


def test_a_file_within_the_file_is_refused_by_name() -> None:
    inside = [one for one in held.HARMFUL if one.key.startswith("embedded-")]
    assert [fate.stopped for fate in fates(inside)] == ["PI12"] * 2
