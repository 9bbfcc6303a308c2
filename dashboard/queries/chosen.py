"""What a page shows: year, place and sector. Made by the filters, read by every query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Institution(Protocol):
    """Whoever publishes: see `store.Snapshot`."""

    @property
    def prefecture_lg_code(self) -> str: ...


@dataclass(frozen=True)
class Chosen:
    """`place_kind`/`place_code` name the narrowest place chosen: municipality, area or prefecture."""

    fiscal_year: int
    area: str | None
    municipality: str | None
    sector: str | None
    place_kind: str
    place_code: str

    @classmethod
    def of(
        cls,
        snapshot: Institution,
        fiscal_year: int,
        *,
        area: str | None = None,
        municipality: str | None = None,
        sector: str | None = None,
    ) -> Chosen:
        """The choice of a year and the narrowest place named; of the whole prefecture when none is."""
        kind = "municipality" if municipality else "area" if area else "prefecture"
        place = municipality or area or snapshot.prefecture_lg_code
        return cls(fiscal_year, area, municipality, sector, kind, place)
