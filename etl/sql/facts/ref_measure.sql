-- Purpose: measures of form F5 with their disclosure class.
-- Grain: measure
create or replace table ref_measure as
select code as measure_code, extra ->> 'class' as class from ref_code where list = 'measures';
