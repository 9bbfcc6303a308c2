"""A slow, obvious recount of the submissions with loops and dictionaries; shares no code and no SQL with the product."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

Row = dict[str, Any]
Table = Callable[[str], list[Row]]
PREFECTURE = "310000"
CITY = 25_000
# Asked in parts since 2025, and counted with the whole wherever years are compared: part → whole.
WHOLE = {
    "A34": "A31", "A35": "A31", "A36": "A31", "A45": "A43", "A46": "A43", "A47": "A44", "A48": "A44",
    "A56": "A54", "A57": "A54", "A58": "A54", "A59": "A54",
}  # fmt: skip
Cell = tuple[int | None, str]
Cells = dict[tuple[Any, ...], list[Cell]]


def total(kind: str, cells: list[Cell]) -> Cell:
    """What a sum may say (forms: number, x, －, 不詳 and blank stay five different things).

    One municipality that hid a part has hidden the whole (3 + x is x). A prefecture's or area's sum is of what was
    told, but never 0 beside something hidden or unknown.
    """
    known = [value for value, _ in cells if value is not None]
    states = {state for _, state in cells}
    if "suppressed" in states and (kind == "municipality" or not sum(known)):
        return None, "suppressed"
    if known and (sum(known) or "unknown" not in states):
        return sum(known), "value"
    return None, next((s for s in ("unknown", "unanswered") if s in states), "not_applicable")


class World:
    """Municipalities, their places and who answered what, straight from the accepted rows."""

    def __init__(self, submitted: Table) -> None:
        self.table = submitted
        self.municipality = {row["lg_code"]: row for row in submitted("ref_municipality")}
        codes = submitted("ref_code")
        self.sector = {row["code"]: _extra(row)["sector6"] for row in codes if row["list"] == "agencies"}
        self.sec3 = {row["code"]: _extra(row)["sec3"] for row in codes if row["list"] == "agencies"}
        self.by_operator = {
            row["code"] for row in codes if row["list"] == "agencies" and _extra(row)["by_operator"] == "1"
        }
        self.stock = {
            row["code"]
            for row in codes
            if row["list"] == "measures" and _extra(row)["period_kind"] == "stock"
        }
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
        """True when a current submission came in which somebody answered something (either half for the year)."""
        return bool(self.halves(year, lg_code, form, period))

    def halves(self, year: int, lg_code: str, form: str, period: str = "FY") -> set[str]:
        """Periods of the year for which the municipality answered something in the form; as printed it is no answer."""
        return {
            row["period"]
            for row in self.table("submission")
            if row["is_current"]
            and row["status"] in ("accepted", "warned")
            and (row["fiscal_year"], row["lg_code"], row["form"]) == (year, lg_code, form)
            and period in ("FY", row["period"])
            and any(
                self.says(form, line)
                for line in self.table(f"form_{form.lower()}")
                if (line["fiscal_year"], line["lg_code"], line["period"]) == (year, lg_code, row["period"])
            )
        }

    @staticmethod
    def says(form: str, line: Row) -> bool:
        """Whether somebody wrote something on a line that the form itself does not print."""
        told = any(state != "unanswered" for name, state in line.items() if name.endswith("_state"))
        if form in ("F1", "F4"):
            keys = (
                "receipt_id",
                "row_no",
                "lg_code",
                "fiscal_year",
                "period",
                "body_code",
                "body_seq",
                "item_code",
            )
            blank = (None, [], "E9", "9", "unanswered")
            return any(value not in blank for name, value in line.items() if name not in keys)
        return told or form not in ("F3", "F5", "F7")

    def referrals(self) -> Iterable[Row]:
        """Rows of F3 of municipalities of the prefecture, with or without a number."""
        for row in self.table("form_f3"):
            if self.municipality[row["lg_code"]]["in_prefecture"]:
                yield row

    def flows(self) -> Cells:
        """Every published flow count: (year, period, place, from level and code, to level and code) → what was told."""
        told: Cells = defaultdict(list)
        for row in self.referrals():
            for kind, code in self.places(row["lg_code"]):
                for ends in self._ends(row, kind, code):
                    cell = (row["referral_count"], row["referral_count_state"])
                    told[(row["fiscal_year"], "FY", kind, code, *ends)].append(cell)
        return told

    def whole(self, year: int, period: str, kind: str, code: str) -> Cell:
        """What a cell is that no row tells of: 0 where the place told any number, else what it told of the whole."""
        cells = self.flows().get((year, period, kind, code, "total", "total", "total", "total"), [])
        if any(value is not None for value, _ in cells):
            return 0, "value"
        return total(kind, cells) if cells else (None, "unanswered")

    def _ends(self, row: Row, kind: str, code: str) -> Iterable[tuple[str, str, str, str]]:
        source, target = (WHOLE.get(row[end], row[end]) for end in ("from_agency", "to_agency"))
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

    def breakdowns(self) -> Cells:
        """(year, place, from level, from code, dimension, category) → what was told."""
        told: Cells = defaultdict(list)
        for row in self.referrals():
            for kind, code in self.places(row["lg_code"]):
                if kind == "area":
                    continue
                for dimension, category, *cell in self._categories(row):
                    told[(row["fiscal_year"], kind, code, "total", "total", dimension, category)].append(
                        tuple(cell)
                    )
                    if kind == "prefecture" and dimension == "consent":
                        sector = self.sector[row["from_agency"]]
                        key = (row["fiscal_year"], kind, code, "sector", sector, dimension, category)
                        told[key].append(tuple(cell))
        return told

    @staticmethod
    def _categories(row: Row) -> Iterable[tuple[str, str, int | None, str]]:
        n, state = row["referral_count"], row["referral_count_state"]
        parts = [
            ("consented", "consent_count"),
            ("legal", "no_consent_legal_count"),
            ("unknown", "consent_unknown_count"),
        ]
        for name, column in parts:
            yield (
                ("consent", name, row[column], row[f"{column}_state"])
                if n is not None
                else ("consent", name, n, state)
            )
        yield "channel", row["channel"], n, state
        for name, column in (("established", "established_count"), ("joint", "joint_support_count")):
            yield (
                ("outcome", name, row[column], row[f"{column}_state"])
                if n is not None
                else ("outcome", name, n, state)
            )
        into, out_of = row["to_agency"] == "A10", row["from_agency"] == "A10"
        if into or out_of:
            yield "coordinator", "own" if into and out_of else "in" if into else "out", n, state

    def incomplete(self) -> set[tuple[Any, ...]]:
        """(year, place, category) of consent and outcome with a referral that leaves it hidden, unknown or blank."""
        found = set()
        for row in self.referrals():
            for dimension, category, value, _ in self._categories(row):
                if dimension in ("consent", "outcome") and row["referral_count"] and value is None:
                    found |= {(row["fiscal_year"], *place, category) for place in self.places(row["lg_code"])}
        return found

    def destinations(self) -> Cells:
        """(year, municipality, kind, receiving municipality or '') → what was told."""
        told: Cells = defaultdict(list)
        for row in self.referrals():
            own, to = row["lg_code"], row["to_lg_code"] or row["lg_code"]
            inside = to in self.municipality and self.municipality[to]["in_prefecture"]
            kind = "own" if to == own else "inside" if inside else "outside"
            cell = (row["referral_count"], row["referral_count_state"])
            told[(row["fiscal_year"], own, kind, "")].append(cell)
            if kind != "own":
                told[(row["fiscal_year"], own, kind, to)].append(cell)
        return told

    def support(self, wanted: str) -> Cells:
        """(year, period, place, measure) → what was told; the year of a stock is its state on 31 March."""
        told: Cells = defaultdict(list)
        latest: dict[tuple[Any, ...], Row] = {}
        for row in self.table("form_f5"):
            lg, measure = row["lg_code"], row["measure_code"]
            if self.measure_class[measure] != wanted or not self.municipality[lg]["in_prefecture"]:
                continue
            cell = (row["value"], row["value_state"])
            key = (row["fiscal_year"], lg, measure)
            for place in self.places(lg):
                told[(row["fiscal_year"], row["period"], *place, measure)].append(cell)
                if measure not in self.stock:
                    told[(row["fiscal_year"], "FY", *place, measure)].append(cell)
            if measure in self.stock and (
                key not in latest
                or (row["value_state"] != "unanswered" and row["period"] == "H2")
                or latest[key]["value_state"] == "unanswered"
            ):
                latest[key] = row
        self._silent(told, wanted)
        for (year, lg, measure), row in latest.items():
            for place in self.places(lg):
                told[(year, "FY", *place, measure)].append((row["value"], row["value_state"]))
        return told

    def _silent(self, told: Cells, wanted: str) -> None:
        """Whoever was asked and did not answer a half: 未回答 in every measure of it, beside what others told."""
        measures = [code for code, of in self.measure_class.items() if of == wanted]
        there = {
            (r["fiscal_year"], r["lg_code"], r["period"], r["measure_code"]) for r in self.table("form_f5")
        }
        for year in self.years:
            for lg, municipality in self.municipality.items():
                if not municipality["in_prefecture"]:
                    continue
                for measure in measures:
                    gone = [half for half in ("H1", "H2") if (year, lg, half, measure) not in there]
                    for period in (
                        *gone,
                        *("FY" for _ in gone if measure not in self.stock or len(gone) == 2),
                    ):
                        for place in self.places(lg):
                            told[(year, period, *place, measure)].append((None, "unanswered"))

    def cases(self) -> Cells:
        """(year, place, body) → 協議ケース数; not asked of a body that the municipality has not set up itself."""
        told: Cells = defaultdict(list)
        for row in self.table("form_f1"):
            inside = self.municipality[row["lg_code"]]["in_prefecture"]
            if inside and row["body_code"] in ("B02", "B03", "B04"):
                for kind, code in self.places(row["lg_code"]):
                    if kind != "area":
                        absent = (
                            row["est_status"] not in ("E1", "E9") and row["case_count_state"] == "unanswered"
                        )
                        cell = (row["case_count"], "not_applicable" if absent else row["case_count_state"])
                        told[(row["fiscal_year"], kind, code, row["body_code"])].append(cell)
        return told

    @staticmethod
    def seated(row: Row) -> bool | None:
        """Whether a row of F2 tells of a seat: a number, or one hidden or unknown. An invitation alone is none."""
        people = ("org_count", "individual_count")
        if any(row[name] or row[f"{name}_state"] in ("suppressed", "unknown") for name in people):
            return True
        return None if row["org_count_state"] == "unanswered" else False

    def side(self, row: Row) -> str:
        """官, 民, NPO等 or neither, of a row of F2: multi-layer operators by who runs them (直営=官, 委託=民)."""
        if row["agency_code"] in self.by_operator:
            return {"O1": "public", "O2": "private"}.get(row["operator_type"], "")
        return self.sec3[row["agency_code"]]

    def seats(self) -> dict[tuple[Any, ...], list[Row]]:
        """(year, place, body, level, code) → rows of F2; invitations are asked of platforms alone."""
        found: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for row in self.table("form_f2"):
            agency = row["agency_code"]
            if row["body_code"] != "B01" and row["invited_count_state"] == "unanswered":
                row = row | {"invited_count_state": "not_applicable"}
            ends = (("agency", agency), ("sector", self.sector[agency]), ("total", "total"))
            for place in self.places(row["lg_code"]):
                for level, code in ends:
                    found[(row["fiscal_year"], *place, row["body_code"], level, code)].append(row)
        return found


def _extra(row: Row) -> dict[str, str]:
    return dict(json.loads(row["extra"]))
