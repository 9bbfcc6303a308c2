"""Who takes part in the demo, and how each stands in each year: ``tables/places.csv`` and the public facts."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from etl import reference
from etl.catalogue import Catalogue
from etl.settings import Settings

TABLES = Path(__file__).parent / "tables"
YEARS = (2023, 2024, 2025)
CITY = 25_000
SET_UP = ("E1", "E5")
Table = tuple[Mapping[str, str], ...]


@cache
def table(name: str) -> Table:
    """The rows of ``tables/<name>.csv``."""
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@dataclass(frozen=True)
class Stage:
    """How a municipality stands in one year; codes of the vocabulary."""

    juso: str
    mode: str
    platform: str
    platform_form: str
    council: str
    council_form: str
    op_mode: str
    quiet: bool

    @property
    def active(self) -> bool:
        """The project runs and has results."""
        return self.juso == "J1" and not self.quiet

    @property
    def conferences(self) -> str:
        """Set-up of B03 and B04."""
        return {"J1": "E1", "J2": "E2", "J3": "E3"}.get(self.juso, "E4")

    def has(self, body_code: str) -> bool:
        """Whether one of B01 to B04 is set up or joined."""
        stands = {"B01": self.platform, "B02": self.council}
        return stands.get(body_code, self.conferences) in SET_UP


@dataclass(frozen=True)
class Place:
    """One municipality: public facts, its line of ``places.csv``, its stages by year."""

    lg_code: str
    name: str
    population: int
    inside: bool
    line: Mapping[str, str]
    stages: Mapping[int, Stage]

    @property
    def city(self) -> bool:
        return self.population >= CITY

    @property
    def thousands(self) -> float:
        return self.population / 1000

    @property
    def pace(self) -> float:
        return float(self.line["pace"])

    def since(self, body: str) -> int:
        """First year in which the platform or the council stands."""
        return next(year for year in YEARS if year in self.stages and self.stages[year].has(body))

    def leaves_out(self, year: int) -> list[str]:
        """Forms not sent; partners outside the prefecture send F0 to F2 only."""
        outside = [] if self.inside else ["F3", "F4", "F5", "F6", "F7"]
        return outside + _by_year(self.line["missing"]).get(year, "").split(";")

    def encoding(self, year: int) -> str | None:
        """Encoding of the CSV twins where these are sent instead of a workbook."""
        return _by_year(self.line["twins"]).get(year)


def places(catalogue: Catalogue, settings: Settings) -> list[Place]:
    """Everyone of ``places.csv``, by code; ``ValueError`` where these are not the municipalities of the catalogue.

    Who set up what, who sits where and the planted faults are told of one prefecture's municipalities by name: another's
    would be other tables, not other numbers.
    """
    here = catalogue.prefecture
    rows = reference.municipalities(settings, catalogue).to_pylist()
    ours = (row for row in rows if row["pref_code"] == here.code or row["code6"] in here.neighbours)
    known = {row["code6"]: row for row in ours}
    if any(line["lg_code"] not in known for line in table("places")):
        raise ValueError(
            f"架空の提出物は、付属の演示用の県のものだけです。{catalogue.prefecture.ja}では demo = false とし、"
            "tsunagari form で作った様式に試しに記入して、別の TSUNAGARI_HOME で load してください。"
        )
    return [_place(line, known[line["lg_code"]], catalogue) for line in table("places")]


def partners(place: Place) -> list[str]:
    """The others of the joint platform."""
    joint = [line["lg_code"] for line in table("places") if "S5" in line["platform"]]
    return [code for code in joint if code != place.lg_code]


def _place(line: Mapping[str, str], facts: Mapping[str, object], catalogue: Catalogue) -> Place:
    inside = facts["pref_code"] == catalogue.prefecture.code
    population = int(str(facts["population"]))
    stages = {year: _stage(line, at) for at, year in enumerate(YEARS) if _at(line, "juso_status", at) != "-"}
    return Place(line["lg_code"], str(facts["name"]), population, inside, line, stages)


def _at(line: Mapping[str, str], name: str, year_no: int) -> str:
    """The year's part of a cell such as J2/J1/J1."""
    return line[name].split("/")[year_no] if line[name] else ""


def _stage(line: Mapping[str, str], year_no: int) -> Stage:
    platform, council = (_set_up(_at(line, name, year_no)) for name in ("platform", "council"))
    juso = _at(line, "juso_status", year_no)
    considering = council[0] in ("E2", "E3") and juso == "J1"
    # Who considers a council beside a running project is considering how to run the two meetings as well (M5).
    op_mode = _at(line, "op_mode", year_no) or ("M5" if considering else "M0")
    quiet = str(YEARS[year_no]) in line["quiet"].split(";")
    return Stage(juso, _at(line, "participation_mode", year_no), *platform, *council, op_mode, quiet)


def _set_up(code: str) -> tuple[str, str]:
    """(set-up status, form): a form stands for a body that is set up, or joined when it is the prefecture's."""
    return (code, "") if code.startswith("E") else ("E5" if code == "S6" else "E1", code)


def _by_year(cell: str) -> dict[int, str]:
    """2024:cp932;2025:cp932 as a dictionary; several forms of one year repeat the separator: 2025:F5;F7."""
    by_year: dict[int, str] = {}
    year = 0
    for piece in filter(None, cell.split(";")):
        head, _, tail = piece.rpartition(":")
        year = int(head) if head else year
        by_year[year] = f"{by_year[year]};{tail}" if year in by_year else tail
    return by_year
