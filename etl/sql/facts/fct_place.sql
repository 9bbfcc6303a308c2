-- Purpose: which municipality counts towards which place; prefecture and area figures cover the prefecture's own.
-- Grain: municipality × place
create or replace table fct_place as
select lg_code, 'municipality' as place_kind, lg_code as place_code from ref_municipality
union all
select lg_code, 'area', area_code from ref_municipality where in_prefecture
union all
select m.lg_code, 'prefecture', s.prefecture_lg_code from ref_municipality m cross join ref_snapshot s where m.in_prefecture;
