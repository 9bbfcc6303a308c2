"""A query never loses a published row without a filter of the reader's: its rows are counted against its mart's."""

import inspect
import pkgutil
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from dashboard import queries, store
from dashboard.queries.chosen import Chosen

YEAR, CITY, BODY = 2025, "312011", "B01"
HERE = f"fiscal_year = {YEAR} and place_kind = 'prefecture'"
INSIDE = "(select count(*) from dim_municipality where in_prefecture)"
CORE = "(select count(*) from dim_group where group_id = 'core_bodies')"
ITEMS = "(select count(*) from dim_code where list = 'items' and (extra ->> 'group') <> 'prefecture')"


def codes(name: str) -> str:
    """SQL for the number of codes of a list."""
    return f"(select count(*) from dim_code where list = '{name}')"


# those asked in the chosen year, the last one: a category that was split is asked in its parts
AGENCIES = "(select count(*) from dim_code where list = 'agencies' and valid_to is null)"


def rows(mart: str, where: str = "true") -> str:
    """SQL for the number of rows of a mart."""
    return f"(select count(*) from {mart} where {where})"


COMPARED = (
    "(select count(distinct indicator_id) from mart_indicator join dim_indicator using (indicator_id) "
    "where class in ('D1', 'D2') and topic in ('participation', 'linkage') "
    "and indicator_id not in ('linkage_reported', 'platform_acceptance', 'issues_fed_back'))"
)

