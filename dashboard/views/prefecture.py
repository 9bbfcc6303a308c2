"""県の取組: who does what, support given, cases shared (K31), training; areas side by side; the national context."""

from collections.abc import Hashable, Mapping
from functools import partial
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import formats, theme
from dashboard.charts import alttext
from dashboard.charts import prefecture as chart
from dashboard.queries import prefecture as query
from dashboard.views._checklist_item import gist
from dashboard.views._prefecture_areas import areas
from dashboard.views._prefecture_bodies import bodies
from dashboard.views._prefecture_national import national
from dashboard.views._prefecture_training import training
from dashboard.widgets import notices, sheet
from dashboard.widgets.figure import Sign
from dashboard.widgets.page import Page, listed
from dashboard.widgets.tiles import Tile, tiles

ROLES = ("pref", "muni", "joint", "none")
INDICATOR = {
    "served": "municipalities_supported",
    "sessions": "support_given",
    "shared": "sharing_occasions",
    "joint": "shared_functions",
}
VIEWS = {"areas": areas, "bodies": bodies, "training": training, "national": national}


def main() -> None:
    """Key figures, roles and sharing, support by municipality, then areas, training or the country."""
    sheet.style()
    page = Page.open("prefecture", "fiscal_year", "area")
    given = query.support(page.snapshot, page.chosen.fiscal_year, page.chosen.area)
    shared = query.sharing(page.snapshot)
    shared = shared[shared["fiscal_year"] <= page.chosen.fiscal_year]
    tiles(_tiles(page, given, shared))
    notices.legend()
    left, right = st.columns(2)
    with left:
        _roles(page)
        _sharing(page, shared)
    with right:
        _support(page, given)
        _item(page, shared)
    VIEWS[page.view("view", *VIEWS)](page)


def _tiles(page: Page, given: pd.DataFrame, shared: pd.DataFrame) -> list[Tile]:
    now = shared[shared["fiscal_year"] == page.chosen.fiscal_year]
    reported = not given["state"].eq("unanswered").all()
    # a support whose number is not known was given; it stands in no sum
    unsure = given["state"].isin(["unknown", "suppressed"])
    served = given[given["value"].fillna(0).gt(0) | unsure]["lg_code"].nunique()
    state = "value" if reported else "unanswered"
    sessions = int(given["value"].sum())
    sessions_state = "unknown" if unsure.any() and not sessions else state
    joint = query.roles(page.snapshot, page.chosen.fiscal_year)["role"]
    # The prefecture answers as one: if it told of its support, no occasion is 0 and not a gap.
    shared_state = "value" if len(now) or reported else "unanswered"
    joint_state = "value" if joint.notna().any() else "unanswered"
    times = page.t("unit.sessions")
    numbers = (
        ("served", formats.count(served, state), page.t("tile.of", n=given["lg_code"].nunique())),
        ("sessions", formats.count(sessions, sessions_state), times),
        ("shared", formats.count(len(now), shared_state), times),
        (
            "joint",
            formats.count(int(joint.eq("joint").sum()), joint_state),
            page.t("tile.of_functions", n=len(joint)),
        ),
    )
    return [
        page.tile(
            page.t(f"tile.{name}"), value, unit, page.t(f"tile.{name}_note"), indicators=(INDICATOR[name],)
        )
        for name, value, unit in numbers
    ]


def _roles(page: Page) -> None:
    """Every function with a mark under the one who carries it."""
    rows = query.roles(page.snapshot, page.chosen.fiscal_year)
    cells = pd.DataFrame([_cell(page, row, role) for row in rows.to_dict("records") for role in ROLES])
    by_role = rows.groupby("role")["label"].apply(list)
    sentences = [
        page.t("said.role", who=page.code("role_splits", role), list=listed(by_role[role]))
        for role in ROLES
        if role in by_role
    ]
    page.card(
        "roles",
        partial(chart.roles, cells),
        rows[["label", "word", "basis"]],
        page.t("reading.roles", list="".join(sentences).rstrip())
        if sentences
        else page.t("reading.roles_none"),
        indicators=("role_split",),
        whole=True,
        signs=[Sign(page.t("glyph.here"), page.t("glyph.carries"), *theme.STATUS["3"])],
    )


def _cell(page: Page, row: Mapping[Hashable, Any], role: str) -> dict[str, str]:
    reported = row["state"] == "value"
    standing = "9" if not reported else chart.HERE if row["role"] == role else chart.ELSEWHERE
    glyph = {"9": formats.symbol("unanswered"), chart.HERE: page.t("glyph.here"), chart.ELSEWHERE: ""}[
        standing
    ]
    word = row["word"] if reported else formats.state_word("unanswered")
    return {
        "label": row["label"],
        "who": page.code("role_splits", role),
        "standing": standing,
        "glyph": glyph,
        "word": word,
    }


def _item(page: Page, shared: pd.DataFrame) -> None:
    """K31, the item of the notification that is the prefecture's own, with what was done about it."""
    item = query.item(page.snapshot)
    now = shared[shared["fiscal_year"] == page.chosen.fiscal_year]
    times = [page.t("said.times", method=m, n=n) for m, n in now["method"].value_counts(sort=False).items()]
    year = page.when()
    said = page.t("k31", year=year, list=listed(times)) if times else page.t("k31_none", year=year)
    with st.container(border=True, key="card_k31"):
        notices.heading(f"{item['code']} {item['item']}")
        st.html(f'<p class="clause">{escape(said)}</p>{gist(page.snapshot, str(item["paragraph"]))}')
        st.page_link("views/practices.py", label=page.t("open_library"))


def _sharing(page: Page, shared: pd.DataFrame) -> None:
    """How often cases were shared, by year and method; the occasions themselves are in the table."""
    if shared.empty:
        page.empty("unanswered", "sharing")
        return
    rows = shared.assign(
        year=[formats.fiscal_year_short(int(year)) for year in shared["fiscal_year"]],
        day=[
            "" if formats.missing(day) else f"{pd.Timestamp(str(day)):%Y-%m-%d}"
            for day in shared["share_date"]
        ],
    )
    times = rows.groupby(["year", "method"], sort=False).size().reset_index(name="value")
    times = times.assign(state="value")
    methods = [name for name in _methods(page) if name in set(rows["method"])]
    yearly = times.groupby("year", sort=False)["value"].sum().reset_index().assign(state="value")
    page.card(
        "sharing",
        partial(chart.sharing, times, methods, page.t("unit.sessions")),
        rows[["year", "day", "method", "practices", "recipients"]],
        page.t("reading.sharing", list=alttext.listed(yearly, category="year", unit=page.t("unit.sessions"))),
        indicators={
            "method": "sharing_occasions",
            "practices": "sharing_practices",
            "recipients": "sharing_recipients",
        },
        period=page.when(int(rows["fiscal_year"].min())),
        whole=True,
        notes=[page.t("note.sharing")],
    )


def _methods(page: Page) -> list[str]:
    codes = page.snapshot.code_list("share_methods")
    return [page.code("share_methods", code, short=False) for code in codes]


def _support(page: Page, given: pd.DataFrame) -> None:
    if page.nothing_to_show(given, "support"):
        return
    totals = given.groupby("method", sort=False)["value"].sum().reset_index().assign(state="value")
    page.card(
        "support",
        partial(chart.support, given, page.t("unit.sessions")),
        given[["lg_code", "municipality", "method", "value", "state"]],
        page.t(
            "reading.support", list=alttext.listed(totals, category="method", unit=page.t("unit.sessions"))
        ),
        indicators=("support_given",),
    )


main()
