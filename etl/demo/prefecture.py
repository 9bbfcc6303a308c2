"""FP: what the prefecture does itself: its roles, support to each municipality, practices shared and used again."""

from collections.abc import Iterator, Sequence

from etl.demo import chance, practices
from etl.demo.plan import YEARS, Place
from etl.forms.values import Row

# function → who carries it in each year
_ROLES = {
    "survey": "pref/pref/pref", "awareness": "joint/joint/joint", "consultation": "muni/muni/joint",
    "platform": "pref/joint/joint", "council": "none/muni/muni", "training": "pref/joint/joint",
    "casework": "muni/muni/muni", "sharing": "none/pref/pref",
}  # fmt: skip
# year → (method, date, recipients, whether all practices of the year or the first few)
_SHARED = {
    2023: (("P3", "2023-11-14", 21, False), ("P2", "2024-02-20", 38, False)),
    2024: (("P3", "2024-06-27", 21, False), ("P2", "2024-10-18", 46, False), ("P1", "2025-03-14", 60, True)),
    2025: (("P3", "2025-05-22", 21, False), ("P4", "2025-07-01", 85, True), ("P2", "2025-10-17", 52, False),
           ("P1", "2026-03-13", 74, True)),
}  # fmt: skip
# year → who reported to have used a practice of an earlier year
_REUSED = {2024: ("313254", "313718"), 2025: ("313254", "313700", "314021")}
# body of the prefecture → (status, meetings) in each year
_BODIES = {
    "platform": (("E2", "-"), ("E1", 3), ("E1", 4)),
    "council": (("E4", "-"), ("E3", "-"), ("E3", "-")),
    "liaison": (("E1", 2), ("E1", 2), ("E1", 2)),
}
# Municipalities with a platform of their own that sit in the prefecture's too.
_IN_BOTH = ("312029", "312037")
_LEVELS = {"S5": "joint", "S6": "pref"}
_FEW, _SEVERAL = 5, 12


def rows(places: Sequence[Place], year: int) -> list[Row]:
    """All records of the prefecture for one year, numbered within their kind."""
    kinds = {
        "role": _roles(year),
        "support": _support(places, year),
        "sharing": _sharing(year),
        "reuse": _reuse(year),
        "body": _bodies(year),
        "seat": _seats(places, year),
        "consult": _consulted(places, year),
        "contact": _contacted(places, year),
    }
    common = {"fiscal_year": year}
    return [
        common | {"record_kind": kind, "record_seq": number} | row
        for kind, told in kinds.items()
        for number, row in enumerate(told, 1)
    ]


def _roles(year: int) -> Iterator[Row]:
    for function, split in _ROLES.items():
        yield {"function": function, "role_split": split.split("/")[YEARS.index(year)]}


def _bodies(year: int) -> Iterator[Row]:
    for body, told in _BODIES.items():
        status, meetings = told[YEARS.index(year)]
        yield {"own_body": body, "est_status": status, "sessions": meetings}


def _seats(places: Sequence[Place], year: int) -> Iterator[Row]:
    """Once the platform stands, those that joined it; everyone comes to the liaison meetings."""
    stands = _BODIES["platform"][YEARS.index(year)][0] == "E1"
    for place in places:
        stage = place.stages.get(year)
        joined = stage is not None and stage.platform == "E5"
        if place.inside and stands and (joined or place.lg_code in _IN_BOTH):
            yield {"target_lg_code": place.lg_code, "own_body": "platform"}
    for place in places:
        if place.inside:
            yield {"target_lg_code": place.lg_code, "own_body": "liaison"}


def _consulted(places: Sequence[Place], year: int) -> Iterator[Row]:
    """Those that are planning or considering a platform, with what they chose in the end."""
    for place in places:
        stage = place.stages.get(year)
        if not place.inside or stage is None or stage.platform not in ("E2", "E3"):
            continue
        later = [place.stages[y] for y in YEARS if y > year and y in place.stages]
        form = next((s.platform_form for s in later if s.platform_form), "")
        month = chance.between(5, 11, place.lg_code, year, "set-up")
        yield {
            "target_lg_code": place.lg_code,
            "level": _LEVELS.get(form, "muni") if form else "none",
            "share_date": f"{year}-{month:02}-{chance.between(3, 27, place.lg_code, year, 'day'):02}",
        }


def _contacted(places: Sequence[Place], year: int) -> Iterator[Row]:
    """Of municipalities that take part in the prefecture's effort, the prefecture speaks with the coordinator itself."""
    for place in places:
        stage = place.stages.get(year)
        if place.inside and stage is not None and stage.mode == "H2":
            yield {
                "target_lg_code": place.lg_code,
                "sessions": chance.between(1, 6, place.lg_code, year, "contacts"),
            }


def _support(places: Sequence[Place], year: int) -> Iterator[Row]:
    """Everyone is invited to the liaison meetings; visits go where the next step is still ahead."""
    for place in places:
        if not place.inside:
            continue
        yield {"target_lg_code": place.lg_code, "share_method": "P3", "sessions": 2}
        stage = place.stages.get(year)
        if stage is None or stage.quiet or stage.platform in ("E3", "E5"):
            visits = chance.between(1, 2, place.lg_code, year, "visits") + YEARS.index(year)
            yield {"target_lg_code": place.lg_code, "share_method": "P5", "sessions": visits}


def _sharing(year: int) -> Iterator[Row]:
    told = practices.ids(year)
    for method, date, recipients, every in _SHARED[year]:
        shared = told[: _SEVERAL if every else _FEW]
        row = {"share_method": method, "share_date": date, "recipients": recipients}
        yield row | {"practices": len(shared), "case_ids": ";".join(shared)}


def _reuse(year: int) -> Iterator[Row]:
    for lg_code in _REUSED.get(year, ()):
        earlier = [one for one in practices.ids() if int(one[7:11]) < year and one[:6] != lg_code]
        used = chance.pick(earlier, lg_code, year, "reused")
        yield {"target_lg_code": lg_code, "practices": 1, "case_ids": used}
