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
_FEW, _SEVERAL = 5, 12


def rows(places: Sequence[Place], year: int) -> list[Row]:
    """All records of the prefecture for one year, numbered within their kind."""
    kinds = {
        "role": _roles(year),
        "support": _support(places, year),
        "sharing": _sharing(year),
        "reuse": _reuse(year),
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
