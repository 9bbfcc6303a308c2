"""連携: every published count of people or cases equals the slow recount, and every small one is hidden."""

from collections import Counter
from typing import Any

import pytest

from tests.oracle.world import PREFECTURE, Row, Table, World

K = 10
Key = tuple[Any, ...]


def compare(
    rows: list[Row], keys: tuple[str, ...], expected: Counter[Key], answered: Any, sent_hidden: Any = ()
) -> None:
    """Published numbers equal the recount, small ones are hidden, absences are zero or unanswered."""
    seen = set()
    for row in rows:
        key = tuple(row[name] for name in keys)
        seen.add(key)
        truth = expected.get(key, 0)
        if row["state"] == "value":
            assert row["value"] == truth, key
            assert truth == 0 or truth >= K, key
        elif row["state"] == "suppressed":
            assert truth > 0 or key in sent_hidden, key
        else:
            assert truth == 0 and not answered(row), key
    assert not {key for key in expected if expected[key] > 0} - seen


@pytest.fixture(scope="module")
def world(submitted: Table) -> World:
    return World(submitted)


def anyone(world: World, form: str) -> Any:
    known: dict[Key, bool] = {}

    def answered(row: Row) -> bool:
        kind = row.get("place_kind", "municipality")
        code = row.get("place_code", row.get("lg_code"))
        key = (row["fiscal_year"], kind, code, row.get("period", "FY"))
        if key not in known:
            asked = world.asked(kind, code, form)
            known[key] = any(world.answered(row["fiscal_year"], lg, form, key[3]) for lg in asked)
        return known[key]

    return answered


def test_flows(world: World, published: Table) -> None:
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
    compare(published("mart_linkage_flow"), keys, world.flows(), anyone(world, "F3"))


def test_prefecture_totals_stay_published(published: Table) -> None:
    totals = [
        row
        for row in published("mart_linkage_flow")
        if row["place_code"] == PREFECTURE
        and row["period"] == "FY"
        and row["from_level"] == row["to_level"] == "total"
    ]
    assert totals and all(row["state"] == "value" for row in totals)


def test_destinations(world: World, published: Table) -> None:
    keys = ("fiscal_year", "lg_code", "to_kind", "to_code")
    compare(published("mart_linkage_place"), keys, world.destinations(), anyone(world, "F3"))


def test_breakdowns(world: World, published: Table) -> None:
    keys = ("fiscal_year", "place_kind", "place_code", "from_level", "from_code", "dimension", "category")
    blank = world.incomplete_outcomes()
    rows = [
        row
        for row in published("mart_linkage_breakdown")
        if (row["fiscal_year"], row["place_kind"], row["place_code"], row["category"]) not in blank
    ]
    expected = Counter(
        {key: n for key, n in world.breakdowns().items() if (key[0], key[1], key[2], key[6]) not in blank}
    )
    compare(rows, keys, expected, anyone(world, "F3"))


def test_support(world: World, published: Table) -> None:
    keys = ("fiscal_year", "period", "place_kind", "place_code", "measure_code")
    expected = world.support("D2")
    stated = set(expected)
    compare(
        published("mart_linkage_support"),
        keys,
        expected,
        lambda row: tuple(row[name] for name in keys) in stated,
        world.support_sent_hidden(),
    )


def test_cases(world: World, published: Table) -> None:
    keys = ("fiscal_year", "place_kind", "place_code", "body_code")
    expected = world.cases()
    stated = set(expected)
    compare(
        published("mart_linkage_case"),
        keys,
        expected,
        lambda row: tuple(row[k] for k in keys) in stated,
        world.cases_sent_hidden(),
    )


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


def test_networks_use_published_cells_only(world: World, published: Table) -> None:
    """Strengths are sums of published cells of the prefecture matrix, recounted here."""
    cells = [
        row
        for row in published("mart_linkage_flow")
        if row["place_code"] == PREFECTURE
        and row["period"] == "FY"
        and row["from_level"] == row["to_level"] == "agency"
        and row["from_code"] != row["to_code"]
    ]
    for node in published("mart_linkage_node"):
        mine = [row for row in cells if row["fiscal_year"] == node["fiscal_year"]]
        into = [row for row in mine if row["to_code"] == node["agency_code"]]
        out = [row for row in mine if row["from_code"] == node["agency_code"]]
        linked = {row["from_code"] for row in into} | {row["to_code"] for row in out}
        assert node["degree"] == len(linked)
        if node["state"] == "value":
            assert node["strength_in"] == sum(row["value"] or 0 for row in into)
            assert node["strength_out"] == sum(row["value"] or 0 for row in out)
    for row in published("mart_linkage_network"):
        if row["metric"] == "density":
            mine = [cell for cell in cells if cell["fiscal_year"] == row["fiscal_year"]]
            nodes = {cell["from_code"] for cell in mine} | {cell["to_code"] for cell in mine}
            assert row["nodes"] == len(nodes)
            assert row["value"] == pytest.approx(len(mine) / (len(nodes) * (len(nodes) - 1)))
