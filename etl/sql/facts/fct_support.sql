-- Purpose: what municipalities told of each measure: by half as sent; for the year every half of a flow, the last state of a stock.
-- Grain: fiscal year × municipality × period × measure × half it was told for; whoever was asked and told nothing is 未回答
create or replace table fct_support as
-- A part of cases whose whole is no number has none either, as with the parts of a referral: it would stand in sums that leave
-- its whole out, and no part may be above its whole. It shares the state of the whole; its sender is asked for that (VR51).
with told as (
    select a.fiscal_year, a.lg_code, m.measure_code, m.class, m.period_kind, a.period as half,
        case when w.kept then f.value end as value,
        case when w.kept then coalesce(f.value_state, 'unanswered')
             when w.state in ('suppressed', 'unknown') then w.state else 'unanswered' end as state
    from fct_answer a
    cross join ref_measure m
    join ref_municipality g on g.lg_code = a.lg_code and g.in_prefecture
    left join form_f5 f on a.answered
        and (f.fiscal_year, f.lg_code, f.period, f.measure_code) = (a.fiscal_year, a.lg_code, a.period, m.measure_code)
    left join form_f5 o on m.class = 'D2' and f.value > 0 and o.measure_code = m.part_of
        and (o.fiscal_year, o.lg_code, o.period) = (f.fiscal_year, f.lg_code, f.period)
    cross join lateral (
        select o.value_state as state,
            m.class <> 'D2' or m.part_of is null or f.value is null or f.value = 0 or o.value is not null as kept) w
    where a.form = 'F5'
)
select half as period, * from told
union all by name
select 'FY' as period, * from told where period_kind = 'flow'
union all by name
-- 31 March; where nothing was told of it, 30 September, and the date is published
select 'FY' as period, * from told where period_kind = 'stock'
qualify row_number() over (partition by fiscal_year, lg_code, measure_code order by state = 'unanswered', half desc) = 1;
