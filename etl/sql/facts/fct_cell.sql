-- Purpose: every count of people or cases that any published table shows (or implies: latent), with its true value.
-- Grain: fiscal year × table × period × place × from × to × category; only counts above zero, since zero is published.
create or replace table fct_cell as
with fine as (select max(value)::bigint as population from ref_disclosure where key = 'fine_population'),
-- one row per referral count and place, so that every table below is one aggregation
placed as (
    select r.*, p.place_kind, p.place_code,
        p.place_kind = 'municipality' and r.population < fine.population as latent
    from fct_referral r join fct_place p using (lg_code) cross join fine
),
periods as (
    select *, 'FY' as span from placed
    union all
    select *, period from placed where place_kind = 'prefecture'
),
flow as (
    select fiscal_year, span as period, place_kind, place_code, latent, referrals,
        unnest([
            {'fl': 'agency', 'f': from_agency, 'tl': 'agency', 't': to_agency},
            {'fl': 'sector', 'f': from_sector, 'tl': 'sector', 't': to_sector},
            {'fl': 'agency', 'f': from_agency, 'tl': 'total', 't': 'total'},
            {'fl': 'total', 'f': 'total', 'tl': 'agency', 't': to_agency},
            {'fl': 'sector', 'f': from_sector, 'tl': 'total', 't': 'total'},
            {'fl': 'total', 'f': 'total', 'tl': 'sector', 't': to_sector},
            {'fl': 'total', 'f': 'total', 'tl': 'total', 't': 'total'}
        ]) as pair
    from periods
),
flow_cell as (
    select fiscal_year, 'flow' as table_id, period, place_kind, place_code,
        pair.fl as from_level, pair.f as from_code, pair.tl as to_level, pair.t as to_code, '' as category,
        sum(referrals)::bigint as value,
        latent and (pair.fl <> 'total' or pair.tl <> 'total') as latent
    from flow
    where place_kind = 'prefecture'
        or (pair.fl <> 'agency' and pair.tl <> 'agency')
        or (place_kind = 'municipality' and (pair.fl = 'total' or pair.tl = 'total'))
    group by all
),
sent as (
    select fiscal_year, place_kind, place_code, to_kind, referrals,
        unnest(['kind', 'code']) as to_level, unnest([to_kind, to_lg_code]) as to_code
    from placed
    where place_kind = 'municipality'
),
place_cell as (
    select fiscal_year, 'place' as table_id, 'FY' as period, place_kind, place_code, 'total' as from_level,
        'total' as from_code, to_level, to_code, to_kind as category, sum(referrals)::bigint as value, false as latent
    from sent
    where to_level = 'kind' or to_kind <> 'own'
    group by all
),
breakdown as (
    select fiscal_year, place_kind, place_code, from_sector, from_agency, to_agency, referrals,
        unnest(['consent:consented', 'consent:legal', 'consent:unknown', 'consent:not_consented',
                'channel:' || channel,
                case when to_agency = 'A10' and from_agency <> 'A10' then 'coordinator:in'
                     when from_agency = 'A10' and to_agency <> 'A10' then 'coordinator:out'
                     when from_agency = 'A10' then 'coordinator:own' end,
                'outcome:established', 'outcome:not_established', 'outcome:joint', 'outcome:not_joint']) as category,
        unnest([consented, legal, referrals - consented - legal, referrals - consented, referrals, referrals,
                established, referrals - established, joint, referrals - joint]) as n
    from placed
    where place_kind in ('municipality', 'prefecture')
),
-- an outcome is published only where every row of the place reports it
complete as (
    select fiscal_year, place_kind, place_code, split_part(category, ':', 1) as dimension, category,
        count(*) = count(n) as complete
    from breakdown where category is not null
    group by all
),
levelled as (
    select b.*, unnest(['total', 'sector']) as from_level, unnest(['total', from_sector]) as from_code
    from breakdown b
    join complete c using (fiscal_year, place_kind, place_code, category)
    where c.complete
),
breakdown_cell as (
    select fiscal_year, 'breakdown' as table_id, 'FY' as period, place_kind, place_code, from_level, from_code,
        'total' as to_level, 'total' as to_code, category, sum(n)::bigint as value,
        split_part(category, ':', 2) like 'not\_%' escape '\' as latent
    from levelled
    where from_level = 'total' or (place_kind = 'prefecture' and category like 'consent:%')
    group by all
),
supported as (
    select fiscal_year, lg_code, measure_code, value, unnest([period, 'FY']) as period from form_f5
    where value is not null
),
support_cell as (
    select s.fiscal_year, 'support' as table_id, s.period, p.place_kind, p.place_code,
        'total' as from_level, 'total' as from_code, 'total' as to_level, 'total' as to_code,
        s.measure_code as category, sum(s.value)::bigint as value, false as latent
    from supported s
    join ref_measure m on m.measure_code = s.measure_code and m.class = 'D2'
    join ref_municipality g on g.lg_code = s.lg_code and g.in_prefecture
    join fct_place p on p.lg_code = s.lg_code
    group by all
),
case_cell as (
    select b.fiscal_year, 'case' as table_id, 'FY' as period, p.place_kind, p.place_code,
        'total' as from_level, 'total' as from_code, 'total' as to_level, 'total' as to_code,
        b.body_code as category, sum(b.case_count)::bigint as value, false as latent
    from form_f1 b
    join ref_municipality g on g.lg_code = b.lg_code and g.in_prefecture
    join fct_place p on p.lg_code = b.lg_code and p.place_kind <> 'area'
    where b.case_count is not null and b.body_code in ('B02', 'B03', 'B04')
    group by all
),
every as (
    select * from flow_cell
    union all by name select * from place_cell
    union all by name select * from breakdown_cell
    union all by name select * from support_cell
    union all by name select * from case_cell
)
select row_number() over (order by fiscal_year, table_id, period, place_kind, place_code, from_level, from_code,
                                   to_level, to_code, category) - 1 as cell_id,
    e.*, f.sector6 as from_sector, t.sector6 as to_sector, m.area_code, m.population
from every e
left join ref_agency f on f.agency_code = e.from_code
left join ref_agency t on t.agency_code = e.to_code
left join ref_municipality m on m.lg_code = e.place_code
where e.value > 0;
