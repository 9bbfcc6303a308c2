-- Purpose: 会議体の設置状況 / bodies of each municipality
-- Grain: 年度 × 市町村 × 会議体 × 連番 (B01–B04 は未回答でも1行)
create table mart_participation_body (
    fiscal_year integer not null,
    lg_code varchar not null,
    body_code varchar not null,
    body_seq integer not null,
    body_name varchar,
    est_status varchar,
    est_date date,
    setup_form varchar,
    joint_lg_codes varchar[],
    host_dept varchar,
    host_other varchar,
    secretariat varchar,
    contract_years integer,
    contractor varchar,
    chair_sector varchar,
    co_created boolean,
    policy_fy integer,
    op_mode varchar,
    pf_relation varchar,
    base_body_code varchar,
    pii_rule boolean,
    public_notice boolean,
    coord_body boolean,
    cooperation boolean,
    meeting_count bigint,
    meeting_count_state varchar,
    same_day_count bigint,
    same_day_count_state varchar not null,
    integrated_count bigint,
    integrated_count_state varchar not null,
    fed_back_count bigint,
    fed_back_count_state varchar not null,
    stands boolean not null,
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    primary key (fiscal_year, lg_code, body_code, body_seq)
);
comment on table mart_participation_body is '会議体の設置状況 / bodies of each municipality';
insert into mart_participation_body by name
select a.fiscal_year, a.lg_code, c.body_code, coalesce(b.body_seq, 1) as body_seq,
    if(sha256(b.body_name) in (select sha256 from ref_text_seen), b.body_name, null) as body_name,
    case when a.answered then coalesce(b.est_status, (select member from ref_group where group_id = 'not_reported')) end as est_status, b.est_date, b.setup_form, b.joint_lg_codes,
    b.host_dept, if(sha256(b.host_other) in (select sha256 from ref_text_seen), b.host_other, null) as host_other,
    b.secretariat, b.contract_years, b.contractor, b.chair_sector, b.co_created, b.policy_fy, b.op_mode, b.pf_relation,
    b.base_body_code, b.pii_rule, b.public_notice, b.coord_body, b.cooperation, b.meeting_count,
    coalesce(b.meeting_count_state, 'unanswered') as meeting_count_state,
    b.same_day_count, coalesce(b.same_day_count_state, 'unanswered') as same_day_count_state,
    b.integrated_count, coalesce(b.integrated_count_state, 'unanswered') as integrated_count_state,
    b.fed_back_count, coalesce(b.fed_back_count_state, 'unanswered') as fed_back_count_state,
    coalesce(b.est_status in (select member from ref_group where group_id = 'stands'), false) as stands,
    case when b.body_code is not null and b.est_status not in (select member from ref_group where group_id = 'not_reported') then 'value' else 'unanswered' end as state
from fct_answer a
cross join ref_body c
left join fct_body b on b.fiscal_year = a.fiscal_year and b.lg_code = a.lg_code and b.body_code = c.body_code and a.answered
where a.form = 'F1' and (c.core or b.body_code is not null)
order by a.fiscal_year, a.lg_code, c.body_code, 4;
