"""参画体制: which bodies stand, who sits in them, how level the field is, what they do and how they meet."""

import pandas as pd
import streamlit as st

from dashboard import formats, store, words
from dashboard.charts import alttext
from dashboard.charts import participation as chart
from dashboard.queries import participation as query
from dashboard.queries import participation_roster as roster_query
from dashboard.queries import participation_work as work_query
from dashboard.queries.labels import members
from dashboard.views import _participation_roster as roster
from dashboard.views import _participation_work as work
from dashboard.widgets import filters, notices, setup_map
from dashboard.widgets.figure import Sign
from dashboard.widgets.page import Page, listed
from dashboard.widgets.tiles import Tile, tiles

TOGETHER = ("M2", "M3", "M4")


def main() -> None:
    """Key figures, then one of five views."""
    chosen = filters.show("fiscal_year", "area", "municipality")
    page = Page("participation", store.current(), chosen)
    counts = query.setup(page.snapshot, chosen)
    tiles(_tiles(page, counts))
    view = page.view("view", "setup", "members", "level", "activity", "meetings")
    notices.legend()
    if view == "setup":
        _setup(page, counts)
    elif view == "members":
        roster.members(page)
    elif view == "level":
        roster.level_field(page)
    elif view == "activity":
        work.activity(page)
    else:
        work.meetings(page)


def _tiles(page: Page, counts: pd.DataFrame) -> list[Tile]:
    n, total = _answered(counts)
    known = "value" if n else "unanswered"
    standing = (
        counts[counts["est_status"].isin(members(page.snapshot, "stands"))]
        .groupby("body_code")["value"]
        .sum()
    )
    out_of = page.t("tile.out_of", n=total)
    reported = page.t("tile.answered", answered=formats.answered(n, total))
    modes = work_query.modes(page.snapshot, page.chosen)["mode_code"]
    together = formats.count(int(modes.isin(TOGETHER).sum()), known)
    bodies = [
        Tile(page.t(f"tile.{body}"), formats.count(standing[body], known), out_of, reported)
        for body in ("B01", "B02")
    ]
    meetings = Tile(page.t("tile.together"), together, out_of, page.t("tile.together_note"))
    return [*bodies, meetings, *_breadth(page)]


def _breadth(page: Page) -> list[Tile]:
    found = roster_query.breadth(page.snapshot, page.chosen, "B01")
    if found.empty:
        sign = formats.symbol("not_applicable")
        return [Tile(page.t("tile.organisations"), sign), Tile(page.t("tile.hill"), sign)]
    row = found.iloc[0]
    organisations = Tile(
        page.t("tile.organisations"),
        formats.count(row["organisations"]),
        page.t("unit.organisations"),
        page.t("tile.private", share=formats.percent(row["private_share"]))
        + "\n"
        + page.t("tile.reported", answered=formats.answered(*page.answered("F2"))),
    )
    hill = Tile(
        page.t("tile.hill"),
        formats.count(row["hill1"], decimals=1),
        page.t("unit.kinds"),
        page.t("tile.of_categories", n=int(row["categories"])),
        page.t("tile.hill_help"),
    )
    return [organisations, hill]


def _answered(counts: pd.DataFrame) -> tuple[int, int]:
    """(n, N) of the set-up form; a place without any row counts as nobody asked."""
    if counts["expected"].isna().all():
        return 0, 0
    return int(counts["answered"].max()), int(counts["expected"].max())


def _setup(page: Page, counts: pd.DataFrame) -> None:
    rows, signs = setup_map.standing(page)
    left, right = st.columns(2)
    with left:
        _matrix(page, rows, counts, signs)
    with right:
        setup_map.show(page, rows, signs)
        _forms(page, counts)


def _matrix(page: Page, rows: pd.DataFrame, counts: pd.DataFrame, signs: list[Sign]) -> None:
    stands = (
        counts[counts["est_status"].isin(members(page.snapshot, "stands"))]
        .groupby("body", sort=False)["value"]
        .sum()
    )
    said = [page.t("reading.body", body=body, n=n) for body, n in stands.items()]
    page.card(
        "matrix",
        chart.standings(rows, chart.STANDING, x="body", brief="brief", row=33),
        rows[["lg_code", "municipality", "body", "word", "form", "meetings", "meetings_state"]],
        page.t("reading.setup", list=listed(said)),
        answered=_answered(counts),
        signs=signs,
        notes=[page.t("note.legitimate"), page.t("note.no_plan")],
    )


def _forms(page: Page, counts: pd.DataFrame) -> None:
    rows = query.features(page.snapshot, page.chosen, "setup_form", "setup_forms")
    platform = rows[(rows["body_code"] == "B01") & (rows["value"] > 0)]
    said = alttext.listed(platform, category="feature", unit=page.t("unit.municipalities"))
    page.card(
        "forms",
        chart.features(rows),
        rows[["body", "feature", "value", "state"]],
        page.t("reading.forms", list=said or words.t("alt.no_number")),
        answered=_answered(counts),
    )


main()
