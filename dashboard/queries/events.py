"""Days on which law and policy changed, as marks on courses over the years."""

import pandas as pd

from dashboard import store
from dashboard.queries.labels import coded


@store.kept
def events(snapshot: store.Snapshot, first: int, last: int) -> pd.DataFrame:
    """Events of the fiscal years `first` to `last` in the order of their days: fiscal_year, day, event, short."""
    sql = """
        with dated as (select code, (extra ->> 'on')::date as day, sort from dim_code where list = 'events')
        select code, day, (year(day) - if(month(day) < 4, 1, 0))::integer as fiscal_year from dated
        where fiscal_year between ? and ? order by day, sort"""
    found = store.query(snapshot, sql, (first, last))
    return found.assign(
        event=coded(snapshot, found["code"], "events", short=False),
        short=coded(snapshot, found["code"], "events"),
    )
