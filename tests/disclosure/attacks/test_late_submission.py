"""Half a year arrives late: what the prefecture's half grew by is the newcomer's own count."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.disclosure.attacks.home import Home

CITIES = ("312011", "312029", "312037", "312045")
PAIRS = [("A11", "A20"), ("A11", "A02"), ("A20", "A11"), ("A02", "A11"), ("A10", "A20"), ("A20", "A10")]
LATE = "313025"


def test_counts_of_a_newcomer_are_not_the_difference_of_two_snapshots(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for n, city in enumerate(CITIES):
        home.send(
            city, [(h, a, b, 30 + 7 * n + 3 * i) for h in ("H1", "H2") for i, (a, b) in enumerate(PAIRS)]
        )
    home.send(LATE, [("H1", a, b, 25 + i) for i, (a, b) in enumerate(PAIRS)])
    before = home.load()
    second = [("H2", a, b, n) for (a, b), n in zip(PAIRS, (3, 15, 7, 22, 4, 9), strict=True)]
    home.send(LATE, [*[("H1", a, b, 25 + i) for i, (a, b) in enumerate(PAIRS)], *second], revision=2)
    after = home.load()
    assert after != before, "the second snapshot was not made: the chapter tells nothing"
    exact = {cell: grown for cell, grown in _grown(before, after).items() if 0 < grown < 10}
    assert not exact, f"{len(exact)} counts of 1–9 read off two snapshots: {list(exact.items())[:4]}"


def _grown(before: Path, after: Path) -> dict[tuple[str, ...], int]:
    """Published half-years of the prefecture, after less before; a pair without a row was zero."""
    told = []
    for snapshot in (before, after):
        with duckdb.connect(snapshot, read_only=True) as con:
            rows = con.execute(
                """select period, from_level, from_code, to_level, to_code, value, state from mart_linkage_flow
                where place_kind = 'prefecture' and period = 'H2'"""
            ).fetchall()
        told.append({tuple(row[:5]): row[5] if row[6] == "value" else None for row in rows})
    return {
        cell: value - was
        for cell, value in told[1].items()
        if value is not None and (was := told[0].get(cell, 0)) is not None
    }
