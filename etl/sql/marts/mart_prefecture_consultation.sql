-- Purpose: 設置の形の市町村との検討 / set-up considered with municipalities
-- Grain: 年度 × 市町村 × 設置主体 × 日
create table mart_prefecture_consultation (
    fiscal_year integer not null,
    lg_code varchar not null,
    level varchar,
    consulted_on date
);
comment on table mart_prefecture_consultation is '設置の形の市町村との検討 / set-up considered with municipalities';
insert into mart_prefecture_consultation by name
select distinct f.fiscal_year, m.lg_code, f.level, f.share_date as consulted_on from fct_own_record f
join ref_municipality m on m.lg_code = f.target_lg_code and m.in_prefecture
where f.record_kind = 'consult' order by all;
