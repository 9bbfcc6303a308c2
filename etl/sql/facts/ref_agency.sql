-- Purpose: agency categories with the sector they roll up to.
-- Grain: agency
create or replace table ref_agency as
select code as agency_code, coalesce(extra ->> 'sector6', 'other') as sector6, coalesce(extra ->> 'sec3', '') as sec3
from ref_code where list = 'agencies';
