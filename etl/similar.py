"""Similar municipalities: z-scores of four published facts, same type of municipality first (docs/decisions.md)."""

import duckdb

_PROFILE = """
create or replace table fct_profile as
with facts as (
    select lg_code, in_prefecture, unnest(['population', 'share65', 'single65', 'density']) as variable,
        unnest([population, population65 / population, single65_households / households,
                population / habitable_area_km2]) as value
    from ref_municipality
    where population > 0 and households > 0 and habitable_area_km2 > 0
),
scaled as (
    select *, if(variable in ('population', 'density'), ln(value), value) as x from facts
)
select lg_code, variable, value,
    (x - avg(x) over w) / nullif(stddev_pop(x) over w, 0) as z, median(value) filter (where in_prefecture) over w as median
from scaled window w as (partition by variable)"""

_SIMILAR = """
create or replace table fct_similar as
with pair as (
    select a.lg_code, b.lg_code as similar_lg_code, sqrt(sum((a.z - b.z) ** 2)) as distance
    from fct_profile a join fct_profile b using (variable)
    where a.lg_code <> b.lg_code
    group by all
)
select p.lg_code,
    row_number() over (partition by p.lg_code
                       order by m.city_class = s.city_class desc, p.distance, p.similar_lg_code)::integer as rank,
    p.similar_lg_code, p.distance, m.city_class = s.city_class as same_type
from pair p
join ref_municipality m on m.lg_code = p.lg_code
join ref_municipality s on s.lg_code = p.similar_lg_code"""


def fill(con: duckdb.DuckDBPyConnection) -> None:
    """Write ``fct_profile`` and ``fct_similar`` from the reference facts (no submitted number is used)."""
    con.execute(_PROFILE)
    con.execute(_SIMILAR)
