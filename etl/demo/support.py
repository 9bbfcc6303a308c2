"""F5: consultation, support and activities by half-year, grown from ``tables/measures.csv``."""

from collections.abc import Mapping

from etl.demo import bodies, chance
from etl.demo.linkage import HALVES, HIDERS
from etl.demo.plan import YEARS, Place, Stage, table
from etl.forms.values import Row

# Small counts of persons and cases that the hiding towns do not tell; one office does not know a number.
_HIDDEN = ("N16", "N17")
_UNKNOWN = ("313866", 2024, "N16")


def rows(place: Place, year: int) -> list[Row]:
    """One row per half-year and measure."""
    return [row for half in HALVES for row in _half(place, year, half)]


def _half(place: Place, year: int, half: str) -> list[Row]:
    answers: dict[str, int | str] = {}
    rows: list[Row] = []
    for line in table("measures"):
        measure = line["measure_code"]
        answers[measure] = _value(place, year, half, line, answers)
        shown = _shown(place, year, measure, answers[measure])
        rows.append({"period": half, "measure_code": measure, "value": shown, "unit": line["unit"]})
    return rows


def _value(
    place: Place, year: int, half: str, line: Mapping[str, str], answers: Mapping[str, int | str]
) -> int | str:
    stage, measure = place.stages[year], line["measure_code"]
    if not _asked(stage, line["asked"]):
        return "-"
    if line["asked"] == "active" and stage.quiet:
        return 0
    name = (place.lg_code, measure, year, half)
    if line["part_of"] in ("B03", "B04"):
        held = bodies.meetings(place, year, line["part_of"])
        return held // 2 if half == "H1" else held - held // 2
    if line["part_of"]:
        return _part(int(answers[line["part_of"]]), float(line["share"]), measure, name)
    mean = float(line["base"]) + float(line["per_1000"]) * place.thousands
    mean *= (1 + float(line["growth"])) ** (year - YEARS[0]) * chance.taste(1.25, place.lg_code, measure)
    if measure >= "N21":
        return max(int(float(line["base"])), round(mean))
    # Half of what comes is the same every year, so that no measure leaps.
    return round((chance.happen(mean, *name[:2], half) + chance.happen(mean, *name)) / 2)


def _part(whole: int, share: float, measure: str, name: tuple[object, ...]) -> int:
    """Some of a larger number, or several times a smaller one."""
    if share < 1:
        return chance.part(whole, share, *name)
    return max(whole, chance.happen(whole * share * chance.taste(1.15, *name[:2]), *name))


def _asked(stage: Stage, who: str) -> bool:
    """Whether a measure applies: the project's, the platform's, or everyone's."""
    if who in ("juso", "active"):
        return stage.juso == "J1"
    return who == "all" or stage.has("B01")


def _shown(place: Place, year: int, measure: str, value: int | str) -> int | str:
    if (place.lg_code, year, measure) == _UNKNOWN:
        return "不詳"
    small = isinstance(value, int) and 0 < value < 10
    return "x" if place.lg_code in HIDERS and measure in _HIDDEN and small else value
