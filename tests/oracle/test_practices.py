"""事例: the weights of the search index, and the municipalities that are alike, recounted."""

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
