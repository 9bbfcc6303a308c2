"""連携: every published count of people or cases equals the slow recount, and every small one is hidden."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.oracle.world import PREFECTURE, Cell, Cells, Row, Table, World, total

K = 10
Key = tuple[Any, ...]


def compare(rows: list[Row], keys: tuple[str, ...], told: Cells, otherwise: Callable[[Row], Cell]) -> None:
    """Published numbers equal the recount, small ones are hidden, and every state is the one that was told."""
    seen = set()
    for row in rows:
        key = tuple(row[name] for name in keys)
        seen.add(key)
        value, state = (
            total(row.get("place_kind", "municipality"), told[key]) if key in told else otherwise(row)
        )
        if row["state"] == "value":
            assert (state, row["value"]) == ("value", value), key
            assert value == 0 or (value or 0) >= K, key
        elif row["state"] == "suppressed":
            assert state == "suppressed" or (state == "value" and value), key
            assert row["value"] is None
        else:
            assert (row["state"], row["value"]) == (state, None), key
    absent = {key for key, cells in told.items() if any(v for v, _ in cells) and key not in seen}
    assert not absent


@pytest.fixture(scope="module")
def untold(world: World) -> Callable[[Row], Cell]:
    known: dict[Key, Cell] = {}

    def cell(row: Row) -> Cell:
        kind = row.get("place_kind", "municipality")
        key = (row["fiscal_year"], row.get("period", "FY"), kind, row.get("place_code", row.get("lg_code")))
        if key not in known:
            known[key] = world.whole(*key)
        return known[key]

    return cell


def unanswered(_: Row) -> Cell:
    return None, "unanswered"


def test_flows(world: World, published: Table, untold: Any) -> None:
    keys = (
        "fiscal_year",
        "period",
        "place_kind",
        "place_code",
        "from_level",
        "from_code",
        "to_level",
        "to_code",
    )
    compare(published("mart_linkage_flow"), keys, world.flows(), untold)


def test_prefecture_totals_stay_published(published: Table) -> None:
    totals = [
        row
        for row in published("mart_linkage_flow")
        if row["place_code"] == PREFECTURE
        and row["period"] == "FY"
        and row["from_level"] == row["to_level"] == "total"
    ]
    assert totals and all(row["state"] == "value" for row in totals)


def test_destinations(world: World, published: Table, untold: Any) -> None:
    keys = ("fiscal_year", "lg_code", "to_kind", "to_code")
    compare(published("mart_linkage_place"), keys, world.destinations(), untold)


def test_breakdowns(world: World, published: Table, untold: Any) -> None:
    keys = ("fiscal_year", "place_kind", "place_code", "from_level", "from_code", "dimension", "category")
    blank = world.incomplete()
    whole, open_ = [], []
    for row in published("mart_linkage_breakdown"):
        place = (row["fiscal_year"], row["place_kind"], row["place_code"], row["category"])
        (open_ if place in blank else whole).append(row)
    told = {key: cells for key, cells in world.breakdowns().items() if (*key[:3], key[6]) not in blank}
    compare(whole, keys, told, untold)
    assert all(row["state"] != "value" for row in open_)


def test_support(world: World, published: Table) -> None:
    keys = ("fiscal_year", "period", "place_kind", "place_code", "measure_code")
    years = {key: cells for key, cells in world.support("D2").items() if key[1] == "FY"}
    compare(published("mart_linkage_support"), keys, years, unanswered)


def test_cases(world: World, published: Table) -> None:
    keys = ("fiscal_year", "place_kind", "place_code", "body_code")
    compare(published("mart_linkage_case"), keys, world.cases(), unanswered)


def test_a_town_that_hid_every_count_is_hidden_and_not_zero(world: World, published: Table) -> None:
    """Nothing of it is 0 anywhere, and it counts among those with referrals."""
    hid = {
        key for key, cells in world.flows().items()
        if key[2] == "municipality" and key[4] == key[6] == "total" and {state for _, state in cells} == {"suppressed"}
    }  # fmt: skip
    assert len(hid) >= 2
    for year, _, _, code, *_ in hid:
        for mart, place in (("flow", "place_code"), ("place", "lg_code"), ("breakdown", "place_code")):
            mine = [
                r for r in published(f"mart_linkage_{mart}") if (r["fiscal_year"], r[place]) == (year, code)
            ]
            assert mine and {row["state"] for row in mine} == {"suppressed"}
    totals = [
        row for row in published("mart_linkage_flow")
        if row["place_kind"] == "municipality" and row["from_level"] == row["to_level"] == "total"
    ]  # fmt: skip
    for row in published("mart_indicator"):
        if row["indicator_id"] == "linkage_reported" and row["place_kind"] == "prefecture":
            mine = [r for r in totals if r["fiscal_year"] == row["fiscal_year"]]
            assert row["value"] == sum(r["state"] == "suppressed" or bool(r["value"]) for r in mine)


def wilson(x: int, n: int) -> tuple[float, float]:
    """The interval of Wilson (1927) by bisection on its defining inequality, not by its formula."""
    p, z = x / n, 1.959963984540054

    def inside(theta: float) -> bool:
        return (p - theta) ** 2 <= z * z * theta * (1 - theta) / n + 1e-18

    def edge(outside: float) -> float:
        near = p
        for _ in range(80):
            middle = (near + outside) / 2
            near, outside = (middle, outside) if inside(middle) else (near, middle)
        return near

    return edge(0.0), edge(1.0)


def test_rates_come_from_published_counts_only(published: Table) -> None:
    shown = {
        (r["fiscal_year"], r["place_kind"], r["place_code"], r["category"]): r
        for r in published("mart_linkage_breakdown")
        if r["from_level"] == "total"
    }
    totals = {
        (r["fiscal_year"], r["place_kind"], r["place_code"]): r
        for r in published("mart_linkage_flow")
        if r["period"] == "FY" and r["from_level"] == r["to_level"] == "total"
    }
    checked = 0
    for row in published("mart_linkage_rate"):
        place = (row["fiscal_year"], row["place_kind"], row["place_code"])
        if row["rate"] == "absorption":
            parts = [shown[(*place, "in")], shown[(*place, "out")]]
            denominator = sum(part["value"] or 0 for part in parts)
        else:
            parts = [
                shown[(*place, "consented" if row["rate"] == "consent" else "established")],
                totals[place],
            ]
            denominator = parts[1]["value"] or 0
        if any(part["state"] != "value" for part in parts) or not denominator:
            assert row["state"] != "value" and row["value"] is None and row["numerator"] is None
            continue
        low, high = wilson(parts[0]["value"], denominator)
        share = parts[0]["value"] / denominator
        if row["rate"] == "absorption":
            share, low, high = 2 * share - 1, 2 * low - 1, 2 * high - 1
        assert (row["value"], row["low"], row["high"]) == pytest.approx((share, low, high), abs=1e-9)
        checked += 1
    assert checked > 10


def test_what_a_kind_received_and_passed_on_is_told_wherever_its_total_is(published: Table) -> None:
    """From the flow table alone: its total less what stays within it; unknown only where one of these two is."""
    cells = {
        (row["fiscal_year"], row["from_code"], row["to_code"]): row["value"]
        for row in published("mart_linkage_flow")
        if row["place_code"] == PREFECTURE
        and row["period"] == "FY"
        and {row["from_level"], row["to_level"]} <= {"agency", "total"}
    }
    told = 0
    for node in published("mart_linkage_node"):
        year, kind = node["fiscal_year"], node["agency_code"]
        own = cells.get((year, kind, kind), 0)
        for name, end in (("strength_in", (year, "total", kind)), ("strength_out", (year, kind, "total"))):
            total = cells.get(end, 0)
            hidden = total is None or own is None
            assert node[name] == (None if hidden else total - own), (year, kind, name)
            told += not hidden and node["state"] == "suppressed"
    assert told  # also where the other side is hidden


def test_networks_use_published_cells_only(world: World, published: Table) -> None:
    """Links are the published cells of the prefecture matrix that are not 0, recounted here."""
    cells = [
        row
        for row in published("mart_linkage_flow")
        if row["place_code"] == PREFECTURE
        and row["period"] == "FY"
        and row["from_level"] == row["to_level"] == "agency"
        and row["from_code"] != row["to_code"]
        and (row["value"] or row["state"] == "suppressed")
    ]
    for node in published("mart_linkage_node"):
        mine = [row for row in cells if row["fiscal_year"] == node["fiscal_year"]]
        into = [row for row in mine if row["to_code"] == node["agency_code"]]
        out = [row for row in mine if row["from_code"] == node["agency_code"]]
        linked = {row["from_code"] for row in into} | {row["to_code"] for row in out}
        assert node["degree"] == len(linked)
        if (
            node["state"] == "value"
        ):  # the published totals: never less than the published pairs, and they if none is hidden
            for strength, pairs in ((node["strength_in"], into), (node["strength_out"], out)):
                told = [row["value"] for row in pairs if row["value"] is not None]
                assert strength >= sum(told) and (strength == sum(told) or len(told) < len(pairs))
    for row in published("mart_linkage_network"):
        if row["metric"] == "density":
            mine = [cell for cell in cells if cell["fiscal_year"] == row["fiscal_year"]]
            nodes = {cell["from_code"] for cell in mine} | {cell["to_code"] for cell in mine}
            assert row["nodes"] == len(nodes)
            assert row["value"] == pytest.approx(len(mine) / (len(nodes) * (len(nodes) - 1)))
