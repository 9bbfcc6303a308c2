"""県の取組, closer: areas side by side, training in the prefecture, the national context."""

from html import escape

import streamlit as st

from dashboard import formats, theme, words
from dashboard.charts import alttext
from dashboard.charts import prefecture as chart
from dashboard.queries import prefecture as query
from dashboard.widgets import address, notices
from dashboard.widgets.page import Page


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
    scaled = shown.assign(value=shown["value"] * 100) if share else shown
    page.card(
        "areas",
        chart.areas(shown, str(first["unit"]), share=share, decimals=decimals),
        shown[["area_code", "area", "value", "state", "answered", "expected"]],
        alttext.listed(scaled, category="area", unit=str(first["unit"])),
        title=page.t("areas_of", title=first["title"]),
        unit=page.t("per_unit", unit=first["unit"]) if first["unit"] else page.t("per_index"),
        notes=[page.t("note.areas")],
        answered=(int(shown["answered"].sum()), int(shown["expected"].sum())),
        d2=first["class"] == "D2",
    )


def _setup(page: Page) -> None:
    body = page.body()
    rows = query.setup_by_area(page.snapshot, page.chosen.fiscal_year, body)
    if notices.nothing_to_show(rows, key="empty_area_setup"):
        return
    known = {page.code("est_statuses", code): fill for code, (fill, *_) in theme.SETUP.items()}
    colours = {name: fill for name, fill in known.items() if name in set(rows["status"])}
    joined = rows[rows["est_status"].isin(["E1", "E5"])].groupby("area", sort=False)["value"].sum()
    said = joined.reset_index().assign(state="value")
    totals = rows.drop_duplicates("area_code")[["answered", "expected"]].sum()
    page.card(
        "setup",
        chart.setup(rows, colours),
        rows[["area_code", "area", "status", "value", "state"]],
        page.t("reading.setup", list=alttext.listed(said, category="area", unit=page.t("unit.places"))),
        title=page.t("setup_of", body=page.code("bodies", body)),
        answered=(int(totals["answered"]), int(totals["expected"])),
    )


def training(page: Page) -> None:
    """Participants of training at the chosen place, by kind and audience."""
    chosen = page.chosen
    rows = query.training(page.snapshot, chosen.fiscal_year, chosen.place_kind, chosen.place_code)
    if rows.empty:
        notices.empty("none", key="empty_training")
        return
    rows = rows.assign(
        value=rows["participants"], state=rows["participants"].isna().map({True: "unknown", False: "value"})
    )
    known = [page.code("audiences", code) for code in page.snapshot.code_list("audiences")]
    audiences = [name for name in known if name in set(rows["audience"])]
    totals = rows.groupby("training", sort=False)["value"].sum().reset_index().assign(state="value")
    page.card(
        "training",
        chart.training(rows, audiences, page.t("unit.people")),
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
        notes=[page.t("note.training")],
    )


def national(page: Page) -> None:
    """Public national figures as context, and why there is no local score."""
    left, right = st.columns(2)
    with left:
        rows = query.national(page.snapshot, "juso")
        page.card(
            "national",
            chart.national(rows, page.t("unit.places")),
            rows[["label", "value", "state"]],
            alttext.course(rows, x="label", unit=page.t("unit.places")),
            period=page.t("national_period", first=rows["label"].iloc[0], last=rows["label"].iloc[-1]),
            notes=[page.t("note.national")],
            sources=("welfare_council_29",),
            fictional=False,
        )
    with right, st.container(border=True, key="card_context"):
        notices.heading(page.t("context"))
        for row in query.national(page.snapshot, "knowledge").to_dict("records"):
            full = words.code(page.snapshot, "national_context", str(row["code"]))
            st.write(page.t("said.context", what=full, share=formats.percent(row["value"])))
        st.write(page.t("context_needs"))
        notices.heading(page.t("no_score"))
        st.write(page.t("no_score_text"))
        st.html(f'<p class="card-notes">{escape(page.t("context_source"))}</p>')
