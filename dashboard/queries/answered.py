"""How many municipalities answered: the n/N that stands beside every number made from submissions."""

from dashboard import store
from dashboard.queries.chosen import Chosen


def answered(snapshot: store.Snapshot, chosen: Chosen, form: str) -> tuple[int, int]:
    """(n, N): municipalities of the place that sent `form` in the year, of those asked."""
    sql = """
        select count(distinct s.lg_code) filter (where s.status in ('accepted', 'warned'))::integer as answered,
            count(distinct s.lg_code)::integer as expected
        from mart_quality_submission s join dim_municipality m using (lg_code)
        where s.fiscal_year = ? and s.form = ? and m.in_prefecture
            and (? is null or m.area_code = ?) and (? is null or m.lg_code = ?)"""
    place = (chosen.area, chosen.area, chosen.municipality, chosen.municipality)
    row = store.query(snapshot, sql, (chosen.fiscal_year, form, *place)).iloc[0]
    return int(row["answered"]), int(row["expected"])
