"""F7: trainings held, by half-year, kind and audience."""

from collections.abc import Iterator

from etl.demo import chance
from etl.demo.plan import YEARS, Place, table
from etl.forms.values import Row


def rows(place: Place, year: int) -> list[Row]:
    """One row per training; a place that has begun one goes on with it."""
    return list(_rows(place, year))


def _rows(place: Place, year: int) -> Iterator[Row]:
    for line in table("trainings"):
        name = (place.lg_code, line["training_code"], line["audience"])
        usual = float(line["city" if place.city else "town"])
        if usual < 1 and chance.share(*name) >= usual * (0.8 + 0.1 * (year - YEARS[0])):
            continue
        invited = (float(line["base"]) + float(line["per_1000"]) * place.thousands) * 1.04 ** (
            year - YEARS[0]
        )
        came = max(6, chance.happen(invited, *name, year))
        # Small towns send their staff to the prefecture's course on personal information.
        hosted = line["training_code"] == "G4" and place.stages[year].mode == "H2"
        yield {
            "period": line["period"],
            "training_code": line["training_code"],
            "audience": line["audience"],
            "sessions": int(line["sessions"]),
            "participants": came,
            "completed": chance.part(came, float(line["completed"]), *name, year)
            if line["completed"]
            else "-",
            "joint_held": int(chance.share(*name, "joint") < float(line["joint"]) and not hosted),
            "pref_hosted": int(hosted),
        }
