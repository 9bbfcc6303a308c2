-- Purpose: agency categories with the sector they roll up to; by_operator: 官 or 民 follows who runs it, not the category.
-- Grain: agency
-- series_code: links and the mix of a body are told in the code that all years have, so that a split is no change of theirs.
create or replace table ref_agency as
select code as agency_code, series_code, coalesce(extra ->> 'sector6', 'other') as sector6, coalesce(extra ->> 'sec3', '') as sec3,
    coalesce(extra ->> 'by_operator', '') = '1' as by_operator
from ref_code where list = 'agencies';
