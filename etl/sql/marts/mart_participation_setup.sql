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
comment on column mart_participation_setup.fiscal_year is '年度 (4月始まり) / fiscal year, April to March';
comment on column mart_participation_setup.place_kind is '場所の種類 / prefecture, area or municipality';
comment on column mart_participation_setup.place_code is '団体コード6桁または圏域コード / 6-digit code or area code';
comment on column mart_participation_setup.body_code is '会議体区分 (bodies) / body';
comment on column mart_participation_setup.est_status is '設置状況 (est_statuses)';
comment on column mart_participation_setup.municipalities is '市町村数 団体 / municipalities';
comment on column mart_participation_setup.answered is '回答した市町村数 n / municipalities that answered';
comment on column mart_participation_setup.expected is '照会した市町村数 N / municipalities asked';
insert into mart_participation_setup by name
with first_row as (
    select fiscal_year, lg_code, body_code, min(coalesce(est_status, 'E9')) as est_status
    from mart_participation_body where body_code in ('B01', 'B02', 'B03', 'B04')
    group by all
)
select b.fiscal_year, p.place_kind, p.place_code, b.body_code, b.est_status, count(*)::integer as municipalities,
    c.answered, c.expected
from first_row b
join fct_place p using (lg_code)
join fct_coverage c on c.fiscal_year = b.fiscal_year and c.form = 'F1' and c.place_kind = p.place_kind and c.place_code = p.place_code
group by all order by all;
