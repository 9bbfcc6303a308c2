"""The demo's accepted rows as plain Python, and its snapshot: two ends an oracle compares."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

Row = dict[str, Any]
Table = Callable[[str], list[Row]]


def _reader(path: Path) -> Iterator[Table]:
    with duckdb.connect(path, read_only=True) as con:

        def table(name: str) -> list[Row]:
            found = con.execute(f"select * from {name}")
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

        yield table


@pytest.fixture(scope="session")
def submitted(demo_home: Path) -> Iterator[Table]:
    """Tables of the private work file: what the municipalities sent and was accepted."""
    yield from _reader(demo_home / "work" / "work.duckdb")


@pytest.fixture(scope="session")
def snapshot_file(demo_home: Path) -> Path:
    """The current snapshot of the demo."""
    pointer = json.loads((demo_home / "snapshots" / "current.json").read_text(encoding="utf-8"))
    return demo_home / "snapshots" / str(pointer["file"])


@pytest.fixture(scope="session")
def published(snapshot_file: Path) -> Iterator[Table]:
    """Tables of the snapshot: what everybody may see."""
    yield from _reader(snapshot_file)
