"""秘匿: 過去に公表した表と今回の表を引き比べても、守った件数が分かってはならない。

A small prefecture of three municipalities publishes twice; the attacker holds both snapshots and knows, as every
reader does, whose submissions changed between them.
"""

import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from etl import audit, settings
from etl.catalogue import Disclosure
from etl.catalogue.disclosure import Attackers
from etl.disclosure import apply as disclosure
from etl.disclosure import releases, secret
from etl.disclosure.tables import LinkedTable
from etl.suppression import Pattern

FULL = audit.declaration(settings.load().catalogue)
RULES = ("support_area", "support_municipality", "flow_row_sector", "flow_total_row")
DECLARED = FULL | {
    "mart": [mart for mart in FULL["mart"] if mart["table"] in ("support", "flow")],
    "relation": [rule for rule in FULL["relation"] if rule["id"] in RULES],
    "unpublished": [],
    "derived": [],
    "free": [{"mart": "mart_quality_submission", "columns": ["revision"]}],
}
MODEL = Disclosure.model_validate(DECLARED)
KEY = "table_id, period, place_kind, place_code, from_level, from_code, to_level, to_code, category"
Cells = Mapping[tuple[str, ...], int]
TOWNS = ("甲市", "乙市", "丙市")


def support(*counts: int) -> dict[tuple[str, ...], int]:
    """相談件数: three municipalities, their area and the prefecture."""
    total = ("total",) * 4
    places = [("municipality", town) for town in TOWNS] + [("area", "圏域"), ("prefecture", "県")]
    values = [*counts, sum(counts), sum(counts)]
    return {("support", "FY", *place, *total, "N03"): v for place, v in zip(places, values, strict=True) if v}


def sectors(**agencies: tuple[str, int]) -> dict[tuple[str, ...], int]:
    """つなぎ件数 of one municipality by agency and sector; each agency is given with its sector and its count."""
    cells: dict[tuple[str, ...], int] = {}
    for agency, (sector, count) in agencies.items():
        for level, code in (("agency", agency), ("sector", sector), ("total", "total")):
            key = ("flow", "FY", "municipality", TOWNS[0], level, code, "total", "total", "")
            cells[key] = cells.get(key, 0) + count
    return cells


