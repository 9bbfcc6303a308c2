"""取組チェック: the matrix municipality × item, the text behind each column, and the cases that answer a cell."""

from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import formats, words
from dashboard.charts import checklist as chart
from dashboard.queries import checklist as query
from dashboard.views import _checklist_breakdowns as breakdowns
from dashboard.views._checklist_item import panel
from dashboard.widgets import address, notices, sheet
from dashboard.widgets.page import Page
from dashboard.widgets.tiles import Tile, tiles

VIEWS = {
    "items": breakdowns.items,
    "roster": breakdowns.roster,
    "barriers": breakdowns.barriers,
    "change": breakdowns.change,
    "supplement": breakdowns.supplement,
}


def main() -> None:
    """Key figures, the matrix with the panel of one item, then one of five breakdowns."""
    sheet.style()
    page = Page.open("checklist", "fiscal_year", "area", "municipality")
    answers = query.answers(page.snapshot, page.chosen)
    if page.nothing_to_show(answers.drop(columns="state"), "matrix"):
        return
    tiles(_tiles(page, answers))
    notices.legend()
    left, right = st.columns([0.62, 0.38])
    with right:
        # The list on the right is asked first, though drawn beside: the matrix marks the item that is chosen there.
        item = _picked(page)
    town = _looked_at(page, answers)
    with left:
        _matrix(page, answers, item, town)
    with right:
        panel(page.snapshot, replace(page.chosen, municipality=town), item, answers)
    VIEWS[page.view("view", *VIEWS)](page, answers)


def _tiles(page: Page, answers: pd.DataFrame) -> list[Tile]:
    n, total, _ = page.answered(breakdowns.FORM, listed=True)
    changes = query.changes(page.snapshot, page.chosen)
    forward, comparable = breakdowns.forward(changes), breakdowns.comparable(changes)
    barriers = breakdowns.notified(query.barriers(page.snapshot, page.chosen))
    named = barriers.groupby("barrier_code", sort=False)["value"].sum()
    most, places = _most(answers, page.members("in_place"))
    barrier = page.code("barriers", str(named.idxmax())) if named.max() > 0 else formats.symbol("unanswered")
    return [
        page.tile(
            page.t("tile.answered"),
            formats.count(n),
            page.t("tile.of", n=total),
            page.t("tile.answered_note"),
            indicators=("checklist_answered",),
        ),
        page.tile(
            page.t("tile.in_place"),
            most,
            "",
            page.t("tile.places", n=places),
            indicators=("item_status_count",),
        ),
        page.tile(
            page.t("tile.forward"),
            formats.count(forward, "not_applicable" if forward is None else "value"),
            page.t("tile.comparable", n=formats.count(comparable)),
            page.t("tile.forward_note"),
            indicators=("items_moved_forward",),
        ),
        page.tile(
            page.t("tile.barrier"),
            barrier,
            "",
            page.t("tile.barrier_note", n=formats.count(named.max())),
            indicators=("barrier_count",),
        ),
    ]


def _most(answers: pd.DataFrame, statuses: list[str]) -> tuple[str, str]:
    """The notification's item with most of these statuses, and in how many municipalities."""
    found = answers[(answers["item_group"] == "notification") & answers["status"].isin(statuses)]
    if found.empty:
        return formats.symbol("unanswered"), formats.count(0)
    counted = found.groupby("short", sort=False)["lg_code"].nunique()
    return str(counted.idxmax()), formats.count(counted.max())


def _picked(page: Page) -> pd.Series:
    """The item looked at: `?item=K21`, from the list or from a cell of the matrix."""
    items = query.items(page.snapshot)
    named = dict(zip(items["item_code"], items["item"], strict=True))
    picked = address.pick("item", list(named), page.t("item"), lambda code: f"{code} {named[code]}")
    return items[items["item_code"] == picked].iloc[0]


def _looked_at(page: Page, answers: pd.DataFrame) -> str | None:
    """The municipality of the cell chosen in the picture (`?t=312011`), else the one of the filter.

    A cell belongs to this page alone: it never moves the filter that other pages share. The filter, once moved,
    counts again.
    """
    chosen, key = page.chosen.municipality, "checklist_filter"
    if st.session_state.get(key, chosen) != chosen:
        address.write(t=None)
    st.session_state[key] = chosen
    town = st.query_params.get("t")
    return town if town in set(answers["lg_code"]) else chosen


def _matrix(page: Page, answers: pd.DataFrame, item: pd.Series, looked_at: str | None) -> None:
    shown = answers[answers["item_group"] == "notification"]
    town = words.place(page.snapshot, "municipality", looked_at) if looked_at else None
    event = page.card(
        "matrix",
        partial(chart.matrix, _selectable(page, shown), row=town, column=item["short"]),
        breakdowns.table(page, shown),
        page.t(
            "reading.matrix",
            most=_most(shown, page.members("in_place"))[0],
            considered=_most(shown, ["1"])[0],
        ),
        indicators=("item_status",),
        listed=True,
        form=breakdowns.FORM,
        signs=breakdowns.signs(page),
        # On paper nothing can be chosen, so the row that opens texts is left out.
        export=lambda: chart.matrix(shown.assign(key="")),
        on_select=True,
    )
    _follow(event)


def _selectable(page: Page, shown: pd.DataFrame) -> pd.DataFrame:
    """The answers below a first row that opens the text of each item; `key` is "item|municipality"."""
    items = query.items(page.snapshot)
    text = items[items["item_group"] == "notification"].assign(
        lg_code="",
        municipality=page.t("text.row"),
        status=chart.OPENS_TEXT,
        glyph=page.t("text.glyph"),
        word=page.t("text.word"),
    )
    columns = ["lg_code", "municipality", "item_code", "short", "paragraph", "status", "glyph", "word"]
    rows = pd.concat([text[columns], shown[columns]], ignore_index=True)
    return rows.assign(key=rows["item_code"] + "|" + rows["lg_code"])


def _follow(event: Any) -> None:
    """A cell chosen in the picture becomes item and municipality of this page's address."""
    points = event.selection.points if event else []
    found = str(points[0]["customdata"][0]) if points else None
    if address.once("cell", found):
        # The first row has no municipality: it opens the text of the item alone.
        item, town = str(found).split("|")
        address.write(item=item, **({"t": town} if town else {}))
        st.rerun()


main()
