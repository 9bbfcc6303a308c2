"""[attackers]: 件数を持ち寄る二つの市町村と、自分の扱った件数を知る事業者。入れれば守り、入れなければ守らない。

Small prefectures whose every count is made here from who sent whom where. The attackers are this file's own: a linear
program over the equations as they stand, or over the referrals themselves, in which what they know is fixed.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from etl import audit, catalogue, settings
from etl.audit.declaration import Attackers as Named
from etl.audit.declaration import DeclarationError, attackers, check
from etl.audit.declaration import Key as AuditKey
from etl.audit.examine import Level, examine
from etl.audit.insiders import called, owned
from etl.audit.joint_system import JointSystem, joint_system
from etl.audit.view import HIDDEN, PUBLISHED, UNPUBLISHED, View
from etl.audit.view import Cell as Seen
from etl.audit.view import Relation as Sum
from etl.catalogue.disclosure import Attackers
from etl.disclosure import releases
from etl.disclosure.cells import Cell, Key
from etl.disclosure.insiders import insiders, knowers
from etl.disclosure.tables import _least_to_any
from etl.suppression import Protection, Relation, Table, protect
from tests.disclosure.attacker import interval
from tests.disclosure.test_over_time import DECLARED as SMALL
from tests.disclosure.test_over_time import TOWNS, support
from tests.disclosure.test_over_time import Prefecture as Published

K, WIDTH, YEAR = 10, 9, 2025
NEAR = 1e-6
LEVEL = Level(k=K, width=WIDTH, small_population=0, fine_population=0)
ALONE, PAIRS, PROVIDERS = (
    Attackers(pairs=False, providers=False),
    Attackers(pairs=True, providers=False),
    Attackers(pairs=False, providers=True),
)
DECLARED = audit.declaration(settings.load().catalogue)


@dataclass(frozen=True)
class Prefecture:
    """Its counts, nought included, and which is the sum of which; `latent` ones are published by nobody."""

    counts: dict[Key, int]
    sums: list[tuple[Key, list[Key]]]
    areas: dict[str, str]
    latent: frozenset[Key] = frozenset()

    @property
    def unknown(self) -> dict[Key, int]:
        """What is not known to be nought: noughts are published, and of these no part is anything either."""
        void = {key for key, count in self.counts.items() if not count and key not in self.latent}
        void |= {part for whole, parts in self.sums if whole in void for part in parts}
        return {key: count for key, count in self.counts.items() if key not in void}

    def cells(self) -> list[Cell]:
        """As the method has them."""
        return [
            Cell(i, count, key in self.latent, 50_000, 1, key)
            for i, (key, count) in enumerate(self.unknown.items())
        ]

    def relations(self) -> list[Relation]:
        """As the method has them."""
        at = {key: i for i, key in enumerate(self.unknown)}
        return [Relation(f"{n}", terms) for n, terms in enumerate(self.equations(at))]

    def protected(self, named: Attackers) -> set[Key]:
        """What the method hides, of all that it may hide."""
        cells, relations = self.cells(), self.relations()
        everyone = knowers(cells, relations, named, self.areas)
        least = _least_to_any(cells, relations, everyone)
        primary = tuple(
            Protection(i, cell.value - 1, max(K, least[i] + WIDTH) - cell.value)
            if 0 < cell.value < K
            else Protection(i, 0, 0)
            for i, cell in enumerate(cells)
            if 0 < cell.value < K or cell.latent
        )
        table = Table(
            values=tuple(cell.value for cell in cells),
            relations=tuple(relations),
            primary=primary,
            cost=tuple(
                0.0 if cell.latent else COST[cell.key.place_kind] * np.log2(1 + cell.value) for cell in cells
            ),
            lower_bound=tuple(0 if cell.latent else 1 for cell in cells),
            names=tuple(cell.name for cell in cells),
            insiders=insiders(cells, primary, everyone),
        )
        pattern = protect(table, method="heuristic", clip=True)
        return {cells[i].key for i in pattern.suppressed}

    def range_of(self, key: Key, hidden: Iterable[Key], known: Iterable[Key]) -> tuple[float, float]:
        """What somebody who knows these counts can still believe of one, by all the sums."""
        counts = self.unknown
        at = {key: i for i, key in enumerate(counts)}
        table = Table(
            values=tuple(counts.values()),
            relations=tuple(self.relations()),
            primary=(),
            lower_bound=tuple(0 if each in self.latent else 1 for each in counts),
        )
        there = [at[each] for each in known if each in at]
        return interval(table, [at[each] for each in hidden], at[key], there)

    def equations(self, at: dict[Key, int]) -> Iterator[tuple[tuple[int, int], ...]]:
        """The sums of what has a place."""
        for whole, parts in self.sums:
            if whole in at:
                yield ((at[whole], -1), *((at[part], 1) for part in parts if part in at))

    def joint(self, hidden: set[Key]) -> JointSystem:
        """As the audit has it."""

        def seen(key: Key, count: int) -> Seen:
            state = UNPUBLISHED if key in self.latent else HIDDEN if key in hidden else PUBLISHED
            area = self.areas.get(key.place_code, "")
            return Seen(AuditKey(*key), count if state == PUBLISHED else None, state, 50_000, area)

        at = {key: i for i, key in enumerate(self.counts)}
        view = View(
            YEAR,
            tuple(seen(key, count) for key, count in self.counts.items()),
            tuple(Sum("", at[whole], tuple(at[part] for part in parts)) for whole, parts in self.sums),
            {},
            {},
        )
        return joint_system([replace(view, counts=self.truth)])

    @property
    def truth(self) -> dict[tuple[str, ...], int]:
        return {tuple(key): count for key, count in self.counts.items()}

    def audited(self, hidden: set[Key], named: Named) -> set[tuple[str, Key, bool]]:
        """Attacker, count and whether it is recovered, of all that the audit finds from the inside."""
        joint = self.joint(hidden)
        report = examine(joint, LEVEL, self.truth, True, named)
        return {
            (found.attacker, Key(*joint.cells[found.number].key), found.recovered)
            for found in report.findings
            if found.attacker
        }


COST = {"municipality": 2.0, "area": 6.0, "prefecture": 16.0}


def supported(counts: dict[str, tuple[int, int]], areas: dict[str, str]) -> Prefecture:
    """相談受付のうち孤独・孤立とそれ以外 (both published here) of towns, their areas and the prefecture."""
    places = {town: (("municipality", town), ("area", areas[town]), ("prefecture", "県")) for town in counts}
    total: dict[Key, int] = defaultdict(int)
    above: dict[Key, set[Key]] = defaultdict(set)

    def key(place: tuple[str, str], category: str) -> Key:
        return Key("support", "FY", *place, *("total",) * 4, category)

    for town, parts in counts.items():
        for category, count in zip(("N02", "N01:rest"), parts, strict=True):
            for place in places[town]:
                total[key(place, category)] += count
                total[key(place, "N01")] += count
    for town in counts:
        for category in ("N01", "N02", "N01:rest"):
            chain = [key(place, category) for place in places[town]]
            for part, whole in itertools.pairwise(chain):
                above[whole].add(part)
    sums = [(whole, sorted(parts)) for whole, parts in above.items()]
    for kind, place, *_ in sorted({(each.place_kind, each.place_code) for each in total}):
        parts = [key((kind, place), category) for category in ("N02", "N01:rest")]
        sums.append((key((kind, place), "N01"), parts))
    return Prefecture(dict(total), sums, areas)


def pairs_of(prefecture: Prefecture) -> Iterator[tuple[str, str]]:
    towns = sorted({key.place_code for key in prefecture.counts if key.place_kind == "municipality"})
    for one, other in itertools.combinations(towns, 2):
        if prefecture.areas[one] == prefecture.areas[other]:
            yield one, other


def narrowed_by_pairs(prefecture: Prefecture, hidden: set[Key]) -> set[tuple[str, Key, bool]]:
    """Every small count of a third municipality that two of one area narrow below the width, counted here."""
    found = set()
    for pair in pairs_of(prefecture):
        known = [key for key in prefecture.counts if key.place_code in pair]
        for key in hidden:
            if key.place_kind == "municipality" and key.place_code not in pair:
                low, high = prefecture.range_of(key, hidden, known)
                if high - low < WIDTH - NEAR and prefecture.counts[key] < K:
                    found.add(("+".join(pair), key, high - low < NEAR))
    return found


ONE_AREA = supported({"甲": (9, 30), "乙": (9, 30), "丙": (9, 30)}, {"甲": "東", "乙": "東", "丙": "東"})
"""Of 27 published for the area each holds 9: one of them sees 1…17 left for another, two see that the third has 9."""


def test_two_municipalities_of_an_area_read_the_third_and_are_kept_from_it_only_where_declared() -> None:
    """圏域の計27。三つとも9なら、一つの町には残りが1〜17に見えるが、二つが持ち寄れば、残る一つは9と分かる。"""
    default, guarded = ONE_AREA.protected(ALONE), ONE_AREA.protected(PAIRS)
    third = next(key for key in ONE_AREA.counts if (key.place_code, key.category) == ("丙", "N02"))
    known = [key for key in ONE_AREA.counts if key.place_code in ("甲", "乙")]
    assert ONE_AREA.range_of(third, default, known) == (9, 9)
    low, high = ONE_AREA.range_of(third, guarded, known)
    assert low <= 1 and high >= K
    assert not narrowed_by_pairs(ONE_AREA, guarded)


def test_the_audit_finds_the_pair_in_what_the_method_hides_by_default() -> None:
    default = ONE_AREA.protected(ALONE)
    assert not ONE_AREA.audited(default, Named())
    found = ONE_AREA.audited(default, Named(pairs=True))
    assert {attacker for attacker, *_ in found} == {"丙+乙", "丙+甲", "乙+甲"}
    assert found == narrowed_by_pairs(ONE_AREA, default) and all(recovered for *_, recovered in found)
    assert not ONE_AREA.audited(ONE_AREA.protected(PAIRS), Named(pairs=True))


@st.composite
def supports(draw: st.DrawFn) -> Prefecture:
    """Three or four municipalities in one or two areas."""
    towns = ["甲", "乙", "丙", "丁"][: draw(st.integers(3, 4))]
    areas = {town: draw(st.sampled_from(("東", "東", "西"))) for town in towns}
    count = st.one_of(st.integers(0, 12), st.integers(0, 60))
    return supported({town: (draw(count), draw(count)) for town in towns}, areas)


@hypothesis_settings(max_examples=40, deadline=None)
@given(prefecture=supports())
def test_no_pair_of_an_area_narrows_a_third_where_pairs_are_declared(prefecture: Prefecture) -> None:
    hidden = prefecture.protected(PAIRS)
    assert not narrowed_by_pairs(prefecture, hidden)
    assert not prefecture.audited(hidden, Named(pairs=True))


@hypothesis_settings(max_examples=40, deadline=None)
@given(prefecture=supports(), data=st.data())
def test_the_audit_finds_what_pairs_find_whatever_is_hidden(
    prefecture: Prefecture, data: st.DataObject
) -> None:
    """Of any pattern, chosen by no method: small counts hidden, and of the rest some."""
    large = [key for key, count in prefecture.counts.items() if count >= K]
    some = data.draw(st.sets(st.sampled_from(large))) if large else set()
    hidden = some | {key for key, count in prefecture.counts.items() if 0 < count < K}
    outside = {key for key in hidden if np.diff(prefecture.range_of(key, hidden, ()))[0] < WIDTH - NEAR}
    ours = {found for found in narrowed_by_pairs(prefecture, hidden) if found[1] not in outside}
    found = prefecture.audited(hidden, Named(pairs=True))
    assert {each for each in found if "+" in each[0] and prefecture.counts[each[1]] < K} <= ours
    # A member of whom everything is published adds nothing: the other one by itself is told of.
    for pair, key, recovered in ours:
        assert {(who, key, recovered) for who in (pair, *pair.split("+"))} & found, (pair, key)


# ---- a provider ------------------------------------------------------------------------------------------------------

SECTOR = {"A11": "juso", "A20": "welfare", "A21": "welfare"}
Referrals = dict[tuple[str, str, str], int]
"""From which agency to which, in which municipality."""


def referred(referrals: Referrals) -> Prefecture:
    """Municipalities and the prefecture by agency and sector; pairs of agencies are published for the prefecture alone."""
    total: dict[Key, int] = defaultdict(int)
    below: dict[Key, set[Key]] = defaultdict(set)

    def key(place: tuple[str, str], origin: tuple[str, str], target: tuple[str, str]) -> Key:
        return Key("flow", "FY", *place, *origin, *target, "")

    for (town, origin, target), count in referrals.items():
        for place in (("municipality", town), ("prefecture", "県")):
            levels = [
                [("agency", agency), ("sector", SECTOR[agency]), ("total", "total")]
                for agency in (origin, target)
            ]
            for sides in SHOWN:
                total[key(place, levels[0][sides[0]], levels[1][sides[1]])] += count
            for whole, part in ADDED:
                below[key(place, levels[0][whole[0]], levels[1][whole[1]])].add(
                    key(place, levels[0][part[0]], levels[1][part[1]])
                )
    for each in list(total):
        if each.place_kind == "municipality":
            below[each._replace(place_kind="prefecture", place_code="県")].add(each)
    pairs = {
        each
        for each in total
        if each.place_kind == "municipality" and {each.from_level, each.to_level} == {"agency"}
    }
    by_rule: dict[tuple[Key, Any], list[Key]] = defaultdict(list)
    for whole, parts in below.items():
        for part in sorted(parts):
            by_rule[whole, (part.place_kind, part.from_level, part.to_level)].append(part)
    sums = [(whole, parts) for (whole, _), parts in by_rule.items()]
    towns = {town: "東" for town, *_ in referrals}
    return Prefecture(dict(total), sums, towns, frozenset(pairs))


AGENCY, SECTORS, TOTAL = 0, 1, 2
SHOWN = [(0, 0), (0, 2), (2, 0), (1, 1), (1, 2), (2, 1), (2, 2)]
# Which table is the sum of which: whole, part.
ADDED = [
    ((0, 2), (0, 0)), ((2, 0), (0, 0)), ((1, 1), (0, 0)), ((1, 2), (0, 2)), ((2, 1), (2, 0)),
    ((1, 2), (1, 1)), ((2, 1), (1, 1)), ((2, 2), (1, 2)), ((2, 2), (2, 1)),
]  # fmt: skip


def counted_in(key: Key, referral: tuple[str, str, str]) -> bool:
    """Whether a referral is one of those that a count counts, by what the count says it is of."""
    town, *agencies = referral
    sides = ((key.from_level, key.from_code), (key.to_level, key.to_code))
    return key.place_code in (town, "県") and all(
        {"agency": agency, "sector": SECTOR[agency], "total": "total"}[level] == code
        for agency, (level, code) in zip(agencies, sides, strict=True)
    )


class Provider:
    """It holds its own referrals of one municipality, and looks at everybody's as unknowns."""

    def __init__(
        self, town: str, agency: str, referrals: Referrals, prefecture: Prefecture, hidden: set[Key]
    ) -> None:
        self.unknown = list(referrals)
        self.mine = {each for each in referrals if each[0] == town and agency in each[1:]}
        bounds = [
            (referrals[each], referrals[each]) if each in self.mine else (0, None) for each in self.unknown
        ]
        equal: list[tuple[list[float], float]] = []
        at_least: list[list[float]] = []
        # Of what is in no list of counts a zero is published; pairs of agencies of a town are in none.
        for key in {key for each in referrals for key in _counts_of(each)}:
            if key in prefecture.latent:
                continue
            row = [float(counted_in(key, each)) for each in self.unknown]
            if key in hidden:
                at_least.append(row)
            else:
                equal.append((row, float(prefecture.counts.get(key, 0))))
        self.program: dict[str, Any] = {"bounds": bounds}
        if equal:
            self.program |= {"A_eq": [row for row, _ in equal], "b_eq": [right for _, right in equal]}
        if at_least:
            self.program |= {"A_ub": -np.array(at_least), "b_ub": -np.ones(len(at_least))}

    def range_of(self, key: Key) -> tuple[float, float]:
        goal = np.array([float(counted_in(key, each)) for each in self.unknown])
        ends = []
        for sign in (1, -1):
            found = linprog(sign * goal, **self.program)
            assert found.status in (0, 3), found.message
            ends.append(sign * found.fun if found.status == 0 else -sign * np.inf)
        return ends[0], ends[1]

    def others_in(self, key: Key, referrals: Referrals) -> int:
        """How much of a count is not its own."""
        return sum(n for each, n in referrals.items() if counted_in(key, each) and each not in self.mine)


