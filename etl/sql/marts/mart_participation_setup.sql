-- Purpose: 設置状況ごとの市町村数 / municipalities by set-up status
-- Grain: 年度 × 場所 × 会議体 (B01–B04) × 設置状況
create table mart_participation_setup (
    fiscal_year integer not null,
    place_kind varchar not null check((place_kind IN ('prefecture', 'area', 'municipality'))),
    place_code varchar not null,
    body_code varchar not null,
    est_status varchar not null,
    municipalities integer not null,
    answered integer not null,
    expected integer not null,
    primary key (fiscal_year, place_kind, place_code, body_code, est_status)
);
comment on table mart_participation_setup is '設置状況ごとの市町村数 / municipalities by set-up status';
insert into mart_participation_setup by name
with first_row as (
    -- of several bodies of one kind one that stands is enough
    select fiscal_year, lg_code, body_code,
        coalesce(min(est_status) filter (where stands), min(est_status), (select member from ref_group where group_id = 'not_reported')) as est_status
    from mart_participation_body join ref_body using (body_code) where core
    group by all
)
select b.fiscal_year, p.place_kind, p.place_code, b.body_code, b.est_status, count(*)::integer as municipalities,
    c.answered, c.expected
from first_row b
join fct_place p using (lg_code)
join fct_coverage c on c.fiscal_year = b.fiscal_year and c.form = 'F1' and c.place_kind = p.place_kind and c.place_code = p.place_code
group by all order by all;
