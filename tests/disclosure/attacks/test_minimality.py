"""One who knows the method but not the key: which tables could have given the published pattern?

Every table that fits what is published is protected again, with costs made of its own counts as the pipeline makes them
(log2(1 + count)), multiplied by a secret factor of each cell. A table stays possible if any drawn key gives the pattern.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import math
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from etl.cli import main

K, KEYS = 10, 12
Table = tuple[int, ...]
# rows of counts whose margins are published; at least one count is below k
SYSTEMS = [((3, 40), (20, 31)), ((4, 12), (15, 11)), ((7, 13, 30), (25, 18, 12)), ((9, 11, 14), (12, 10, 30))]
Rows = tuple[Table, ...]


def _protect(folder: Path, given: dict[str, Any], capsys: Any) -> frozenset[int] | None:
    file = folder / "table.json"
    file.write_text(json.dumps(given), "utf-8")
    said = io.StringIO()
    words = mock.patch.object(sys, "argv", ["tsunagari", "protect", str(file)])
    with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit), words:
        main()
    return frozenset(json.loads(said.getvalue())["suppressed"]) if said.getvalue() else None


def _given(rows: Rows, key: random.Random | None, sigma: float) -> dict[str, Any]:
    """Inner cells first, then sums of rows and of columns; margins are dear, as in the pipeline."""
    wide, high = len(rows[0]), len(rows)
    inner = [v for row in rows for v in row]
    margins = [sum(row) for row in rows] + [sum(column) for column in zip(*rows, strict=True)]
    sums = [[[r * wide + c, 1] for c in range(wide)] + [[wide * high + r, -1]] for r in range(high)]
    sums += [[[r * wide + c, 1] for r in range(high)] + [[wide * high + high + c, -1]] for c in range(wide)]
    factors = [math.exp(key.gauss(0, sigma)) if key else 1.0 for _ in [*inner, *margins]]
    weights = [1.0] * len(inner) + [1000.0] * len(margins)
    costs = [w * f * math.log2(1 + v) for w, f, v in zip(weights, factors, [*inner, *margins], strict=True)]
    guarded = [
        {"cell": at, "lower": value - 1, "upper": K - value, "sliding": K - 1}
        for at, value in enumerate(inner)
        if 0 < value < K
    ]
    values = [*inner, *margins]
    return {
        "values": values,
        "relations": sums,
        "primary": guarded,
        "cost": costs,
        "lower_bound": [int(v > 0) for v in values],
    }


def _fitting(rows: Rows, hidden: frozenset[int]) -> Iterator[Rows]:
    """All tables of whole counts ≥ 1 in the hidden cells with the published cells and margins."""
    wide, high = len(rows[0]), len(rows)
    whole = [sum(row) for row in rows], [sum(column) for column in zip(*rows, strict=True)]
    free = sorted(at for at in hidden if at < wide * high)
    ranges = [range(1, min(whole[0][at // wide], whole[1][at % wide]) + 1) for at in free]
    # the hidden cells of every row but the last of it are free; the rest follows from the sums
    by_row = [[at for at in free if at // wide == r] for r in range(high)]
    choose = [at for cells in by_row[:-1] for at in cells[:-1]]
    for guess in itertools.product(*(ranges[free.index(at)] for at in choose)):
        flat = [v for row in rows for v in row]
        for at in free:
            flat[at] = 0
        for at, value in zip(choose, guess, strict=True):
            flat[at] = value
        for r, cells in enumerate(by_row[:-1]):
            if cells:
                flat[cells[-1]] = whole[0][r] - sum(flat[r * wide : (r + 1) * wide])
        for at in by_row[-1]:
            flat[at] = whole[1][at % wide] - sum(flat[at % wide :: wide])
        table = tuple(tuple(flat[r * wide : (r + 1) * wide]) for r in range(high))
        if (
            all(flat[at] > 0 for at in free)
            and [sum(row) for row in table] == whole[0]
            and [sum(c) for c in zip(*table, strict=True)] == whole[1]
        ):
            yield table


@pytest.mark.parametrize("rows", SYSTEMS, ids=str)
@pytest.mark.parametrize("sigma", [0.5])
def test_every_count_that_margins_allow_stays_possible(
    rows: Rows, sigma: float, tmp_path: Path, capsys: Any
) -> None:
    """The demand: with secret factors, no count of 1…k−1 that fits is excluded by the choice of pattern."""
    lost = _excluded(rows, sigma, tmp_path, capsys)
    assert not lost, f"the pattern alone excludes {lost}"


def _excluded(rows: Rows, sigma: float, folder: Path, capsys: Any) -> dict[int, set[int]]:
    """By protected cell: counts of 1…k−1 that margins allow and knowledge of the method excludes."""
    keys: list[random.Random | None] = [random.Random(n) for n in range(KEYS)] if sigma else [None]
    shown = _protect(folder, _given(rows, random.Random("the key in use") if sigma else None, sigma), capsys)
    assert shown is not None
    fits = list(_fitting(rows, shown))
    assert rows in fits
    flat = [v for row in rows for v in row]
    guarded = [at for at, value in enumerate(flat) if 0 < value < K]
    allowed = {at: {v for t in fits if 0 < (v := [x for row in t for x in row][at]) < K} for at in guarded}
    possible: dict[int, set[int]] = {at: set() for at in guarded}
    for table in fits:
        cells = [v for row in table for v in row]
        if all(cells[at] in possible[at] or cells[at] >= K for at in guarded):
            continue
        for key in keys:
            fresh = random.Random(key.random()) if key else None
            if _protect(folder, _given(table, fresh, sigma), capsys) == shown:
                for at in guarded:
                    if cells[at] < K:
                        possible[at].add(cells[at])
                break
    return {at: allowed[at] - possible[at] for at in guarded if allowed[at] - possible[at]}


@pytest.mark.parametrize("rows", SYSTEMS, ids=str)
def test_without_a_key_the_pattern_tells_more_than_margins(rows: Rows, tmp_path: Path, capsys: Any) -> None:
    """Printed for the committee: what bare costs give away (the reason for a key)."""
    print(f"{rows}: without a key excluded {_excluded(rows, 0.0, tmp_path, capsys)}")
