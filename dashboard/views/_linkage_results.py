"""連携・つなぎ, behind the flows: consent, channel and outcome; support given."""

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import formats
from dashboard.charts import alttext, participation
from dashboard.charts import linkage as chart
from dashboard.queries import linkage as query
from dashboard.widgets import screen
from dashboard.widgets.figure import whisker
from dashboard.widgets.page import Page, listed

INDICATOR = {"consent": "consent_rate", "established": "established_rate", "absorption": "absorption"}
SIDES = ("individual_side", "community_side")
PART = {"consent": "referrals_consented", "established": "referrals_established"}


def legal_bases(page: Page) -> None:
    """Consent by sector and municipality, channels, outcome."""
    left, right = st.columns(2)
    with left:
        _by_sector(page)
    with right:
        _channels(page)
    left, right = st.columns(2)
    with left:
        _rates(page, "consent")
    with right:
        _rates(page, "established")


def _by_sector(page: Page) -> None:
    """Consent by the sender's sector is published for the prefecture only."""
    rows = query.legal_basis_by_sector(page.snapshot, page.chosen)
    if page.nothing_to_show(rows, "legal_bases"):
        return
    rows = rows.assign(legal_basis=[page.t(f"legal_basis.{code}") for code in rows["category"]])
    row = query.rate(page.snapshot, page.whole(), "consent").iloc[0]
    page.card(
        "legal_bases",
        partial(chart.legal_bases, rows, page.t("unit.cases")),
        rows[["sector", "legal_basis", "value", *formats.ends(), "state"]],
        page.t("reading.consent", rate=formats.percent(row["value"], row["state"], row["denominator"])),
        indicators=("referral_count", "consent_rate"),
        form="F3",
        whole=True,
        notes=[page.t("note.prefecture_only"), page.t("note.consent")],
    )


def _channels(page: Page) -> None:
    rows = query.parts(page.snapshot, page.chosen, "channel")
    # Not a gap but a rule: areas publish no channels, and the reader is told so instead of 「該当なし」.
    if rows.empty and page.chosen.place_kind == "area":
        st.info(page.t("note.area"), icon=":material/info:")
        return
    if page.nothing_to_show(rows, "channels"):
        return
    page.card(
        "channels",
        partial(chart.parts, rows, page.t("unit.cases")),
        rows[["label", "value", *formats.ends(), "state"]],
        alttext.largest(rows, category="label", unit=page.t("unit.cases"), n=2),
        indicators=("referral_count",),
        form="F3",
        notes=[page.t("note.channels")],
    )


def _rates(page: Page, name: str) -> None:
    rows = query.rates(page.snapshot, page.chosen, name)
    if page.nothing_to_show(rows, name):
        return
    whole = query.rate(page.snapshot, page.whole(), name)
    # A hidden rate of the prefecture gives no line to compare with, not a line at 0.
    known = len(whole) > 0 and whole["state"].iloc[0] == "value"
    reference = float(whole["value"].iloc[0]) if known else None
    there = rows[rows["state"] == "value"]
    notes = [page.t("note.rates")]
    if reference is not None:
        notes.append(page.t("note.whole", rate=formats.percent(reference)))
    # Many x: what can be shown is drawn, the others are named; rows of x under each other tell nothing.
    few = 3 * len(there) < 2 * len(rows) and len(there) > 0
    if few:
        rest = rows[rows["state"] != "value"]["municipality"].tolist()
        notes.append(page.t("note.rates_few", n=len(there), list=listed(rest)))
    page.card(
        name,
        partial(
            chart.rates, there if few else rows, reference, page.t("whole", rate=formats.percent(reference))
        ),
        rows[["lg_code", "municipality", "value", "low", "high", "state", "numerator", "denominator"]],
        _span(page, there),
        indicators={"value": INDICATOR[name], "numerator": PART[name], "denominator": "referral_count"},
        listed=True,
        form="F3",
        notes=notes,
        signs=whisker("interval", rows),
    )


