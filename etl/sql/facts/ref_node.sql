-- Purpose: the ends of a referral at each level: agency, sector, total.
-- Grain: level × code
create or replace table ref_node as
select distinct 'agency' as level, series_code as code from ref_agency
union all
select 'sector', code from ref_code where list = 'sectors'
union all
select 'total', 'total';
