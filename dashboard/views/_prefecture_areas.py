"""県の取組: areas side by side, by one indicator and by the set-up of one body."""

from functools import partial

import streamlit as st

from dashboard import theme, words
from dashboard.charts import alttext
from dashboard.charts import prefecture as chart
from dashboard.queries import prefecture as query
from dashboard.queries import sources
from dashboard.queries.labels import members
from dashboard.widgets import address, definition
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
    if page.nothing_to_show(shown, "areas", title=page.t("areas_of", title=titles.get(picked, ""))):
        return
    first = shown.iloc[0]
    share, decimals = first["unit"] == "%", int(first["decimals"])
    form = definition.of(page.snapshot, (str(picked),))[0].form
    # The largest area has most municipalities: how many of how many answered stands at each bar.
    shown = shown.assign(
        asked=[
            page.t("area_answered", area=row["area"], n=int(row["answered"]), all=int(row["expected"]))
            if row["expected"] > 0
            else row["area"]
            for row in shown.to_dict("records")
        ]
    )
    # The chart writes shares in per cent by itself; a sentence takes the number as it is said.
    scaled = shown.assign(value=shown["value"] * 100) if share else shown
    page.card(
        "areas",
        partial(chart.areas, shown, str(first["unit"]), share=share, decimals=decimals),
        shown[["area_code", "area", "value", "state"]],
        words.t("alt.only", item=alttext.listed(scaled, category="area", unit=str(first["unit"]))),
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
    if page.nothing_to_show(
        rows, "setup", title=page.t("setup_of", body=words.inner(page.code("bodies", body)))
    ):
        return
    known = {page.code("est_statuses", code): fill for code, (fill, *_) in theme.SETUP.items()}
    # In the order of the theme, from set up to no answer, and only what occurs: the rest would be an empty legend.
    colours = {name: fill for name, fill in known.items() if name in set(rows["status"])}
    joined = (
        rows[rows["est_status"].isin(members(page.snapshot, "stands"))]
        .groupby("area", sort=False)["value"]
        .sum()
    )
    # Municipalities are counted, and nobody hides which of them has a body: every number is a value.
    long = joined.reset_index().assign(state="value")
    page.card(
        "setup",
        partial(chart.setup, rows, colours),
        rows[["area_code", "area", "status", "value", "state"]],
        page.t("reading.setup", list=alttext.listed(long, category="area", unit=page.t("unit.places"))),
        indicators=("body_status_count",),
        title=page.t("setup_of", body=words.inner(page.code("bodies", body))),
        form="F1",
        whole=True,
    )
