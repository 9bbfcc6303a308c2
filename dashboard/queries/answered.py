"""How many municipalities answered: the n/N that stands beside every number made from submissions."""

from typing import NamedTuple

import pandas as pd

from dashboard import store
from dashboard.queries.chosen import Chosen
from dashboard.queries.labels import towns

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


def answered(snapshot: store.Snapshot, chosen: Chosen, form: str) -> Answered:
    """n and N of `form` in the year and place chosen, for every number made of it."""
    sent = _sent(snapshot, chosen, form)
    whole, some = sent["sent"] == sent["asked"], sent["sent"] > 0
    return Answered(int((whole & some).sum()), len(sent), int((some & ~whole).sum()))


def halves(snapshot: store.Snapshot, chosen: Chosen, form: str) -> pd.DataFrame:
    """Municipalities that sent only one half of `form`: lg_code, municipality, period (the half that is there)."""
    sent = _sent(snapshot, chosen, form)
    found = sent[(sent["sent"] > 0) & (sent["sent"] < sent["asked"])]
    return found.assign(municipality=towns(snapshot, found["lg_code"]))[["lg_code", "municipality", "period"]]


def returned(snapshot: store.Snapshot, chosen: Chosen, form: str) -> tuple[int, int]:
    """Municipalities with returned rows of `form`, and how many rows: none of them is in a total."""
    sent = _sent(snapshot, chosen, form)
    there = sent[(sent["sent"] > 0) & (sent["returned"] > 0)]
    return len(there), int(there["returned"].sum())


def _sent(snapshot: store.Snapshot, chosen: Chosen, form: str) -> pd.DataFrame:
    return store.query(snapshot, _SENT, (chosen.fiscal_year, form, chosen.area, chosen.municipality))
