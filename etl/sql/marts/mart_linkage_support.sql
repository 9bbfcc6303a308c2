-- Purpose: 支援・相談の実績（件・人） / support counts
-- Grain: 年度 × 期 × 場所 × 項目 (D2 の項目)
create table mart_linkage_support (
    fiscal_year integer not null,
    period varchar not null,
    place_kind varchar not null check((place_kind IN ('prefecture', 'area', 'municipality'))),
    place_code varchar not null,
    measure_code varchar not null,
    value bigint,
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    primary key (fiscal_year, period, place_kind, place_code, measure_code)
);
comment on table mart_linkage_support is '支援・相談の実績（件・人） / support counts';
comment on column mart_linkage_support.fiscal_year is '年度 (4月始まり) / fiscal year, April to March';
comment on column mart_linkage_support.period is '期: FY 年度, H1 4–9月, H2 10–3月 / period';
comment on column mart_linkage_support.place_kind is '場所の種類 / prefecture, area or municipality';
comment on column mart_linkage_support.place_code is '団体コード6桁または圏域コード / 6-digit code or area code';
comment on column mart_linkage_support.measure_code is '項目 (measures) / measure';
comment on column mart_linkage_support.value is '値。state が value のときだけ入る / the number, only when state is value';
comment on column mart_linkage_support.state is '数値・秘匿・該当なし・不詳・未回答 / state of the cell';
insert into mart_linkage_support by name
with reported as (
    select fiscal_year, lg_code, measure_code, value, value_state, unnest([period, 'FY']) as period from form_f5
),
stated as (
    select r.fiscal_year, r.period, p.place_kind, p.place_code, r.measure_code, count(r.value) > 0 as any_value,
        min(r.value_state) filter (where r.value_state <> 'value') as other_state
    from reported r join fct_place p using (lg_code)
    group by all
),
safe as (
    select fiscal_year, period, place_kind, place_code, category as measure_code, value, state
    from safe_cell where table_id = 'support'
)
select c.fiscal_year, c.period, c.place_kind, c.place_code, m.measure_code,
    case when s.state is not null then s.value when t.any_value then 0 end as value,
    case when s.state is not null then s.state when t.any_value then 'value' when c.answered = 0 then 'unanswered'
         else coalesce(t.other_state, 'unanswered') end as state
from fct_coverage c
cross join (select measure_code from ref_measure where class = 'D2') m
left join safe s using (fiscal_year, period, place_kind, place_code, measure_code)
left join stated t using (fiscal_year, period, place_kind, place_code, measure_code)
where c.form = 'F5'
order by all;
