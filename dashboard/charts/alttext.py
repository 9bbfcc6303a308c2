"""One-sentence readings of figures made from their data: what a person would say aloud about the chart."""

from collections.abc import Hashable, Sequence
from typing import Any

import pandas as pd

from dashboard import formats, words
from dashboard.charts import paper


def listed(
    frame: pd.DataFrame,
    *,
    category: str,
    value: str = "value",
    state: str = "state",
    unit: str = "",
    limit: int = 5,
) -> str:
    """「甲市 12件、乙町 x、丙町 …」 in the order of the frame; beyond `limit` rows the rest is counted (see `first`)."""
    parts = [_item(row, category, value, state, unit) for row in frame.to_dict("records")]
    return first(parts, category, limit)


def measured(frame: pd.DataFrame, limit: int) -> str:
    """「重層的支援会議の開催99回、地域づくりの参加者延べ1,200人」: columns measure, unit, value, state, as they are said aloud.

    Beyond `limit` rows the rest is counted.
    """
    return first([measure(row) for row in frame.to_dict("records")], "measure", limit)


def measure(row: dict[Hashable, Any]) -> str:
    """A measure with its number and unit; 「人・延べ」 is a unit and how it is counted, which is said before the number."""
    unit, _, how = str(row["unit"]).partition(words.t("alt.counted"))
    whole, _, part = str(row["measure"]).partition(" ")
    name = words.t("alt.part", whole=whole, part=part) if part else whole
    return words.t("alt.measure", name=name + how, value=formats.told(row, unit=unit))


def first(parts: Sequence[str], kind: str, limit: int) -> str:
    """The first parts of a sentence, the rest counted as what they are: 「ほか12市町村」, and 件 for a kind without a counter."""
    if len(parts) <= limit:
        return formats.listed(parts)
    phrase = f"alt.more.{kind}" if words.known(f"alt.more.{kind}") else "alt.more.case"
    return words.t(phrase, list=formats.listed(parts[:limit]), n=formats.count(len(parts) - limit))


def trend(frame: pd.DataFrame, *, x: str, value: str = "value", state: str = "state", unit: str = "") -> str:
    """First and last point of a series in words; one point is no trend and stands alone."""
    first, last = (_item(row, x, value, state, unit) for row in frame.iloc[[0, -1]].to_dict("records"))
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
    within: str = "",
) -> str:
    """The category (or the `n`) with most, ties included; says so when there is no number.

    within: of which part of the figure the sentence speaks, where it is not all of it.
    Where a hidden number might be among the largest, the sentence speaks of the published ones only (see `leading`).
    """
    top, certain = leading(frame, n, value, state)
    if top.empty:
        return words.t("alt.no_number")
    said = listed(top, category=category, value=value, state=state, unit=unit, limit=max(n, 5))
    # Of several that are not equal only one has most.
    phrase = "largest" if n == 1 or len(top) == 1 else "several"
    sentence = words.t(f"alt.{phrase}" if certain else f"alt.{phrase}_published", list=said)
    return words.t("alt.within", part=within, said=words.inner(sentence)) if within else sentence


def leading(
    frame: pd.DataFrame, n: int, value: str = "value", state: str = "state"
) -> tuple[pd.DataFrame, bool]:
    """The `n` rows with most, and whether they are so whatever is hidden; if not, those of the published ones with most.

    A hidden number is compared by its range: it leads only where its least is no less than the most of every other.
    """
    shown, hidden = frame[state] == "value", frame[state] == "suppressed"
    numbers = paper.shown(frame, value, state)
    low, high = (
        pd.to_numeric(frame[end], errors="coerce").astype(float)
        if end in frame.columns
        else pd.Series(float("nan"), frame.index)
        for end in formats.ends(value)
    )
    least = numbers.where(shown, low.where(hidden))
    most = numbers.where(shown, high.fillna(float("inf")).where(hidden))
    top = frame[least.isin(least.nlargest(n)) & least.notna()]
    rest = most.drop(top.index).dropna()
    if len(top) and (rest.empty or rest.max() <= least[top.index].min()) and not hidden[least.isna()].any():
        return top.loc[least[top.index].sort_values(ascending=False, kind="stable").index], True
    published = frame[shown].assign(**{value: numbers[shown]})
    return published.nlargest(n, value, keep="all"), not hidden.any()


def states(frame: pd.DataFrame, state: str = "state") -> str:
    """How many cells are suppressed and unanswered, in words; empty when every cell has a number."""
    counted = [(name, int((frame[state] == name).sum())) for name in ("suppressed", "unanswered")]
    parts = [words.t("alt.cells", word=formats.state_word(name), n=n) for name, n in counted if n]
    return words.t("format.comma").join(parts)


def _item(row: dict[Hashable, Any], label: str, value: str, state: str, unit: str) -> str:
    return words.t("alt.item", label=row[label], value=formats.told(row, value, state, unit))
