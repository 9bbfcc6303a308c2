-- Purpose: 県の回答 of the prefecture whose installation this is; what another's form says counts nowhere.
-- Grain: 年度 × 種別 × 連番
create or replace view fct_own_record as
select r.* from form_fp r semi join ref_prefecture p on p.prefecture_lg_code = r.lg_code;
