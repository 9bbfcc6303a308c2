-- Purpose: who was asked for which form, and whether a usable answer came; non-response is a state of its own.
-- Grain: fiscal year × municipality × form × period
create or replace table fct_answer as
with asked as (
    select y.fiscal_year, m.lg_code, f.form, f.period, f.optional
    from (select distinct fiscal_year from submission where fiscal_year is not null) y
    cross join ref_municipality m
    cross join ref_form f
    where f.form not in (select member from ref_group where group_id = 'prefecture_forms') and (m.in_prefecture or f.form in (select member from ref_group where group_id = 'neighbour_forms'))
),
latest as (
    select lg_code, fiscal_year, form, period, status, revision, submitted_on, rows, fixes, warnings, errors
    from submission
    where is_current or status in ('refused', 'quarantined')
    qualify row_number() over (partition by lg_code, fiscal_year, form, period
                               order by is_current desc, revision desc, receipt_id desc) = 1
)
select a.fiscal_year, a.lg_code, a.form, a.period,
    case when l.status in ('accepted', 'warned') and coalesce(l.rows, 0) = 0 and not a.optional then 'missing'
         else coalesce(l.status, 'missing') end as status,
    coalesce(l.status in ('accepted', 'warned') and (l.rows > 0 or a.optional), false) as answered,
    l.revision, l.submitted_on, coalesce(l.rows, 0) as rows, coalesce(l.fixes, 0) as fixes,
    coalesce(l.warnings, 0) as warnings, coalesce(l.errors, 0) as errors
from asked a
left join latest l using (lg_code, fiscal_year, form, period);
