"""What a page shows: year, place and sector. Made by the filters, read by every query."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Chosen:
    """`place_kind`/`place_code` name the narrowest place chosen: municipality, area or prefecture."""

    fiscal_year: int
    area: str | None
    municipality: str | None
    sector: str | None
    place_kind: str
    place_code: str
