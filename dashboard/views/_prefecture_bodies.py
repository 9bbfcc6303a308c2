"""県の取組: the prefecture's own bodies, who sits there, on which level platforms stand, and how that was considered."""

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import formats, words
from dashboard.charts import alttext
from dashboard.charts import prefecture as chart
from dashboard.queries import prefecture as query
from dashboard.widgets.page import Page, listed


def bodies(page: Page) -> None:
    """Own bodies, levels of platforms and what was used again, beside what was considered with municipalities and contacts."""
    left, right = st.columns(2)
    with left:
        _own(page)
        _levels(page)
        _reuse(page)
    with right:
        _consultations(page)
        _contacts(page)


def _own(page: Page) -> None:
    rows = query.bodies(page.snapshot, page.chosen.fiscal_year)
    told = rows[rows["state"] == "value"]
    sentences = [
        page.t("said.body", body=body, status=status)
        for body, status in zip(told["body"], told["status"], strict=True)
    ]
    page.card(
        "own_bodies",
        None,
        _said(rows, "status")[["body", "status", "meetings", "meetings_state"]],
        page.t("reading.own_bodies", list=listed(sentences))
        if sentences
        else page.t("reading.own_bodies_none"),
        indicators={"status": "prefecture_body_status", "meetings": "prefecture_body_meetings"},
        whole=True,
        notes=[page.t("note.own_bodies")],
    )


def _levels(page: Page) -> None:
    rows = query.levels(page.snapshot, page.chosen.fiscal_year, page.chosen.area)
    if page.nothing_to_show(rows, "levels"):
        return
    names = [page.code("pf_levels", code, short=False) for code in page.snapshot.code_list("pf_levels")]
    # A level on which no platform stands is part of the picture: it has a bar of 0.
    counted = rows[rows["state"] == "value"].groupby("level").size().reindex(names, fill_value=0)
    counts = pd.DataFrame({"level": names, "value": counted.to_numpy(), "state": "value"})
    spoken = counts.assign(level=counts["level"].map(words.inner))
    page.card(
        "levels",
        partial(chart.levels, counts, page.t("unit.places")),
        _said(rows, "level")[["lg_code", "municipality", "level", "seats"]],
        page.t("reading.levels", list=alttext.listed(spoken, category="level", unit=page.t("unit.places"))),
        indicators={"level": "platform_levels", "seats": "platform_levels"},
        form="F1",
        listed=True,
    )


def _consultations(page: Page) -> None:
    rows = query.consultations(page.snapshot, page.chosen.fiscal_year)
    # Of a municipality's state the code says that no platform stands; of a discussion, that nothing was settled.
    settled = rows["level_code"].ne("none")
    rows = rows.assign(
        consulted_on=[
            formats.day(day) if day else formats.symbol("unanswered") for day in rows["consulted_on"]
        ],
        considered=rows["considered"].where(settled, page.t("undecided")),
    )
    shown = ["year", "consulted_on", "lg_code", "municipality", "considered"]
    _reported(page, "consultations", rows, shown, {"considered": "setup_consulted"})


def _reuse(page: Page) -> None:
    rows = query.reuse(page.snapshot, page.chosen.fiscal_year)
    shown = ["year", "lg_code", "municipality", "practices", "practices_state"]
    _reported(page, "reuse", rows, shown, {"practices": "practices_reused"}, counted="practices")


def _contacts(page: Page) -> None:
    rows = query.contacts(page.snapshot, page.chosen.fiscal_year)
    rows = rows.assign(
        carried_out=rows["carried_out"].where(rows["carried_out"].ne(""), formats.symbol("unanswered"))
    )
    shown = ["year", "lg_code", "municipality", "carried_out", "contacts", "contacts_state"]
    bound = {"contacts": "coordinator_contacts", "carried_out": "municipality_stage"}
    _reported(page, "contacts", rows, shown, bound, counted="contacts")


def _reported(
    page: Page,
    key: str,
    rows: pd.DataFrame,
    shown: list[str],
    indicators: dict[str, str],
    *,
    counted: str = "",
) -> None:
    """What the prefecture reported of municipalities, up to the chosen year, as a list.

    counted: the column whose numbers the sentence adds up, in the unit of the title; without one it counts the reports.
    """
    if rows.empty:
        page.empty("unanswered", key)
        return
    page.card(
        key,
        None,
        _dated(rows)[shown],
        _sum_said(page, key, rows, counted),
        indicators=indicators,
        period=page.when(int(rows["fiscal_year"].min())),
        whole=True,
    )


def _sum_said(page: Page, key: str, rows: pd.DataFrame, counted: str) -> str:
    known = rows[rows[f"{counted}_state"] == "value"] if counted else rows
    n = int(known[counted].sum()) if counted else len(rows)
    reading = page.t(f"reading.{key}", n=formats.count(n), places=rows["lg_code"].nunique())
    rest = len(rows) - len(known)
    last = page.chosen.fiscal_year
    none = (
        ""
        if rows["fiscal_year"].eq(last).any()
        else page.t("reading.none_in", year=formats.fiscal_year(last))
    )
    return reading + (page.t("reading.uncounted", n=rest) if rest else "") + none


def _said(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """With a sign for the word that was not told."""
    return rows.assign(**{column: rows[column].where(rows["state"] == "value", formats.symbol("unanswered"))})


def _dated(rows: pd.DataFrame) -> pd.DataFrame:
    """With the fiscal year as it is read."""
    return rows.assign(year=[formats.fiscal_year_short(int(year)) for year in rows["fiscal_year"]])