def _counts_of(referral: tuple[str, str, str]) -> Iterator[Key]:
    town, *agencies = referral
    levels = [[("agency", agency), ("sector", SECTOR[agency]), ("total", "total")] for agency in agencies]
    for place in (("municipality", town), ("prefecture", "県")):
        for sides in SHOWN:
            yield Key("flow", "FY", *place, *levels[0][sides[0]], *levels[1][sides[1]], "")


def narrowed_by_providers(
    referrals: Referrals, prefecture: Prefecture, hidden: set[Key]
) -> set[tuple[str, Key, bool]]:
    """Small counts of its municipality, not wholly its own, that a provider narrows below the width, or of which it learns
    the number where nobody publishes them.
    """
    found = set()
    for town in prefecture.areas:
        for agency in SECTOR:
            if not any(n and each[0] == town and agency in each[1:] for each, n in referrals.items()):
                continue
            provider = Provider(town, agency, referrals, prefecture, hidden)
            for key, count in prefecture.counts.items():
                if key.place_code != town or not 0 < count < K or not provider.others_in(key, referrals):
                    continue
                low, high = provider.range_of(key)
                latent = key in prefecture.latent
                if high - low < (1 if latent else WIDTH) - NEAR and (not latent or low > NEAR):
                    found.add((f"{town}/{agency}", key, high - low < NEAR))
    return found


