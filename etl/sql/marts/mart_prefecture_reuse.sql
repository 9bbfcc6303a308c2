-- Purpose: 共有した事例の活用 / practices used again
-- Grain: 年度 × 市町村
create table mart_prefecture_reuse (
    fiscal_year integer not null,
    lg_code varchar not null,
    practices bigint,
    practices_state varchar not null,
    primary key (fiscal_year, lg_code)
);
comment on table mart_prefecture_reuse is '共有した事例の活用 / practices used again';
insert into mart_prefecture_reuse by name
with summed as (
    select f.fiscal_year, m.lg_code, sum(f.practices)::bigint as practices,
        fct_sum_state('municipality', f.practices, coalesce(f.practices_state, 'unanswered')) as practices_state
    from fct_own_record f join ref_municipality m on m.lg_code = f.target_lg_code and m.in_prefecture
    where f.record_kind = 'reuse' group by all
)
select * replace (case when practices_state = 'value' then practices end as practices) from summed order by all;
