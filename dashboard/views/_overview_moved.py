"""概況, what differs from the year before: municipalities by name, in the order of their codes; no judgement of either."""

import pandas as pd

from dashboard import formats, words
from dashboard.queries import overview as query
from dashboard.widgets.page import Page, listed

NAMED = 8
WITHOUT = (
    "unanswered",
    "suppressed",
    "unknown",
    "not_applicable",
)  # the first that either year is, the difference is
INDICATORS = {
    "new_bodies": "body_standing",
    "forward": "items_moved_forward",
    "back": "item_change_count",
    "kinds": "member_kinds",
    "before": "referral_count",
    "now": "referral_count",
    "change": "referral_count",
}


def show(page: Page) -> None:
    """The card of changes; a first year has none to compare with."""
    rows = query.moved(page.snapshot, page.chosen)
    # A first year, or one of silence, would make a table of signs.
    if {*rows["bodies_state"], *rows["forward_state"]} <= {"unanswered"}:
        page.empty("none", "moved")
        return
    named = rows.assign(
        municipality=[words.place(page.snapshot, "municipality", code) for code in rows["lg_code"]],
        new_bodies=_codes(page, "bodies", rows["bodies"], rows["bodies_state"]),
        kinds=_codes(page, "agencies", rows["kinds"], rows["kinds_state"]),
        change=_difference(rows),
    )
    counted = ("forward", "back", "before", "now")
    ranged = ("before", "now")
    columns = [
        name
        for indicator in INDICATORS
        for name in (
            indicator,
            *(formats.ends(indicator) if indicator in ranged else ()),
            *((f"{indicator}_state",) if indicator in counted else ()),
        )
    ]
    page.card(
        "moved",
        None,
        named[["lg_code", "municipality", *columns]],
        _reading(page, named),
        indicators=INDICATORS,
        listed=True,
        form="F1",
        notes=[page.t("note.moved")],
    )


def _codes(page: Page, list_name: str, cells: pd.Series, states: pd.Series) -> list[str]:
    """The labels of codes, or the sign of the state; none of them is said in a word."""
    none = page.t("moved.none")
    return [
        listed([page.code(list_name, str(code)) for code in codes]) or none
        if state == "value"
        else formats.symbol(state)
        for codes, state in zip(cells, states, strict=True)
    ]


def _difference(rows: pd.DataFrame) -> list[str]:
    """Difference of referrals, or the sign of why there is none: x where one of the two years is hidden."""
    changes = []
    for row in rows.to_dict("records"):
        pair = (row["now_state"], row["before_state"])
        state = next((state for state in WITHOUT if state in pair), "value")
        changes.append(
            formats.change(row["now"], row["before"]) if state == "value" else formats.symbol(state)
        )
    return changes


def _reading(page: Page, named: pd.DataFrame) -> str:
    """Who has a new body, and how many answers moved where."""
    new = named[named["bodies_state"].eq("value") & named["new_bodies"].ne(page.t("moved.none"))]
    who = [
        page.t("reading.moved_body", name=row["municipality"], bodies=row["new_bodies"])
        for row in new.head(NAMED).to_dict("records")
    ]
    if len(new) > NAMED:
        who.append(page.t("more_places", n=len(new) - NAMED))
    forward = named[named["forward_state"].eq("value") & named["forward"].fillna(0).gt(0)]
    said = page.t("reading.moved_new", list=listed(who)) if who else page.t("reading.moved_no_new")
    return said + page.t(
        "reading.moved_items", n=formats.count(forward["forward"].sum()), places=formats.count(len(forward))
    )