def everywhere(*towns: dict[tuple[str, str], int]) -> Referrals:
    """Referrals of every agency to every other, none where nothing is said."""
    return {
        (name, *pair): referrals.get(pair, 0)
        for name, referrals in zip(("甲", "乙"), towns, strict=False)
        for pair in itertools.permutations(SECTOR, 2)
    }


# 甲: of 40 that 福祉 sent to 重層, 社協 (A20) sent 31 and A21 the other 9.
TWO_IN_A_SECTOR = everywhere(
    {("A20", "A11"): 31, ("A21", "A11"): 9, ("A11", "A20"): 25, ("A11", "A21"): 14},
    {("A20", "A11"): 44, ("A21", "A11"): 28, ("A11", "A20"): 37, ("A11", "A21"): 22},
)


def test_a_provider_reads_the_other_one_of_its_sector_and_is_kept_from_it_only_where_declared() -> None:
    """分野の計40のうち、社協は自分の31を知る。残る9は、もう一つの法人の件数である。"""
    prefecture = referred(TWO_IN_A_SECTOR)
    default, guarded = prefecture.protected(ALONE), prefecture.protected(PROVIDERS)
    other = Key("flow", "FY", "municipality", "甲", "agency", "A21", "total", "total", "")
    assert Provider("甲", "A20", TWO_IN_A_SECTOR, prefecture, default).range_of(other) == pytest.approx(
        (9, 9)
    )
    assert not narrowed_by_providers(TWO_IN_A_SECTOR, prefecture, guarded)
    low, high = Provider("甲", "A20", TWO_IN_A_SECTOR, prefecture, guarded).range_of(other)
    assert low <= 1 and high >= K


