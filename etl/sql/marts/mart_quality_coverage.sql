-- Purpose: 回答の範囲と、合計に含まれないもの / who answered, and what the totals leave out
-- Grain: 年度 × 様式 × 期 × 場所
create table mart_quality_coverage (
    fiscal_year integer not null,
    form varchar not null,
    period varchar not null,
    place_kind varchar not null check((place_kind IN ('prefecture', 'area', 'municipality'))),
    place_code varchar not null,
    answered integer not null,
    half_only integer not null,
    expected integer not null,
    left_out_suppressed integer not null,
    left_out_unknown integer not null,
    left_out_returned integer not null,
    primary key (fiscal_year, form, period, place_kind, place_code)
);
comment on table mart_quality_coverage is '回答の範囲と、合計に含まれないもの / who answered, and what the totals leave out';
insert into mart_quality_coverage by name
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
),
left_out as (
    select t.fiscal_year, t.form, t.period, p.place_kind, p.place_code,
        count(distinct t.lg_code) filter (where t.state = 'suppressed')::integer as left_out_suppressed,
        count(distinct t.lg_code) filter (where t.state = 'unknown')::integer as left_out_unknown
    from told t join fct_place p using (lg_code)
    where t.state in ('suppressed', 'unknown')
    group by all
)
select c.fiscal_year, c.form, c.period, c.place_kind, c.place_code, c.answered, c.half_only, c.expected,
    coalesce(l.left_out_suppressed, 0) as left_out_suppressed, coalesce(l.left_out_unknown, 0) as left_out_unknown,
    c.left_out_returned
from fct_coverage c
left join left_out l using (fiscal_year, form, period, place_kind, place_code)
order by all;
