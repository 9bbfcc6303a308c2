-- Purpose: 通知チェックリストの回答 / answers to the checklist
-- Grain: 年度 × 市町村 × 項目
create table mart_checklist_item (
    fiscal_year integer not null,
    lg_code varchar not null,
    item_code varchar not null,
    status varchar not null,
    since_fy integer,
    evidence varchar,
    barriers varchar[],
    derived_status varchar,
    agrees boolean,
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    primary key (fiscal_year, lg_code, item_code)
);
comment on table mart_checklist_item is '通知チェックリストの回答 / answers to the checklist';
comment on column mart_checklist_item.fiscal_year is '年度 (4月始まり) / fiscal year, April to March';
comment on column mart_checklist_item.lg_code is '団体コード6桁 / 6-digit local government code';
comment on column mart_checklist_item.item_code is '項目 (items) / item';
comment on column mart_checklist_item.status is '3 実施済, 2 一部, 1 検討中, 0 未実施, 8 該当なし, 9 未回答 (item_statuses)';
comment on column mart_checklist_item.since_fy is '開始年度 / since';
comment on column mart_checklist_item.evidence is '根拠資料 (evidences)';
comment on column mart_checklist_item.barriers is '課題 (barriers)';
comment on column mart_checklist_item.derived_status is '参画の様式から見た状態 yes/no / derived from the seats';
comment on column mart_checklist_item.agrees is '自己申告と一致 / self-report agrees';
comment on column mart_checklist_item.state is '数値・秘匿・該当なし・不詳・未回答 / state of the cell';
insert into mart_checklist_item by name
with seat as (
    select fiscal_year, lg_code, body_code, list(distinct agency_code) as agencies from form_f2 group by all
),
rule(item_code, bodies, agencies) as (
    values ('K21', ['B01'], ['A02']), ('K22', ['B01'], ['A10', 'A11', 'A12', 'A13', 'A14']),
           ('K23', ['B02'], ['A02']), ('K24', ['B02'], ['A10', 'A11', 'A12', 'A13', 'A14']),
           ('K25', ['B03'], ['A01']), ('K26', ['B04'], ['A01'])
),
derived as (
    select a.fiscal_year, a.lg_code, r.item_code,
        bool_or(coalesce(list_has_any(s.agencies, r.agencies), false)) as seated
    from fct_answer a
    cross join rule r
    left join seat s on s.fiscal_year = a.fiscal_year and s.lg_code = a.lg_code and list_contains(r.bodies, s.body_code)
    where a.form = 'F2' and a.answered
    group by all
)
select a.fiscal_year, a.lg_code, i.item_code, coalesce(f.status, '9') as status, f.since_fy, f.evidence, f.barrier as barriers,
    case when d.seated then 'yes' when not d.seated then 'no' end as derived_status,
    case when d.seated is not null and f.status in ('3', '2', '1', '0') then d.seated = (f.status in ('3', '2')) end as agrees,
    case coalesce(f.status, '9') when '8' then 'not_applicable' when '9' then 'unanswered' else 'value' end as state
from fct_answer a
cross join ref_item i
left join form_f4 f on f.fiscal_year = a.fiscal_year and f.lg_code = a.lg_code and f.item_code = i.item_code and a.answered
left join derived d on d.fiscal_year = a.fiscal_year and d.lg_code = a.lg_code and d.item_code = i.item_code
where a.form = 'F4' and i."group" <> 'prefecture'
order by all;
