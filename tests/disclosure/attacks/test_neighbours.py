"""What a municipality, or two of them together, read of another's counts from one published snapshot of the demo."""

from __future__ import annotations

import itertools
import json
import tomllib
from pathlib import Path

import duckdb
import pytest

from tests.disclosure.attacks.judge import Judge
from tests.disclosure.attacks.snapshot_attacker import Attacker, Key, Model, read

ROOT = Path(__file__).resolve().parents[3]
DECLARED = tomllib.loads((ROOT / "data/catalogue/disclosure.toml").read_text("utf-8"))
K, WIDTH = DECLARED["threshold"]["k"], DECLARED["threshold"]["width"]
YEARS = (2023, 2024, 2025)


class Published:
    """One year of the demo: the model that anybody can write down, and the truth to judge by."""

    def __init__(self, home: Path, year: int) -> None:
        pointer = json.loads((home / "snapshots" / "current.json").read_text("utf-8"))
        self.snapshot = home / "snapshots" / pointer["file"]
        self.judge = Judge(home / "work" / "work.duckdb", year)
        self.model: Model = read(self.snapshot, year, self.judge.sent_as_x)
        self.senders = sorted({str(key[1]) for key in self.model.columns if key[0] == "f"})
        self.protected = [
            key for key in self.model.columns if len(key) == 9 and 1 <= self.judge.true(key) < K
        ]

    def seen_by(self, *who: str) -> dict[Key, tuple[float, float]]:
        known: dict[Key, int] = {}
        for lg_code in who:
            known |= self.judge.own(lg_code, self.model)
        attacker = Attacker(self.model, known)
        assert attacker.consistent, who
        # of others alone: a sum that the attackers are part of is a count of theirs too, and only measured
        others = [key for key in self.protected if key not in known and (not who or key[2] == "municipality")]
        return attacker.narrowed(others, WIDTH)


@pytest.fixture(scope="module", params=YEARS)
def published(request: pytest.FixtureRequest, demo_home: Path) -> Published:
    return Published(demo_home, request.param)


def _told(found: dict[Key, tuple[float, float]]) -> str:
    exact = sum(high - low < 1e-6 for low, high in found.values())
    return f"{len(found)} narrower than {WIDTH}, {exact} of them exactly: {list(found.items())[:3]}"


def test_nobody_outside_narrows_a_protected_count(published: Published) -> None:
    found = published.seen_by()
    assert not found, _told(found)


def test_no_municipality_narrows_the_counts_of_another(published: Published) -> None:
    found = {lg: seen for lg in published.senders if (seen := published.seen_by(lg))}
    exact = sum(high - low < 1e-6 for seen in found.values() for low, high in seen.values())
    narrow = sum(map(len, found.values()))
    first = {lg: next(iter(seen.items())) for lg, seen in found.items()}
    assert not found, f"{narrow} narrower than {WIDTH}, {exact} of them exactly, by {len(found)}: {first}"


def test_published_ranges_are_those_that_anybody_derives(published: Published) -> None:
    """value_low and value_high, where they stand beside an x: never tighter than the snapshot itself allows, and true."""
    with duckdb.connect(published.snapshot, read_only=True) as con:
        names = {row[0] for row in con.execute("describe mart_linkage_flow").fetchall()}
        assert {"value_low", "value_high"} <= names, "mart_linkage_flow has no value_low and value_high"
        key = "period, place_kind, place_code, from_level, from_code, to_level, to_code"
        rows = con.execute(
            f"select {key}, value_low, value_high from mart_linkage_flow where state = 'suppressed' and fiscal_year = ?",
            [published.judge.year],
        ).fetchall()
    assert rows
    attacker = Attacker(published.model)
    for *where, told_low, told_high in rows:
        cell = ("flow", *where, "")
        low, high = attacker.ends(cell)
        assert told_low <= published.judge.true(cell) and (
            told_high is None or published.judge.true(cell) <= told_high
        )
        assert told_low <= max(1, low) + 1e-6, (cell, told_low, low)
        assert told_high is None or told_high >= high - 1e-6, (cell, told_high, high)


def test_two_neighbours_together_are_measured(published: Published) -> None:
    """Asserted only where disclosure.toml declares the pair as an attacker."""
    area = dict(_areas(published.snapshot))
    pairs = [p for p in itertools.combinations(published.senders, 2) if area[p[0]] == area[p[1]]]
    pairs = pairs[:: max(1, len(pairs) // 6)]
    found = {pair: seen for pair in pairs if (seen := published.seen_by(*pair))}
    exact = sum(high - low < 1e-6 for seen in found.values() for low, high in seen.values())
    print(
        f"{published.judge.year}: {len(pairs)} pairs, {sum(map(len, found.values()))} narrowed, {exact} exactly"
    )
    assert not (DECLARED.get("attackers", {}).get("pair") and found), found


def _areas(snapshot: Path) -> list[tuple[str, str]]:
    with duckdb.connect(snapshot, read_only=True) as con:
        return con.execute("select lg_code, area_code from dim_municipality where in_prefecture").fetchall()
