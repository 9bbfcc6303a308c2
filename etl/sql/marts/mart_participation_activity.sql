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
    answered integer not null,
    expected integer not null,
    primary key (fiscal_year, period, place_kind, place_code, measure_code)
);
comment on table mart_participation_activity is '活動の実績（団体・回数等） / activity counts';
comment on column mart_participation_activity.fiscal_year is '年度 (4月始まり) / fiscal year, April to March';
comment on column mart_participation_activity.period is '期: FY 年度, H1 4–9月, H2 10–3月 / period';
comment on column mart_participation_activity.place_kind is '場所の種類 / prefecture, area or municipality';
comment on column mart_participation_activity.place_code is '団体コード6桁または圏域コード / 6-digit code or area code';
comment on column mart_participation_activity.measure_code is '項目 (measures) / measure';
comment on column mart_participation_activity.value is '値。state が value のときだけ入る / the number, only when state is value';
comment on column mart_participation_activity.state is '数値・秘匿・該当なし・不詳・未回答 / state of the cell';
comment on column mart_participation_activity.answered is '回答した市町村数 n / municipalities that answered';
comment on column mart_participation_activity.expected is '照会した市町村数 N / municipalities asked';
insert into mart_participation_activity by name
with reported as (
    select fiscal_year, lg_code, measure_code, value, value_state, unnest([period, 'FY']) as period from form_f5
),
placed as (
    select r.fiscal_year, r.period, p.place_kind, p.place_code, r.measure_code, sum(r.value)::bigint as value,
        min(r.value_state) filter (where r.value_state <> 'value') as other_state
    from reported r join fct_place p using (lg_code)
    group by all
)
select c.fiscal_year, c.period, c.place_kind, c.place_code, m.measure_code, p.value,
    case when p.value is not null then 'value' else coalesce(p.other_state, 'unanswered') end as state,
    c.answered, c.expected
from fct_coverage c
cross join (select measure_code from ref_measure where class = 'D1') m
left join placed p using (fiscal_year, period, place_kind, place_code, measure_code)
where c.form = 'F5'
order by all;
