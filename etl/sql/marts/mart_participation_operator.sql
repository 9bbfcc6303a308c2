-- Purpose: 重層の各事業の直営・委託 / who runs the projects of multi-layered support
-- Grain: 年度 × 市町村 × 事業者の区分 × 直営・委託
create table mart_participation_operator (
    fiscal_year integer not null,
    lg_code varchar not null,
    agency_code varchar not null,
    operator_type varchar not null,
    bodies integer not null,
    primary key (fiscal_year, lg_code, agency_code, operator_type)
);
comment on table mart_participation_operator is '重層の各事業の直営・委託 / who runs the projects of multi-layered support';
insert into mart_participation_operator by name
select f.fiscal_year, f.lg_code, f.agency_code, f.operator_type, count(distinct f.body_code)::integer as bodies
from form_f2 f join ref_agency a using (agency_code) semi join ref_municipality m on m.lg_code = f.lg_code
where a.by_operator and f.operator_type is not null group by all order by all;
