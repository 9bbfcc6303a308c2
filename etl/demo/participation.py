"""F2: who sits in which body; those who have come stay, and more come every year."""

from collections.abc import Iterator, Mapping

from etl.demo import chance
from etl.demo.plan import YEARS, Place, table
from etl.forms.values import Row

# Members who take part in the prefecture's platform on a municipality's behalf.
_DELEGATES = (("A06", "R1"), ("A01", "R2"), ("A20", "R2"))
_OPERATORS = ("A10", "A11", "A12", "A13", "A14")
_OLDER = ("B11", "B15")
_OTHER = "宗教法人（地域食堂）"


def rows(place: Place, year: int) -> list[Row]:
    """Every seat of the year."""
    return list(_rows(place, year))


def seated(place: Place, year: int, body_code: str) -> set[str]:
    """Agencies in a body; the checklist is answered from it."""
    return {row["agency_code"] for row in rows(place, year) if row["body_code"] == body_code}


def _rows(place: Place, year: int) -> Iterator[Row]:
    stage = place.stages[year]
    if stage.platform == "E5":
        yield from (_seat(place, year, _delegate(agency, role)) for agency, role in _DELEGATES)
    for line in table("members"):
        body = line["body_code"]
        if body == "B01" and stage.platform != "E1":
            continue
        if (body in _OLDER or stage.has(body)) and _joined(place, line) <= year:
            yield _seat(place, year, line)


def _delegate(agency: str, role: str) -> Mapping[str, str]:
    figures = {
        "city_orgs": "1",
        "town_orgs": "1",
        "city_people": "0",
        "town_people": "0",
        "city": "1",
        "town": "1",
    }
    return {"body_code": "B01", "agency_code": agency, "role": role} | figures


def _of(place: Place, line: Mapping[str, str], name: str) -> float:
    """The city's or the town's figure of a line."""
    return float(line[("city" if place.city else "town") + name])


def _joined(place: Place, line: Mapping[str, str]) -> int:
    """The year an agency came; agencies that everyone has come with the body."""
    body, agency = line["body_code"], line["agency_code"]
    start = place.since(body) if body in ("B01", "B02") else YEARS[0]
    told, come = chance.share(place.lg_code, body, agency), _of(place, line, "")
    # 9999 comes after every year of the demo: this agency never joins.
    return next((year for year in YEARS if year >= start and told < come * (0.7 + 0.15 * (year - start))), 9999) \
        if come < 1 else start  # fmt: skip


def _seat(place: Place, year: int, line: Mapping[str, str]) -> Row:
    body, agency = line["body_code"], line["agency_code"]
    name, joined = (place.lg_code, body, agency), _joined(place, line)
    orgs = 1 + chance.happen(_of(place, line, "_orgs") - 1, *name, "orgs")
    people = _of(place, line, "_people")
    orgs += sum(
        chance.share(*name, y, "grown") < (0.25 if orgs > 1 else 0.04) for y in YEARS if joined < y <= year
    )
    row: Row = {
        "body_code": body,
        "agency_code": agency,
        "org_count": orgs,
        "individual_count": max(1, chance.happen(people, *name, "people")) if people else "-",
        "role": line["role"],
        "operator_type": _operator(place, agency) if agency in _OPERATORS else "",
        "joined_fy": joined,
        "attended_rate": "" if line["role"] == "R1" else 60 + 5 * chance.between(0, 8, *name, year, "came"),
        "other_detail": _OTHER if agency == "A90" else "",
    }
    # Asked of the platform alone: on the rows of other bodies the form itself prints － (does not apply).
    return row | _platform_only(orgs, name, year) if body == "B01" else row | dict.fromkeys(_PLATFORM, "-")


_PLATFORM = ("new_org_count", "invited_count", "national_pf_count")


def _operator(place: Place, agency: str) -> str:
    """Consultation is mostly run by the municipality itself, the other projects mostly by others."""
    own = 0.7 if agency in ("A10", "A11") else 0.35
    told = chance.share(place.lg_code, agency, "operator")
    return "O1" if told < own else "O3" if told > 0.95 else "O2"


def _platform_only(orgs: int, name: tuple[str, str, str], year: int) -> Row:
    """Invited, new to any body, and members of the national platform; offices of one's own are never new."""
    agency = name[2]
    # Up to A14 stand offices and projects of one's own; 社協 (A20) and 民生委員 (A40) sit in each of the four bodies,
    # and are new to none of them.
    outside = agency >= "A20" and agency not in ("A20", "A40")
    return {
        "new_org_count": chance.part(orgs, 0.3 if outside else 0, *name, "new"),
        "invited_count": orgs + chance.happen(0.35 * orgs if outside else 0, *name, year, "declined"),
        "national_pf_count": chance.part(orgs, 0.08 if agency >= "A30" else 0.03, *name, "national"),
    }
