-- Purpose: every count of people or cases that any published table shows (or implies: latent), with its true value.
-- Grain: fiscal year × table × period × place × from × to × category; only counts above zero, since zero is published.
-- told: how many numbers were added; where it changed, what the count changed by is a count as well.
-- The cross-classifications nobody publishes (pair, consent by sector) keep their zeros wherever no published zero tells them.
create or replace table fct_cell as
with said as (
    select * exclude (state, latent),
        -- what the sender hid in part is not published, yet its known part stands in the totals above
        latent or state <> 'value' as latent
    from fct_said where value > 0
),
flow_cell as (select * from said where table_id = 'flow'),
support_cell as (select * from said where table_id = 'support'),
breakdown_cell as (select * from said where table_id = 'breakdown'),
consent_part as (
    select r.*, p.place_code, unnest(['consent:consented', 'consent:legal', 'consent:unknown']) as category,
        unnest([consented, legal, referrals - consented - legal]) as n
    from fct_referral r join fct_place p using (lg_code)
    where p.place_kind = 'municipality' and referrals is not null and consent_state = 'value'
),
-- agency × agency of each municipality: its row totals, column totals, sectors and the prefecture's pairs are published
pair_true as (
    select fiscal_year, lg_code, from_agency, to_agency, sum(referrals)::bigint as value, count(*) as told from fct_referral
    where referrals is not null group by all
),
line as (
    select fiscal_year, place_code, from_level, from_code, to_level, to_code from flow_cell
    where place_kind = 'municipality' and value > 0
),
pair_cell as (
    select w.fiscal_year, 'flow' as table_id, 'FY' as period, 'municipality' as place_kind, w.place_code,
        'agency' as from_level, w.from_code, 'agency' as to_level, c.to_code, '' as category,
        coalesce(t.value, 0) as value, coalesce(t.told, 0) as told, true as latent
    from line w
    join line c on c.fiscal_year = w.fiscal_year and c.place_code = w.place_code and c.to_level = 'agency'
    join ref_agency f on f.agency_code = w.from_code
    join ref_agency o on o.agency_code = c.to_code
    semi join line s on s.fiscal_year = w.fiscal_year and s.place_code = w.place_code
        and s.from_level = 'sector' and s.from_code = f.sector6 and s.to_level = 'sector' and s.to_code = o.sector6
    semi join flow_cell p on p.fiscal_year = w.fiscal_year and p.period = 'FY' and p.place_kind = 'prefecture'
        and p.from_level = 'agency' and p.from_code = w.from_code and p.to_level = 'agency' and p.to_code = c.to_code
        and p.value > 0
    left join pair_true t on t.fiscal_year = w.fiscal_year and t.lg_code = w.place_code
        and t.from_agency = w.from_code and t.to_agency = c.to_code
    where w.from_level = 'agency'
),
-- consent × sector of each municipality: its consents, its sectors and the prefecture's consents by sector are published
consent_true as (
    select fiscal_year, place_code, from_sector, category, sum(n)::bigint as value, count(*) as told
    from consent_part group by all
),
consent_cell as (
    select s.fiscal_year, 'breakdown' as table_id, 'FY' as period, 'municipality' as place_kind, s.place_code,
        'sector' as from_level, s.from_code, 'total' as to_level, 'total' as to_code, b.category,
        coalesce(t.value, 0) as value, coalesce(t.told, 0) as told, true as latent
    from line s
    join breakdown_cell b on b.fiscal_year = s.fiscal_year and b.place_code = s.place_code
        and b.place_kind = 'municipality' and b.value > 0
        and b.category in ('consent:consented', 'consent:legal', 'consent:unknown')
    semi join breakdown_cell p on p.fiscal_year = s.fiscal_year and p.place_kind = 'prefecture'
        and p.from_level = 'sector' and p.from_code = s.from_code and p.category = b.category and p.value > 0
    left join consent_true t on t.fiscal_year = s.fiscal_year and t.place_code = s.place_code
        and t.from_sector = s.from_code and t.category = b.category
    where s.from_level = 'sector' and s.to_level = 'total'
),
-- What a part leaves of its whole is a count as well (N01:rest of N02). Who told no part has all of the whole in it, so that
-- it adds up over places; a part above its whole is refused by VR18, and one without its whole is no count of fct_support.
rest_cell as (
    select a.fiscal_year, 'support' as table_id, a.period, a.place_kind, a.place_code, 'total' as from_level,
        'total' as from_code, 'total' as to_level, 'total' as to_code, a.category || ':rest' as category,
        a.value - coalesce(b.value, 0) as value, a.told + coalesce(b.told, 0) as told, true as latent
    from support_cell a
    join ref_measure part on part.part_of = a.category and part.class = 'D2'
    left join support_cell b on b.category = part.measure_code and (b.fiscal_year, b.period, b.place_kind, b.place_code)
        = (a.fiscal_year, a.period, a.place_kind, a.place_code)
),
every as (
    select * from said
    union all by name select * from rest_cell where value > 0
    union all by name select * from pair_cell
    union all by name select * from consent_cell
)
select row_number() over (order by fiscal_year, table_id, period, place_kind, place_code, from_level, from_code,
                                   to_level, to_code, category) - 1 as cell_id,
    e.*, f.sector6 as from_sector, t.sector6 as to_sector, m.area_code, m.population
from every e
left join ref_agency f on f.agency_code = e.from_code
left join ref_agency t on t.agency_code = e.to_code
left join ref_municipality m on m.lg_code = e.place_code;