def test_the_audit_finds_the_provider_in_what_the_method_hides_by_default() -> None:
    prefecture = referred(TWO_IN_A_SECTOR)
    default = prefecture.protected(ALONE)
    assert not prefecture.audited(default, Named(pairs=True))
    found = prefecture.audited(default, Named(providers=True))
    assert found == narrowed_by_providers(TWO_IN_A_SECTOR, prefecture, default) and found
    assert not prefecture.audited(prefecture.protected(PROVIDERS), Named(providers=True))


@st.composite
def referrals(draw: st.DrawFn) -> Referrals:
    """One or two municipalities of three agencies in two sectors."""
    count = st.one_of(st.just(0), st.integers(0, 12), st.integers(0, 60))
    pairs = list(itertools.permutations(SECTOR, 2))
    return everywhere(*({pair: draw(count) for pair in pairs} for _ in range(draw(st.integers(1, 2)))))


@hypothesis_settings(max_examples=30, deadline=None)
@given(given_=referrals())
def test_no_provider_narrows_anothers_count_where_providers_are_declared(given_: Referrals) -> None:
    prefecture = referred(given_)
    hidden = prefecture.protected(PROVIDERS)
    assert not narrowed_by_providers(given_, prefecture, hidden)
    assert not prefecture.audited(hidden, Named(providers=True))


