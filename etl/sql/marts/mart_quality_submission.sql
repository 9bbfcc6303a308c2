-- Purpose: 提出の状況 / submissions
-- Grain: 年度 × 市町村 × 様式 × 期
create table mart_quality_submission (
    fiscal_year integer not null,
    lg_code varchar not null,
    form varchar not null,
    period varchar not null,
    status varchar not null,
    revision integer,
    submitted_on date,
    rows integer,
    fixes integer not null,
    errors integer not null,
    primary key (fiscal_year, lg_code, form, period)
);
comment on table mart_quality_submission is '提出の状況 / submissions';
insert into mart_quality_submission by name
select a.fiscal_year, a.lg_code, a.form, a.period, if(a.status = 'missing' and f.optional, 'not_requested', a.status) as status,
    a.revision::integer as revision, a.submitted_on, if(a.form = 'F3', null, a.rows)::integer as rows, a.fixes::integer as fixes,
    a.errors::integer as errors
from fct_answer a join ref_form f using (form, period)
order by all;
