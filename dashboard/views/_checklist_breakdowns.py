"""取組チェック, broken down: counts by item, answers beside rosters (VR24), barriers, change, supplementary items."""

from collections.abc import Mapping
from functools import partial

import pandas as pd

from dashboard import formats, theme
from dashboard.charts import checklist as chart
from dashboard.charts import heads
from dashboard.queries import checklist as query
from dashboard.views import _checklist_item as item_panel
from dashboard.widgets import screen
from dashboard.widgets.figure import Sign
from dashboard.widgets.page import Page, listed

FORM = "F4"


def items(page: Page, _: pd.DataFrame) -> None:
    """Municipalities by item and status, every item as long as the number asked."""
    counts = notified(query.summary(page.snapshot, page.chosen))
    counts = _signed(counts, counts["status"], counts["word"])
    looks = {
        row["word"]: (row["status"], theme.STATUS[row["status"]][0]) for row in counts.to_dict("records")
    }
    reading = page.t("reading.items", list=_leading(page, counts[counts["status"] == "3"]))
    _parts(page, "items", counts, looks, ("item_status_count",), reading)


def roster(page: Page, answers: pd.DataFrame) -> None:
    """VR24: what was answered and what the roster of the same municipality shows, side by side."""
    counts = query.comparison(page.snapshot, page.chosen)
    if counts.empty:
        page.empty("none", "roster")
        return
    said = {code: page.t(f"comparison.{code}") for code in chart.COMPARISON}
    counts = _signed(counts, counts["comparison"], counts["comparison"].map(said))
    looks = _looks(chart.COMPARISON, said)
    # `agrees` is empty where the roster says nothing of the item: that is neither agreement nor difference.
    differing = answers[answers["agrees"].eq(False).fillna(False)]
    reading = page.t("reading.roster", n=len(differing), places=differing["lg_code"].nunique())
    _parts(page, "roster", counts, looks, ("roster_comparison",), reading)
    if not differing.empty:
        rows = differing.assign(roster=[page.t(f"roster_{code}") for code in differing["derived_status"]])
        shown = rows[["lg_code", "municipality", "item_code", "item", "word", "roster"]]
        page.card(
            "differing",
            None,
            shown,
            page.t("reading.differing"),
            indicators={"word": "item_status", "roster": "mutual_seat"},
            listed=True,
            form=FORM,
        )


def barriers(page: Page, _: pd.DataFrame) -> None:
    """Which barrier is named for which item."""
    counts = notified(query.barriers(page.snapshot, page.chosen))
    named = counts.groupby("barrier", sort=False)["value"].sum().sort_values(ascending=False, kind="stable")
    top = [
        page.t("said.barrier", barrier=name, n=formats.count(n)) for name, n in named.head(3).items() if n > 0
    ]
    page.card(
        "barriers",
        partial(chart.barriers, counts, page.t("unit")),
        counts[["item_code", "item", "barrier", "value", "state"]],
        page.t("reading.barriers", list=listed(top)),
        indicators=("barrier_count",),
        listed=True,
        form=FORM,
    )


def change(page: Page, _: pd.DataFrame) -> None:
    """Municipalities by item and change since the year before."""
    counts = notified(query.changes(page.snapshot, page.chosen))
    # Without an earlier year everything is open, and a picture of it would show nothing.
    if not _compared(counts).any():
        page.empty("none", "change")
        return
    said = {code: page.t(f"change.{code}") for code in chart.CHANGE}
    counts = _signed(counts, counts["change"], counts["change"].map(said))
    looks = _looks(chart.CHANGE, said)
    moved = forward(counts)
    leading = _leading(page, counts[counts["change"] == "forward"])
    reading = page.t("reading.change", n=formats.count(moved), list=leading)
    _parts(
        page,
        "change",
        counts,
        looks,
        ("item_change_count", "items_moved_forward"),
        reading,
    )