@hypothesis_settings(max_examples=30, deadline=None)
@given(given_=referrals(), data=st.data())
def test_the_audit_finds_what_providers_find_whatever_is_hidden(
    given_: Referrals, data: st.DataObject
) -> None:
    prefecture = referred(given_)
    shown = [key for key in prefecture.counts if key not in prefecture.latent]
    large = [key for key in shown if prefecture.counts[key] >= K]
    some = data.draw(st.sets(st.sampled_from(large))) if large else set()
    hidden = some | {key for key in shown if 0 < prefecture.counts[key] < K}
    everybody = Provider("", "", given_, prefecture, hidden)
    narrow = {
        key
        for key in prefecture.counts
        if np.diff(everybody.range_of(key))[0] < (1 if key in prefecture.latent else WIDTH) - NEAR
    }
    ours = {found for found in narrowed_by_providers(given_, prefecture, hidden) if found[1] not in narrow}
    theirs = {
        found
        for found in prefecture.audited(hidden, Named(providers=True))
        if "/" in found[0] and prefecture.counts[found[1]] < K
    }
    assert theirs == ours


def consented(prefecture: Prefecture, town: str, *counts: int) -> Prefecture:
    """With how many of a town's referrals somebody consented to, as 様式3 asks of each row."""
    total = Key("flow", "FY", "municipality", town, *("total",) * 4, "")
    parts = {
        total._replace(table_id="breakdown", category=f"consent:{kind}"): count
        for kind, count in zip(("consented", "legal"), counts, strict=True)
    }
    return replace(
        prefecture, counts=prefecture.counts | parts, sums=[*prefecture.sums, (total, list(parts))]
    )


