"""A slow, obvious recount of the submissions with loops and dictionaries; shares no code and no SQL with the product."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any

Row = dict[str, Any]
Table = Callable[[str], list[Row]]
PREFECTURE = "310000"
CITY = 25_000


class World:
    """Municipalities, their places and who answered what, straight from the accepted rows."""

    def __init__(self, submitted: Table) -> None:
        self.table = submitted
        self.municipality = {row["lg_code"]: row for row in submitted("ref_municipality")}
        codes = submitted("ref_code")
        self.sector = {row["code"]: _extra(row)["sector6"] for row in codes if row["list"] == "agencies"}
        self.sec3 = {row["code"]: _extra(row)["sec3"] for row in codes if row["list"] == "agencies"}
        self.measure_class = {row["code"]: _extra(row)["class"] for row in codes if row["list"] == "measures"}
        self.years = sorted({row["fiscal_year"] for row in submitted("submission") if row["fiscal_year"]})

    def places(self, lg_code: str) -> list[tuple[str, str]]:
        """Every place a municipality counts towards."""
        own = ("municipality", lg_code)
        row = self.municipality[lg_code]
        return (
            [own, ("area", row["area_code"]), ("prefecture", PREFECTURE)] if row["in_prefecture"] else [own]
        )

    def asked(self, kind: str, code: str, form: str) -> list[str]:
        """Municipalities of a place that were asked for a form."""
        return [
            lg
            for lg, row in self.municipality.items()
            if (kind, code) in self.places(lg) and (row["in_prefecture"] or form in ("F0", "F1", "F2"))
        ]

    def answered(self, year: int, lg_code: str, form: str, period: str = "FY") -> bool:
        """True when a current submission with at least one row came for the form (either half for the year)."""
        return any(
            row["is_current"]
            and row["status"] in ("accepted", "warned")
            and (row["fiscal_year"], row["lg_code"], row["form"]) == (year, lg_code, form)
            and period in ("FY", row["period"])
            and row["rows"] > 0
            for row in self.table("submission")
        )

    def referrals(self) -> Iterable[Row]:
        """Rows of F3 that carry a number, from municipalities of the prefecture."""
        for row in self.table("form_f3"):
            if row["referral_count"] is not None and self.municipality[row["lg_code"]]["in_prefecture"]:
                yield row

    def flows(self) -> Counter[tuple[Any, ...]]:
        """Every published flow count: (year, period, place, from level and code, to level and code) → 件."""
        counted: Counter[tuple[Any, ...]] = Counter()
        for row in self.referrals():
            for kind, code in self.places(row["lg_code"]):
                periods = ("FY", row["period"]) if kind == "prefecture" else ("FY",)
                for period in periods:
                    for ends in self._ends(row, kind, code):
                        counted[(row["fiscal_year"], period, kind, code, *ends)] += row["referral_count"]
        return +counted

    def _ends(self, row: Row, kind: str, code: str) -> Iterable[tuple[str, str, str, str]]:
        source, target = row["from_agency"], row["to_agency"]
        big = kind != "municipality" or self.municipality[code]["population"] >= CITY
        yield ("total", "total", "total", "total")
        if big:
            yield ("sector", self.sector[source], "sector", self.sector[target])
            yield ("sector", self.sector[source], "total", "total")
            yield ("total", "total", "sector", self.sector[target])
        if big and kind != "area":
            yield ("agency", source, "total", "total")
            yield ("total", "total", "agency", target)
        if kind == "prefecture":
            yield ("agency", source, "agency", target)

    def breakdowns(self) -> Counter[tuple[Any, ...]]:
        """(year, place, from level, from code, dimension, category) → 件."""
        counted: Counter[tuple[Any, ...]] = Counter()
        for row in self.referrals():
            for kind, code in self.places(row["lg_code"]):
                if kind == "area":
                    continue
                for dimension, category, n in self._categories(row):
                    counted[(row["fiscal_year"], kind, code, "total", "total", dimension, category)] += n
                    if kind == "prefecture" and dimension == "consent":
                        sector = self.sector[row["from_agency"]]
                        counted[(row["fiscal_year"], kind, code, "sector", sector, dimension, category)] += n
        return +counted

    @staticmethod
    def _categories(row: Row) -> Iterable[tuple[str, str, int]]:
        n = row["referral_count"]
        consented = row["consent_count"] or 0
        legal = row["no_consent_legal_count"] or 0
        yield "consent", "consented", consented
        yield "consent", "legal", legal
        yield "consent", "unknown", n - consented - legal
        yield "channel", row["channel"], n
        yield "outcome", "established", row["established_count"] or 0
        yield "outcome", "joint", row["joint_support_count"] or 0
        into, out_of = row["to_agency"] == "A10", row["from_agency"] == "A10"
        if into and out_of:
            yield "coordinator", "own", n
        elif into:
            yield "coordinator", "in", n
        elif out_of:
            yield "coordinator", "out", n

    def incomplete_outcomes(self) -> set[tuple[Any, ...]]:
        """(year, place, category) with at least one row that leaves the outcome blank."""
        found = set()
        for row in self.referrals():
            for category, column in (("established", "established_count"), ("joint", "joint_support_count")):
                if row[column] is None:
                    found |= {(row["fiscal_year"], *place, category) for place in self.places(row["lg_code"])}
        return found

    def destinations(self) -> Counter[tuple[Any, ...]]:
        """(year, municipality, kind, receiving municipality or '') → 件."""
        counted: Counter[tuple[Any, ...]] = Counter()
        for row in self.referrals():
            own, to = row["lg_code"], row["to_lg_code"] or row["lg_code"]
            inside = to in self.municipality and self.municipality[to]["in_prefecture"]
            kind = "own" if to == own else "inside" if inside else "outside"
            counted[(row["fiscal_year"], own, kind, "")] += row["referral_count"]
            if kind != "own":
                counted[(row["fiscal_year"], own, kind, to)] += row["referral_count"]
        return +counted

    def support(self, wanted: str) -> Counter[tuple[Any, ...]]:
        """(year, period, place, measure) → sum of the stated numbers, zeros kept."""
        counted: Counter[tuple[Any, ...]] = Counter()
        for row in self.table("form_f5"):
            inside = self.municipality[row["lg_code"]]["in_prefecture"]
            if row["value"] is None or self.measure_class[row["measure_code"]] != wanted or not inside:
                continue
            for place in self.places(row["lg_code"]):
                for period in (row["period"], "FY"):
                    counted[(row["fiscal_year"], period, *place, row["measure_code"])] += row["value"]
        return counted

    def support_sent_hidden(self) -> set[tuple[Any, ...]]:
        """Keys of ``support`` where a sender itself wrote x."""
        return {
            (row["fiscal_year"], period, *place, row["measure_code"])
            for row in self.table("form_f5")
            if row["value_state"] == "suppressed"
            for place in self.places(row["lg_code"])
            for period in (row["period"], "FY")
        }

    def cases_sent_hidden(self) -> set[tuple[Any, ...]]:
        """Keys of ``cases`` where a sender itself wrote x."""
        return {
            (row["fiscal_year"], *place, row["body_code"])
            for row in self.table("form_f1")
            if row["case_count_state"] == "suppressed"
            for place in self.places(row["lg_code"])
        }

    def cases(self) -> Counter[tuple[Any, ...]]:
        """(year, place, body) → 協議ケース数."""
        counted: Counter[tuple[Any, ...]] = Counter()
        for row in self.table("form_f1"):
            inside = self.municipality[row["lg_code"]]["in_prefecture"]
            if inside and row["case_count"] is not None and row["body_code"] in ("B02", "B03", "B04"):
                for kind, code in self.places(row["lg_code"]):
                    if kind != "area":
                        counted[(row["fiscal_year"], kind, code, row["body_code"])] += row["case_count"]
        return counted

    def seats(self) -> dict[tuple[Any, ...], list[Row]]:
        """(year, place, body, level, code) → rows of F2."""
        found: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for row in self.table("form_f2"):
            agency = row["agency_code"]
            ends = (("agency", agency), ("sector", self.sector[agency]), ("total", "total"))
            for place in self.places(row["lg_code"]):
                for level, code in ends:
                    found[(row["fiscal_year"], *place, row["body_code"], level, code)].append(row)
        return found


def _extra(row: Row) -> dict[str, str]:
    return dict(json.loads(row["extra"]))
