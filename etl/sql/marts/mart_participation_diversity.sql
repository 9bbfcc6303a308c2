-- Purpose: 多元化: 参画機関の種別の広がり / diversity of membership
-- Grain: 年度 × 場所 × 会議体
create table mart_participation_diversity (
    fiscal_year integer not null,
    place_kind varchar not null check((place_kind IN ('prefecture', 'area', 'municipality'))),
    place_code varchar not null,
    body_code varchar not null,
    organisations bigint not null,
    categories integer not null,
    hill1 double,
    hill2 double,
    simpson double,
    private_share double,
    primary key (fiscal_year, place_kind, place_code, body_code)
);
comment on table mart_participation_diversity is '多元化: 参画機関の種別の広がり / diversity of membership';
comment on column mart_participation_diversity.fiscal_year is '年度 (4月始まり) / fiscal year, April to March';
comment on column mart_participation_diversity.place_kind is '場所の種類 / prefecture, area or municipality';
comment on column mart_participation_diversity.place_code is '団体コード6桁または圏域コード / 6-digit code or area code';
comment on column mart_participation_diversity.body_code is '会議体区分 (bodies) / body';
comment on column mart_participation_diversity.organisations is '参画団体数 団体 / organisations';
comment on column mart_participation_diversity.categories is '種別数 (Hill q=0) / categories present';
comment on column mart_participation_diversity.hill1 is '実効種別数 exp(H) (Hill 1973, q=1)';
comment on column mart_participation_diversity.hill2 is '実効種別数 1/Σp² (Hill 1973, q=2)';
comment on column mart_participation_diversity.simpson is '1−Σx(x−1)/N(N−1) (Simpson 1949)';
comment on column mart_participation_diversity.private_share is '民・NPO等の割合 / share outside government';
insert into mart_participation_diversity by name
with seats as (
    select s.*, a.sec3, sum(org_count) over w as total
    from mart_participation_seat s join ref_agency a using (agency_code)
    where agency_level = 'agency' and org_count > 0
    window w as (partition by fiscal_year, place_kind, place_code, body_code)
)
select fiscal_year, place_kind, place_code, body_code, max(total)::bigint as organisations, count(*)::integer as categories,
    exp(-sum(org_count / total * ln(org_count / total))) as hill1, 1 / sum((org_count / total) ** 2) as hill2,
    case when max(total) > 1 then 1 - sum(org_count * (org_count - 1)) / (max(total) * (max(total) - 1)) end as simpson,
    (sum(org_count) filter (where sec3 <> 'public') / max(total))::double as private_share
from seats group by all order by all;