class Prefecture:
    """A private work file, and the snapshots published from it."""

    def __init__(self, folder: Path, key: bytes = b"tests", attackers: Attackers = MODEL.attackers) -> None:
        self.folder, self.snapshots = folder, list[Path]()
        self.attackers = attackers
        self.con = duckdb.connect(folder / "work.duckdb")
        secret.keep(self.con, key)
        self.truth: Cells = {}
        self.halves: Mapping[str, tuple[str, ...]] = {}
        """The halves of 様式3 that a municipality has sent; one that is not named sends the year at once."""

    def publish(
        self, cells: Cells, revisions: tuple[int, ...] = (1, 1, 1), agencies: Mapping[str, str] | None = None
    ) -> list[str]:
        """Protect and publish the counts; the names of those held back."""
        self.truth, mapping = cells, agencies or {}
        self._facts(cells, revisions, mapping)
        model = MODEL.model_copy(update={"attackers": self.attackers})
        held = disclosure.apply(self.con, model)
        number = f"s{len(self.snapshots) + 1}"
        releases.record(self.con, model, number)
        self.snapshots.append(self.folder / f"{number}.duckdb")
        self._snapshot(self.snapshots[-1], revisions, mapping)
        return held

    def certified(self) -> audit.Audit:
        """With the private counts, as a publication makes it: what was not corrected is held equal."""
        *earlier, newest = self.snapshots
        truths = {path.stem: releases.true_counts(self.con, path.stem) for path in self.snapshots}
        return audit.audit(
            newest, DECLARED, earlier, truth=truths[newest.stem], earlier_truth=truths, insiders=False
        )

    def audit(self, withstood: Mapping[str, dict[str, Any]] | None = None) -> audit.Audit:
        """Of the files alone, as anybody can make it."""
        earlier = self.snapshots[:-1]
        return audit.audit(self.snapshots[-1], DECLARED, earlier, insiders=False, withstood=withstood)

    def shown(self, key: tuple[str, ...]) -> int | None:
        where = " and ".join(f"{name.strip()} = ?" for name in KEY.split(","))
        row = self.con.execute(f"select value from safe_cell where {where}", list(key)).fetchone()
        return row[0] if row else 0

    def _facts(self, cells: Cells, revisions: tuple[int, ...], mapping: Mapping[str, str]) -> None:
        con = self.con
        con.execute(
            "create or replace table ref_agency(agency_code varchar, sector6 varchar, series_code varchar)"
        )
        con.execute(
            "create or replace table fct_place(lg_code varchar, place_kind varchar, place_code varchar)"
        )
        con.execute("""create or replace table fct_answer(fiscal_year integer, lg_code varchar, form varchar,
            period varchar, status varchar, revision integer, submitted_on date)""")
        con.execute(f"""create or replace table fct_cell(cell_id bigint, fiscal_year integer,
            {KEY.replace(",", " varchar,")} varchar, value bigint, latent boolean, population bigint, told bigint,
            from_sector varchar, to_sector varchar, area_code varchar)""")
        _many(con, "ref_agency", [(agency, sector, agency) for agency, sector in mapping.items()])
        for town, revision in zip(TOWNS, revisions, strict=True):
            places = [(town, "municipality", town), (town, "area", "圏域"), (town, "prefecture", "県")]
            _many(con, "fct_place", places)
            _many(con, "fct_answer", self._sent(town, revision))
        rows = [
            (
                i,
                2025,
                *key,
                value,
                False,
                50000,
                1,
                mapping.get(key[5]),
                None,
                "圏域" if key[2] == "municipality" else None,
            )
            for i, (key, value) in enumerate(sorted(cells.items()))
        ]
        _many(con, "fct_cell", rows)

    def _sent(self, town: str, revision: int) -> list[tuple[Any, ...]]:
        periods = [("F5", "FY")] + [
            ("F3", half) for half in (("H1", "H2") if town in self.halves else ("FY",))
        ]
        rows = []
        for form, period in periods:
            sent = revision and (period == "FY" or period in self.halves[town])
            rows.append(
                (
                    2025,
                    town,
                    form,
                    period,
                    "accepted" if sent else "missing",
                    revision if sent else None,
                    None,
                )
            )
        return rows

    def _snapshot(self, path: Path, revisions: tuple[int, ...], mapping: Mapping[str, str]) -> None:
        safe = self.con.execute(f"select {KEY}, value, state from safe_cell").fetchall()
        with duckdb.connect(path) as con:
            con.execute("""
                create table snapshot as select '県' as prefecture_lg_code, now()::timestamp as created_at;
                create table dim_code(list varchar, code varchar, extra json);
                create table dim_municipality(lg_code varchar, area_code varchar, in_prefecture boolean, population bigint);
                create table mart_quality_submission(fiscal_year integer, lg_code varchar, form varchar, period varchar,
                    status varchar, revision integer, submitted_on date);
                create table mart_linkage_support(fiscal_year integer, period varchar, place_kind varchar,
                    place_code varchar, measure_code varchar, value bigint, state varchar);
                create table mart_linkage_flow(fiscal_year integer, period varchar, place_kind varchar,
                    place_code varchar, from_level varchar, from_code varchar, to_level varchar, to_code varchar,
                    value bigint, state varchar)""")
            _many(
                con, "dim_code", [("agencies", code, f'{{"sector6": "{s}"}}') for code, s in mapping.items()]
            )
            _many(con, "dim_municipality", [(town, "圏域", True, 50000) for town in TOWNS])
            for town, revision in zip(TOWNS, revisions, strict=True):
                _many(con, "mart_quality_submission", self._sent(town, revision))
            rows = [(2025, r[1], r[2], r[3], r[8], r[9], r[10]) for r in safe if r[0] == "support"]
            # a municipality that answered shows its zeros
            shown = {row[3] for row in rows if row[2] == "municipality"}
            rows += [
                (2025, "FY", "municipality", town, "N03", 0, "value")
                for town, revision in zip(TOWNS, revisions, strict=True)
                if rows and revision and town not in shown
            ]
            _many(con, "mart_linkage_support", rows)
            _many(con, "mart_linkage_flow", [(2025, *r[1:8], r[9], r[10]) for r in safe if r[0] == "flow"])


