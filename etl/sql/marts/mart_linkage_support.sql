-- Purpose: 支援・相談の実績（件・人） / support counts
-- Grain: 年度 × 期 × 場所 × 項目 (D2 の項目)
create table mart_linkage_support (
    fiscal_year integer not null,
    period varchar not null,
    place_kind varchar not null check((place_kind IN ('prefecture', 'area', 'municipality'))),
    place_code varchar not null,
    measure_code varchar not null,
    value bigint,
    value_low bigint,
    value_high bigint,
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    primary key (fiscal_year, period, place_kind, place_code, measure_code)
);
comment on table mart_linkage_support is '支援・相談の実績（件・人） / support counts';
insert into mart_linkage_support by name
with said as (
    select fiscal_year, period, place_kind, place_code, category as measure_code, state from fct_said where table_id = 'support'
),
safe as (
    select fiscal_year, period, place_kind, place_code, category as measure_code, value, state
    from safe_cell where table_id = 'support'
)
select c.fiscal_year, c.period, c.place_kind, c.place_code, m.measure_code,
    case when s.state is not null then s.value when t.state = 'value' then 0 end as value,
    coalesce(s.state, t.state, 'unanswered') as state
from fct_coverage c
cross join (select measure_code from ref_measure where class = 'D2') m
left join said t using (fiscal_year, period, place_kind, place_code, measure_code)
left join safe s using (fiscal_year, period, place_kind, place_code, measure_code)
where c.form = 'F5' and c.period = 'FY'
order by all;
