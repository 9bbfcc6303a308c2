-- Purpose: 多元化: 参画機関の種別の広がり / diversity of membership
-- Grain: 年度 × 場所 × 会議体
create table mart_participation_diversity (
    fiscal_year integer not null,
    place_kind varchar not null check((place_kind IN ('prefecture', 'area', 'municipality'))),
    place_code varchar not null,
    body_code varchar not null,
    organisations bigint,
    categories integer,
    hill1 double,
    hill2 double,
    simpson double,
    private_organisations bigint,
    sided_organisations bigint,
    private_share double,
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    primary key (fiscal_year, place_kind, place_code, body_code)
);
comment on table mart_participation_diversity is '多元化: 参画機関の種別の広がり / diversity of membership';
insert into mart_participation_diversity by name
-- the mix of a body is known only where every number behind it is: 3 + x organisations have no shares. Over places the mix is
-- of the municipalities whose own is known; a place without one has none, so that it never tells what a municipality withheld
with whole as (
    select fiscal_year, lg_code, body_code, bool_and(org_count_state in ('value', 'not_applicable')) as complete
    from fct_seat group by all
),
told as (
    select s.fiscal_year, p.place_kind, p.place_code, s.body_code, s.series_code, s.sec3, s.org_count, s.org_count_state, w.complete
    from fct_seat s join whole w using (fiscal_year, lg_code, body_code) join fct_place p using (lg_code)
),
known as (
    select fiscal_year, place_kind, place_code, body_code,
        case when bool_or(complete) then 'value' when bool_or(org_count_state = 'suppressed') then 'suppressed'
             when bool_or(org_count_state = 'unknown') then 'unknown' else 'unanswered' end as state,
        -- who belongs to neither side (その他, 不明, both run and contracted) is in no share
        sum(org_count) filter (where complete and sec3 in ('private', 'npo')) as outside,
        sum(org_count) filter (where complete and sec3 <> '') as sided
    from told group by all
),
agency as (
    select *, sum(x) over (partition by fiscal_year, place_kind, place_code, body_code) as n
    from (select fiscal_year, place_kind, place_code, body_code, series_code, sum(org_count) as x
          from told where complete and org_count > 0 group by all)
),
mix as (
    select fiscal_year, place_kind, place_code, body_code, max(n)::bigint as organisations, count(*)::integer as categories,
        exp(-sum(x / n * ln(x / n))) as hill1, 1 / sum((x / n) ** 2) as hill2,
        case when max(n) > 1 then 1 - sum(x * (x - 1)) / (max(n) * (max(n) - 1)) end as simpson
    from agency group by all
)
select fiscal_year, place_kind, place_code, body_code,
    case when k.state = 'value' then m.organisations end as organisations,
    case when k.state = 'value' then m.categories end as categories,
    case when k.state = 'value' then m.hill1 end as hill1, case when k.state = 'value' then m.hill2 end as hill2,
    case when k.state = 'value' then m.simpson end as simpson,
    case when k.state = 'value' and k.sided > 0 then coalesce(k.outside, 0) end::bigint as private_organisations,
    case when k.state = 'value' and k.sided > 0 then k.sided end::bigint as sided_organisations,
    case when k.state = 'value' and k.sided > 0 then coalesce(k.outside, 0) / k.sided end::double as private_share,
    case when k.state = 'value' and m.organisations is null then 'not_applicable' else k.state end as state
from known k left join mix m using (fiscal_year, place_kind, place_code, body_code)
order by all;
