"""参画体制, who sits in the bodies: breadth of membership (多元化) and how level the field is (水平性)."""

from collections.abc import Hashable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import formats, words
from dashboard.charts import alttext
from dashboard.charts import participation as chart
from dashboard.queries import participation as setup
from dashboard.queries import participation_register as register_query
from dashboard.queries import participation_roster as query
from dashboard.widgets import definition
from dashboard.widgets.figure import whisker
from dashboard.widgets.page import Page, listed

NAMED = 6
MEASURES = {
    "degree_in": "horizontality_receivers",
    "degree_out": "horizontality_senders",
    "reciprocity": "horizontality_reciprocity",
    "betweenness": "horizontality_brokers",
    "strength": "horizontality_evenness",
    "chairs": "horizontality_chairs",
    "density": "network_density",
}


def members(page: Page) -> None:
    """Agency categories by body; nobody's seats; organisations by sector; breadth by municipality."""
    rows = query.categories(page.snapshot, page.chosen)
    left, right = st.columns(2)
    with left:
        _categories(page, rows)
    with right:
        body = page.body()
        _open_seats(page, rows[rows["body_code"] == body], body)
        _sectors(page, body)
        _diversity(page, body)


def _categories(page: Page, rows: pd.DataFrame) -> None:
    platform = rows[rows["body_code"] == page.one("platform")]
    # The administration sits in every platform that it runs itself, which tells nobody anything.
    outside = platform[platform["sector_code"] != "gov"]
    most = alttext.largest(
        outside, category="agency", unit=page.t("unit.municipalities"), n=3, within=page.t("outside")
    )
    page.card(
        "categories",
        partial(chart.categories, rows),
        rows[
            [
                "sector",
                "agency",
                "body",
                "value",
                "state",
                "organisations",
                "organisations_state",
                "invited",
                "invited_state",
                "national",
                "national_state",
            ]
        ],
        page.t("reading.categories", most=most, n=int((platform["value"] > 0).sum()), all=len(platform)),
        indicators={
            "value": "category_seats",
            "organisations": "body_organisations",
            "invited": "body_invitations",
            "national": "national_members",
        },
        form="F2",
        notes=[page.t("note.categories"), *asked_in_parts(page)],
    )


def _open_seats(page: Page, rows: pd.DataFrame, body: str) -> None:
    """Categories with no seat in one body anywhere, and whether they were invited, which is asked of platforms alone."""
    title = page.t("title.open_seats", body=page.code("bodies", body))
    if page.nothing_to_show(rows, "open_seats", title=title):
        return
    # Only a published 0 is nobody's seat; a hidden or unanswered one may be somebody's.
    empty = rows[(rows["value"] == 0) & (rows["state"] == "value")]
    counted = zip(empty["invited"], empty["invited_state"], strict=True)
    table = empty.assign(invitation=[_invited(page, n, state) for n, state in counted])
    of, names = (
        words.inner(page.code("bodies", body)),
        alttext.first(empty["agency"].tolist(), "agency", NAMED),
    )
    sentence = (
        page.t("reading.open_seats", n=len(empty), body=of, list=names)
        if names
        else page.t("reading.open_none", body=of)
    )
    if empty["invited_state"].isin(["value", "suppressed"]).any():
        uninvited = table["invitation"].eq(page.t("invited.no"))
        sentence += page.t("reading.open_uninvited", n=int(uninvited.sum()))
    page.card(
        "open_seats",
        None,
        table[["sector", "agency", "invitation"]],
        sentence,
        indicators={"invitation": "body_invitations", "agency": "category_seats"},
        title=title,
        form="F2",
    )


def _invited(page: Page, n: object, state: str) -> str:
    """Whether anybody was invited; a number that is hidden, or not asked for, has its sign."""
    return formats.symbol(state) if state != "value" else page.t("invited.yes" if n else "invited.no")


def asked_in_parts(page: Page) -> list[str]:
    """The note that categories of earlier years are asked in parts now, where they are."""
    split = query.split(page.snapshot, page.chosen)
    sentences = [
        page.t("note.split_one", whole=whole, parts=parts)
        for whole, parts in zip(split["whole"], split["parts"], strict=True)
    ]
    if not sentences:
        return []
    return [page.t("note.split", year=formats.fiscal_year(int(split["since"].min())), list=listed(sentences))]


def _sectors(page: Page, body: str) -> None:
    rows = query.sectors(page.snapshot, page.chosen, body)
    rows = rows.assign(origin_word=[page.t(f"origin.{origin}") for origin in rows["origin"]])
    grouped = rows.groupby("sector", sort=False, as_index=False)
    whole = grouped.agg(value=("value", "sum"), state=("state", "first"))
    if whole["value"].sum() == 0:
        page.empty("none", "sectors", title=page.t("title.sectors", body=page.code("bodies", body)))
        return
    most = alttext.largest(whole, category="sector", unit=page.t("unit.organisations"), n=2)
    new = int(rows.loc[rows["origin"] == "new", "value"].sum())
    page.card(
        "sectors",
        partial(chart.sectors, rows),
        rows[["sector", "origin_word", "value", "state"]],
        page.t("reading.sectors", most=most, new=formats.count(new)),
        indicators=("body_organisations",),
        title=page.t("title.sectors", body=page.code("bodies", body)),
        form="F2",
        notes=[page.t("note.sectors")],
    )


