"""A column pasted one row off or sorted alone is asked about (VR47); honest change, however large, is not."""

import random
from collections.abc import Callable
from typing import Any

import duckdb
import pytest

from etl import forms
from etl import settings as machine
from etl.catalogue import Catalogue
from etl.demo.world import grow
from etl.register import Summary
from etl.settings import Settings

Con = duckdb.DuckDBPyConnection
Load = Callable[[], Summary]
Row = dict[str, Any]
World = dict[tuple[str, int], dict[str, list[Row]]]
Change = Callable[[list[Row], random.Random], list[Row]]
Asked = Callable[[tuple[str, str, str | None], Change], list[tuple[str, str, str]]]
# form, column, the half that is changed, and two years of one municipality as the demo grows them.
PLACES = [("F5", "value", "H2"), ("F2", "org_count", None)]


@pytest.fixture(scope="module")
def world(catalogue: Catalogue) -> World:
    return grow(catalogue, machine.load())


def _column(rows: list[Row], name: str, values: list[Any]) -> list[Row]:
    return [row | {name: value} for row, value in zip(rows, values, strict=True)]


def _down(name: str) -> Change:
    return lambda rows, _: _column(rows, name, [rows[0][name], *(row[name] for row in rows[:-1])])


def _up(name: str) -> Change:
    return lambda rows, _: _column(rows, name, [*(row[name] for row in rows[1:]), rows[-1][name]])


def _sorted(name: str, falling: bool) -> Change:
    return lambda rows, _: _column(rows, name, sorted((row[name] for row in rows), reverse=falling))


def _times(name: str) -> Change:
    return lambda rows, draw: [row | {name: int(row[name] * draw.uniform(0.5, 2))} for row in rows]


def _table_sorted(name: str) -> Change:
    return lambda rows, _: sorted(rows, key=lambda row: int(row[name]))


def _shuffled(rows: list[Row], draw: random.Random) -> list[Row]:
    return draw.sample(rows, len(rows))


def _without_some(rows: list[Row], draw: random.Random) -> list[Row]:
    return [row for row in rows if draw.random() < 0.8]


@pytest.fixture
def asked(con: Con, load: Load, settings: Settings, catalogue: Catalogue, world: World) -> Asked:
    """`asked(place, change)`: what VR47 says of the second of two years when the change has been at its rows."""

    def about(place: tuple[str, str, str | None], change: Change) -> list[tuple[str, str, str]]:
        form, name, half = place
        for year in (2024, 2025):
            rows = {
                one: [dict(row) for row in told]
                for one, told in world["312011", year].items()
                if one in ("F1", form)
            }
            mine = [
                row for row in rows[form] if half in (None, row.get("period")) and isinstance(row[name], int)
            ]
            rest = [row for row in rows[form] if row not in mine]
            rows[form] = [*rest, *(change(mine, random.Random(7)) if year == 2025 else mine)]
            for file, data in forms.csv_twins("312011", year, rows, catalogue).items():
                if file.split("_")[1] in rows:
                    (settings.inbox / file).write_bytes(data)
        load()
        return con.execute("select form, column_name, message_ja from finding where rule = 'VR47'").fetchall()

    return about


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "of", [_down, _up, lambda name: _sorted(name, False), lambda name: _sorted(name, True)]
)
def test_a_shifted_or_sorted_column_is_asked_about(
    asked: Asked, place: Any, of: Callable[[str], Change]
) -> None:
    ((form, name, message),) = asked(place, of(place[1]))
    assert (form, name) == place[:2] and "1行ずれた" in message and len(message) <= 120


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "of",
    [lambda _: lambda rows, _: rows, _times, _table_sorted, lambda _: _shuffled, lambda _: _without_some],
)
def test_honest_change_is_not(asked: Asked, place: Any, of: Callable[[str], Change]) -> None:
    assert not asked(place, of(place[1]))
