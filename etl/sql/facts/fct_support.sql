-- Purpose: what municipalities told of each measure: by half as sent; for the year every half of a flow, the last state of a stock.
-- Grain: fiscal year × municipality × period × measure × half it was told for
create or replace table fct_support as
with told as (
    select f.fiscal_year, f.lg_code, f.measure_code, m.class, m.period_kind, f.period as half, f.value, f.value_state as state
    from form_f5 f
    join ref_measure m using (measure_code)
    join ref_municipality g on g.lg_code = f.lg_code and g.in_prefecture
)
select half as period, * from told
union all by name
select 'FY' as period, * from told where period_kind = 'flow'
union all by name
-- 31 March; where nothing was told of it, 30 September, and the date is published
select 'FY' as period, * from told where period_kind = 'stock'
qualify row_number() over (partition by fiscal_year, lg_code, measure_code order by state = 'unanswered', half desc) = 1;
