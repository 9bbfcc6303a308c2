-- Purpose: measures of form F5 with their disclosure class, and whether they are a flow (within the half) or a stock (at its end).
-- Grain: measure
create or replace table ref_measure as
select code as measure_code, extra ->> 'class' as class, extra ->> 'period_kind' as period_kind
from ref_code where list = 'measures';
