"""Categories asked in parts since a year (``tables/parts.csv``): which part each seat and each route of such a year is of."""

from collections import Counter
from collections.abc import Iterator

from etl.demo import chance
from etl.demo.plan import table
from etl.forms.values import Row

# People are shared out by organisations; of organisations these are some, those invited at least all.
_PEOPLE, _OF_THESE, _ASKED = ("individual_count",), ("new_org_count", "national_pf_count"), ("invited_count",)


def seats(rows: list[Row], lg_code: str, year: int) -> list[Row]:
    """F2: every organisation sits under its own part; who was only invited counts with the first."""
    return [seat for row in rows for seat in _seats(row, lg_code, year)]


def routes(rows: list[Row], lg_code: str, year: int) -> list[Row]:
    """F3: a route is of one part at each end."""
    ends = (("from_agency", "to_agency"), ("to_agency", "from_agency"))
    return [
        row | {end: _part(row[end], year, lg_code, row[other], row["channel"]) for end, other in ends}
        for row in rows
    ]


def _part(code: str, year: int, *name: object) -> str:
    options = [
        line["part"]
        for line in table("parts")
        if (line["whole"], int(line["since"]) <= year) == (code, True)
        for _ in range(int(line["of_ten"]))
    ]
    return chance.pick(options, code, *name, "part") if options else code


def _seats(row: Row, lg_code: str, year: int) -> Iterator[Row]:
    code, orgs = row["agency_code"], row["org_count"]
    sits = Counter(_part(code, year, lg_code, row["body_code"], n) for n in range(orgs))
    if set(sits) == {code}:
        yield row
        return
    left = {name: row[name] for name in (*_PEOPLE, *_OF_THESE, *_ASKED) if row[name] != "-"}
    for place, (part, here) in enumerate(sorted(sits.items()), 1):
        counts = {
            name: n if place == len(sits) and name not in _ASKED
            else min(n, here) if name in _OF_THESE
            else here + (n - orgs) * (place == 1) if name in _ASKED
            else round(n * here / orgs)
            for name, n in left.items()
        }  # fmt: skip
        left = {name: n if name in _ASKED else n - counts[name] for name, n in left.items()}
        yield row | {"agency_code": part, "org_count": here} | counts
