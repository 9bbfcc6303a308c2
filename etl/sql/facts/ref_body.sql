-- Purpose: bodies; core = the four of the notification, asked of every municipality.
-- Grain: body
create or replace table ref_body as
select code as body_code, code in ('B01', 'B02', 'B03', 'B04') as core from ref_code where list = 'bodies';
