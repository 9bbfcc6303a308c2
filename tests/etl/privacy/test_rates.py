"""How much of what is personal the door stops, and how much that is harmless: on sets written apart from the firewall.

Whoever mended the firewall has seen the misses of ``held`` and ``unseen``: their rates say that nothing was lost, not how good
the firewall is. What it does on a set that nobody had seen is told in docs/decisions.md with the day and the size of the set.
"""

import importlib
from functools import cache
from types import ModuleType

import pytest

from tests.etl.privacy import held
from tests.etl.privacy.measure import SETS, Fate, fates, of_set, rates
from tests.etl.privacy.sent import clean, written

pytestmark = pytest.mark.slow

RECALL, ALARMS = 0.95, 0.04
LIFE = "life"
# What a reader of free text must see as well: patterns alone are not expected to find all of it.
READ = (*SETS, "fifth")


def _set(name: str) -> ModuleType:
    return importlib.import_module(f"tests.etl.privacy.{name}")


@cache
def _fates(name: str) -> tuple[Fate, ...]:
    return tuple(of_set(_set(name)))


def _few(keys: list[str], most: float) -> None:
    assert len(keys) <= most, keys


@pytest.mark.parametrize("name", READ)
def test_what_is_personal_is_stopped_or_waits_for_a_person(name: str) -> None:
    personal = [one for one in _fates(name) if one.personal]
    assert len(personal) >= 20
    _few([one.key for one in personal if not one.held], (1 - RECALL) * len(personal))


@pytest.mark.parametrize("name", SETS)
def test_patterns_alone_find_everything_but_the_stories_of_lives(name: str) -> None:
    told = [one for one in _fates(name) if one.personal and one.kind != LIFE]
    _few([one.key for one in told if not one.stopped], (1 - RECALL) * len(told))


@pytest.mark.parametrize("name", READ)
def test_what_is_harmless_comes_in(name: str) -> None:
    harmless = [one for one in _fates(name) if not one.personal]
    assert len(harmless) >= 15
    _few([one.key for one in harmless if one.stopped], ALARMS * len(harmless))


@pytest.mark.parametrize("name", SETS)
def test_a_life_told_in_free_text_never_passes_unread(name: str) -> None:
    assert [one.key for one in _fates(name) if one.kind == LIFE and not one.held] == []


def test_a_set_tells_of_lives() -> None:
    assert any(kind == LIFE for name in SETS for _, kind, *_ in _set(name).CASES)


def test_a_file_within_the_file_is_refused_by_name() -> None:
    inside = [one for one in held.CASES if str(one[0]).startswith("embedded-")]
    assert [fate.stopped for fate in fates(inside)] == ["PI12"] * 2


def test_the_measure_tells_stopped_from_waiting_from_through() -> None:
    """Else a set could pass because its cases are refused for another reason, or wait for what all submissions hold."""
    (untouched, told, named) = fates(
        [
            ("untouched", "text", clean, True),
            ("told", LIFE, written("F6.background", "ある世帯の暮らし"), True),
            ("named", "name", written("F6.background", "山田花子さん"), True),
        ]
    )
    assert (untouched.stopped, untouched.waits) == (None, False)
    assert (told.stopped, told.waits) == (None, True)
    assert (named.stopped, named.waits) == ("PI08", False)
    said = rates([untouched, told, named])
    assert "1 of 3 stopped by patterns (33%), 2 stopped or held for review (67%)" in said
