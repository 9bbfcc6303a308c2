"""The demo's accepted rows as plain Python, and its snapshot: two ends an oracle compares."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.oracle.world import Row, Table, World


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
def published(snapshot_file: Path) -> Iterator[Table]:
    """Tables of the snapshot: what everybody may see."""
    yield from _reader(snapshot_file)


@pytest.fixture(scope="module")
def world(submitted: Table) -> World:
    """The slow recount of what the municipalities sent."""
    return World(submitted)
