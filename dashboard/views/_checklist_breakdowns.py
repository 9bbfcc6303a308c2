"""取組チェック, broken down: counts by item, answers beside rosters (VR24), barriers, change, supplementary items."""

from functools import partial

import pandas as pd

from dashboard import formats, theme
from dashboard.charts import checklist as chart
from dashboard.queries import checklist as query
from dashboard.views import _checklist_item as item_panel
from dashboard.widgets.figure import Sign
from dashboard.widgets.page import Page, listed

FORM = "F4"


def items(page: Page, _: pd.DataFrame) -> None:
    """Municipalities by item and status, every item as long as the number asked."""
    counts = notified(query.summary(page.snapshot, page.chosen))
    colours = {row["word"]: theme.STATUS[row["status"]][0] for row in counts.to_dict("records")}
    reading = page.t("reading.items", list=_leading(page, counts[counts["status"] == "3"]))
    _parts(page, "items", counts, colours, ("item_status_count",), reading)


def roster(page: Page, answers: pd.DataFrame) -> None:
    """VR24: what was answered and what the roster of the same municipality shows, side by side."""
    counts = query.comparison(page.snapshot, page.chosen)
    if counts.empty:
        page.empty("none", "roster")
        return
    counts = counts.assign(word=[page.t(f"comparison.{code}") for code in counts["comparison"]])
    colours = {page.t(f"comparison.{code}"): colour for code, colour in chart.COMPARISON.items()}
    # `agrees` is empty where the roster says nothing of the item: that is neither agreement nor difference.
    differing = answers[answers["agrees"].eq(False).fillna(False)]
    reading = page.t("reading.roster", n=len(differing), places=differing["lg_code"].nunique())
    _parts(page, "roster", counts, colours, ("roster_comparison",), reading)
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
    if counts["change"].eq("open").all():
        page.empty("none", "change")
        return
    counts = counts.assign(word=[page.t(f"change.{code}") for code in counts["change"]])
    colours = {page.t(f"change.{code}"): colour for code, colour in chart.CHANGE.items()}
    moved = forward(counts)
    leading = _leading(page, counts[counts["change"] == "forward"])
    reading = page.t("reading.change", n=formats.count(moved), list=leading)
    _parts(
        page,
        "change",
        counts,
        colours,
        ("item_change_count", "items_moved_forward"),
        reading,
    )


def supplement(page: Page, answers: pd.DataFrame) -> None:
    """The items asked in addition to the notification, apart from its counts."""
    shown = answers[answers["item_group"] == "supplement"]
    page.card(
        "supplement",
        partial(chart.matrix, shown.assign(key=shown["item_code"])),
        table(page, shown),
        page.t("reading.supplement"),
        indicators=("item_status",),
        listed=True,
        notes=[page.t("note.supplement")],
        form=FORM,
        signs=signs(page),
    )


def forward(changes: pd.DataFrame) -> int | None:
    """Answers to the notification's items that moved forward, of the counts of `query.changes`; None: nothing to compare."""
    moved = notified(changes)
    if moved["change"].eq("open").all():
        return None
    return int(moved.loc[moved["change"] == "forward", "value"].sum())


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


def _parts(
    page: Page,
    key: str,
    counts: pd.DataFrame,
    colours: dict[str, str],
    indicators: tuple[str, ...],
    reading: str,
) -> None:
    page.card(
        key,
        partial(chart.parts, counts, colours),
        counts[["item_code", "item", "word", "value", "state"]],
        reading,
        indicators=indicators,
        listed=True,
        form=FORM,
    )
