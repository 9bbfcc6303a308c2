"""県の取組: the national context, and why there is no local score."""

import re
from collections.abc import Callable
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from dashboard import formats, words
from dashboard.charts import alttext
from dashboard.charts import prefecture as chart
from dashboard.queries import events, sources
from dashboard.queries import prefecture as query
from dashboard.widgets import definition, notices
from dashboard.widgets.page import Page, listed

NATIONAL = "welfare_council_29"
FIRST = 2020  # before any law or policy on loneliness


def national(page: Page) -> None:
    """Public national figures as context, and why there is no local score."""
    left, right = st.columns(2)
    with left:
        rows = _in_both_eras(query.national(page.snapshot, "juso"))
        published = sources.published(page.snapshot, NATIONAL)
        page.card(
            "national",
            partial(chart.national, rows, page.t("unit.places")),
            rows[["label", "value", "state"]],
            alttext.trend(rows, x="label", unit=page.t("unit.places")),
            indicators=("national_juso",),
            period=page.t("national_period", first=rows["label"].iloc[0], last=rows["label"].iloc[-1]),
            notes=[page.t("note.national")],
            sources=(NATIONAL,),
            fictional=False,
            selection="",
            as_of=page.t("published", day=formats.day(published)),
        )
    with right, st.container(border=True, key="card_context"):
        notices.heading(page.t("context"))
        st.html(definition.folded(definition.of(page.snapshot, ("national_awareness",))))
        for row in query.national(page.snapshot, "knowledge").to_dict("records"):
            full = words.code(page.snapshot, "national_context", str(row["code"]))
            st.write(page.t("said.context", what=full, share=formats.percent(row["value"])))
        st.write(page.t("context_needs"))
        notices.heading(page.t("lonely"))
        st.html(definition.folded(definition.of(page.snapshot, ("national_lonely",))))
        # A sentence and no chart: beside municipal figures a chart would be compared with them.
        said = [
            page.t("said.lonely", year=row["label"], share=formats.percent(row["value"]))
            for row in query.national(page.snapshot, "lonely").to_dict("records")
        ]
        st.write(page.t("lonely_text", list=listed(said)))
        notices.heading(page.t("no_score"))
        st.write(page.t("no_score_text"))
        st.html(f'<p class="card-notes">{escape(page.t("context_source"))}</p>')
        st.html(f'<p class="card-notes">{escape(page.t("lonely_source"))}</p>')
    _milestones(page)


def _milestones(page: Page) -> None:
    """The days on which law and policy changed, those before the first year of the forms too."""
    rows = events.events(page.snapshot, FIRST, page.snapshot.last_fy)
    rows = rows.assign(on=[formats.day(day.date().isoformat()) for day in pd.to_datetime(rows["day"])])
    with st.container(border=True, key="card_milestones"):
        notices.heading(page.t("milestones"))
        said = (
            page.t("said.milestone", day=day, event=event)
            for day, event in zip(rows["on"], rows["event"], strict=True)
        )
        st.html("<ul>" + "".join(f"<li>{escape(line)}</li>" for line in said) + "</ul>")
        st.html(f'<p class="card-notes">{escape(page.t("milestones_source"))}</p>')


def _in_both_eras(rows: pd.DataFrame) -> pd.DataFrame:
    """令和7年度（予定） becomes 令和7年度（2025年度）（予定） in words and R7(2025)（予定） on the `axis`; it is `planned`."""

    def named(write: Callable[[int], str]) -> list[str]:
        pairs = zip(rows["label"], rows["fiscal_year"], strict=True)
        return [re.sub(r"^[^\s（]+", write(int(year)), label) for label, year in pairs]

    return rows.assign(
        label=named(formats.fiscal_year),
        axis=named(formats.fiscal_year_short),
        planned=[re.search(r"[(（]", label) is not None for label in rows["label"]],
    )
