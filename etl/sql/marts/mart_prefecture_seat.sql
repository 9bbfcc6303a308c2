-- Purpose: 県の会議体に参画する市町村 / municipalities seated in the prefecture's bodies
-- Grain: 年度 × 市町村 × 県の会議体
create table mart_prefecture_seat (
    fiscal_year integer not null,
    lg_code varchar not null,
    own_body varchar not null,
    primary key (fiscal_year, lg_code, own_body)
);
comment on table mart_prefecture_seat is '県の会議体に参画する市町村 / municipalities seated in the prefecture''s bodies';
insert into mart_prefecture_seat by name
select distinct f.fiscal_year, m.lg_code, f.own_body from fct_own_record f
join ref_municipality m on m.lg_code = f.target_lg_code and m.in_prefecture
where f.record_kind = 'seat' and f.own_body is not null order by all;
