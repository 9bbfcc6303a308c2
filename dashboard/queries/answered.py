"""How many municipalities answered: the n/N that stands beside every number made from submissions."""

import pandas as pd

from dashboard import store
from dashboard.queries.chosen import Chosen


def answered(snapshot: store.Snapshot, chosen: Chosen, form: str) -> tuple[int, int]:
    """(n, N): municipalities of the place that sent `form` for the whole year, of those asked; one half is no year."""
    sql = """
        select coalesce(sum(answered), 0)::integer as answered, coalesce(sum(expected), 0)::integer as expected
        from mart_quality_coverage where fiscal_year = ? and form = ? and period = 'FY' and place_kind = ? and place_code = ?"""
    place = (chosen.place_kind, chosen.place_code)
    row = store.query(snapshot, sql, (chosen.fiscal_year, form, *place)).iloc[0]
    return int(row["answered"]), int(row["expected"])


def left_out(snapshot: store.Snapshot, chosen: Chosen, form: str) -> pd.DataFrame:
    """What a year's totals of the place leave out: one row, numbers of municipalities, or none where nobody was asked.

    half_only (one half of a half-yearly form), suppressed (the sender hid a number), unknown, returned (rows sent back).
    """
    sql = """
        select half_only, left_out_suppressed as suppressed, left_out_unknown as unknown, left_out_returned as returned
        from mart_quality_coverage where fiscal_year = ? and form = ? and period = 'FY' and place_kind = ? and place_code = ?"""
    return store.query(snapshot, sql, (chosen.fiscal_year, form, chosen.place_kind, chosen.place_code))
