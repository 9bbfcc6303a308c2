-- Purpose: 項目・状態ごとの市町村数 / municipalities by item and status
-- Grain: 年度 × 場所 × 項目 × 状態
create table mart_checklist_summary (
    fiscal_year integer not null,
    place_kind varchar not null check((place_kind IN ('prefecture', 'area', 'municipality'))),
    place_code varchar not null,
    item_code varchar not null,
    status varchar not null,
    municipalities integer not null,
    answered integer not null,
    expected integer not null,
    primary key (fiscal_year, place_kind, place_code, item_code, status)
);
comment on table mart_checklist_summary is '項目・状態ごとの市町村数 / municipalities by item and status';
insert into mart_checklist_summary by name
select c.fiscal_year, p.place_kind, p.place_code, c.item_code, c.status, count(*)::integer as municipalities, v.answered, v.expected
from mart_checklist_item c
join fct_place p using (lg_code)
join fct_coverage v on v.fiscal_year = c.fiscal_year and v.form = 'F4' and v.place_kind = p.place_kind and v.place_code = p.place_code
group by all order by all;
