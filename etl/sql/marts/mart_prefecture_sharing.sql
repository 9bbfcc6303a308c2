-- Purpose: 事例の域内共有 / sharing of practices within the prefecture
-- Grain: 年度 × 方法 × 日
create table mart_prefecture_sharing (
    fiscal_year integer not null,
    share_method varchar not null,
    share_date date,
    recipients bigint,
    practices integer
);
comment on table mart_prefecture_sharing is '事例の域内共有 / sharing of practices within the prefecture';
comment on column mart_prefecture_sharing.fiscal_year is '年度 (4月始まり) / fiscal year, April to March';
comment on column mart_prefecture_sharing.share_method is '方法 (share_methods)';
comment on column mart_prefecture_sharing.share_date is '日 / date';
comment on column mart_prefecture_sharing.recipients is '共有先 団体 / recipients';
comment on column mart_prefecture_sharing.practices is '共有した事例 件 / practices shared';
insert into mart_prefecture_sharing by name
select fiscal_year, share_method, share_date, recipients, practices::integer as practices from form_fp where record_kind = 'sharing' order by all;