# What each query must give: the rows of its mart under the same filter, or one row a pair of codes it lays out.
ROWS = {
    "about.terms": rows("dim_term"),
    "about.codes": codes("bodies"),
    "definitions.definitions": rows("dim_indicator"),
    "answered.halves": "(select coalesce(sum(half_only), 0) from mart_quality_coverage "
    f"where {HERE} and form = 'F3' and period = 'FY')",
    # the demo has boundaries, so positions that stand in for them are no source
    "about.sources": rows("dim_source", "source_id <> 'tiles'"),
    "sources.all_sources": rows("dim_source"),
    "answered.left_out": rows("mart_quality_coverage", f"{HERE} and form = 'F3' and period = 'FY'"),
    "checklist.items": ITEMS,
    "checklist.statuses": codes("item_statuses"),
    "checklist.answers": rows(
        "mart_checklist_item join dim_municipality using (lg_code)", f"fiscal_year = {YEAR} and in_prefecture"
    ),
    "checklist.summary": f"{ITEMS} * {codes('item_statuses')}",
    "checklist.barriers": f"{ITEMS} * {codes('barriers')}",
    "indicator.published": rows("dim_indicator", "published_in = 'mart_indicator.value'"),
    "indicator.by_municipality": rows("dim_municipality", "in_prefecture"),
    "indicator.pairs": rows("dim_municipality", "in_prefecture"),
    "indicator.trends": rows(
        "mart_indicator",
        f"indicator_id = 'referral_count' and fiscal_year <= {YEAR} and place_code = '{CITY}'",
    ),
    "indicator.medians": "(select count(distinct fiscal_year) from mart_indicator where indicator_id = 'referral_count')",
    "linkage.flows": rows(
        "mart_linkage_flow", f"{HERE} and period = 'FY' and from_level = 'sector' and to_level = 'sector'"
    ),
    "linkage.ends": rows(
        "mart_linkage_flow",
        f"{HERE} and period = 'FY' and ((from_level = 'sector' and to_level = 'total')"
        " or (from_level = 'total' and to_level = 'sector'))",
    ),
    "linkage.trend": rows(
        "mart_linkage_flow",
        f"fiscal_year <= {YEAR} and place_kind = 'prefecture' and from_level = 'total' and to_level = 'total'",
    ),
    "linkage.legal_bases": rows(
        "mart_linkage_breakdown",
        f"fiscal_year <= {YEAR} and place_kind = 'prefecture' and from_level = 'total' and dimension = 'consent'",
    ),
    "linkage.legal_basis_by_sector": rows("mart_linkage_breakdown", f"{HERE} and from_level = 'sector'"),
    "linkage.parts": rows(
        "mart_linkage_breakdown", f"{HERE} and from_level = 'total' and dimension = 'channel'"
    ),
    "linkage.rate": rows("mart_linkage_rate", f"{HERE} and rate = 'consent'"),
    "linkage.rates": rows(
        "mart_linkage_rate", f"fiscal_year = {YEAR} and place_kind = 'municipality' and rate = 'consent'"
    ),
    "linkage.towns": rows("dim_municipality"),
    "linkage.crossings": rows("mart_linkage_place", f"fiscal_year = {YEAR} and to_code <> ''"),
    "linkage.network": rows("mart_linkage_network", f"fiscal_year = {YEAR}"),
    "linkage.support": rows(
        "mart_linkage_support", "period = 'FY' and place_kind = 'prefecture' and fiscal_year >= 2023"
    ),
    "linkage.steps": rows(
        "mart_linkage_support",
        "period = 'FY' and place_kind = 'prefecture' and fiscal_year >= 2023 and measure_code in "
        "(select member from dim_group where group_id = 'coordination_steps')",
    ),
    "linkage.nodes": rows("mart_linkage_node", f"fiscal_year = {YEAR}"),
    "linkage.governance": rows("mart_linkage_network", "metric = 'density'"),
    "linkage.standing": INSIDE,
    "events.events": "(select count(*) from dim_code where list = 'events' and (extra ->> 'on')::date >= '2023-04-01')",
    "overview.moved": INSIDE,
    "participation_register.bodies": rows(
        "mart_participation_body", f"fiscal_year = {YEAR} and state = 'value'"
    ),
    "participation_register.seats": f"({AGENCIES} - 1) * {rows('dim_municipality')}",
    "linkage.cases": rows("mart_linkage_case", f"fiscal_year = {YEAR} and place_kind = 'municipality'"),
    "municipality.variables": "2 * 4",
    "municipality.about": "1",
    "municipality.bodies": CORE,
    "municipality.seats": f"{codes('sectors')} + 1",
    "municipality.indicators": COMPARED,
    "municipality.positions": f"{COMPARED} * {INSIDE}",
    "municipality.years": f"2 * {COMPARED}",
    "municipality.checklist": ITEMS,
    "municipality.strip": rows(
        "mart_checklist_item join dim_code i on i.list = 'items' and i.code = item_code",
        f"fiscal_year = {YEAR} and lg_code in ('{CITY}', '312029') and (i.extra ->> 'group') = 'notification'",
    ),
    "municipality.referrals_by_sector": rows(
        "mart_linkage_flow",
        f"fiscal_year = {YEAR} and period = 'FY' and place_code = '{CITY}' and from_level = 'total' and to_level = 'sector'",
    ),
    "municipality.referrals_by_year": rows(
        "mart_linkage_flow",
        f"period = 'FY' and place_code = '{CITY}' and from_level = 'total' and to_level = 'total'",
    ),
    "municipality.submissions": rows(
        "mart_quality_submission", f"fiscal_year = {YEAR} and lg_code = '{CITY}'"
    ),
    "overview.indicators": rows(
        "mart_indicator",
        f"fiscal_year <= {YEAR} and place_kind = 'prefecture' and indicator_id = 'linkage_reported'",
    ),
    "overview.answers": "(select count(*) from (select distinct fiscal_year, lg_code from mart_quality_submission))",
    "overview.joined": f"{CORE} * (select count(distinct fiscal_year) from mart_participation_setup)",
    "participation.bodies": f"{CORE} * {rows('dim_municipality')}",
    "participation.setup": f"{CORE} * {codes('est_statuses')}",
    "participation.features": f"{CORE} * {codes('setup_forms')}",
    "participation_roster.categories": f"({AGENCIES} - 1) * {CORE}",
    "participation_roster.split": "4",  # A31, A43, A44, A54 since fiscal 2025
    "participation_roster.sectors": f"{codes('sectors')} * 2",
    "participation_roster.diversity": rows("dim_municipality"),
    "participation_roster.breadth": rows("mart_participation_diversity", f"{HERE} and body_code = '{BODY}'"),
    "participation_roster.horizontality": "7",
    "participation_work.activities": rows(
        "mart_participation_activity", "period = 'FY' and place_kind = 'prefecture' and fiscal_year >= 2023"
    ),
    "participation_work.trainings": f"{codes('trainings')} * {codes('audiences')}",
    "participation_work.modes": INSIDE,
    "participation_work.overlaps": f"2 * {INSIDE}",
    "participation_work.mutual": f"6 * {rows('dim_municipality')}",
    "places.municipalities": rows("dim_municipality"),
    "practices.library": rows("mart_practices_case"),
    "prefecture.roles": codes("functions"),
    "prefecture.support": f"{INSIDE} * {codes('share_methods')}",
    "prefecture.sharing": rows("mart_prefecture_sharing"),
    "participation_register.operators": f"5 * (select count(distinct lg_code) from mart_participation_operator "
    f"where fiscal_year = {YEAR})",
    "participation_register.roles": f"{codes('roles')} * {codes('sectors')}",
    "participation_work.phases": f"3 * {codes('phases')}",
    "participation_work.efforts": INSIDE,
    "prefecture.contacts": rows("mart_prefecture_contact"),
    "linkage.coseating": rows("mart_participation_coseating", f"fiscal_year = {YEAR}"),
    "linkage.backbone": rows("mart_linkage_backbone", f"fiscal_year = {YEAR}"),
    "linkage.sides": f"6 * {INSIDE}",
    "participation_register.stages": rows("mart_municipality_stage", f"fiscal_year = {YEAR}"),
    "municipality.by_year": "(select count(*) from mart_indicator i join dim_indicator d using (indicator_id) "
    f"where place_code = '{CITY}' and fiscal_year between {YEAR} - 2 and {YEAR} and d.class in ('D1', 'D2') "
    "and d.topic in ('participation', 'linkage') and d.kind = 'count' and d.published_in = 'mart_indicator.value' "
    "and indicator_id not in ('linkage_reported', 'platform_acceptance', 'issues_fed_back'))",
    "municipality.histories": f"3 * {COMPARED}",
    "municipality.stage": "1",
    "prefecture.bodies": codes("prefecture_bodies"),
    "prefecture.levels": INSIDE,
    "prefecture.consultations": rows("mart_prefecture_consultation"),
    "prefecture.reuse": rows("mart_prefecture_reuse"),
    "prefecture.training": f"{codes('trainings')} * {codes('audiences')}",
    "prefecture.setup_by_area": rows(
        "mart_participation_setup", f"fiscal_year = {YEAR} and place_kind = 'area' and body_code = '{BODY}'"
    ),
    "quality.submissions": rows("mart_quality_submission", f"fiscal_year = {YEAR}"),
    "quality.findings": rows("mart_quality_finding", f"fiscal_year = {YEAR}"),
    "quality.hidden": rows("mart_quality_disclosure", f"fiscal_year = {YEAR}"),
}
# What shows a choice, on purpose: why.
CHOSEN = {
    "checklist.comparison": "counts by outcome of a comparison",
    "checklist.changes": "counts by change since the year before",
    "indicator.find": "what the reader typed",
    "indicator.alike": "the nearest few",
    "indicator.ordered": "lays rows in another order",
    "linkage.completed": "fills a frame, asks nothing",
    "linkage.hubs": "the n largest",
    "municipality.similar": "the nearest few",
    "municipality.profile": "seven facts of the census",
    "overview.preparing": "a list of who plans or considers a body",
    "overview.without_referral": "a list of who told zero",
    "overview.differing": "a list of whose answers differ",
    "overview.considered": "the one most considered",
    "overview.hindering": "the one most named",
    "municipality.turned": "only what differs from the year before",
    "participation_register.meetings": "one body of one municipality",
    "practices.nearest": "the nearest few",
    "participation.joints": "one row a pair of partners, told once for both",
    "practices.counts": "counts by tag",
    "practices.case": "one case by name",
    "practices.tags": "tags of cases named",
    "practices.related": "the nearest few",
    "practices.answering": "cases for one municipality",
    "practices.offered": "one case an item",
    "practices.tagged": "the first few",
    "prefecture.areas": "indicators of three topics by area, every area of each",
    "prefecture.national": "one series of public figures",
    "search.find": "what the reader typed",
}
# Words, codes and shapes: no frame of published rows.
NO_FRAME = {"labels", "shapes", "chosen"}
GIVEN: dict[str, Any] = {
    "fiscal_year": YEAR, "lg_code": CITY, "similar_codes": ["312029"], "lg_codes": [CITY, "312029"], "level": "sector",
    "form": "F3", "dimension": "channel", "name": "consent", "body": BODY, "body_code": BODY, "column": "setup_form",
    "list_name": "setup_forms", "ids": ("linkage_reported",), "place_kind": "prefecture",
    "first": YEAR - 2, "last": YEAR, "indicator_id": "referral_count", "other_id": "platform_organisations",
    "places": [("municipality", CITY)],
}  # fmt: skip