def _span(page: Page, there: pd.DataFrame) -> str:
    """Between which values the published rates lie."""
    low, high = formats.percent(there["value"].min()), formats.percent(there["value"].max())
    if len(there) == 1:
        return page.t("reading.rate_one", name=there["municipality"].iloc[0], value=low)
    return page.t("reading.rates", n=len(there), low=low, high=high)


def support(page: Page) -> None:
    """The way from intake to the end of a plan, then three years of support measures beside the cases discussed."""
    _steps(page)
    _sides(page)
    cases = query.cases(page.snapshot, page.chosen)
    left, right = st.columns(2)
    with left:
        _support(page, chart.tall(cases["municipality"].nunique()))
    with right:
        _cases(page, cases)


def _steps(page: Page) -> None:
    """Where it gets stuck: counts of one year side by side, never a share, for they are not the same people."""
    rows = query.steps(page.snapshot, page.chosen)
    if page.nothing_to_show(rows, "steps"):
        return
    now = rows[rows["fiscal_year"] == page.chosen.fiscal_year]
    # No shares: these are counts of one year, not of the same people, and 254 of 418 would read as success.
    rows = page.named_by_year(rows)
    page.card(
        "steps",
        partial(chart.steps, rows),
        rows[["year", "measure", "value", *formats.ends(), "state"]],
        page.t("reading.steps", year=page.when(), list=alttext.measured(now, limit=len(now))),
        indicators=("support_measures",),
        period=page.when(int(rows["fiscal_year"].min())),
        form="F5",
        notes=[page.t("note.steps")],
    )


def _sides(page: Page) -> None:
    """The two sides of multi-layered support, individuals and the community, of every municipality by code."""
    rows = query.sides(page.snapshot, page.chosen)
    if page.nothing_to_show(rows, "sides"):
        return
    rows = rows.assign(
        side=[page.t(f"side.{code}") for code in rows["side"]],
    )
    told = rows[rows["value"].fillna(0).gt(0)].groupby("lg_code")["side"].nunique()
    both, everybody = int(told.eq(len(SIDES)).sum()), rows["lg_code"].nunique()
    page.card(
        "sides",
        # Full names would stand slanted over half of a telephone; the table has them. A count keeps its unit.
        partial(chart.sides, rows.assign(measure=rows["short"]) if screen.narrow() else rows),
        rows[["lg_code", "municipality", "side", "measure", "unit", "value", *formats.ends(), "state"]],
        page.t("reading.sides", n=formats.count(both), all=formats.count(everybody)),
        indicators=("support_measures", "activity_measures"),
        listed=True,
        form="F5",
        notes=[page.t("note.sides")],
        export=partial(chart.sides, rows),
    )


def _support(page: Page, height: int) -> None:
    rows = query.support(page.snapshot, page.chosen)
    if page.nothing_to_show(rows, "support"):
        return
    now = rows[rows["fiscal_year"] == page.chosen.fiscal_year]
    rows = page.named_by_year(rows)
    page.card(
        "support",
        partial(participation.trend, rows, list(dict.fromkeys(rows["year"])), height),
        rows[["measure", "phase", "year", "value", *formats.ends(), "state"]],
        page.t("reading.support", year=page.when(), list=alttext.measured(now, limit=4)),
        indicators=("support_measures",),
        period=page.when(int(rows["fiscal_year"].min())),
        form="F5",
        notes=[page.t("note.history")],
    )


def _cases(page: Page, rows: pd.DataFrame) -> None:
    if page.nothing_to_show(rows, "cases"):
        return
    page.card(
        "cases",
        partial(chart.cases, rows, page.t("unit.handled"), list(dict.fromkeys(rows["body"]))),
        rows[["lg_code", "municipality", "body", "value", *formats.ends(), "state"]],
        page.t("reading.cases", **_case_states(rows)),
        indicators=("cases_discussed",),
        listed=True,
        form="F1",
        notes=[page.t("note.cases")],
    )


def _case_states(rows: pd.DataFrame) -> dict[str, int]:
    """How many cells carry a number, are suppressed, or do not apply."""
    counted = rows["state"].value_counts()
    return {
        name: int(counted.get(name, 0)) for name in ("value", "suppressed", "not_applicable", "unanswered")
    }