LARGE = {("A20", "A11"): 44, ("A21", "A11"): 28, ("A11", "A20"): 37, ("A11", "A21"): 22}


@pytest.mark.parametrize(("others", "everything"), [(0, True), (2, False)])
def test_what_counts_a_providers_own_referrals_alone_is_no_secret_from_it(
    others: int, everything: bool
) -> None:
    """社協だけがつないだ町では、町の計も、同意した件数も、社協自身の件数である。ほかにもつないだ者がいれば、そうではない。"""
    referrals = everywhere({("A20", "A11"): 7, ("A21", "A11"): others}, LARGE)
    prefecture = consented(referred(referrals), "甲", 3, 4 + others)
    of_town = {key for key, count in prefecture.unknown.items() if key.place_code == "甲" and count}
    mine = {
        key
        for key in of_town
        if key.table_id == "flow"
        and not any(counted_in(key, each) and "A20" not in each for each, n in referrals.items() if n)
    }
    expected = of_town if everything else mine
    assert ("breakdown" in {key.table_id for key in expected}) == everything
    cells = prefecture.cells()
    everyone = {knower.name: knower for knower in knowers(cells, prefecture.relations(), PROVIDERS)}
    assert {cells[i].key for i in everyone["甲/A20"].knows if cells[i].value} == expected
    joint = prefecture.joint(prefecture.protected(ALONE))
    nothing = [i for i, cell in enumerate(joint.cells) if not prefecture.counts[Key(*cell.key)]]
    own = owned(joint, nothing)["甲/A20"]
    assert {Key(*joint.cells[i].key) for i in own if prefecture.counts[Key(*joint.cells[i].key)]} == expected
    assert not prefecture.audited(prefecture.protected(PROVIDERS), Named(providers=True))


def consented_by_sector(prefecture: Prefecture, town: str, unknown: dict[str, int]) -> Prefecture:
    """With how many of the referrals of each sending sector were consented to, `unknown` of the others; the town's own counts
    of both, and what is left of its referrals when the consented ones are taken away.
    """
    total = Key("flow", "FY", "municipality", town, *("total",) * 4, "")
    sums, counts, latent = [*prefecture.sums], dict(prefecture.counts), {*prefecture.latent}

    def breakdown(of: Key, kind: str, count: int, kept: bool) -> Key:
        key = of._replace(table_id="breakdown", category=f"consent:{kind}")
        counts[key] = count
        latent.update({key} if kept else ())
        return key

    parts: dict[str, list[Key]] = defaultdict(list)
    for sector in sorted(set(SECTOR.values())):
        whole = total._replace(from_level="sector", from_code=sector)
        known = counts[whole] - unknown[sector]
        both = breakdown(whole, "consented", known, True), breakdown(whole, "unknown", unknown[sector], True)
        sums.append((whole, list(both)))
        for kind, key in zip(("consented", "unknown"), both, strict=True):
            parts[kind].append(key)
    of_town = {
        kind: breakdown(total, kind, sum(counts[key] for key in keys), False) for kind, keys in parts.items()
    }
    sums += [(of_town[kind], keys) for kind, keys in parts.items()]
    rest = breakdown(total, "not_consented", counts[total] - counts[of_town["consented"]], True)
    sums.append((total, [of_town["consented"], rest]))
    return replace(prefecture, counts=counts, sums=sums, latent=frozenset(latent))


