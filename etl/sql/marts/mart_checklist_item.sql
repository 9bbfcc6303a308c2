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
insert into mart_checklist_item by name
with derived as (
    select a.fiscal_year, a.lg_code, r.item_code,
        case when bool_or(s.seated) then true
             when bool_or(s.body_code is not null and s.seated is null) then null else false end as seated
    from fct_answer a
    cross join ref_seat r
    left join fct_seat s on s.fiscal_year = a.fiscal_year and s.lg_code = a.lg_code
        and s.body_code = r.body_code and s.agency_code = r.agency_code
    where a.form = 'F2' and a.answered and a.rows > 0  -- nothing told of a seat leaves the item open
    group by all
),
place as (select member from ref_group where group_id = 'in_place')
select a.fiscal_year, a.lg_code, i.item_code, coalesce(f.status, '9') as status, f.since_fy, f.evidence, f.barrier as barriers,
    case when d.seated then 'yes' when not d.seated then 'no' end as derived_status,
    case when d.seated is not null and f.status not in ('8', '9') then d.seated = (f.status in (from place)) end as agrees,
    case coalesce(f.status, '9') when '8' then 'not_applicable' when '9' then 'unanswered' else 'value' end as state
from fct_answer a
cross join ref_item i
left join form_f4 f on f.fiscal_year = a.fiscal_year and f.lg_code = a.lg_code and f.item_code = i.item_code and a.answered
left join derived d on d.fiscal_year = a.fiscal_year and d.lg_code = a.lg_code and d.item_code = i.item_code
where a.form = 'F4' and i."group" <> 'prefecture'
order by all;
