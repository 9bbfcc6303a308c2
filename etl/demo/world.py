"""The fictitious world: one CSV per form, one line per submitted row."""

import csv
from pathlib import Path

from etl.forms.values import Row

WORLD = Path(__file__).parent / "world"
World = dict[tuple[str, int], dict[str, list[Row]]]


def read() -> World:
    """(lg_code, fiscal year) → form → rows."""
    world: World = {}
    for path in sorted(WORLD.glob("f?.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                place = world.setdefault((row["lg_code"], int(row["fiscal_year"])), {})
                place.setdefault(path.stem.upper(), []).append(dict(row))
    return world
