"""参画: bodies, seats, diversity, overlap, activity and training recounted from the accepted rows."""

import math
from collections import Counter, defaultdict
from datetime import date
from typing import Any

import pytest

from tests.oracle.world import WHOLE, Row, Table, World, total

CORE = ("B01", "B02", "B03", "B04")


def test_every_municipality_has_its_four_bodies(world: World, published: Table) -> None:
    key_of = ("fiscal_year", "lg_code", "body_code", "body_seq")
    sent = {tuple(row[k] for k in key_of): row for row in world.table("form_f1")}
    shown = {tuple(row[k] for k in key_of): row for row in published("mart_participation_body")}
    for key, row in sent.items():
        assert shown[key]["est_status"] == row["est_status"], key
        assert shown[key]["meeting_count"] == row["meeting_count"], key
    for year in world.years:
        for lg_code in world.municipality:
            for body in CORE:
                mine = [key for key in shown if key[:3] == (year, lg_code, body)]
                assert mine, (year, lg_code, body)
                if not world.answered(year, lg_code, "F1"):
                    assert all(shown[key]["state"] == "unanswered" for key in mine)


def test_setup_counts_add_up_to_everybody_asked(world: World, published: Table) -> None:
    first: dict[tuple[Any, ...], str] = {}
    for row in published("mart_participation_body"):
        if row["body_code"] in CORE:
            key = (row["fiscal_year"], row["lg_code"], row["body_code"])
            first[key] = min(first.get(key, "E9"), row["est_status"] or "E9")
    expected = Counter(
        (year, *place, body, status)
        for (year, lg_code, body), status in first.items()
        for place in world.places(lg_code)
    )
    shown = {
        (r["fiscal_year"], r["place_kind"], r["place_code"], r["body_code"], r["est_status"]): r
        for r in published("mart_participation_setup")
    }
    assert {key: row["municipalities"] for key, row in shown.items()} == dict(expected)
    for (year, kind, code, _, _), row in shown.items():
        asked = world.asked(kind, code, "F1")
        assert row["expected"] == len(asked)
        assert row["answered"] == sum(world.answered(year, lg, "F1") for lg in asked)


def test_seats(world: World, published: Table) -> None:
    expected = world.seats()
    rows = published("mart_participation_seat")
    assert len(rows) == len(expected)
    keys = ("fiscal_year", "place_kind", "place_code", "body_code", "agency_level", "agency_code")
    for row in rows:
        key = tuple(row[k] for k in keys)
        for column in (
            "org_count",
            "individual_count",
            "new_org_count",
            "invited_count",
            "national_pf_count",
        ):
            value, state = total(
                row["place_kind"], [(r[column], r[f"{column}_state"]) for r in expected[key]]
            )
            assert (row[column], row[f"{column}_state"]) == (value, state), (key, column)
        assert row["municipalities"] == len({r["lg_code"] for r in expected[key] if world.seated(r)})


def test_invitations_are_asked_for_platforms_alone(published: Table) -> None:
    elsewhere = [row for row in published("mart_participation_seat") if row["body_code"] != "B01"]
    assert elsewhere and {row["invited_count_state"] for row in elsewhere} == {"not_applicable"}


def test_diversity(world: World, published: Table) -> None:
    told = {key[:4]: rows for key, rows in world.seats().items() if key[4] == "total"}
    shown = published("mart_participation_diversity")
    assert len(shown) == len(told)
    for row in shown:
        key = (row["fiscal_year"], row["place_kind"], row["place_code"], row["body_code"])
        # a municipality that did not tell every number of the body has no mix, and gives none to its area
        silent = {r["lg_code"] for r in told[key] if r["org_count_state"] not in ("value", "not_applicable")}
        mine = [r for r in told[key] if r["lg_code"] not in silent]
        n = sum(r["org_count"] or 0 for r in mine)
        if not n:
            states = {r["org_count_state"] for r in told[key]}
            why = next((s for s in ("suppressed", "unknown", "unanswered") if s in states), "not_applicable")
            assert row["state"] == ("not_applicable" if mine else why) and row["hill1"] is None
            continue
        counts: Counter[str] = Counter()
        sides: Counter[str] = Counter()
        for r in mine:
            counts[WHOLE.get(r["agency_code"], r["agency_code"])] += r["org_count"] or 0
            sides[world.side(r)] += r["org_count"] or 0
        counts = +counts
        shares = [x / n for x in counts.values()]
        assert row["organisations"] == n and row["categories"] == len(counts)
        assert row["hill1"] == pytest.approx(math.exp(-sum(p * math.log(p) for p in shares)))
        assert row["hill2"] == pytest.approx(1 / sum(p * p for p in shares))
        known = sides["public"] + sides["private"] + sides["npo"]
        assert row["private_share"] == (pytest.approx((known - sides["public"]) / known) if known else None)
        if n > 1:
            same = sum(x * (x - 1) for x in counts.values())
            assert row["simpson"] == pytest.approx(1 - same / (n * (n - 1)))


