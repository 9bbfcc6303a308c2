"""県の取組, closer: areas side by side, training in the prefecture, the national context."""

import re
from collections.abc import Callable
from html import escape

import pandas as pd
import streamlit as st

from dashboard import formats, theme, words
from dashboard.charts import alttext, participation
from dashboard.charts import prefecture as chart
from dashboard.queries import prefecture as query
from dashboard.queries import sources
from dashboard.queries.labels import members
from dashboard.widgets import address, definition, notices
from dashboard.widgets.page import Page

NATIONAL = "welfare_council_29"


def areas(page: Page) -> None:
    """One indicator and the set-up of one body, area by area, in the order of their codes."""
    left, right = st.columns(2)
    with left:
        _indicator(page)
    with right:
        _setup(page)


def _indicator(page: Page) -> None:
    rows = query.areas(page.snapshot, page.chosen.fiscal_year)
    titles = dict(zip(rows["indicator_id"], rows["title"], strict=True))
    picked = address.pick("indicator", list(titles), page.t("indicator"), titles.__getitem__)
    shown = rows[rows["indicator_id"] == picked]
    if notices.nothing_to_show(shown, key="empty_areas"):
        return
    first = shown.iloc[0]
    share, decimals = first["unit"] == "%", int(first["decimals"])
    form = definition.of(page.snapshot, (str(picked),))[0].form
    scaled = shown.assign(value=shown["value"] * 100) if share else shown
    page.card(
        "areas",
        chart.areas(shown, str(first["unit"]), share=share, decimals=decimals),
        shown[["area_code", "area", "value", "state"]],
        alttext.listed(scaled, category="area", unit=str(first["unit"])),
        title=page.t("areas_of", title=first["title"]),
        unit=page.t("per_unit", unit=first["unit"]) if first["unit"] else page.t("per_index"),
        indicators=(str(picked),),
        notes=[page.t("note.areas", areas=words.either(*sources.titles(page.snapshot)["areas"]))],
        form=form,
        whole=True,
    )


def _setup(page: Page) -> None:
    body = page.body()
    rows = query.setup_by_area(page.snapshot, page.chosen.fiscal_year, body)
    if notices.nothing_to_show(rows, key="empty_area_setup"):
        return
    known = {page.code("est_statuses", code): fill for code, (fill, *_) in theme.SETUP.items()}
    colours = {name: fill for name, fill in known.items() if name in set(rows["status"])}
    joined = (
        rows[rows["est_status"].isin(members(page.snapshot, "stands"))]
        .groupby("area", sort=False)["value"]
        .sum()
    )
    said = joined.reset_index().assign(state="value")
    page.card(
        "setup",
        chart.setup(rows, colours),
        rows[["area_code", "area", "status", "value", "state"]],
        page.t("reading.setup", list=alttext.listed(said, category="area", unit=page.t("unit.places"))),
        indicators=("body_status_count",),
        title=page.t("setup_of", body=page.code("bodies", body)),
        form="F1",
        whole=True,
    )


def training(page: Page) -> None:
    """Participants of training at the chosen place, by kind and audience."""
    chosen = page.chosen
    rows = query.training(page.snapshot, chosen.fiscal_year, chosen.place_kind, chosen.place_code)
    if not rows["sessions"].any():
        notices.empty("none", key="empty_training")
        return
    totals = rows.groupby("training", sort=False)["value"].sum().reset_index().assign(state="value")
    page.card(
        "training",
        participation.trainings(rows),
        rows[
            [
                "training",
                "audience",
                "sessions",
                "value",
                "state",
                "completed",
                "joint_held",
                "municipalities",
            ]
        ],
        page.t(
            "reading.training",
            list=alttext.largest(totals, category="training", unit=page.t("unit.people"), n=2),
        ),
        indicators={
            "value": "training_participants",
            "sessions": "training_sessions",
            "completed": "training_completed",
            "joint_held": "training_joint",
            "municipalities": "training_municipalities",
        },
        form="F7",
        notes=[page.t("note.training")],
    )


def _in_both_eras(rows: pd.DataFrame) -> pd.DataFrame:
    """令和7年度（予定） becomes 令和7年度（2025年度）（予定） in words and R7(2025)（予定） on the `axis`."""

    def named(write: Callable[[int], str]) -> list[str]:
        pairs = zip(rows["label"], rows["fiscal_year"], strict=True)
        return [re.sub(r"^[^\s（]+", write(int(year)), label) for label, year in pairs]

    return rows.assign(label=named(formats.fiscal_year), axis=named(formats.fiscal_year_short))


def national(page: Page) -> None:
    """Public national figures as context, and why there is no local score."""
    left, right = st.columns(2)
    with left:
        rows = _in_both_eras(query.national(page.snapshot, "juso"))
        published = sources.published(page.snapshot, NATIONAL)
        page.card(
            "national",
            chart.national(rows, page.t("unit.places")),
            rows[["label", "value", "state"]],
            alttext.course(rows, x="label", unit=page.t("unit.places")),
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
        notices.heading(page.t("no_score"))
        st.write(page.t("no_score_text"))
        st.html(f'<p class="card-notes">{escape(page.t("context_source"))}</p>')
