"""The whole fictitious world: every municipality's forms for every year, and the prefecture's sheet."""

from etl.catalogue import Catalogue
from etl.demo import (
    bodies,
    checklist,
    linkage,
    participation,
    parts,
    practices,
    prefecture,
    support,
    training,
)
from etl.demo.plan import YEARS, Place, places
from etl.forms.values import Row
from etl.settings import Settings

World = dict[tuple[str, int], dict[str, list[Row]]]


def grow(catalogue: Catalogue, settings: Settings) -> World:
    """(lg_code, fiscal year) → form → rows, as everyone would answer without a fault."""
    here, own = places(catalogue, settings), catalogue.prefecture.lg_code
    world: World = {
        (place.lg_code, year): forms(place, year) for place in here for year in YEARS if year in place.stages
    }
    for year in YEARS:
        rows = [{"lg_code": own} | row for row in prefecture.rows(here, year)]
        world[own, year] = {"FP": rows}
    return world


def forms(place: Place, year: int) -> dict[str, list[Row]]:
    """The forms a municipality sends in a year."""
    answers = {
        "F0": [bodies.cover(place, year)],
        "F1": bodies.rows(place, year),
        "F2": parts.seats(participation.rows(place, year), place.lg_code, year),
        "F3": parts.routes(linkage.rows(place, year), place.lg_code, year),
        "F4": checklist.rows(place, year),
        "F5": support.rows(place, year),
        "F6": practices.rows(place.lg_code, year),
        "F7": training.rows(place, year),
    }
    return {form: rows for form, rows in answers.items() if form not in place.leaves_out(year)}
