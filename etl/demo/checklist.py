"""F4: the items of the notice; those on seats and bodies follow from F1 and F2, the others grow year by year."""

from collections.abc import Mapping

from etl.demo import chance
from etl.demo.participation import seated
from etl.demo.plan import SET_UP, YEARS, Place, table
from etl.forms.values import Row

DONE, PARTLY, THINKING, NOT, NOT_APPLICABLE, NO_ANSWER = "3", "2", "1", "0", "8", "9"
_PROJECT = {"A10", "A11", "A12", "A13", "A14"}
_SEATS = {
    "K21": ("B01", {"A02"}), "K22": ("B01", _PROJECT), "K23": ("B02", {"A02"}), "K24": ("B02", _PROJECT),
    "K25": ("B03", {"A01"}), "K26": ("B04", {"A01"}),
}  # fmt: skip
_JOINED_UP = {"M0": NOT_APPLICABLE, "M1": PARTLY, "M2": DONE, "M3": DONE, "M4": DONE, "M5": THINKING}
_BODY_ITEMS = ("K44", "K51", "K52")
_BARRIERS = ("X1", "X3", "X4", "X5", "X6")


def rows(place: Place, year: int) -> list[Row]:
    """One row per item a municipality answers."""
    items = [*_SEATS, *_BODY_ITEMS, "K15", "K27", *_lines()]
    return [_row(place, year, item, answer(place, year, item)) for item in sorted(items)]


def answer(place: Place, year: int, item: str) -> str:
    """Status of one item."""
    if item in _SEATS:
        return _seat(place, year, item)
    if item in _BODY_ITEMS:
        return _body(place, year, item)
    if item == "K15":
        return _with_the_prefecture(place, year)
    return _JOINED_UP[place.stages[year].op_mode] if item == "K27" else _grown(place, year, _lines()[item])


def _lines() -> dict[str, Mapping[str, str]]:
    return {line["item_code"]: line for line in table("items")}


def _seat(place: Place, year: int, item: str) -> str:
    """Done when somebody sits there; without the body it does not apply, or is being thought about."""
    body, agencies = _SEATS[item]
    if seated(place, year, body) & agencies:
        return DONE
    stage = place.stages[year]
    stands = {"B01": stage.platform, "B02": stage.council}.get(body, stage.conferences)
    if stands in SET_UP:
        return THINKING if chance.share(place.lg_code, item) < 0.5 + 0.2 * (year - YEARS[0]) else NOT
    if stands == "E4":  # as the form asks: what does not apply is 8, never 0
        return NOT_APPLICABLE
    return THINKING if stands in ("E2", "E3") else NOT


def _body(place: Place, year: int, item: str) -> str:
    """Items on the platform's and the council's rules: only where the body stands."""
    stage = place.stages[year]
    if item == "K44":
        if stage.platform not in SET_UP:
            return NOT_APPLICABLE
        return DONE if chance.share(place.lg_code, item) < 0.6 + 0.2 * (year - YEARS[0]) else PARTLY
    return DONE if stage.council in SET_UP else NOT_APPLICABLE


def _with_the_prefecture(place: Place, year: int) -> str:
    """K15 asks only those who take part in the prefecture's effort."""
    if place.stages[year].mode != "H2":
        return NOT_APPLICABLE
    return (THINKING, PARTLY, DONE)[min(2, year - YEARS[0] - chance.between(0, 1, place.lg_code, "K15"))]


def _grown(place: Place, year: int, line: Mapping[str, str]) -> str:
    """Further every year, faster where the project runs."""
    item = line["item_code"]
    # A few answers are missing, as in real returns: 未回答 must be seen beside 0 and 該当なし.
    if chance.share(place.lg_code, item, year, "no answer") < 0.012:
        return NO_ANSWER
    head = float(line["start"]) + float(line["gain"]) * (year - YEARS[0])
    head += {"J1": 0.1, "J2": 0.0}.get(place.stages[year].juso, -0.1)
    # The chance hangs on place and item, not on the year, so that nobody falls back without a reason.
    reached = head + 0.9 * (chance.share(place.lg_code, item) - 0.5)
    return DONE if reached > 0.62 else PARTLY if reached > 0.42 else THINKING if reached > 0.2 else NOT


def _row(place: Place, year: int, item: str, status: str) -> Row:
    line = _lines().get(item)
    row: Row = {"item_code": item, "status": status}
    if status in (DONE, PARTLY):
        row |= {"since_fy": _since(place, year, item), "evidence": _evidence(place, item, line)}
        told = chance.share(place.lg_code, item, year, "comment") < 0.08
        return row | {"comment": line["comment"]} if line and told else row
    if status in (THINKING, NOT):
        row["barrier"] = _barriers(place, item, line)
    return row


def _evidence(place: Place, item: str, line: Mapping[str, str] | None) -> str:
    return line["evidence"] if line else chance.pick(("Y1", "Y2"), place.lg_code, item, "evidence")


def _since(place: Place, year: int, item: str) -> int:
    """The first year in which it was at least partly done; what stood in the first year began up to three before."""
    for y in YEARS:
        if y in place.stages and y <= year and answer(place, y, item) in (DONE, PARTLY):
            return y if y > YEARS[0] else y - chance.between(0, 3, place.lg_code, item, "since")
    return year


def _barriers(place: Place, item: str, line: Mapping[str, str] | None) -> str:
    """One or two reasons."""
    own = line["barriers"].split(";") if line else list(_BARRIERS)
    first = chance.pick(own, place.lg_code, item, "barrier")
    second = chance.pick(_BARRIERS, place.lg_code, item, "second barrier")
    both = chance.share(place.lg_code, item, "both") < 0.35
    return f"{first};{second}" if both and first != second else first
