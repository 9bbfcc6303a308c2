"""One-sentence readings of figures made from their data: what a person would say aloud about the chart."""

import pandas as pd

from dashboard import formats, words


def listed(
    frame: pd.DataFrame,
    *,
    category: str,
    value: str = "value",
    state: str = "state",
    unit: str = "",
    limit: int = 5,
) -> str:
    """「甲市 12件、乙町 x、丙町 …」 in the order of the frame; beyond `limit` rows the rest is counted."""
    rows = zip(frame[category], frame[value], frame[state], strict=True)
    parts = [_item(label, v, s, unit) for label, v, s in rows]
    shown = words.t("format.comma").join(parts[:limit])
    return shown if len(parts) <= limit else words.t("alt.more", list=shown, n=len(parts) - limit)


def trend(frame: pd.DataFrame, *, x: str, value: str = "value", state: str = "state", unit: str = "") -> str:
    """First and last point of a series in words; one point is no trend and stands alone."""
    first, last = (_item(row[x], row[value], row[state], unit) for _, row in frame.iloc[[0, -1]].iterrows())
    if len(frame) == 1:
        return words.t("alt.only", item=first)
    return words.t("alt.trend", first=first, last=last)


def largest(
    frame: pd.DataFrame,
    *,
    category: str,
    value: str = "value",
    state: str = "state",
    unit: str = "",
    n: int = 1,
) -> str:
    """The category (or the `n`) with most among those with a number, ties included; says so when there is none.

    Where a number is suppressed it might be the largest: then the sentence speaks of the published ones only.
    """
    there = frame[frame[state] == "value"]
    if there.empty:
        return words.t("alt.no_number")
    top = there.astype({value: float}).nlargest(n, value, keep="all")
    said = listed(top, category=category, value=value, state=state, unit=unit, limit=max(n, 5))
    hidden = bool((frame[state] == "suppressed").any())
    return words.t("alt.largest_published" if hidden else "alt.largest", list=said)


def states(frame: pd.DataFrame, state: str = "state") -> str:
    """How many cells are suppressed and unanswered, in words; empty when every cell has a number."""
    counted = [(name, int((frame[state] == name).sum())) for name in ("suppressed", "unanswered")]
    parts = [words.t("alt.cells", word=formats.state_word(name), n=n) for name, n in counted if n]
    return words.t("format.comma").join(parts)


def _item(label: object, value: object, state: str, unit: str) -> str:
    return words.t("alt.item", label=label, value=formats.count(value, state, unit))
