-- Purpose: how many municipalities hid a number of a form, or did not know one: what the totals leave out.
-- Grain: fiscal year × form × period × place
create or replace table fct_left_out as
with told as (
    select fiscal_year, 'F1' as form, 'FY' as period, lg_code,
        unnest([meeting_count_state, case_count_state, same_day_count_state, integrated_count_state, fed_back_count_state]) as state
    from form_f1
    union all
    select fiscal_year, 'F2', 'FY', lg_code,
        unnest([org_count_state, individual_count_state, new_org_count_state, invited_count_state, national_pf_count_state])
    from form_f2
    union all
    select fiscal_year, 'F3', unnest([period, 'FY']), lg_code, state from (
        select fiscal_year, period, lg_code, unnest([referral_count_state, consent_count_state, no_consent_legal_count_state,
            consent_unknown_count_state, established_count_state, joint_support_count_state]) as state
        from form_f3)
    union all
    select fiscal_year, 'F5', unnest([period, 'FY']), lg_code, value_state from form_f5
    union all
    select fiscal_year, 'F7', unnest([period, 'FY']), lg_code, state from (
        select fiscal_year, period, lg_code, unnest([sessions_state, participants_state, completed_state]) as state
        from form_f7)
)
select t.fiscal_year, t.form, t.period, p.place_kind, p.place_code,
    count(distinct t.lg_code) filter (where t.state = 'suppressed')::integer as left_out_suppressed,
    count(distinct t.lg_code) filter (where t.state = 'unknown')::integer as left_out_unknown
from told t join fct_place p using (lg_code)
where t.state in ('suppressed', 'unknown')
group by all;