@pytest.mark.parametrize("others", [0, 3])
def test_what_a_provider_knows_by_itself_is_not_given_away_by_the_publication(others: int) -> None:
    """同意の不明が自分の1件だけなら、同意のない件数も、公表がなくても1件と分かる。ほかにもあれば、公表された件数から分かる。"""
    town = {("A11", "A20"): 8, ("A20", "A11"): 12, ("A21", "A11"): 11}
    unknown = {"juso": 1, "welfare": others}
    prefecture = consented_by_sector(referred(everywhere(town, LARGE)), "甲", unknown)
    total = Key("flow", "FY", "municipality", "甲", *("total",) * 4, "")
    rest = total._replace(table_id="breakdown", category="consent:not_consented")
    hidden = {key for key, count in prefecture.counts.items() if key.place_code in ("甲", "県") and count}
    assert not prefecture.audited(hidden, Named(providers=True))
    # Of the others' referrals and of all that were consented to, both told, it takes its own away.
    told = {
        total._replace(from_level="sector", from_code="welfare"),
        rest._replace(category="consent:consented"),
    }
    found = prefecture.audited(hidden - told, Named(providers=True))
    assert (("甲/A20", rest, True) in found) == (others > 0)


# ---- the switch ------------------------------------------------------------------------------------------------------


@given(prefecture=supports())
def test_where_nobody_else_is_declared_municipalities_alone_are_guarded_against(
    prefecture: Prefecture,
) -> None:
    cells = prefecture.cells()
    primary = tuple(
        Protection(cell.cell_id, cell.value - 1, K - cell.value) for cell in cells if 0 < cell.value < K
    )
    guarded = insiders(cells, primary, knowers(cells, (), ALONE, prefecture.areas))
    towns = {cell.municipality for cell in cells if cell.municipality}
    assert {insider.name for insider in guarded} <= towns
    for insider in guarded:
        own = {cell.cell_id for cell in cells if cell.municipality == insider.name}
        assert set(insider.knows) == own
        small = {cell.cell_id for cell in cells if cell.municipality and 0 < cell.value < K}
        assert set(insider.protects) == small - own and not insider.unsure


def test_the_catalogue_declares_neither_and_a_declaration_of_before_means_the_same() -> None:
    assert catalogue.load().disclosure.attackers == ALONE
    assert attackers(DECLARED) == Named(pairs=False, providers=False)
    before = {name: part for name, part in DECLARED.items() if name != "attackers"}
    check(before)
    assert attackers(before) == Named(pairs=False, providers=False)
    assert catalogue.Disclosure.model_validate(before).attackers == ALONE


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ({"pairs": True}, "「providers」がありません"),
        ({"pairs": True, "providers": False, "pair": True}, "「pair」は知らない項目です"),
        ({"pairs": 1, "providers": False}, r"\[attackers\] pairs: true か false で書いてください"),
        ({"pairs": False, "providers": "no"}, r"\[attackers\] providers: true か false で書いてください"),
        (True, "項目 = 値 の形で書いてください"),
    ],
)
def test_the_audit_refuses_a_switch_it_cannot_read(table: Any, why: str) -> None:
    with pytest.raises(DeclarationError, match=why):
        check(DECLARED | {"attackers": table})


@pytest.mark.parametrize(
    ("attacker", "words"),
    [
        ("312011", "市町村 312011 の担当者"),
        ("312011+312029", "件数を持ち寄る市町村 312011 と 312029 の担当者"),
        ("312011/A20", "市町村 312011 の機関区分 A20 の件数を知る事業者"),
    ],
)
def test_a_refusal_names_the_attacker(attacker: str, words: str) -> None:
    finding = audit.Finding(YEAR, "support/FY/municipality/312037/N03", attacker, 9, 9, 0)
    refused = audit.Audit("s", {"guarded_insiders": False}, (finding,), (), certain=True)
    assert called(attacker) == words and f"。{words}には値が分かる）" in refused.why_not()


def certified(
    prefecture: Published, attackers: dict[str, bool], withstood: dict[str, Any] | None = None
) -> audit.Audit:
    """What the publication of its newest snapshot would hear from the audit, with these attackers declared."""
    *earlier, newest = prefecture.snapshots
    truths = {path.stem: releases.true_counts(prefecture.con, path.stem) for path in prefecture.snapshots}
    return audit.audit(
        newest,
        SMALL | {"attackers": attackers},
        earlier,
        truth=truths[newest.stem],
        earlier_truth=truths,
        withstood=withstood,
    )


BOTH_OFF, TWO = {"pairs": False, "providers": False}, {"pairs": True, "providers": False}


