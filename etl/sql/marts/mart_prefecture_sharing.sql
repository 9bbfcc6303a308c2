-- Purpose: 事例の域内共有 / sharing of practices within the prefecture
-- Grain: 年度 × 方法 × 日
create table mart_prefecture_sharing (
    fiscal_year integer not null,
    share_method varchar not null,
    share_date date,
    recipients bigint,
    recipients_state varchar not null,
    practices integer,
    practices_state varchar not null
);
comment on table mart_prefecture_sharing is '事例の域内共有 / sharing of practices within the prefecture';
insert into mart_prefecture_sharing by name
select fiscal_year, share_method, share_date, recipients, coalesce(recipients_state, 'unanswered') as recipients_state,
    practices::integer as practices, coalesce(practices_state, 'unanswered') as practices_state
from fct_own_record where record_kind = 'sharing' order by all;
