-- Purpose: 項目ごとの課題 / barriers named per item
-- Grain: 年度 × 場所 × 項目 × 課題
create table mart_checklist_barrier (
    fiscal_year integer not null,
    place_kind varchar not null check((place_kind IN ('prefecture', 'area', 'municipality'))),
    place_code varchar not null,
    item_code varchar not null,
    barrier varchar not null,
    municipalities integer not null,
    primary key (fiscal_year, place_kind, place_code, item_code, barrier)
);
comment on table mart_checklist_barrier is '項目ごとの課題 / barriers named per item';
insert into mart_checklist_barrier by name
select c.fiscal_year, p.place_kind, p.place_code, c.item_code, c.barrier, count(*)::integer as municipalities
from (select fiscal_year, lg_code, item_code, unnest(barriers) as barrier from mart_checklist_item) c
join fct_place p using (lg_code)
group by all order by all;
