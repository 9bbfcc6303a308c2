-- Purpose: rows of form 1; a count that the form does not ask of this row, and that is blank, is 該当なし, not 未回答.
-- Grain: as submitted (fiscal year × municipality × body × number)
-- Meetings and cases are asked of a body that the municipality set up itself; same-day and joint meetings of the two meetings
-- alone; cases of the bodies that discuss them. Where the set-up itself is unanswered, so is everything.
create or replace macro fct_asked(state, asked) as if(state = 'unanswered' and not asked, 'not_applicable', state);
create or replace table fct_body as
with asked as (
    select f.*, f.est_status in (select member from ref_group where group_id in ('set_up', 'not_reported')) as counts,
        f.est_status in (select member from ref_group where group_id = 'not_reported') or f.body_code in (select member from ref_group where group_id = 'meetings') as meets,
        f.est_status in (select member from ref_group where group_id = 'not_reported') or b.discusses_cases as discusses
    from form_f1 f join ref_body b using (body_code)
)
select * exclude (counts, meets, discusses) replace (
    fct_asked(meeting_count_state, counts) as meeting_count_state,
    fct_asked(same_day_count_state, counts and meets) as same_day_count_state,
    fct_asked(integrated_count_state, counts and meets) as integrated_count_state,
    fct_asked(case_count_state, counts and discusses) as case_count_state,
    fct_asked(fed_back_count_state, counts) as fed_back_count_state)
from asked;
