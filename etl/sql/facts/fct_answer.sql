-- Purpose: who was asked for which form, and whether somebody answered something in it; non-response is a state of its own.
-- Grain: fiscal year × municipality × form × period
-- A form or half left as it was printed is no answer; form 2 is empty, and whole, where form 1 says that no body stands.
create or replace table fct_answer as
with asked as (
    select y.fiscal_year, m.lg_code, f.form, f.period, f.optional
    from (select distinct fiscal_year from submission where fiscal_year is not null) y
    cross join ref_municipality m
    cross join ref_form f
    where f.form not in (select member from ref_group where group_id = 'prefecture_forms') and (m.in_prefecture or f.form in (select member from ref_group where group_id = 'neighbour_forms'))
),
latest as (
    select lg_code, fiscal_year, form, period, status, told, revision, submitted_on, rows, fixes, warnings, errors
    from submission
    where is_current or status in ('refused', 'quarantined')
    qualify row_number() over (partition by lg_code, fiscal_year, form, period
                               order by is_current desc, revision desc, receipt_id desc) = 1
),
nobody as (
    select s.fiscal_year, s.lg_code from submission s
    where s.form = 'F1' and s.is_current and s.told and not exists (
        select 1 from form_f1 b where (b.fiscal_year, b.lg_code) = (s.fiscal_year, s.lg_code)
            and b.est_status in (select member from ref_group where group_id = 'stands'))
),
judged as (
    select a.*, l.* exclude (fiscal_year, lg_code, form, period),
        (l.told and l.rows > 0) or a.optional or (a.form = 'F2' and n.lg_code is not null) as whole
    from asked a
    left join latest l using (lg_code, fiscal_year, form, period)
    left join nobody n on (n.fiscal_year, n.lg_code) = (a.fiscal_year, a.lg_code)
)
select a.fiscal_year, a.lg_code, a.form, a.period,
    case when a.status in ('accepted', 'warned') and not a.whole then 'missing' else coalesce(a.status, 'missing') end as status,
    coalesce(a.status in ('accepted', 'warned') and a.whole, false) as answered,
    a.revision, a.submitted_on, coalesce(a.rows, 0) as rows, coalesce(a.fixes, 0) as fixes,
    coalesce(a.warnings, 0) as warnings, coalesce(a.errors, 0) as errors
from judged a;
