-- Purpose: 協議ケース数（件・延べ） / cases discussed
-- Grain: 年度 × 場所 (市町村・県) × 会議体 (B02–B04)
create table mart_linkage_case (
    fiscal_year integer not null,
    place_kind varchar not null check((place_kind IN ('prefecture', 'area', 'municipality'))),
    place_code varchar not null,
    body_code varchar not null,
    value bigint,
    value_low bigint,
    value_high bigint,
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    primary key (fiscal_year, place_kind, place_code, body_code)
);
comment on table mart_linkage_case is '協議ケース数（件・延べ） / cases discussed';
insert into mart_linkage_case by name
with said as (
    select fiscal_year, place_kind, place_code, category as body_code, state from fct_said where table_id = 'case'
),
safe as (
    select fiscal_year, place_kind, place_code, category as body_code, value, state from safe_cell where table_id = 'case'
)
select c.fiscal_year, c.place_kind, c.place_code, b.body_code,
    case when s.state is not null then s.value when t.state = 'value' then 0 end as value,
    coalesce(s.state, t.state, 'unanswered') as state
from fct_coverage c
cross join (select body_code from ref_body where discusses_cases) b
left join said t using (fiscal_year, place_kind, place_code, body_code)
left join safe s using (fiscal_year, place_kind, place_code, body_code)
where c.form = 'F1' and c.period = 'FY' and c.place_kind <> 'area'
    and (c.place_kind = 'prefecture' or c.place_code in (select lg_code from ref_municipality where in_prefecture))
order by all;
