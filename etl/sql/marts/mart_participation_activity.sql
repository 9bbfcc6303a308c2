-- Purpose: 活動の実績（団体・回数等） / activity counts
-- Grain: 年度 × 期 × 場所 × 項目 (D1 の項目)
create table mart_participation_activity (
    fiscal_year integer not null,
    period varchar not null,
    place_kind varchar not null check((place_kind IN ('prefecture', 'area', 'municipality'))),
    place_code varchar not null,
    measure_code varchar not null,
    value bigint,
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    stock_as_of date,
    first_half_only integer not null,
    answered integer not null,
    half_only integer not null,
    expected integer not null,
    primary key (fiscal_year, period, place_kind, place_code, measure_code)
);
comment on table mart_participation_activity is '活動の実績（団体・回数等） / activity counts';
insert into mart_participation_activity by name
with placed as (
    select r.fiscal_year, r.period, p.place_kind, p.place_code, r.measure_code, sum(r.value)::bigint as value,
        fct_sum_state(p.place_kind, r.value, r.state) as state,
        max(r.half) filter (where r.period_kind = 'stock') as half,
        count(*) filter (where r.period_kind = 'stock' and r.period = 'FY' and r.half = 'H1' and r.value is not null)::integer
            as first_half_only
    from fct_support r join fct_place p using (lg_code)
    where r.class = 'D1'
    group by all
)
select c.fiscal_year, c.period, c.place_kind, c.place_code, m.measure_code,
    case when p.state = 'value' then p.value end as value, coalesce(p.state, 'unanswered') as state,
    case when p.state = 'value' then d.ends end as stock_as_of, coalesce(p.first_half_only, 0) as first_half_only,
    c.answered, c.half_only, c.expected
from fct_coverage c
cross join (select measure_code from ref_measure where class = 'D1') m
left join placed p using (fiscal_year, period, place_kind, place_code, measure_code)
left join ref_period d on d.fiscal_year = c.fiscal_year and d.period = p.half
where c.form = 'F5'
order by all;
