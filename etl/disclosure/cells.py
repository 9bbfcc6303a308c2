"""A count of people or cases, as every table of the disclosure step knows it."""

from __future__ import annotations

from typing import Any, NamedTuple, Self

import duckdb


class Key(NamedTuple):
    """What a count is of; of a release as of today."""

    table_id: str
    period: str
    place_kind: str
    place_code: str
    from_level: str
    from_code: str
    to_level: str
    to_code: str
    category: str


class Cell(NamedTuple):
    """A count with its true value. ``latent``: it follows from published counts and is never published itself.

    ``parts``: of how many numbers it is the sum.
    """

    cell_id: int
    value: int
    latent: bool
    population: int | None
    parts: int | None
    key: Key

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> Self:
        """The cell of a row of ``COLUMNS``."""
        cell_id, value, latent, population, parts, *key = row
        return cls(cell_id, value, latent, population, parts, Key(*key))

    @property
    def name(self) -> str:
        return "/".join(part for part in self.key if part)

    @property
    def municipality(self) -> str | None:
        """The municipality whose count it is; None for a sum over places."""
        return self.key.place_code if self.key.place_kind == "municipality" else None


KEY = ", ".join(Key._fields)
COLUMNS = f"cell_id, value, latent, population, told, {KEY}"


def of_year(con: duckdb.DuckDBPyConnection, fiscal_year: int) -> list[Cell]:
    """The cells of ``fct_cell`` of one year, by their number."""
    rows = con.execute(
        f"select {COLUMNS} from fct_cell where fiscal_year = ? order by cell_id", [fiscal_year]
    ).fetchall()
    return [Cell.of(row) for row in rows]