def _many(con: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        con.executemany(f"insert into {table} values ({', '.join('?' * len(rows[0]))})", rows)


@pytest.fixture
def prefecture(tmp_path: Path) -> Prefecture:
    return Prefecture(tmp_path)


Change = Callable[[Prefecture], list[str]]


def revised_by_one(p: Prefecture) -> list[str]:
    """甲市 had 9 and reports 10: publishable by itself, but the totals before and after differ by exactly one."""
    p.publish(support(9, 40, 60))
    return p.publish(support(10, 40, 60), revisions=(2, 1, 1))


def first_case(p: Prefecture) -> list[str]:
    """甲市 had none, as everybody could read, and reports one."""
    p.publish(support(0, 40, 60))
    return p.publish(support(1, 40, 60), revisions=(2, 1, 1))


def late_submission(p: Prefecture) -> list[str]:
    """丙市 had not answered; its 5 would be what the totals grow by."""
    p.publish(support(15, 40, 0), revisions=(1, 1, 0))
    return p.publish(support(15, 40, 5), revisions=(1, 1, 1))


def category_split(p: Prefecture) -> list[str]:
    """A sector of two agencies becomes two sectors: the old sum less the new one is the other agency."""
    before = {"A11": "juso", "A12": "juso", "A20": "welfare", "A21": "welfare"}
    after = before | {"A12": "other"}
    counts = {"A11": 30, "A12": 5, "A20": 40, "A21": 50}
    for mapping in (before, after):
        cells = sectors(**{agency: (mapping[agency], count) for agency, count in counts.items()})
        held = p.publish(cells, agencies=mapping)
    return held


def one_count_of_a_form(p: Prefecture) -> list[str]:
    """甲市 sends its form again; of its agencies A11 alone is corrected from 12 to 15, and A12 had and has 4."""
    mapping = {"A11": "juso", "A12": "juso", "A20": "welfare", "A21": "welfare"}
    for revision, count in ((1, 12), (2, 15)):
        counts = {"A11": count, "A12": 4, "A20": 40, "A21": 50}
        cells = sectors(**{agency: (mapping[agency], number) for agency, number in counts.items()})
        held = p.publish(cells, (revision, 1, 1), agencies=mapping)
    return held


def a_first_case_beside_others(p: Prefecture) -> list[str]:
    """甲市 sends its form again: A12, which had none, has 3, and nothing else was corrected."""
    mapping = {"A11": "juso", "A12": "juso", "A20": "welfare"}
    for revision, count in ((1, 0), (2, 3)):
        counts = {"A11": 20, "A12": count, "A20": 40}
        cells = sectors(**{agency: (mapping[agency], number) for agency, number in counts.items() if number})
        held = p.publish(cells, (revision, 1, 1), agencies=mapping)
    return held


def second_half(p: Prefecture) -> list[str]:
    """甲市 tells the first half, then, in the same file sent again, the second as well: 3 more by A11, 30 more by A20."""
    mapping = {"A11": "juso", "A12": "juso", "A20": "welfare"}
    for revision, halves, counts in (
        (1, ("H1",), {"A11": 40, "A12": 25, "A20": 60}),
        (2, ("H1", "H2"), {"A11": 43, "A12": 25, "A20": 90}),
    ):
        p.halves = {TOWNS[0]: halves}
        cells = sectors(**{agency: (mapping[agency], number) for agency, number in counts.items()})
        held = p.publish(cells, (revision, 1, 1), agencies=mapping)
    return held


CHANGES = [
    second_half,
    revised_by_one,
    first_case,
    late_submission,
    category_split,
    one_count_of_a_form,
    a_first_case_beside_others,
]


@pytest.mark.parametrize("change", CHANGES)
def test_two_snapshots_together_give_nothing_away(prefecture: Prefecture, change: Change) -> None:
    change(prefecture)
    for found in (prefecture.audit(), prefecture.certified()):
        assert found.passed, found.why_not()
        assert found.entries["earlier"] == ["s1"] and found.entries["known_before"] == 0


@given(
    first=st.lists(st.integers(0, 60), min_size=5, max_size=5),
    more=st.lists(st.one_of(st.just(0), st.integers(1, 12), st.integers(1, 60)), min_size=5, max_size=5),
)
@hypothesis_settings(max_examples=25, derandomize=True, deadline=None)
def test_no_count_of_a_second_half_is_the_difference_of_two_published_ones(
    first: list[int], more: list[int]
) -> None:
    """Pencil and paper: 43 in April less 40 in October are the 3 of the half between."""
    mapping = {"A11": "juso", "A12": "juso", "A13": "juso", "A20": "welfare", "A21": "welfare"}
    with tempfile.TemporaryDirectory() as folder:
        p = Prefecture(Path(folder))
        shown = []
        for halves, counts in (
            (("H1",), first),
            (("H1", "H2"), [a + b for a, b in zip(first, more, strict=True)]),
        ):
            p.halves = {TOWNS[0]: halves}
            named = dict(zip(mapping, counts, strict=True))
            cells = sectors(**{agency: (mapping[agency], count) for agency, count in named.items() if count})
            p.publish(cells, agencies=mapping)
            shown.append({key: p.shown(key) for key in cells})
        p.con.close()
    for key, now in shown[1].items():
        before = shown[0].get(key, 0)
        assert before is None or now is None or now - before not in range(1, 10), (key, before, now)


def test_a_difference_is_called_one_and_not_by_its_key(
    prefecture: Prefecture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases, "releases", lambda *_: [])
    second_half(prefecture)
    refused = prefecture.audit().why_not()
    assert "（前の公表データとの差）" in refused and "growth" not in refused


def test_a_small_difference_of_what_came_in_is_refused_without_any_program(
    prefecture: Prefecture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second lock, should the attack be blind: 43 after 40 stops the publication by itself."""
    monkeypatch.setattr(releases, "releases", lambda *_: [])
    second_half(prefecture)
    # the package gives the function of the same name
    monkeypatch.setattr(sys.modules["etl.audit.joint_system"], "_growth", lambda *_: iter(()))
    refused = prefecture.audit()
    assert not refused.findings
    assert (
        "前の公表データとの差から 10 未満の件数が分かります" in refused.why_not()
        and "A11" in refused.why_not()
    )


@pytest.mark.parametrize("change", [revised_by_one, first_case, late_submission, second_half])
def test_a_pattern_that_forgets_the_past_is_caught(
    prefecture: Prefecture, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each snapshot is safe by itself; the two together are not, and the audit of the sequence says so."""
    monkeypatch.setattr(releases, "releases", lambda *_: [])
    change(prefecture)
    alone = audit.audit(prefecture.snapshots[-1], DECLARED, insiders=False)
    assert alone.passed, alone.why_not()
    found = prefecture.audit()
    assert not found.passed and found.entries["recovered"] > 0


def test_a_form_sent_again_uncorrected_but_for_one_count_gives_it_to_a_pattern_that_forgets(
    prefecture: Prefecture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A11, published at 20 and hidden now, was not corrected: the sector's 23 less 20. The files alone do not say so."""
    monkeypatch.setattr(releases, "releases", lambda *_: [])
    a_first_case_beside_others(prefecture)
    assert prefecture.audit().passed
    found = prefecture.certified()
    assert not found.passed and found.entries["recovered"] > 0


def test_what_cannot_stay_public_is_held_back_and_named(prefecture: Prefecture) -> None:
    held = first_case(prefecture)
    totals = ("support", "FY", "prefecture", "県", "total", "total", "total", "total", "N03")
    assert held and all("2025年度 support/FY" in name for name in held)
    assert prefecture.shown(totals) is None or prefecture.truth[totals] == prefecture.shown(totals)


def test_publishing_the_same_again_changes_nothing(prefecture: Prefecture) -> None:
    prefecture.publish(support(9, 40, 60))
    first = prefecture.con.execute("from safe_cell order by all").fetchall()
    assert prefecture.publish(support(9, 40, 60)) == []
    assert prefecture.con.execute("from safe_cell order by all").fetchall() == first
    assert prefecture.audit().passed


def test_counts_already_public_stay_public(prefecture: Prefecture) -> None:
    """乙市 and 丙市 did not change: what was shown of them is shown again."""
    prefecture.publish(support(15, 40, 60))
    prefecture.publish(support(5, 40, 60), revisions=(2, 1, 1))
    for town, value in zip(TOWNS[1:], (40, 60), strict=True):
        key = ("support", "FY", "municipality", town, "total", "total", "total", "total", "N03")
        assert prefecture.shown(key) == value
    assert prefecture.audit().passed


def test_a_changed_declaration_does_not_unsay_what_was_said(prefecture: Prefecture) -> None:
    """A higher k hides more from now on; what a lower k published stays known, and the audit counts it apart."""
    prefecture.publish(support(12, 40, 60))
    stricter = DECLARED | {"threshold": DECLARED["threshold"] | {"k": 20, "width": 19}}
    again = audit.audit(prefecture.snapshots[-1], stricter, prefecture.snapshots[:1], insiders=False)
    assert again.passed and again.entries["known_before"] > 0


def test_a_year_told_once_more_is_not_decided_again(
    prefecture: Prefecture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pattern of the snapshot that told the same counts stands, with what was proven of it; anything else is decided."""
    decided: list[int] = []

    def decide(linked: LinkedTable) -> Pattern:
        decided.append(linked.fiscal_year)
        return really(linked)

    really = disclosure.decide
    monkeypatch.setattr(disclosure, "decide", decide)
    prefecture.publish(support(9, 40, 60))
    first = prefecture.con.execute("from safe_cell order by all").fetchall()
    proven = prefecture.con.execute("from safe_certificate order by all").fetchall()
    assert decided == [2025]
    assert prefecture.publish(support(9, 40, 60)) == []
    assert decided == [2025]
    assert prefecture.con.execute("from safe_cell order by all").fetchall() == first
    assert prefecture.con.execute("from safe_certificate order by all").fetchall() == proven
    prefecture.publish(support(9, 40, 60), revisions=(2, 1, 1))  # sent again, with the same counts
    assert decided == [2025] * 2
    prefecture.publish(support(9, 41, 60), revisions=(2, 2, 1))
    assert decided == [2025] * 3
    prefecture.publish(support(9, 40, 60))  # back to what the first snapshot told
    assert decided == [2025] * 3
    stricter = MODEL.model_copy(update={"cost": MODEL.cost.model_copy(update={"area": 1.0})})
    disclosure.apply(prefecture.con, stricter)
    assert decided == [2025] * 4
    assert prefecture.audit().passed


@pytest.mark.slow
@given(
    first=st.tuples(*[st.integers(1, 30)] * 3),
    second=st.tuples(*[st.integers(1, 30)] * 3),
    revisions=st.tuples(*[st.integers(1, 2)] * 3),
)
@hypothesis_settings(max_examples=8, deadline=None)
def test_an_attack_that_found_nothing_is_made_again_only_where_something_changed(
    first: tuple[int, int, int], second: tuple[int, int, int], revisions: tuple[int, int, int]
) -> None:
    """What is remembered of it is what the full audit says, and nothing is remembered of another system of counts."""
    told = tuple(
        new if revision > 1 else old for old, new, revision in zip(first, second, revisions, strict=True)
    )
    with tempfile.TemporaryDirectory() as folder:
        p = Prefecture(Path(folder))
        p.publish(support(*first))
        before = p.audit()
        p.publish(support(*told), revisions=revisions)
        full = p.audit()
        again = p.audit(before.withstood)
        assert _untimed(again) == _untimed(full) and again.findings == full.findings
        same = set(again.withstood) == set(before.withstood)
        assert same or revisions != (1, 1, 1)
        assert not same or told == first or not before.withstood
        p.con.close()


def test_what_is_remembered_spares_the_attack_and_hides_no_tampering(
    prefecture: Prefecture, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefecture.publish(support(9, 40, 60))
    before = prefecture.audit()
    prefecture.publish(support(9, 40, 60))
    full = prefecture.audit()
    with monkeypatch.context() as spared:
        spared.setattr(audit, "examine", lambda *_: pytest.fail("attacked again"))
        assert _untimed(prefecture.audit(before.withstood)) == _untimed(full)
    with duckdb.connect(prefecture.snapshots[-1]) as con:
        con.execute(
            "update mart_linkage_support set value = 9, state = 'value' where place_code = ?", [TOWNS[0]]
        )
    assert not prefecture.audit(before.withstood).passed
    counts = {**prefecture.truth, ("support", "FY", "area", "圏域", *("total",) * 4, "N03"): 110}
    attacked = audit.audit(
        prefecture.snapshots[0], DECLARED, truth={2025: counts}, withstood=before.withstood
    )
    assert set(attacked.withstood) != set(
        before.withstood
    )  # an insider that knows something else is another attacker


def _untimed(found: audit.Audit) -> dict[str, Any]:
    years = {
        year: {key: value for key, value in entries.items() if key != "seconds"}
        for year, entries in found.entries["years"].items()
    }
    return {**found.entries, "seconds": None, "years": years}
