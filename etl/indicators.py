"""Indicators: one catalogue file each, turned into rows of ``mart_indicator``.

An indicator gives rows of a mart that says the number at every place already (``place_kind``, ``place_code``), copied so that
one number has one sum; or a numerator and its state (and a denominator) per municipality, one or more rows, added up here
along the hierarchy municipality → area → prefecture. The sum of protected counts (D2) is not ours to take. An indicator
without SQL defines numbers that stand in another mart.
"""

from collections.abc import Iterable

import duckdb

from etl.catalogue import Indicator

ENDS = ("value_low", "value_high")
"""The range of a hidden count, where the mart gives one."""

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
    -- no row of this: nothing came, or what came says that there is none
    select * replace (case when told > 0 and state = 'value' and $kind = 'share' and coalesce(denominator, 0) = 0
                               then 'not_applicable'
                           when told > 0 then state
                           when answered + half_only = 0 then 'unanswered'
                           when $absent = 'zero' then 'value'
                           else 'not_applicable' end as state,
                      if(told = 0, 0, numerator) as numerator)
    from placed
)
select $id as indicator_id, fiscal_year, place_kind, place_code,
    case when state <> 'value' then null
         when $kind = 'count' then numerator
         when $kind = 'mean' then numerator / n
         else numerator / denominator end as value,
    state, case when state = 'value' then numerator end as numerator,
    case when state = 'value' and $kind <> 'count' then denominator end as denominator, answered, half_only, expected
from judged order by fiscal_year, place_kind, place_code"""

# Protected counts are published at some places only; of the rest every place has its row.
_PUBLISHED = """
insert into mart_indicator by name
with part as ({sql})
select $id as indicator_id, c.fiscal_year, c.place_kind, c.place_code, p.value, {ends},
    coalesce(p.state, if(c.answered + c.half_only = 0, 'unanswered', 'not_applicable')) as state, p.numerator, p.denominator,
    c.answered, c.half_only, c.expected
from (select * from fct_coverage where form = $form and period = 'FY') c
left join part p using (fiscal_year, place_kind, place_code)
where p.state is not null or $class <> 'D2'
order by c.fiscal_year, c.place_kind, c.place_code"""


def fill(con: duckdb.DuckDBPyConnection, indicators: Iterable[Indicator]) -> None:
    """Compute every indicator; an error names the indicator."""
    for indicator in indicators:
        if indicator.sql is None:
            _look_up(con, indicator)
            continue
        values = {"id": indicator.id, "form": indicator.form}
        try:
            if "place_code" in con.sql(indicator.sql).columns:
                ends = ", ".join(f"p.{end}" for end in ENDS if end in con.sql(indicator.sql).columns)
                ends = ends or ", ".join(f"null::double as {end}" for end in ENDS)
                con.execute(
                    _PUBLISHED.format(sql=indicator.sql, ends=ends), values | {"class": indicator.disclosure}
                )
            elif indicator.disclosure != "D2":
                told = {"kind": indicator.kind, "absent": indicator.absent}
                con.execute(_ADDED_UP.format(sql=indicator.sql), values | told)
            else:
                raise RuntimeError(_said(indicator, "protected counts are never added up here"))
        except duckdb.Error as error:
            raise RuntimeError(_said(indicator, error)) from error


def _look_up(con: duckdb.DuckDBPyConnection, indicator: Indicator) -> None:
    """A definition of numbers that a mart holds already names a column that is there."""
    mart, column = indicator.published_in.split(".")
    try:
        con.execute(f"select {column} from {mart} limit 0")
    except duckdb.Error as error:
        raise RuntimeError(_said(indicator, error)) from error


def _said(indicator: Indicator, error: duckdb.Error | str) -> str:
    return f"indicators/{indicator.topic}/{indicator.id}.toml: {error}"