def test_from_the_declaration_to_the_certificate(tmp_path: Path) -> None:
    """三つの町が9ずつ: 入れなければ圏域の計27を公表して止まらない。入れれば、その公表は止まり、作り直せば通る。"""
    for name in ("before", "after"):
        (tmp_path / name).mkdir()
    area = ("support", "FY", "area", "圏域", *("total",) * 4, "N03")
    before, after = Published(tmp_path / "before"), Published(tmp_path / "after", attackers=PAIRS)
    for prefecture in (before, after):
        prefecture.publish(support(9, 9, 9))
    assert before.shown(area) == 27 and after.shown(area) is None
    default = certified(before, BOTH_OFF)
    assert default.passed and default.entries["insiders"] == 3
    assert not {"pairs", "providers"} & default.entries.keys()
    # What withstood municipalities alone is asked again when more are declared.
    refused = certified(before, TWO, dict(default.withstood))
    assert not refused.passed and refused.entries["pairs"] == refused.entries["insider_recovered"] == 3
    assert re.search("件数を持ち寄る市町村 .市 と .市 の担当者には値が分かる", refused.why_not())
    passed = certified(after, TWO)
    assert passed.passed and (passed.entries["pairs"], passed.entries["insider_narrow"]) == (3, 0)
    assert passed.entries["years"]["2025"]["pairs"] == 3


def test_what_was_published_before_it_was_switched_on_stops_nothing_after(tmp_path: Path) -> None:
    """27 は公表してしまった。入れても、二つの町には残る一つの9が分かるが、それは今からの公表のせいではない。"""
    prefecture = Published(tmp_path)
    prefecture.publish(support(9, 9, 9))
    prefecture.attackers = PAIRS
    prefecture.publish(support(9, 9, 9))
    again = certified(prefecture, TWO)
    assert again.passed and again.entries["known_before"] == 3 and again.entries["insider_recovered"] == 0
    # A count that was corrected since is another: it was never given away, and is kept from the pair.
    prefecture.publish(support(9, 9, 7), revisions=(1, 1, 2))
    corrected = certified(prefecture, TWO)
    assert corrected.passed


def test_a_count_corrected_since_is_not_forgiven_for_what_it_was(tmp_path: Path) -> None:
    """丙市 was 9 to the other two; it is 7 now, and 25 published by mistake would tell them so."""
    prefecture = Published(tmp_path)
    prefecture.publish(support(9, 9, 9))
    prefecture.publish(support(9, 9, 7), revisions=(1, 1, 2))
    with duckdb.connect(prefecture.snapshots[-1]) as con:
        con.execute("""update mart_linkage_support set value = 25, state = 'value'
            where place_kind in ('area', 'prefecture')""")
    refused = certified(prefecture, TWO)
    assert not refused.passed and "乙市 と 甲市 の担当者には値が分かる" in refused.why_not()


def _told_by_mistake(prefecture: Published, small: int) -> None:
    """The newest snapshot as if nothing had been hidden beside the count of 甲市, which readers then know as well."""
    with duckdb.connect(prefecture.snapshots[-1]) as con:
        for place, number in zip((*TOWNS[1:], "圏域", "県"), (40, 30, small + 70, small + 70), strict=True):
            con.execute(
                "update mart_linkage_support set value = ?, state = 'value' where place_code = ?",
                [number, place],
            )


def test_readers_too_are_forgiven_only_what_they_had_read_of_the_same_number(tmp_path: Path) -> None:
    """What stood in an earlier snapshot stops nothing; the corrected count, told once more by mistake, does."""
    prefecture = Published(tmp_path)
    prefecture.publish(support(9, 40, 30))
    _told_by_mistake(prefecture, 9)
    prefecture.publish(support(9, 40, 30))
    again = certified(prefecture, BOTH_OFF)
    assert again.passed and again.entries["known_before"] >= 1
    prefecture.publish(support(7, 40, 30), revisions=(2, 1, 1))
    assert certified(prefecture, BOTH_OFF).passed
    _told_by_mistake(prefecture, 7)
    refused = certified(prefecture, BOTH_OFF)
    assert not refused.passed and "公表データを読む人には値が分かる" in refused.why_not()


def test_an_audit_of_the_file_alone_tells_what_was_tried_when_it_was_made(tmp_path: Path) -> None:
    """Who is declared only today was not tried on true counts: it stands among what is supposed."""
    prefecture = Published(tmp_path)
    prefecture.publish(support(9, 9, 9))
    today = audit.audit(prefecture.snapshots[-1], SMALL | {"attackers": TWO})
    assert today.passed and "pairs" not in today.entries
    assert today.entries["supposed"]["pairs"] == 3 == today.entries["supposed"]["insider_narrow"]
