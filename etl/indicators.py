"""Indicators: one catalogue file each, turned into rows of ``mart_indicator``.

D0 and D1 indicators give a numerator, its state (and a denominator) per municipality, added up here along the hierarchy
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
    select c.fiscal_year, c.place_kind, c.place_code, c.answered, c.half_only, c.expected,
        sum(p.numerator) as numerator, sum(p.denominator) as denominator, count(p.numerator) as n,
        count(p.lg_code) as told, fct_sum_state(c.place_kind, p.numerator, p.state) as state
    from (select * from fct_coverage where form = $form and period = 'FY') c
    left join (part p join fct_place x on x.lg_code = p.lg_code)
        on p.fiscal_year = c.fiscal_year and x.place_kind = c.place_kind and x.place_code = c.place_code
    group by all
),
judged as (
    -- an answer without a row of this is no zero: nothing of the kind exists there
    select * replace (case when answered + half_only = 0 then 'unanswered'
                           when told = 0 then 'not_applicable'
                           when state = 'value' and $kind = 'share' and coalesce(denominator, 0) = 0
                               then 'not_applicable'
                           else state end as state)
    from placed
)
select $id as indicator_id, fiscal_year, place_kind, place_code,
    case when state <> 'value' then null
         when $kind = 'count' then numerator
         when $kind = 'mean' then numerator / n
         else numerator / denominator end as value,
    state, case when state = 'value' then numerator end as numerator,
    case when state = 'value' then denominator end as denominator, answered, half_only, expected
from judged order by fiscal_year, place_kind, place_code"""

_PUBLISHED = """
insert into mart_indicator by name
with part as ({sql})
select $id as indicator_id, p.fiscal_year, p.place_kind, p.place_code, p.value, p.state, p.numerator, p.denominator,
    c.answered, c.half_only, c.expected
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
