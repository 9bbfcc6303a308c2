-- Purpose: 会議体に参画する機関 / who sits in the bodies
-- Grain: 年度 × 場所 × 会議体 × 機関 (機関・分野・合計)
create table mart_participation_seat (
    fiscal_year integer not null,
    place_kind varchar not null check((place_kind IN ('prefecture', 'area', 'municipality'))),
    place_code varchar not null,
    body_code varchar not null,
    agency_level varchar not null check((agency_level IN ('agency', 'sector', 'total'))),
    agency_code varchar not null,
    org_count bigint,
    org_count_state varchar not null,
    individual_count bigint,
    individual_count_state varchar not null,
    new_org_count bigint,
    new_org_count_state varchar not null,
    invited_count bigint,
    invited_count_state varchar not null,
    national_pf_count bigint,
    national_pf_count_state varchar not null,
    municipalities integer not null,
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    primary key (fiscal_year, place_kind, place_code, body_code, agency_level, agency_code)
);
comment on table mart_participation_seat is '会議体に参画する機関 / who sits in the bodies';
insert into mart_participation_seat by name
with seats as (
    select f.*, p.place_kind, p.place_code, unnest(['agency', 'sector', 'total']) as agency_level,
        unnest([f.agency_code, f.sector6, 'total']) as code
    from fct_seat f
    join fct_place p using (lg_code)
),
summed as (
    select fiscal_year, place_kind, place_code, body_code, agency_level, code as agency_code,
        sum(org_count)::bigint as org_count, fct_sum_state(place_kind, org_count, org_count_state) as org_count_state,
        sum(individual_count)::bigint as individual_count,
        fct_sum_state(place_kind, individual_count, individual_count_state) as individual_count_state,
        sum(new_org_count)::bigint as new_org_count,
        fct_sum_state(place_kind, new_org_count, new_org_count_state) as new_org_count_state,
        sum(invited_count)::bigint as invited_count,
        fct_sum_state(place_kind, invited_count, invited_count_state) as invited_count_state,
        sum(national_pf_count)::bigint as national_pf_count,
        fct_sum_state(place_kind, national_pf_count, national_pf_count_state) as national_pf_count_state,
        count(distinct lg_code) filter (where seated)::integer as municipalities
    from seats group by all
)
select * replace (
        case when org_count_state = 'value' then org_count end as org_count,
        case when individual_count_state = 'value' then individual_count end as individual_count,
        case when new_org_count_state = 'value' then new_org_count end as new_org_count,
        case when invited_count_state = 'value' then invited_count end as invited_count,
        case when national_pf_count_state = 'value' then national_pf_count end as national_pf_count
    ), 'value' as state
from summed order by all;
