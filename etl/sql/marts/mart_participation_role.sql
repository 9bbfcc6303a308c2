-- Purpose: 会議体での役割ごとの参画 / seats by role and sector
-- Grain: 年度 × 場所 × 会議体 × 役割 × 分野
create table mart_participation_role (
    fiscal_year integer not null,
    place_kind varchar not null check((place_kind IN ('prefecture', 'area', 'municipality'))),
    place_code varchar not null,
    body_code varchar not null,
    role varchar not null,
    sector varchar not null,
    org_count bigint,
    org_count_state varchar not null,
    municipalities integer not null,
    primary key (fiscal_year, place_kind, place_code, body_code, role, sector)
);
comment on table mart_participation_role is '会議体での役割ごとの参画 / seats by role and sector';
insert into mart_participation_role by name
with summed as (
    select f.fiscal_year, p.place_kind, p.place_code, f.body_code, f.role, f.sector6 as sector,
        sum(f.org_count)::bigint as org_count, fct_sum_state(p.place_kind, f.org_count, f.org_count_state) as org_count_state,
        count(distinct f.lg_code) filter (where f.seated)::integer as municipalities
    from fct_seat f join fct_place p using (lg_code)
    group by all
)
select * replace (case when org_count_state = 'value' then org_count end as org_count) from summed order by all;
