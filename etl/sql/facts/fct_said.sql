-- Purpose: every cell of a protected table that somebody said anything of: its known sum, and the state it may be shown in.
-- Grain: fiscal year × table × period × place × from × to × category
-- Counts stand for the year alone: no page shows a half, and most halves of a municipality are below k.
-- told: how many counts were added; latent: follows from published cells, but is not published itself.
create or replace table fct_said as
with fine as (
    select max(value)::bigint as population, (select member from ref_group where group_id = 'coordinator') as coordinator
    from ref_disclosure where key = 'fine_population'
),
-- one row per referral count and place, so that every table below is one aggregation
placed as (
    select r.*, p.place_kind, p.place_code, fine.coordinator,
        p.place_kind = 'municipality' and r.population < fine.population as latent
    from fct_referral r join fct_place p using (lg_code) cross join fine
),
flow as (
    select fiscal_year, 'FY' as period, place_kind, place_code, latent, referrals, state,
        unnest([
            {'fl': 'agency', 'f': from_agency, 'tl': 'agency', 't': to_agency},
            {'fl': 'sector', 'f': from_sector, 'tl': 'sector', 't': to_sector},
            {'fl': 'agency', 'f': from_agency, 'tl': 'total', 't': 'total'},
            {'fl': 'total', 'f': 'total', 'tl': 'agency', 't': to_agency},
            {'fl': 'sector', 'f': from_sector, 'tl': 'total', 't': 'total'},
            {'fl': 'total', 'f': 'total', 'tl': 'sector', 't': to_sector},
            {'fl': 'total', 'f': 'total', 'tl': 'total', 't': 'total'}
        ]) as pair
    from placed
),
flow_cell as (
    select fiscal_year, 'flow' as table_id, period, place_kind, place_code,
        pair.fl as from_level, pair.f as from_code, pair.tl as to_level, pair.t as to_code, '' as category,
        sum(referrals)::bigint as value, count(referrals) as told,
        fct_sum_state(place_kind, referrals, state) as state,
        latent and (pair.fl <> 'total' or pair.tl <> 'total') as latent
    from flow
    where place_kind = 'prefecture'
        or (pair.fl <> 'agency' and pair.tl <> 'agency')
        or (place_kind = 'municipality' and (pair.fl = 'total' or pair.tl = 'total'))
    group by all
),
sent as (
    select fiscal_year, place_kind, place_code, to_kind, referrals, state,
        unnest(['kind', 'code']) as to_level, unnest([to_kind, to_lg_code]) as to_code
    from placed
    where place_kind = 'municipality'
),
place_cell as (
    select fiscal_year, 'place' as table_id, 'FY' as period, place_kind, place_code, 'total' as from_level,
        'total' as from_code, to_level, to_code, to_kind as category, sum(referrals)::bigint as value,
        count(referrals) as told, fct_sum_state(place_kind, referrals, state) as state, false as latent
    from sent
    where to_level = 'kind' or to_kind <> 'own'
    group by all
),
-- a row without a number of referrals has no parts either: they share its state; parts of nothing are nothing
breakdown as (
    select fiscal_year, place_kind, place_code, from_sector, from_agency, to_agency, referrals,
        unnest([
            {'category': 'consent:consented', 'n': consented, 'state': consent_state},
            {'category': 'consent:legal', 'n': legal, 'state': consent_state},
            {'category': 'consent:unknown', 'n': referrals - consented - legal, 'state': consent_state},
            {'category': 'consent:not_consented', 'n': referrals - consented, 'state': consent_state},
            {'category': 'channel:' || channel, 'n': referrals, 'state': state},
            {'category': case when to_agency = coordinator and from_agency <> coordinator then 'coordinator:in'
                              when from_agency = coordinator and to_agency <> coordinator then 'coordinator:out'
                              when from_agency = coordinator then 'coordinator:own' end, 'n': referrals, 'state': state},
            {'category': 'outcome:established', 'n': established, 'state': established_state},
            {'category': 'outcome:not_established', 'n': referrals - established, 'state': established_state},
            {'category': 'outcome:joint', 'n': joint, 'state': joint_state},
            {'category': 'outcome:not_joint', 'n': referrals - joint, 'state': joint_state}
        ]) as part,
        state as referrals_state
    from placed
    where place_kind in ('municipality', 'prefecture')
),
parted as (
    select fiscal_year, place_kind, place_code, from_sector, part.category as category,
        split_part(part.category, ':', 1) as dimension,
        case when referrals is null then referrals_state when referrals = 0 then 'value' else part.state end as state,
        case when referrals = 0 then 0 when referrals > 0 and part.state = 'value' then part.n end as n,
        referrals = 0 or (referrals > 0 and part.state = 'value') as told, referrals
    from breakdown where part.category is not null
),
-- consent and outcome are published only where every referral of the place carries them
whole as (
    select fiscal_year, place_kind, place_code, category, bool_and(told or referrals is null) as complete,
        case when bool_or(state = 'suppressed') filter (where referrals is not null and not told) then 'suppressed'
             when bool_or(state = 'unknown') filter (where referrals is not null and not told) then 'unknown'
             else 'unanswered' end as why_not
    from parted
    group by all
),
levelled as (
    select b.*, c.complete, c.why_not, unnest(['total', 'sector']) as from_level, unnest(['total', from_sector]) as from_code
    from parted b
    join whole c using (fiscal_year, place_kind, place_code, category)
),
breakdown_cell as (
    select fiscal_year, 'breakdown' as table_id, 'FY' as period, place_kind, place_code, from_level, from_code,
        'total' as to_level, 'total' as to_code, category, case when bool_and(complete) then sum(n) end::bigint as value,
        case when bool_and(complete) then count(n) else 0 end as told,
        case when bool_and(complete) then fct_sum_state(place_kind, n, state) else any_value(why_not) end as state,
        split_part(category, ':', 2) like 'not\_%' escape '\' as latent
    from levelled
    where from_level = 'total' or (place_kind = 'prefecture' and category like 'consent:%')
    group by all
),
support_cell as (
    select s.fiscal_year, 'support' as table_id, s.period, p.place_kind, p.place_code,
        'total' as from_level, 'total' as from_code, 'total' as to_level, 'total' as to_code,
        s.measure_code as category, sum(s.value)::bigint as value, count(s.value) as told,
        fct_sum_state(p.place_kind, s.value, s.state) as state, false as latent
    from fct_support s
    join fct_place p on p.lg_code = s.lg_code
    where s.class = 'D2' and s.period = 'FY'
    group by all
),
case_cell as (
    select b.fiscal_year, 'case' as table_id, 'FY' as period, p.place_kind, p.place_code,
        'total' as from_level, 'total' as from_code, 'total' as to_level, 'total' as to_code,
        b.body_code as category, sum(b.case_count)::bigint as value, count(b.case_count) as told,
        fct_sum_state(p.place_kind, b.case_count, b.case_count_state) as state, false as latent
    from fct_body b
    join ref_municipality g on g.lg_code = b.lg_code and g.in_prefecture
    join fct_place p on p.lg_code = b.lg_code and p.place_kind <> 'area'
    where b.body_code in (select member from ref_group where group_id = 'case_bodies')
    group by all
)
select * from flow_cell
union all by name select * from place_cell
union all by name select * from breakdown_cell
union all by name select * from support_cell
union all by name select * from case_cell;
