"""A whole form comes again with one count corrected: whoever assumes that only one changed holds the rest equal."""

from __future__ import annotations

import random
from pathlib import Path

from tests.disclosure.attacks.home import YEAR, Home
from tests.disclosure.attacks.snapshot_attacker import Attacker, Key, both, read

PLACES = ("312011", "312029", "312037", "312045", "313025", "313297")
MEASURES = ("N03", "N06", "N07", "N10", "N16")
K, WIDTH = 10, 9
Count = tuple[str, str, str]  # place, half, measure


def _drawn() -> dict[Count, int]:
    """Each measure is an experiment of its own: some counts below k, the corrected one 42 with a small other half."""
    draw = random.Random(11)
    counts = {
        (place, half, measure): draw.choice((draw.randint(1, 9), draw.randint(10, 60), draw.randint(20, 90)))
        for measure in MEASURES
        for place in PLACES
        for half in ("H1", "H2")
    }
    return (
        counts
        | {(PLACES[0], "H1", m): 42 for m in MEASURES}
        | {(PLACES[0], "H2", m): 3 + n for n, m in enumerate(MEASURES)}
    )


def test_unchanged_counts_held_equal_narrow_nothing(tmp_path: Path) -> None:
    """42 becomes 41 in the first half of one municipality; every other count is what it was."""
    home, counts = Home(tmp_path), _drawn()
    corrected = counts | {(PLACES[0], "H1", m): 41 for m in MEASURES}
    flows = [("H1", "A11", "A20", 40), ("H2", "A11", "A20", 50)]
    for place in PLACES:
        home.send(place, flows, measures=[(h, m, v) for (p, h, m), v in counts.items() if p == place])
    before = home.load()
    home.send(PLACES[0], flows, 2, [(h, m, v) for (p, h, m), v in corrected.items() if p == PLACES[0]])
    after = home.load()
    assert after != before, "the second snapshot was not made: the chapter tells nothing"
    models = [read(snapshot, YEAR) for snapshot in (before, after)]
    joint = both(models[0], models[1], {("support", PLACES[0], "H1", m) for m in MEASURES})
    attacker = Attacker(joint)
    assert attacker.consistent
    protected: list[Key] = [
        (name, "support", half, "municipality", place, *("total",) * 4, measure)
        for name in ("before", "after")
        for (place, half, measure), count in corrected.items()
        if 0 < count < K
    ]
    assert protected and not [key for key in protected if key not in joint.columns]
    found = attacker.narrowed(protected, WIDTH)
    assert not found, f"{len(found)} of {len(protected)} narrower than {WIDTH}: {list(found.items())[:4]}"
