-- Purpose: practices that may be shown: the public cases of the annex, and submitted cases two officials have approved.
-- Grain: practice
create or replace table fct_practice as
with approved as (
    select practice_id from practice_approval group by practice_id having count(distinct role) >= 2
),
every as (
    select * from ref_practice
    union all by name
    select * from fct_practice_waiting where practice_id in (select practice_id from approved)
)
select *, nfkc(concat_ws(' ', title_ja, title_en, place_ja, prefecture, summary_ja, summary_en, background, device,
                         result, challenge, sustain)) as nfkc
from every;
