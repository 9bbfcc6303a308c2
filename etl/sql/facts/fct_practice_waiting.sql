-- Purpose: practices as submitted, released or still waiting for two officials; private until released.
-- Grain: practice
create or replace table fct_practice_waiting as
select f.lg_code || '-' || f.case_fy || '-' || substr(md5(f.title), 1, 4) as practice_id, 'submission' as origin,
    f.lg_code, m.name_ja as place_ja, m.name_en as place_en, m.prefecture, f.case_fy,
    f.title as title_ja, null::varchar as title_en, f.action as summary_ja, null::varchar as summary_en,
    f.background, f.action, f.device, f.result, f.challenge, f.sustain,
    case when m.population < 5000 then '5千人未満' when m.population < 20000 then '5千–2万人'
         when m.population < 50000 then '2万–5万人' else '5万人以上' end as pop_band,
    f.public_url, 'submissions' as source_id,
    f.design_codes as designs, f.theme_codes as themes, f.body_codes as bodies, f.agency_codes as agencies,
    f.item_codes as items
from form_f6 f join ref_municipality m using (lg_code)
qualify row_number() over (partition by practice_id order by f.fiscal_year desc, f.row_no) = 1;