def test_overlap(world: World, published: Table) -> None:
    roster: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    for row in world.table("form_f2"):
        if row["body_code"] in CORE and world.seated(row):
            roster[(row["fiscal_year"], row["lg_code"], row["body_code"])].add(row["agency_code"])
    shown = published("mart_participation_overlap")
    pairs = [(a, b) for a in roster for b in roster if a[:2] == b[:2] and a != b]
    assert len(shown) == len(pairs)
    for row in shown:
        a = roster[(row["fiscal_year"], row["lg_code"], row["body_a"])]
        b = roster[(row["fiscal_year"], row["lg_code"], row["body_b"])]
        assert (row["shared"], row["union_"]) == (len(a & b), len(a | b))
        assert row["jaccard"] == pytest.approx(len(a & b) / len(a | b))
        assert row["share_a_in_b"] == pytest.approx(len(a & b) / len(a))


def test_joint_bodies_name_each_other(published: Table) -> None:
    rows = published("mart_participation_joint")
    pairs = {(row["fiscal_year"], row["body_code"], row["lg_code"], row["partner_code"]) for row in rows}
    assert any(not row["partner_in_prefecture"] for row in rows)
    reported = {(row[0], row[2]) for row in pairs}
    for year, body, own, partner in pairs:
        if (year, partner) in reported:
            assert (year, body, partner, own) in pairs


def test_activity(world: World, published: Table) -> None:
    told = world.support("D1")
    counted: dict[tuple[Any, ...], tuple[int, int]] = {}  # the same for every measure of a place
    for row in published("mart_participation_activity"):
        key = (row["fiscal_year"], row["period"], row["place_kind"], row["place_code"], row["measure_code"])
        value, state = total(key[2], told[key]) if key in told else (None, "unanswered")
        assert (row["value"], row["state"]) == (value, state), key
        if key[:4] not in counted:
            halves = [world.halves(key[0], lg, "F5", key[1]) for lg in world.asked(key[2], key[3], "F5")]
            wanted = 2 if key[1] == "FY" else 1
            counted[key[:4]] = (
                sum(len(sent) == wanted for sent in halves),
                sum(0 < len(sent) < wanted for sent in halves),
            )
        assert (row["answered"], row["half_only"]) == counted[key[:4]]


def test_the_year_of_a_stock_is_its_last_state_and_says_its_day(world: World, published: Table) -> None:
    shown = {
        (r["fiscal_year"], r["period"], r["place_kind"], r["place_code"], r["measure_code"]): r
        for r in published("mart_participation_activity")
    }
    checked = 0
    for (year, period, *place, measure), row in shown.items():
        if period != "FY":
            continue
        if measure not in world.stock:
            assert row["stock_as_of"] is None
        elif row["state"] == "value" and not row["first_half_only"]:
            assert row["value"] == shown[(year, "H2", *place, measure)]["value"]
            assert row["stock_as_of"] == date(year + 1, 3, 31)
            checked += 1
    assert checked > 100


def test_training(world: World, published: Table) -> None:
    rows: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in world.table("form_f7"):
        for place in world.places(row["lg_code"]):
            rows[(row["fiscal_year"], *place, row["training_code"], row["audience"])].append(row)
    shown = published("mart_participation_training")
    assert len(shown) == len(rows)
    for row in shown:
        place = (row["fiscal_year"], row["place_kind"], row["place_code"])
        mine = rows[(*place, row["training_code"], row["audience"])]
        for column in ("sessions", "participants", "completed"):
            value, state = total(row["place_kind"], [(r[column], r[f"{column}_state"]) for r in mine])
            assert (row[column], row[f"{column}_state"]) == (value, state)
        assert row["joint_held"] == len({r["lg_code"] for r in mine if r["joint_held"]})


def test_a_body_is_published_as_it_was_answered(world: World, published: Table) -> None:
    """Form, department, secretariat, chair, parent body, tie to the platform, rules and notice: the answers, unchanged."""
    answers = ("est_date", "setup_form", "host_dept", "secretariat", "contract_years", "chair_sector", "co_created", "op_mode",
               "pf_relation", "base_body_code", "pii_rule", "public_notice", "coord_body")  # fmt: skip
    key_of = ("fiscal_year", "lg_code", "body_code", "body_seq")
    shown = {tuple(row[k] for k in key_of): row for row in published("mart_participation_body")}
    sent = world.table("form_f1")
    for row in sent:
        key = tuple(row[k] for k in key_of)
        assert {name: shown[key][name] for name in answers} == {name: row[name] for name in answers}, key
    told = [name for name in answers if any(row[name] is not None for row in sent)]
    assert told == list(answers), "an answer that nobody gives proves nothing"
