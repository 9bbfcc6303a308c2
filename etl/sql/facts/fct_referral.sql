-- Purpose: referrals as sent, with the groups they roll up to; a row marked x, － or 不詳, or left blank, has its state alone.
-- Grain: as submitted (municipality × period × from × to × receiving municipality × channel), of halves that were answered
create or replace table fct_referral as
select r.fiscal_year, r.period, r.lg_code, m.area_code, f.series_code as from_agency, t.series_code as to_agency,
    f.sector6 as from_sector, t.sector6 as to_sector, r.channel,
    coalesce(r.to_lg_code, r.lg_code) as to_lg_code,
    case when coalesce(r.to_lg_code, r.lg_code) = r.lg_code then 'own'
         when d.in_prefecture then 'inside' else 'outside' end as to_kind,
    r.referral_count as referrals, r.referral_count_state as state,
    -- the three grounds add up to the referrals, so they are told together or not at all; － is none of them
    fct_consent_state(r.consent_count_state, r.no_consent_legal_count_state, r.consent_unknown_count_state) as consent_state,
    least(coalesce(r.consent_count, 0), r.referral_count) as consented,
    least(coalesce(r.no_consent_legal_count, 0),
          r.referral_count - least(coalesce(r.consent_count, 0), r.referral_count)) as legal,
    r.established_count as established, r.established_count_state as established_state,
    r.joint_support_count as joint, r.joint_support_count_state as joint_state,
    m.population
from form_f3 r
semi join (select * from fct_answer where form = 'F3' and answered) w using (fiscal_year, period, lg_code)
join ref_municipality m on m.lg_code = r.lg_code and m.in_prefecture
left join ref_municipality d on d.lg_code = r.to_lg_code
join ref_agency f on f.agency_code = r.from_agency
join ref_agency t on t.agency_code = r.to_agency;
