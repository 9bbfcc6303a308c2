-- Purpose: 県と市町村の役割分担 / who does what
-- Grain: 年度 × 機能
create table mart_prefecture_role (
    fiscal_year integer not null,
    "function" varchar not null,
    role varchar not null,
    primary key (fiscal_year, "function")
);
comment on table mart_prefecture_role is '県と市町村の役割分担 / who does what';
insert into mart_prefecture_role by name
select fiscal_year, "function", any_value(role_split) as role from fct_own_record where record_kind = 'role' and "function" is not null
group by all order by all;
