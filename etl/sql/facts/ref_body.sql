-- Purpose: bodies; core = the four of the notification, asked of every municipality; discusses_cases = form 1 asks them for cases.
-- Grain: body
create or replace table ref_body as
select c.code as body_code, c.code in (select member from ref_group where group_id = 'core_bodies') as core,
    c.code in (select member from ref_group where group_id = 'case_bodies') as discusses_cases
from ref_code c where c.list = 'bodies';
