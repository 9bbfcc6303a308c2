"""事例: the weights of the search index, the municipalities that are alike, and what is offered for an open item, recounted."""

import math
from collections import Counter

import pytest

from tests.oracle.world import Table

K, B = 1.2, 0.75  # the usual constants of BM25


def test_search_terms_weigh_by_bm25(submitted: Table, published: Table) -> None:
    """ln(1 + (N − n + ½)/(n + ½)) · f (k + 1) / (f + k (1 − b + b · length / mean length)), of pairs of characters."""
    texts = {row["practice_id"]: "".join(row["nfkc"].lower().split()) for row in submitted("fct_practice")}
    texts = {key: text for key, text in texts.items() if len(text) > 1}
    pairs = {key: Counter(text[at : at + 2] for at in range(len(text) - 1)) for key, text in texts.items()}
    held = Counter(pair for found in pairs.values() for pair in found)
    mean = sum(map(len, texts.values())) / len(texts)
    wanted = {
        (pair, key): math.log(1 + (len(texts) - held[pair] + 0.5) / (held[pair] + 0.5))
        * times * (K + 1) / (times + K * (1 - B + B * len(texts[key]) / mean))
        for key, found in pairs.items()
        for pair, times in found.items()
    }  # fmt: skip
    shown = {(row["term"], row["practice_id"]): row["weight"] for row in published("mart_practices_term")}
    assert shown.keys() == wanted.keys()
    assert all(math.isclose(shown[key], wanted[key]) for key in shown)


def test_similar_municipalities_are_the_nearest_of_their_class(published: Table) -> None:
    """Euclidean distance over the four z-scores; the same class of municipality comes first, then nearness, then the code."""
    z: dict[str, dict[str, float]] = {}
    for row in published("mart_municipality_profile"):
        z.setdefault(row["lg_code"], {})[row["variable"]] = row["z"]
    kind = {row["lg_code"]: row["city_class"] for row in published("dim_municipality")}
    shown: dict[str, list[tuple[int, str, float, bool]]] = {}
    for row in published("mart_municipality_similar"):
        shown.setdefault(row["lg_code"], []).append(
            (row["rank"], row["similar_lg_code"], row["distance"], row["same_type"])
        )
    assert shown.keys() == z.keys()
    for here, ranked in shown.items():
        far = {
            other: math.dist(z[here].values(), [z[other][name] for name in z[here]])
            for other in z
            if other != here
        }
        assert {code for _, code, *_ in ranked} == far.keys()
        assert [rank for rank, *_ in sorted(ranked)] == list(range(1, len(far) + 1))
        for _, code, distance, same in ranked:
            assert distance == pytest.approx(far[code]) and same == (kind[here] == kind[code])
        order = [(not same, round(far[code], 9)) for _, code, _, same in sorted(ranked)]
        assert order == sorted(order)


OPEN = ("0", "1", "2")  # 未実施、検討中、一部実施
POINTS = {
    "same_item": 1.0, "similar_municipality": 0.5, "same_setup": 0.3, "same_department": 0.2, "recent": 0.2,
}  # fmt: skip


def test_what_is_offered_for_an_open_item_is_the_best_five(published: Table) -> None:
    """Cases that name the item, of others, not of later years; likeness of the place, of its platform, and freshness decide."""
    cases = {row["practice_id"]: row for row in published("mart_practices_case")}
    naming: dict[str, list[str]] = {}
    for row in published("mart_practices_tag"):
        if row["list"] == "items":
            naming.setdefault(row["code"], []).append(row["practice_id"])
    alike = {
        (row["lg_code"], row["similar_lg_code"])
        for row in published("mart_municipality_similar")
        if row["rank"] <= 5
    }
    platform = {
        (row["fiscal_year"], row["lg_code"]): row
        for row in published("mart_participation_body")
        if row["body_code"] == "B01"
    }
    wanted = {}
    for answer in published("mart_checklist_item"):
        if answer["status"] not in OPEN:
            continue
        year, here = answer["fiscal_year"], answer["lg_code"]
        found = []
        for name in naming.get(answer["item_code"], ()):
            there, since = cases[name]["lg_code"], cases[name]["case_fy"]
            if there == here or (since is not None and since > year):
                continue
            mine, theirs = platform.get((year, here), {}), platform.get((year, there), {})
            same = {
                reason: mine.get(column) is not None and mine.get(column) == theirs.get(column)
                for reason, column in (("same_setup", "setup_form"), ("same_department", "host_dept"))
            }
            holds = {
                "same_item": True,
                "similar_municipality": (here, there) in alike,
                **same,
                "recent": since is not None and since >= year - 1,
            }
            reasons = [reason for reason in POINTS if holds[reason]]
            found.append((-round(sum(POINTS[reason] for reason in reasons), 6), name, reasons))
        for rank, (score, name, reasons) in enumerate(sorted(found)[:5], 1):
            wanted[year, here, answer["item_code"], rank] = (name, -score, reasons)
    shown = {
        (row["fiscal_year"], row["lg_code"], row["item_code"], row["rank"]): (
            row["practice_id"], pytest.approx(row["score"]), row["reasons"],
        )
        for row in published("mart_practices_gap")
    }  # fmt: skip
    assert shown.keys() == wanted.keys() and len(shown) > 100
    assert {key for key in wanted if shown[key] != wanted[key]} == set()
