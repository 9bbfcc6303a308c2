-- Purpose: 県の会議体 / bodies of the prefecture itself
-- Grain: 年度 × 県の会議体
create table mart_prefecture_body (
    fiscal_year integer not null,
    own_body varchar not null,
    est_status varchar,
    meetings bigint,
    meetings_state varchar not null,
    primary key (fiscal_year, own_body)
);
comment on table mart_prefecture_body is '県の会議体 / bodies of the prefecture itself';
insert into mart_prefecture_body by name
select fiscal_year, own_body, est_status, sessions as meetings, coalesce(sessions_state, 'unanswered') as meetings_state
from fct_own_record where record_kind = 'body' and own_body is not null
qualify row_number() over (partition by fiscal_year, own_body order by record_seq) = 1 order by all;
