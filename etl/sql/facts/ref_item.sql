-- Purpose: checklist items with their group.
-- Grain: item
create or replace table ref_item as
select code as item_code, extra ->> 'group' as "group" from ref_code where list = 'items';
