-- Purpose: rows of form 2 with what they say: who sits (invited is not seated), on whose side of 官民 (by operator).
-- Grain: as submitted (fiscal year × municipality × body × agency × role)
-- invitations are asked of platforms alone: a blank elsewhere is 該当なし.
-- seated: a number above zero, or one that is hidden or unknown (they sit, the number is not told); blank says nothing.
create or replace table fct_seat as
select f.* replace (
        if(f.invited_count_state = 'unanswered' and f.body_code not in (select member from ref_group where group_id = 'platform'),
           'not_applicable', f.invited_count_state) as invited_count_state),
    a.sector6, a.series_code, case when a.by_operator then coalesce(o.extra ->> 'sec3', '') else a.sec3 end as sec3,
    case when f.org_count > 0 or f.individual_count > 0 or f.org_count_state in ('suppressed', 'unknown')
              or f.individual_count_state in ('suppressed', 'unknown') then true
         when f.org_count_state <> 'unanswered' then false end as seated
from form_f2 f
join ref_agency a using (agency_code)
left join ref_code o on o.list = 'operators' and o.code = f.operator_type;
