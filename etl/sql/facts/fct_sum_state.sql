-- Purpose: the state of a sum: what a total may claim when some of what it adds up was hidden, unknown or left blank.
-- Grain: a function of place_kind, value and state over the cells of one sum
-- One municipality: a part it hid hides its sum (3 + x is x). Several: the sum is of the parts told, the rest is counted
-- beside it (mart_quality_coverage); but no sum says 0 where a part of it is hidden or unknown.
create or replace macro fct_sum_state(place_kind, value, state) as case
    when bool_or(state = 'suppressed') and (any_value(place_kind) = 'municipality' or coalesce(sum(value), 0) = 0)
        then 'suppressed'
    when count(value) > 0 and (sum(value) > 0 or not bool_or(state = 'unknown')) then 'value'
    when bool_or(state = 'unknown') then 'unknown'
    when bool_or(state = 'unanswered') then 'unanswered'
    else 'not_applicable' end;
