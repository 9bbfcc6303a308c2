-- Purpose: n and N of every figure: how many municipalities answered a form, of how many asked.
-- Grain: fiscal year × form × period × place ('FY' of a half-yearly form counts who sent either half)
create or replace table fct_coverage as
with by_municipality as (
    select fiscal_year, lg_code, form, period, answered from fct_answer
    union all
    select fiscal_year, lg_code, form, 'FY', bool_or(answered) from fct_answer
    where form in (select form from ref_form where period <> 'FY')
    group by all
)
select b.fiscal_year, b.form, b.period, p.place_kind, p.place_code,
    count(*) filter (where b.answered)::integer as answered, count(*)::integer as expected
from by_municipality b
join fct_place p using (lg_code)
group by all;
