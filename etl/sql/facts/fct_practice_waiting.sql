-- Purpose: practices as submitted, released or still withheld, with the reason; private until released.
-- Grain: practice
create or replace table fct_practice_waiting as
with approved as (select practice_id, count(distinct role) as roles from practice_approval group by practice_id),
sent as (
    select f.lg_code || '-' || f.case_fy || '-' || substr(md5(f.title), 1, 4) as practice_id, f.*,
        -- the cover sheet that counts of the year the practice was sent for; no answer is no leave
        case when c.lg_code is null then 'no_cover' when not c.pref_publish_ok then 'declined' end as declined,
        len(list_filter([f.title, f.background, f.action, f.device, f.result, f.challenge, f.sustain, f.public_url],
                        lambda t: t is not null and not list_contains(r.seen, sha256(t)))) > 0 as unread
    from form_f6 f left join form_f0 c on (c.lg_code, c.fiscal_year) = (f.lg_code, f.fiscal_year)
    cross join (select list(sha256) as seen from ref_text_seen) r
    qualify row_number() over (partition by practice_id order by f.fiscal_year desc, f.row_no) = 1
)
select s.practice_id, 'submission' as origin, s.lg_code, m.name_ja as place_ja, m.name_en as place_en, m.prefecture,
    s.case_fy, s.title as title_ja, null::varchar as title_en, s.action as summary_ja, null::varchar as summary_en,
    s.background, s.action, s.device, s.result, s.challenge, s.sustain,
    (select arg_max(code, (extra ->> 'minimum')::integer) from ref_code
     where list = 'pop_bands' and (extra ->> 'minimum')::integer <= m.population) as pop_band,
    s.public_url, 'submissions' as source_id, s.design_codes as designs, s.theme_codes as themes,
    s.body_codes as bodies, s.agency_codes as agencies, s.item_codes as items,
    s.principle_codes as principles, s.phase_codes as phases, s.benefit_codes as benefits, s.other_purpose,
    coalesce(a.roles, 0) as roles, coalesce(s.declined, case when coalesce(a.roles, 0) < 2 then 'one_role' when s.unread then 'unread' end) as withheld
from sent s join ref_municipality m using (lg_code) left join approved a using (practice_id);
