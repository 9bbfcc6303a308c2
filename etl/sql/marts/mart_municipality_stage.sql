-- Purpose: 重層の実施段階と実施形態 / stage of the multi-layered support system project, and how loneliness policy is carried out
-- Grain: 年度 × 市町村
create table mart_municipality_stage (
    fiscal_year integer not null,
    lg_code varchar not null,
    juso_status varchar,
    juso_plan_fy integer,
    participation_mode varchar,
    lonely_dept_same varchar,
    lonely_dept_fy integer,
    local_plan varchar,
    national_pf boolean,
    model_fy integer,
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    primary key (fiscal_year, lg_code)
);
comment on table mart_municipality_stage is '重層の実施段階と実施形態 / stage of the multi-layered support system project, and how loneliness policy is carried out';
insert into mart_municipality_stage by name
select a.fiscal_year, a.lg_code, f.juso_status, f.juso_plan_fy, f.participation_mode, f.lonely_dept_same, f.lonely_dept_fy,
    f.local_plan, f.national_pf, f.model_fy,
    if(f.lg_code is null, 'unanswered', 'value') as state
from fct_answer a left join form_f0 f on f.fiscal_year = a.fiscal_year and f.lg_code = a.lg_code and a.answered
where a.form = 'F0' order by all;