@pytest.fixture(scope="module")
def snapshot(demo_home: Path) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TSUNAGARI_HOME", str(demo_home))
        yield store.current()


def public() -> dict[str, Any]:
    """Every public query that gives a frame."""
    found = {}
    for module in pkgutil.iter_modules(queries.__path__):
        if module.name in NO_FRAME:
            continue
        made = import_module(f"dashboard.queries.{module.name}")
        for name, function in inspect.getmembers(made, inspect.isfunction):
            own = function.__module__ == made.__name__ and not name.startswith("_")
            if own and "DataFrame" in str(inspect.signature(function).return_annotation):
                found[f"{module.name}.{name}"] = function
    return found


def test_every_query_is_counted_or_says_what_it_chooses() -> None:
    assert set(public()) == set(ROWS) | set(CHOSEN) and not set(ROWS) & set(CHOSEN)


@pytest.mark.parametrize("name", ROWS)
def test_a_query_loses_no_row_of_its_mart(name: str, snapshot: store.Snapshot) -> None:
    function = public()[name]
    given = GIVEN | {
        "snapshot": snapshot, "chosen": Chosen.of(snapshot, YEAR), "place_code": snapshot.prefecture_lg_code,
        "list_name": "bodies" if name == "about.codes" else "setup_forms",
    }  # fmt: skip
    wanted = [p.name for p in inspect.signature(function).parameters.values() if p.default is p.empty]
    expected = store.query(snapshot, f"select {ROWS[name]} as n")["n"].iloc[0]
    assert expected > 0
    assert len(function(**{key: given[key] for key in wanted})) == expected
