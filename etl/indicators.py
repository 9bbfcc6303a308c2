"""Indicators: one catalogue file each, turned into rows of ``mart_indicator``.

D0 and D1 indicators give a numerator (and denominator) per municipality, added up here along the hierarchy
municipality → area → prefecture. D2 indicators read rows already published at every place, because the sum of
protected counts is not ours to take. An indicator without SQL defines numbers that stand in another mart.
"""

from collections.abc import Iterable

import duckdb

from etl.catalogue import Indicator

_ADDED_UP = """
insert into mart_indicator by name
with part as ({sql}),
placed as (
    select c.fiscal_year, c.place_kind, c.place_code, c.answered, c.expected,
        sum(p.numerator) as numerator, sum(p.denominator) as denominator, count(p.numerator) as n
    from (select * from fct_coverage where form = $form and period = 'FY') c
    left join (part p join fct_place x on x.lg_code = p.lg_code)
        on p.fiscal_year = c.fiscal_year and x.place_kind = c.place_kind and x.place_code = c.place_code
    group by all
)
select $id as indicator_id, fiscal_year, place_kind, place_code,
    case when answered = 0 or n = 0 then null
         when $kind = 'count' then numerator
         when $kind = 'mean' then numerator / n
         when denominator > 0 then numerator / denominator end as value,
    case when answered = 0 or n = 0 then 'unanswered'
         when $kind = 'share' and coalesce(denominator, 0) = 0 then 'not_applicable' else 'value' end as state,
    numerator, denominator, answered, expected
from placed order by fiscal_year, place_kind, place_code"""

_PUBLISHED = """
insert into mart_indicator by name
with part as ({sql})
select $id as indicator_id, p.fiscal_year, p.place_kind, p.place_code, p.value, p.state, p.numerator, p.denominator,
    c.answered, c.expected
from part p
join (select * from fct_coverage where form = $form and period = 'FY') c
    using (fiscal_year, place_kind, place_code)
order by p.fiscal_year, p.place_kind, p.place_code"""


def fill(con: duckdb.DuckDBPyConnection, indicators: Iterable[Indicator]) -> None:
    """Compute every indicator; an error names the indicator."""
    for indicator in indicators:
        if indicator.sql is None:
            _look_up(con, indicator)
            continue
        template = _PUBLISHED if indicator.disclosure == "D2" else _ADDED_UP
        values = {"id": indicator.id, "form": indicator.form}
        if indicator.disclosure != "D2":
            values["kind"] = indicator.kind
        try:
            con.execute(template.format(sql=indicator.sql), values)
        except duckdb.Error as error:
            raise RuntimeError(_said(indicator, error)) from error


def _look_up(con: duckdb.DuckDBPyConnection, indicator: Indicator) -> None:
    """A definition of numbers that a mart holds already names a column that is there."""
    mart, column = indicator.published_in.split(".")
    try:
        con.execute(f"select {column} from {mart} limit 0")
    except duckdb.Error as error:
        raise RuntimeError(_said(indicator, error)) from error


def _said(indicator: Indicator, error: duckdb.Error) -> str:
    return f"indicators/{indicator.topic}/{indicator.id}.toml: {error}"
