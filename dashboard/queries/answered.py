"""How many municipalities answered: the n/N that stands beside every number made from submissions."""

from typing import NamedTuple

import pandas as pd

from dashboard import store
from dashboard.queries.chosen import Chosen
from dashboard.queries.labels import towns

# Every n/N comes from this file: three marts and two views once counted who answered, each differently.
_SENT = """
    select s.lg_code, count(*) as asked, count(*) filter (where s.status in ('accepted', 'warned')) as sent,
        any_value(s.period) filter (where s.status in ('accepted', 'warned')) as period, sum(s.errors)::integer as returned
    from mart_quality_submission s join dim_municipality m using (lg_code)
    where s.fiscal_year = $1 and s.form = $2 and ($3::varchar is null or m.area_code = $3)
        and if($4::varchar is null, m.in_prefecture, m.lg_code = $4)
    group by s.lg_code order by s.lg_code"""


class Answered(NamedTuple):
    """n municipalities sent all of a form, of N asked; `halves` more sent only one of its two halves."""

    n: int
    total: int
    halves: int = 0


@store.kept
def answered(snapshot: store.Snapshot, chosen: Chosen, form: str) -> Answered:
    """n and N of `form` in the year and place chosen, for every number made of it."""
    row = _coverage(snapshot, chosen, form).iloc[0]
    return Answered(int(row["answered"]), int(row["expected"]), int(row["half_only"]))


@store.kept
def left_out(snapshot: store.Snapshot, chosen: Chosen, form: str) -> pd.DataFrame:
    """What a year's totals of the place leave out: one row, numbers of municipalities.

    half_only (one half of a half-yearly form), suppressed (the sender hid a number), unknown, returned (rows sent back).
    """
    return _coverage(snapshot, chosen, form)[["half_only", "suppressed", "unknown", "returned"]]


@store.kept
def halves(snapshot: store.Snapshot, chosen: Chosen, form: str) -> pd.DataFrame:
    """Municipalities that sent only one half of `form`: lg_code, municipality, period (the half that is there)."""
    sent = _sent(snapshot, chosen, form)
    # `period` is read here alone, where one half came: whichever SQL takes, it is that half.
    found = sent[(sent["sent"] > 0) & (sent["sent"] < sent["asked"])]
    return found.assign(municipality=towns(snapshot, found["lg_code"]))[["lg_code", "municipality", "period"]]


@store.kept
def returned(snapshot: store.Snapshot, chosen: Chosen, form: str) -> tuple[int, int]:
    """Municipalities with returned rows of `form`, and how many rows: none of them is in a total."""
    sent = _sent(snapshot, chosen, form)
    there = sent[(sent["sent"] > 0) & (sent["returned"] > 0)]
    return len(there), int(there["returned"].sum())


def _sent(snapshot: store.Snapshot, chosen: Chosen, form: str) -> pd.DataFrame:
    return store.query(snapshot, _SENT, (chosen.fiscal_year, form, chosen.area, chosen.municipality))


def _coverage(snapshot: store.Snapshot, chosen: Chosen, form: str) -> pd.DataFrame:
    sql = """
        select coalesce(sum(answered), 0)::integer as answered, coalesce(sum(expected), 0)::integer as expected,
            coalesce(sum(half_only), 0)::integer as half_only, coalesce(sum(left_out_suppressed), 0)::integer as suppressed,
            coalesce(sum(left_out_unknown), 0)::integer as unknown, coalesce(sum(left_out_returned), 0)::integer as returned
        from mart_quality_coverage where fiscal_year = ? and form = ? and period = 'FY' and place_kind = ? and place_code = ?"""
    return store.query(snapshot, sql, (chosen.fiscal_year, form, chosen.place_kind, chosen.place_code))
