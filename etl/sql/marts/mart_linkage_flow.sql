-- Purpose: つなぎ件数（件・延べ）: 連携元 → 連携先 / referrals
-- Grain: 年度 × 期 × 場所 × 連携元 × 連携先。分野・合計の行は 0 も持つ。機関同士の行に無い組は 0
create table mart_linkage_flow (
    fiscal_year integer not null,
    period varchar not null,
    place_kind varchar not null check((place_kind IN ('prefecture', 'area', 'municipality'))),
    place_code varchar not null,
    from_level varchar not null check((from_level IN ('agency', 'sector', 'total'))),
    from_code varchar not null,
    to_level varchar not null check((to_level IN ('agency', 'sector', 'total'))),
    to_code varchar not null,
    value bigint,
    value_low bigint,
    value_high bigint,
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    primary key (fiscal_year, period, place_kind, place_code, from_level, from_code, to_level, to_code)
);
comment on table mart_linkage_flow is 'つなぎ件数（件・延べ）: 連携元 → 連携先 / referrals';
insert into mart_linkage_flow by name
with said as (
    select * exclude (table_id, category, value, latent) from fct_said where table_id = 'flow' and not latent
        -- a pair of agencies of the prefecture without a number, or above zero, has its row; the others are 0
        and (from_level <> 'agency' or to_level <> 'agency' or value > 0 or state <> 'value')
),
-- what an untold cell is: 0 where the place told any number in its list of routes, else what it told of the whole
place as (
    select c.fiscal_year, c.period, c.place_kind, c.place_code,
        case when t.told > 0 then 'value' else coalesce(t.state, 'unanswered') end as otherwise
    from fct_coverage c
    left join said t on t.from_level = 'total' and t.to_level = 'total'
        and (t.fiscal_year, t.period, t.place_kind, t.place_code) = (c.fiscal_year, c.period, c.place_kind, c.place_code)
    where c.form = 'F3' and c.period = 'FY'
),
grid as (
    select c.*, f.level as from_level, f.code as from_code, t.level as to_level, t.code as to_code
    from place c
    cross join ref_node f
    cross join ref_node t
    left join ref_municipality m on m.lg_code = c.place_code
    where f.level <> 'agency' and t.level <> 'agency'
        and (coalesce(m.population >= (select max(value) from ref_disclosure where key = 'fine_population'), true)
             or (f.level = 'total' and t.level = 'total'))
),
safe as (select * from safe_cell where table_id = 'flow')
select fiscal_year, period, place_kind, place_code, from_level, from_code, to_level, to_code,
    case when s.state is not null then s.value when coalesce(t.state, g.otherwise) = 'value' then 0 end as value,
    coalesce(s.state, t.state, g.otherwise) as state
from grid g
full join said t using (fiscal_year, period, place_kind, place_code, from_level, from_code, to_level, to_code)
left join safe s using (fiscal_year, period, place_kind, place_code, from_level, from_code, to_level, to_code)
order by all;
