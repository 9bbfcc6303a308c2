-- Purpose: n and N of every figure: how many municipalities answered a form whole, how many only one half, of how many asked.
-- Grain: fiscal year × form × period × place ('FY' of a half-yearly form: whole = both halves)
create or replace table fct_coverage as
with by_municipality as (
    select fiscal_year, lg_code, form, period, answered as whole, false as half_only, errors > 0 as returned from fct_answer
    union all
    select fiscal_year, lg_code, form, 'FY', bool_and(answered), bool_or(answered) and not bool_and(answered),
        bool_or(errors > 0)
    from fct_answer where form in (select form from ref_form where period <> 'FY')
    group by all
)
select b.fiscal_year, b.form, b.period, p.place_kind, p.place_code,
    count(*) filter (where b.whole)::integer as answered, count(*) filter (where b.half_only)::integer as half_only,
    count(*)::integer as expected, count(*) filter (where b.returned)::integer as left_out_returned
from by_municipality b
join fct_place p using (lg_code)
group by all;
