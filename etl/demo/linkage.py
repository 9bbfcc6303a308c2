"""F3: who hands people on to whom, by which way, with whose consent."""

from collections import Counter
from collections.abc import Iterator
from functools import cache

from etl.demo import chance
from etl.demo.plan import YEARS, Place, table
from etl.forms.values import Row

HALVES = ("H1", "H2")
CHANNELS = ("C1", "C2", "C3", "C4", "C5", "C9")
_NEEDS = {"C2": "B03", "C3": "B04", "C4": "B02", "C5": "B01"}
_PROJECT = ("A10", "A12", "A13", "A14")
# Referrals a year per 1,000 people in 2023, by stage of the project; the growth of a year.
_RATE = {"J1": 6.6, "J2": 3.6, "J3": 3.0, "J4": 3.0, "J5": 3.8}
_QUIET_RATE, _GROWTH = 4.2, 1.12
_ABROAD = (("A11", "A11", 0.6), ("A20", "A20", 0.25), ("A11", "A05", 0.15))
# Routes on which a place whose year brought nothing says so.
_SILENT = (
    ("A11", "A20", "C1"),
    ("A11", "A10", "C3"),
    ("A20", "A11", "C1"),
    ("A02", "A10", "C3"),
    ("A40", "A11", "C1"),
)
SILENT = {("313025", 2024), ("313718", 2023)}
# Small towns that hide their own small counts.
HIDERS = ("313254", "314021")
_PARTS = (
    "consent_count",
    "no_consent_legal_count",
    "consent_unknown_count",
    "established_count",
    "joint_support_count",
)


def rows(place: Place, year: int) -> list[Row]:
    """Every route on which someone was handed on, by half-year."""
    if (place.lg_code, year) in SILENT:
        return [_counted(place, year, half, *route, "", 0) for half in HALVES for route in _SILENT]
    return [row for half in HALVES for row in (*_own(place, year, half), *_abroad(place, year, half))]


def _own(place: Place, year: int, half: str) -> Iterator[Row]:
    """Within the municipality; a way that is not open yet is handled by telephone (C1)."""
    stage = place.stages[year]
    rate = _QUIET_RATE if stage.quiet else _RATE[stage.juso]
    expected = place.thousands * rate * place.pace * _GROWTH ** (year - YEARS[0]) / 2
    referrals: Counter[tuple[str, str, str]] = Counter()
    for source, target, channel, weight in _routes():
        if not stage.active and {source, target} & set(_PROJECT):
            continue
        name = (place.lg_code, source, target, channel)
        if chance.share(*name, "known") < (0.1 if place.city else 0.35):
            continue
        way = channel if _open(place, year, channel) else "C1"
        referrals[source, target, way] += chance.happen(
            expected * weight * chance.taste(2.2, *name), *name, year, half
        )
    for (source, target, way), n in referrals.items():
        if n:
            yield _counted(place, year, half, source, target, way, "", n)


def _open(place: Place, year: int, channel: str) -> bool:
    stage = place.stages[year]
    if channel not in _NEEDS:
        return True
    return stage.has(_NEEDS[channel]) and not (stage.quiet and channel in ("C2", "C3"))


@cache
def _routes() -> tuple[tuple[str, str, str, float], ...]:
    """(from, to, channel, share of all referrals)."""
    whole = sum(float(line[c] or 0) for line in table("flows") for c in CHANNELS)
    return tuple(
        (line["from_agency"], line["to_agency"], channel, float(line[channel]) / whole)
        for line in table("flows")
        for channel in CHANNELS
        if line[channel]
    )


def _abroad(place: Place, year: int, half: str) -> Iterator[Row]:
    """To agencies of other municipalities, those of other prefectures included."""
    for line in table("crossings"):
        if line["lg_code"] != place.lg_code:
            continue
        for source, target, share in _ABROAD:
            mean = float(line["per_year"]) * share / 2 * 1.08 ** (year - YEARS[0] - 1)
            n = chance.happen(mean, place.lg_code, line["to_lg_code"], source, target, year, half)
            if n:
                yield _counted(place, year, half, source, target, "C1", line["to_lg_code"], n)


def _counted(
    place: Place, year: int, half: str, source: str, target: str, channel: str, to: str, n: int
) -> Row:
    name = (place.lg_code, year, half, source, target, channel, to)
    unknown = chance.part(n, 0.055, *name, "unknown")
    legal = chance.part(n - unknown, 0.13 if channel in ("C2", "C4") else 0, *name, "legal")
    established = chance.part(n, 0.67, *name, "established")
    parts = (n - unknown - legal, legal, unknown, established, chance.part(established, 0.29, *name, "joint"))
    row: Row = {
        "period": half,
        "from_agency": source,
        "to_agency": target,
        "to_lg_code": to,
        "channel": channel,
    }
    row |= {"referral_count": n} | dict(zip(_PARTS, parts, strict=True))
    if place.lg_code in HIDERS and 0 < n < 10:
        row |= dict.fromkeys(("referral_count", *_PARTS), "x")
    return row
