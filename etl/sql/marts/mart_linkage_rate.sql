-- Purpose: 公表した件数だけから計算した割合 / rates from published counts only
-- Grain: 年度 × 場所 × 割合
create table mart_linkage_rate (
    fiscal_year integer not null,
    place_kind varchar not null check((place_kind IN ('prefecture', 'area', 'municipality'))),
    place_code varchar not null,
    rate varchar not null check((rate IN ('consent', 'established', 'absorption'))),
    value double,
    low double,
    high double,
    numerator bigint,
    denominator bigint,
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    primary key (fiscal_year, place_kind, place_code, rate)
);
comment on table mart_linkage_rate is '公表した件数だけから計算した割合 / rates from published counts only';
insert into mart_linkage_rate by name
with total as (
    select fiscal_year, place_kind, place_code, value, state from mart_linkage_flow
    where period = 'FY' and place_kind <> 'area' and from_level = 'total' and to_level = 'total'
),
part as (
    select * from mart_linkage_breakdown where from_level = 'total'
),
pair as (
    select p.fiscal_year, p.place_kind, p.place_code, if(p.category = 'consented', 'consent', 'established') as rate,
        p.value as numerator, t.value as denominator, [p.state, t.state] as states
    from part p join total t using (fiscal_year, place_kind, place_code)
    where p.category in ('consented', 'established')
    union all
    select i.fiscal_year, i.place_kind, i.place_code, 'absorption', i.value, i.value + o.value, [i.state, o.state]
    from part i join part o using (fiscal_year, place_kind, place_code)
    where i.category = 'in' and o.category = 'out'
),
shown as (
    select *, case when list_contains(states, 'suppressed') then 'suppressed'
                   when list_contains(states, 'unknown') then 'unknown'
                   when list_contains(states, 'unanswered') then 'unanswered'
                   when list_contains(states, 'not_applicable') or denominator = 0 then 'not_applicable'
                   else 'value' end as state
    from pair
),
wilson as (
    select *, numerator / denominator as p, denominator::double as n, 1.959963984540054::double as z from shown
),
bounds as (
    select *, (p + z * z / (2 * n)) / (1 + z * z / n) as centre,
        z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n) as half
    from wilson
)
select fiscal_year, place_kind, place_code, rate,
    case when state = 'value' then if(rate = 'absorption', 2 * p - 1, p) end as value,
    case when state = 'value' then if(rate = 'absorption', 2 * (centre - half) - 1, centre - half) end as low,
    case when state = 'value' then if(rate = 'absorption', 2 * (centre + half) - 1, centre + half) end as high,
    case when state = 'value' then numerator end as numerator, case when state = 'value' then denominator end as denominator,
    state
from bounds order by all;
