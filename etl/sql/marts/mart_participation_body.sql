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
    secretariat varchar,
    contract_years integer,
    chair_sector varchar,
    co_created boolean,
    op_mode varchar,
    pf_relation varchar,
    base_body_code varchar,
    pii_rule boolean,
    public_notice boolean,
    coord_body boolean,
    meeting_count bigint,
    meeting_count_state varchar,
    same_day_count bigint,
    integrated_count bigint,
    fed_back_count bigint,
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    primary key (fiscal_year, lg_code, body_code, body_seq)
);
comment on table mart_participation_body is '会議体の設置状況 / bodies of each municipality';
comment on column mart_participation_body.fiscal_year is '年度 (4月始まり) / fiscal year, April to March';
comment on column mart_participation_body.lg_code is '団体コード6桁 / 6-digit local government code';
comment on column mart_participation_body.body_code is '会議体区分 (bodies) / body';
comment on column mart_participation_body.body_seq is '連番 / sequence';
comment on column mart_participation_body.body_name is '名称。人が読んで認めたものだけ / name, only where a person has read and accepted it';
comment on column mart_participation_body.est_status is '設置状況 (est_statuses) / set-up status';
comment on column mart_participation_body.est_date is '設置年月日 / date';
comment on column mart_participation_body.setup_form is '設置形態 (setup_forms)';
comment on column mart_participation_body.joint_lg_codes is '共同設置団体 / joint municipalities';
comment on column mart_participation_body.host_dept is '主担当部局 (host_depts)';
comment on column mart_participation_body.secretariat is '事務局 (secretariats)';
comment on column mart_participation_body.contract_years is '委託年数 / contract years';
comment on column mart_participation_body.chair_sector is '議長の区分 (sec3)';
comment on column mart_participation_body.co_created is '目的・方針を参画機関と作成 / aims made with members';
comment on column mart_participation_body.op_mode is '両会議体の運営方法 (op_modes)';
comment on column mart_participation_body.pf_relation is 'PFとの関係 (pf_relations)';
comment on column mart_participation_body.base_body_code is '母体・親会議体 (bodies)';
comment on column mart_participation_body.pii_rule is '個人情報・守秘の取決め / confidentiality rule';
comment on column mart_participation_body.public_notice is '公示済み / public notice';
comment on column mart_participation_body.coord_body is '調整機関の指定 / coordinating body named';
comment on column mart_participation_body.meeting_count is '開催回数 回 / meetings';
comment on column mart_participation_body.meeting_count_state is '開催回数の状態 / state';
comment on column mart_participation_body.same_day_count is '同日開催回数 回 / same-day meetings';
comment on column mart_participation_body.integrated_count is '一体開催回数 回 / integrated meetings';
comment on column mart_participation_body.fed_back_count is '課題共有回数 回 / issues fed back';
comment on column mart_participation_body.state is '数値・秘匿・該当なし・不詳・未回答 / state of the cell';
insert into mart_participation_body by name
select a.fiscal_year, a.lg_code, c.body_code, coalesce(b.body_seq, 1) as body_seq,
    if(sha256(b.body_name) in (select sha256 from ref_text_seen), b.body_name, null) as body_name,
    case when a.answered then coalesce(b.est_status, 'E9') end as est_status, b.est_date, b.setup_form, b.joint_lg_codes,
    b.host_dept, b.secretariat, b.contract_years, b.chair_sector, b.co_created, b.op_mode, b.pf_relation,
    b.base_body_code, b.pii_rule, b.public_notice, b.coord_body, b.meeting_count,
    coalesce(b.meeting_count_state, 'unanswered') as meeting_count_state, b.same_day_count, b.integrated_count,
    b.fed_back_count, case when b.body_code is not null and b.est_status <> 'E9' then 'value' else 'unanswered' end as state
from fct_answer a
cross join ref_body c
left join form_f1 b on b.fiscal_year = a.fiscal_year and b.lg_code = a.lg_code and b.body_code = c.body_code and a.answered
where a.form = 'F1' and (c.core or b.body_code is not null)
order by a.fiscal_year, a.lg_code, c.body_code, 4;