def supplement(page: Page, answers: pd.DataFrame) -> None:
    """The items asked in addition to the notification, apart from its counts."""
    shown = answers[answers["item_group"] == "supplement"]
    page.card(
        "supplement",
        partial(chart.matrix, shown.assign(key=shown["item_code"]), wide=heads.PAGE),
        table(page, shown),
        page.t("reading.supplement") + _in_place(page, shown),
        indicators=("item_status",),
        listed=True,
        notes=[page.t("note.supplement")],
        form=FORM,
        signs=signs(page),
    )


def _in_place(page: Page, answers: pd.DataFrame) -> str:
    """The items most often in place, fully or in part; nothing where none is."""
    there = answers[answers["status"].isin(page.members("in_place"))]
    counted = there.groupby("short", sort=False)["lg_code"].nunique().rename("value").reset_index()
    return page.t("reading.supplement_most", list=_leading(page, counted)) if len(counted) else ""


def comparable(changes: pd.DataFrame) -> int:
    """Answers to the notification's items that have an answer of the year before, of the counts of `query.changes`."""
    moved = notified(changes)
    return int(moved.loc[_compared(moved), "value"].sum())


def forward(changes: pd.DataFrame) -> int | None:
    """Answers to the notification's items that moved forward, of the counts of `query.changes`; None: nothing to compare."""
    moved = notified(changes)
    if not _compared(moved).any():
        return None
    return int(moved.loc[moved["change"] == "forward", "value"].sum())


def _compared(changes: pd.DataFrame) -> "pd.Series[bool]":
    """Which counts are of municipalities with an answer in both years."""
    return ~changes["change"].isin(list(chart.NO_ANSWER))


def signs(page: Page) -> list[Sign]:
    """The legend of the statuses."""
    known = query.statuses(page.snapshot).to_dict("records")
    return [Sign(row["glyph"], row["word"], *theme.STATUS[row["status"]]) for row in known]


def table(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    """Answers as a table in words."""
    return rows.assign(
        since=[formats.fiscal_year_short(int(y)) if pd.notna(y) else "" for y in rows["since_fy"]],
        evidence=[page.code("evidences", e) if isinstance(e, str) else "" for e in rows["evidence"]],
        barrier=[item_panel.barriers(page.snapshot, codes) for codes in rows["barriers"]],
    )[["lg_code", "municipality", "item_code", "item", "word", "since", "evidence", "barrier"]]


def notified(counts: pd.DataFrame) -> pd.DataFrame:
    """The items of the notification, without those asked in addition."""
    return counts[counts["item_group"] == "notification"]


def _leading(page: Page, counts: pd.DataFrame) -> str:
    """The three items with the highest counts, in words."""
    # A stable sort leaves items of equal counts in the order of the notification.
    top = counts[counts["value"] > 0].sort_values("value", ascending=False, kind="stable").head(3)
    return listed([page.t("said.item", item=row["short"], n=row["value"]) for row in top.to_dict("records")])


def _signed(counts: pd.DataFrame, codes: "pd.Series[str]", named: "pd.Series[str]") -> pd.DataFrame:
    """Counts whose `word` is that of its code, of no answer with its sign: figure, table and exports say it alike."""
    return counts.assign(word=[chart.signed(code, word) for code, word in zip(codes, named, strict=True)])


def _looks(colours: Mapping[str, str], named: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Word → code and colour."""
    return {chart.signed(code, named[code]): (code, colour) for code, colour in colours.items()}


def _parts(
    page: Page,
    key: str,
    counts: pd.DataFrame,
    looks: dict[str, tuple[str, str]],
    indicators: tuple[str, ...],
    reading: str,
) -> None:
    page.card(
        key,
        partial(chart.parts, counts, looks, narrow=screen.narrow()),
        counts[["item_code", "item", "word", "value", "state"]],
        reading,
        indicators=indicators,
        listed=True,
        form=FORM,
        export=partial(chart.parts, counts, looks),
    )
