"""参画体制: which bodies stand, who sits in them, how level the field is, what they do and how they meet."""

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import formats, theme
from dashboard.charts import alttext
from dashboard.charts import participation as chart
from dashboard.queries import participation as query
from dashboard.queries import participation_roster as roster_query
from dashboard.queries import participation_work as work_query
from dashboard.queries.labels import members
from dashboard.views import _participation_map as participation_map
from dashboard.views import _participation_register as register
from dashboard.views import _participation_roster as roster
from dashboard.views import _participation_work as work
from dashboard.widgets import definition, notices
from dashboard.widgets.figure import Sign
from dashboard.widgets.page import Page, listed
from dashboard.widgets.tiles import Tile, tiles

ORGANISATIONS = ("platform_organisations", "platform_private_share")
KINDS = ("category_seats",)


def main() -> None:
    """Key figures, then one of five views."""
    page = Page.open("participation", "fiscal_year", "area", "municipality")
    counts = query.setup(page.snapshot, page.chosen)
    tiles(_tiles(page, counts))
    view = page.view("view", "setup", "members", "register", "level", "activity", "meetings")
    notices.legend()
    if view == "setup":
        _setup(page)
    elif view == "members":
        roster.members(page)
    elif view == "register":
        register.show(page)
    elif view == "level":
        roster.horizontality(page)
    elif view == "activity":
        work.activity(page)
    else:
        work.meetings(page)


def _tiles(page: Page, counts: pd.DataFrame) -> list[Tile]:
    answered = page.answered("F1")
    # Nobody's answer is … and not 0, although the sum over nothing is 0.
    known = "value" if answered.n else "unanswered"
    standing = (
        counts[counts["est_status"].isin(members(page.snapshot, "stands"))]
        .groupby("body_code")["value"]
        .sum()
    )
    out_of = page.t("tile.out_of", n=answered.total)
    platform, council = page.one("platform"), page.one("council")
    reported = page.t("tile.answered", answered=page.reported("F1"))
    bodies = [
        page.tile(
            page.t(f"tile.{name}"),
            formats.count(standing[body], known),
            out_of,
            reported,
            indicators=(query.joined(page.snapshot)[body],),
        )
        for name, body in (("platform", platform), ("council", council))
    ]
    return [*bodies, _together(page, int(standing[council]), known), *_breadth(page)]


def _together(page: Page, councils: int, known: str) -> Tile:
    """Of the municipalities with a council (the others have nothing to run together), those that do."""
    modes = work_query.modes(page.snapshot, page.chosen)
    here = modes[modes["lg_code"].eq(page.chosen.municipality)] if page.chosen.municipality else modes
    n, of_those = (
        int(here["mode_code"].isin(members(page.snapshot, "joined_up")).sum()),
        page.t("tile.out_of", n=councils),
    )
    return page.tile(
        page.t("tile.together"),
        formats.count(n, known),
        of_those,
        page.t("tile.together_note"),
        indicators=("meetings_joined_up", "council_joined"),
    )


def _breadth(page: Page) -> list[Tile]:
    breadth = roster_query.breadth(page.snapshot, page.chosen, page.one("platform"))
    if breadth.empty:
        sign = formats.symbol("not_applicable")
        return [
            page.tile(page.t("tile.organisations"), sign, indicators=ORGANISATIONS),
            page.tile(page.t("tile.kinds"), sign, indicators=KINDS),
        ]
    row = breadth.iloc[0]
    # One name for one number: the share is called here as the indicators and the sheet call it.
    (share,) = definition.of(page.snapshot, ORGANISATIONS[1:])
    private = page.t(
        "tile.private",
        title=share.title,
        share=formats.percent(row["private_share"]),
        n=formats.count(row["private_organisations"]),
        all=formats.count(row["sided_organisations"]),
    )
    known = [] if formats.missing(row["private_share"]) else [private]
    # How many and of what, no index: nobody in an office acts on a Hill number, which the table has.
    organisations = page.tile(
        page.t("tile.organisations"),
        formats.count(row["organisations"]),
        page.t("unit.organisations"),
        "\n".join([*known, page.t("tile.reported", answered=page.reported("F2"))]),
        indicators=ORGANISATIONS,
    )
    seats = roster_query.categories(page.snapshot, page.chosen)
    asked = seats[seats["body_code"] == page.one("platform")]
    # Kinds with a seat anywhere in the place: in how many municipalities the card of categories says.
    taken = int((asked["value"] > 0).sum())
    kinds = page.tile(
        page.t("tile.kinds"),
        formats.count(taken),
        page.t("tile.of_kinds", n=len(asked)),
        page.t("tile.no_seat", n=len(asked) - taken),
        indicators=KINDS,
    )
    return [organisations, kinds]


def _setup(page: Page) -> None:
    rows, signs = participation_map.standing(page)
    left, right = st.columns(2)
    with left:
        _matrix(page, rows, signs)
    with right:
        participation_map.show(page, rows, signs)
        _forms(page)


def _matrix(page: Page, rows: pd.DataFrame, signs: list[Sign]) -> None:
    here = query.setup(page.snapshot, page.listed_place())
    stands = (
        here[here["est_status"].isin(members(page.snapshot, "stands"))]
        .groupby("body", sort=False)["value"]
        .sum()
    )
    sentences = [page.t("reading.body", body=body, n=n) for body, n in stands.items()]
    page.card(
        "matrix",
        partial(chart.standings, rows, theme.SETUP, x="body", brief="brief", row=33),
        rows.assign(within=page.within(rows["in_prefecture"]))[
            ["lg_code", "municipality", "within", "body", "word", "form", "meetings", "meetings_state"]
        ],
        page.t("reading.setup", list=listed(sentences)),
        indicators={"word": "body_standing", "form": "body_standing", "meetings": "meetings_held"},
        listed=True,
        form="F1",
        signs=signs,
        notes=[page.t("note.legitimate"), page.t("note.no_plan")],
    )


def _forms(page: Page) -> None:
    rows = query.features(page.snapshot, page.chosen, "setup_form", "setup_forms")
    platform = rows[(rows["body_code"] == page.one("platform")) & (rows["value"] > 0)]
    sentence = alttext.listed(platform, category="feature", unit=page.t("unit.municipalities"))
    page.card(
        "forms",
        partial(chart.features, rows),
        rows[["body", "feature", "value", "state"]],
        page.t("reading.forms", list=sentence),
        indicators=("setup_form_count",),
        form="F1",
    )


main()
