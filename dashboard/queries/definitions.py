"""The definitions of indicators, as the snapshot carries them: for cards, tiles, exports and notebooks."""

from collections.abc import Sequence

import pandas as pd

from dashboard import store, words
from dashboard.queries import sources
from dashboard.queries.labels import either

TEXTS = ("title", "unit", "formula", "caution")


def definitions(snapshot: store.Snapshot, ids: Sequence[str] = ()) -> pd.DataFrame:
    """Indicators in the language in force, in the order of `ids` (every one, in the catalogue's order, without).

    Columns indicator_id, topic, title, unit, formula, caution, legal_basis, source, class, kind, decimals, form and
    published_in (mart and column). One that an older snapshot does not know yet is left out.
    """
    indicators = store.query(snapshot, "select * from dim_indicator order by sort")
    if ids:
        known = {str(name): row for row, name in enumerate(indicators["indicator_id"])}
        indicators = indicators.iloc[[known[name] for name in dict.fromkeys(ids) if name in known]]
    titles = sources.titles(snapshot)
    return indicators.assign(
        **{name: either(indicators[f"{name}_ja"], indicators[f"{name}_en"]) for name in TEXTS},
        legal_basis=[words.basis(snapshot, text) for text in indicators["legal_basis"].fillna("")],
        source=[words.either(*titles.get(str(name), ("", ""))) for name in indicators["source_id"]],
        **{
            name: indicators.get(name, pd.Series("", index=indicators.index)).fillna("")
            for name in ("form", "published_in")
        },
    )


@store.kept
def next_period(snapshot: store.Snapshot, form: str) -> tuple[int, str] | None:
    """Fiscal year and half ("FY" of a yearly form) whose submissions bring the next numbers of `form`; None if it is not asked.

    That is the period after the last one that anybody answered.
    """
    sql = """
        select distinct period, max(fiscal_year) filter (where status in ('accepted', 'warned')) as last_fy
        from mart_quality_submission where form = ? group by period order by period"""
    periods = store.query(snapshot, sql, (form,))
    if periods.empty:
        return None
    asked = [str(period) for period in periods["period"]]
    answered = [
        (int(year), asked.index(str(period)))
        for period, year in zip(periods["period"], periods["last_fy"], strict=True)
        if pd.notna(year)
    ]
    # Where nobody has answered yet, the first period of the snapshot's own year is what comes.
    year, at = max(answered, default=(snapshot.last_fy - 1, len(asked) - 1))
    return (year, asked[at + 1]) if at + 1 < len(asked) else (year + 1, asked[0])