def _diversity(page: Page, body: str) -> None:
    rows = query.diversity(page.snapshot, page.chosen, body)
    if page.nothing_to_show(
        rows, "diversity", title=page.t("title.diversity", body=page.code("bodies", body))
    ):
        return
    # The reading speaks of published values only, as everywhere.
    there = rows.loc[rows["state"] == "value", "value"]
    page.card(
        "diversity",
        partial(chart.diversity, rows),
        rows[
            [
                "lg_code",
                "municipality",
                "value",
                "state",
                "categories",
                "organisations",
                "private_share",
                "accepted",
                "accepted_state",
            ]
        ],
        page.t("reading.diversity", low=formats.number(there.min(), 1), high=formats.number(there.max(), 1)),
        indicators={
            "value": "effective_kinds",
            "categories": "member_kinds",
            "organisations": "body_organisations",
            "private_share": "body_private_share",
            "accepted": "platform_acceptance",
        },
        listed=True,
        title=page.t("title.diversity", body=page.code("bodies", body)),
        form="F2",
        notes=[page.t("note.diversity"), *_joined(page, rows)],
    )


def _joined(page: Page, rows: pd.DataFrame) -> list[str]:
    """The note that names who is part of a wider body: their few seats in it are no body of their own."""
    names = rows.loc[rows["joined"], "municipality"].tolist()
    return [page.t("note.joined", list=listed(names))] if names else []


def horizontality(page: Page) -> None:
    """The descriptive panel of 水平性, its caution, and who chairs and runs the bodies."""
    rows = query.horizontality(page.snapshot, page.chosen)
    known = {one.id: one.title for one in definition.of(page.snapshot, list(MEASURES.values()))}
    rows = rows.assign(indicator=rows["code"].map(MEASURES))
    # An older snapshot may hold measures that its own catalogue does not define.
    rows = rows[rows["indicator"].isin(list(known))]
    # Density is no side of it and says so, but it stands beside: a ring and a complete network are equally level.
    aside = {"density": page.t("density_aside")}
    rows = rows.assign(measure=rows["code"].map(aside).fillna(rows["indicator"].map(known)))
    left, right = st.columns(2)
    with left:
        _panel(page, rows)
    with right:
        _features(page, "chairs", "chair_sector", "sec3", "chair_sector_count")
        _features(page, "secretariats", "secretariat", "secretariats", "secretariat_count")
    _roles(page)


def _roles(page: Page) -> None:
    """Who sits in one body in which role: role × sector."""
    body = page.body()
    rows = register_query.roles(page.snapshot, page.chosen, body)
    title = page.t("title.roles", body=page.code("bodies", body))
    if page.nothing_to_show(rows, "roles", title=title):
        return
    page.card(
        "roles",
        partial(chart.roles, rows, page.t("unit.organisations")),
        rows[["role", "sector", "value", "state", "municipalities"]],
        alttext.largest(
            rows.assign(
                pair=[
                    page.t("role_pair", role=role, sector=sector)
                    for role, sector in zip(rows["role"], rows["sector"], strict=True)
                ]
            ),
            category="pair",
            unit=page.t("unit.organisations"),
            n=3,
        ),
        indicators={"value": "seats_by_role", "municipalities": "seats_by_role"},
        title=title,
        form="F2",
        notes=[page.t("note.roles")],
    )


def _panel(page: Page, rows: pd.DataFrame) -> None:
    if page.nothing_to_show(rows, "horizontality"):
        return
    st.info(page.t("note.horizontality"), icon=":material/info:")
    # Chairs are a full count without a range; n and coverage are those of the network measures.
    network = rows[rows["coverage"].notna()]
    notes = [page.t("note.level_range")]
    if len(network):
        first = network.iloc[0]
        notes.insert(
            0, page.t("note.network", n=int(first["nodes"]), share=formats.percent(first["coverage"]))
        )
    rows = rows.assign(said=[_measure(row) for row in rows.to_dict("records")])
    sentences = [
        page.t("reading.measure", name=name, value=said)
        for code, name, said in zip(rows["code"], rows["measure"], rows["said"], strict=True)
        if code != "density"
    ]
    page.card(
        "horizontality",
        partial(chart.horizontality, rows),
        rows[["measure", "value", "low", "high", "state", "nodes"]],
        page.t("reading.horizontality", list=listed(sentences)) + _dense(page, rows),
        indicators=dict.fromkeys(("value", "nodes"), rows["indicator"].tolist()),
        form="F3",
        whole=True,
        notes=notes,
        signs=whisker("kinds", rows),
    )


def _measure(row: dict[Hashable, Any]) -> str:
    """A measure on 0–1; the share of chairs, which counts platforms, as a share with what it is of."""
    if row["code"] != "chairs" or row["state"] != "value":
        return formats.count(row["value"], row["state"], decimals=2)
    return formats.percent(row["value"], n=row["nodes"])


def _dense(page: Page, rows: pd.DataFrame) -> str:
    """The density in a sentence of its own; nothing where an older snapshot has none."""
    dense = rows[rows["code"] == "density"]
    if dense.empty:
        return ""
    row = dense.iloc[0]
    return page.t("reading.density", value=formats.count(row["value"], row["state"], decimals=2))


def _features(page: Page, key: str, column: str, list_name: str, indicator: str) -> None:
    rows = setup.features(page.snapshot, page.chosen, column, list_name)
    platform = rows[(rows["body_code"] == page.one("platform")) & (rows["value"] > 0)]
    sentence = alttext.listed(platform, category="feature", unit=page.t("unit.municipalities"))
    page.card(
        key,
        partial(chart.features, rows),
        rows[["body", "feature", "value", "state"]],
        page.t("reading.forms", list=sentence),
        indicators=(indicator,),
        form="F1",
    )
