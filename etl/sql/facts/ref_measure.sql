-- Purpose: measures of form F5: disclosure class, flow (within the half) or stock (at its end), and of which other it is a part.
-- Grain: measure
create or replace table ref_measure as
select code as measure_code, extra ->> 'class' as class, extra ->> 'period_kind' as period_kind,
    nullif(extra ->> 'part_of', '') as part_of
from ref_code where list = 'measures';
