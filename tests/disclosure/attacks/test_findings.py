"""How many remarks a submission drew says how many of its counts were above zero, or above one another."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.disclosure.attacks.home import CONSENT, Home


def test_the_number_of_remarks_does_not_bound_a_hidden_count(tmp_path: Path) -> None:
    """VR28 is said once for each row with referrals without consent: n remarks, at least n such referrals."""
    told = []
    for n in (1, 4):
        home = Home(tmp_path / str(n))
        pairs = [("A11", b) for b in ("A20", "A02", "A21", "A22")]
        for city in ("312011", "312029", "312037"):
            legal = n if city == "312029" else 0
            home.send(
                city,
                [("H1", a, b, 40) for a, b in pairs],
                without_consent=[1 if i < legal else 0 for i in range(len(pairs))],
            )
        told.append(_remarks(home.load()))
    assert all(any(row[-1] for row in rows) for rows in told), (
        f"no remark at all: the chapter tells nothing: {told}"
    )
    assert told[0] == told[1], f"remarks tell {told[0]} from {told[1]}: {CONSENT} is bounded from below"


def _remarks(snapshot: Path) -> list[tuple[object, ...]]:
    """Everything that a reader is told of the remarks on referrals."""
    with duckdb.connect(snapshot, read_only=True) as con:
        names = {row[0] for row in con.execute("describe mart_quality_submission").fetchall()}
        told: list[tuple[object, ...]] = []
        if "warnings" in names:
            told += con.execute(
                """select lg_code, period, warnings from mart_quality_submission
                where form = 'F3' and status <> 'missing' order by all"""
            ).fetchall()
        told += con.execute(
            "select rule, municipalities, findings from mart_quality_finding where form = 'F3' order by all"
        ).fetchall()
    return told
