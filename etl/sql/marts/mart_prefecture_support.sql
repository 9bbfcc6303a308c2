-- Purpose: 県から市町村への支援 / support to municipalities
-- Grain: 年度 × 市町村 × 方法
create table mart_prefecture_support (
    fiscal_year integer not null,
    lg_code varchar not null,
    method varchar not null,
    sessions bigint not null,
    primary key (fiscal_year, lg_code, method)
);
comment on table mart_prefecture_support is '県から市町村への支援 / support to municipalities';
comment on column mart_prefecture_support.fiscal_year is '年度 (4月始まり) / fiscal year, April to March';
comment on column mart_prefecture_support.lg_code is '市町村 / municipality';
comment on column mart_prefecture_support.method is '方法 (share_methods)';
comment on column mart_prefecture_support.sessions is '回数 回 / sessions';
insert into mart_prefecture_support by name
select fiscal_year, target_lg_code as lg_code, share_method as method, sum(sessions)::bigint as sessions
from form_fp where record_kind = 'support' and target_lg_code is not null and share_method is not null and sessions is not null
group by all order by all;
