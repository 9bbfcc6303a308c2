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
comment on column mart_checklist_summary.fiscal_year is '年度 (4月始まり) / fiscal year, April to March';
comment on column mart_checklist_summary.place_kind is '場所の種類 / prefecture, area or municipality';
comment on column mart_checklist_summary.place_code is '団体コード6桁または圏域コード / 6-digit code or area code';
comment on column mart_checklist_summary.item_code is '項目 (items)';
comment on column mart_checklist_summary.status is '状態 (item_statuses)';
comment on column mart_checklist_summary.municipalities is '市町村数 団体 / municipalities';
comment on column mart_checklist_summary.answered is '回答した市町村数 n / municipalities that answered';
comment on column mart_checklist_summary.expected is '照会した市町村数 N / municipalities asked';
insert into mart_checklist_summary by name
select c.fiscal_year, p.place_kind, p.place_code, c.item_code, c.status, count(*)::integer as municipalities, v.answered, v.expected
from mart_checklist_item c
join fct_place p using (lg_code)
join fct_coverage v on v.fiscal_year = c.fiscal_year and v.form = 'F4' and v.place_kind = p.place_kind and v.place_code = p.place_code
group by all order by all;
