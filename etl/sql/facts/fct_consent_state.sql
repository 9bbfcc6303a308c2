-- Purpose: whether the ground of a referral is told: only where none of its three counts is hidden, unknown or blank.
-- Grain: a function of the three states of one row
create or replace macro fct_consent_state(consented, legal, unknown) as case
    when 'suppressed' in (consented, legal, unknown) then 'suppressed'
    when 'unknown' in (consented, legal, unknown) then 'unknown'
    when 'unanswered' in (consented, legal, unknown) then 'unanswered'
    when consented = 'not_applicable' and legal = 'not_applicable' and unknown = 'not_applicable' then 'not_applicable'
    else 'value' end;
