-- Purpose: 県から市町村への支援 / support to municipalities
-- Grain: 年度 × 市町村 × 方法
create table mart_prefecture_support (
    fiscal_year integer not null,
    lg_code varchar not null,
    method varchar not null,
    sessions bigint,
    sessions_state varchar not null,
    primary key (fiscal_year, lg_code, method)
);
comment on table mart_prefecture_support is '県から市町村への支援 / support to municipalities';
insert into mart_prefecture_support by name
with summed as (
    select fiscal_year, target_lg_code as lg_code, share_method as method, sum(sessions)::bigint as sessions,
        fct_sum_state('municipality', sessions, coalesce(sessions_state, 'unanswered')) as sessions_state
    from fct_own_record where record_kind = 'support' and target_lg_code is not null and share_method is not null
    group by all
)
select * replace (case when sessions_state = 'value' then sessions end as sessions) from summed order by all;
