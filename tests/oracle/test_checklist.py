"""取組状況: answers, counts and the state derived from the seats, recounted."""

from collections import Counter
from typing import Any

from tests.oracle.world import Table, World

OPERATORS = {"A10", "A11", "A12", "A13", "A14"}
DERIVED = {
    "K21": ("B01", {"A02"}),
    "K22": ("B01", OPERATORS),
    "K23": ("B02", {"A02"}),
    "K24": ("B02", OPERATORS),
    "K25": ("B03", {"A01"}),
    "K26": ("B04", {"A01"}),
}


def test_items(world: World, published: Table) -> None:
    sent = {(row["fiscal_year"], row["lg_code"], row["item_code"]): row for row in world.table("form_f4")}
    seats: dict[tuple[Any, ...], set[str]] = {}
    for row in world.table("form_f2"):
        if world.seated(row):
            seats.setdefault((row["fiscal_year"], row["lg_code"], row["body_code"]), set()).add(
                row["agency_code"]
            )
    rows = published("mart_checklist_item")
    asked = {(row["fiscal_year"], row["lg_code"]) for row in rows}
    assert asked == {
        (year, lg) for year in world.years for lg, m in world.municipality.items() if m["in_prefecture"]
    }
    for row in rows:
        key = (row["fiscal_year"], row["lg_code"], row["item_code"])
        said = sent[key]["status"] if key in sent else "9"
        assert row["status"] == said
        if row["item_code"] in DERIVED and world.answered(row["fiscal_year"], row["lg_code"], "F2"):
            body, agencies = DERIVED[row["item_code"]]
            seated = bool(seats.get((row["fiscal_year"], row["lg_code"], body), set()) & agencies)
            assert row["derived_status"] == ("yes" if seated else "no"), key
            assert row["agrees"] == (seated == (said in "32") if said in "3210" else None), key
        else:
            assert row["derived_status"] is None and row["agrees"] is None


def test_summary_and_barriers(world: World, published: Table) -> None:
    statuses: Counter[tuple[Any, ...]] = Counter()
    barriers: Counter[tuple[Any, ...]] = Counter()
    for row in published("mart_checklist_item"):
        for place in world.places(row["lg_code"]):
            statuses[(row["fiscal_year"], *place, row["item_code"], row["status"])] += 1
            for barrier in row["barriers"] or []:
                barriers[(row["fiscal_year"], *place, row["item_code"], barrier)] += 1
    shown = published("mart_checklist_summary")
    keys = ("fiscal_year", "place_kind", "place_code", "item_code")
    assert {(*(r[k] for k in keys), r["status"]): r["municipalities"] for r in shown} == dict(statuses)
    named = published("mart_checklist_barrier")
    assert {(*(r[k] for k in keys), r["barrier"]): r["municipalities"] for r in named} == dict(barriers)
