-- Purpose: practices that may be shown: the public cases of the annex, and submitted cases that nothing withholds.
-- Grain: practice
create or replace table fct_practice as
with every as (
    -- the annex itself says nothing of principle, phase and purpose
    select *, []::varchar[] as principles, []::varchar[] as phases, null::boolean as other_purpose from ref_practice
    union all by name
    select * exclude (roles, withheld) from fct_practice_waiting where withheld is null
)
select *, nfkc(concat_ws(' ', title_ja, title_en, place_ja, prefecture, summary_ja, summary_en, background, action, device,
                         result, challenge, sustain)) as nfkc
from every;
