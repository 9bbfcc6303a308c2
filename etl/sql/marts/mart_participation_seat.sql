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
    invited_count bigint,
    national_pf_count bigint,
    municipalities integer not null,
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    primary key (fiscal_year, place_kind, place_code, body_code, agency_level, agency_code)
);
comment on table mart_participation_seat is '会議体に参画する機関 / who sits in the bodies';
comment on column mart_participation_seat.fiscal_year is '年度 (4月始まり) / fiscal year, April to March';
comment on column mart_participation_seat.place_kind is '場所の種類 / prefecture, area or municipality';
comment on column mart_participation_seat.place_code is '団体コード6桁または圏域コード / 6-digit code or area code';
comment on column mart_participation_seat.body_code is '会議体区分 (bodies) / body';
comment on column mart_participation_seat.agency_level is 'agency, sector or total';
comment on column mart_participation_seat.agency_code is '機関・分野コード、合計は total / code';
comment on column mart_participation_seat.org_count is '参画団体数 団体 / organisations';
comment on column mart_participation_seat.org_count_state is '状態 / state';
comment on column mart_participation_seat.individual_count is '個人参画者数 人 / individuals (委嘱委員等)';
comment on column mart_participation_seat.individual_count_state is '状態 / state';
comment on column mart_participation_seat.new_org_count is 'うち既存会議体に未参画だった団体 / new organisations';
comment on column mart_participation_seat.invited_count is '参画依頼数 / invited';
comment on column mart_participation_seat.national_pf_count is 'うち全国版PF加入 / members of the national platform';
comment on column mart_participation_seat.municipalities is '該当する市町村数 / municipalities';
comment on column mart_participation_seat.state is '数値・秘匿・該当なし・不詳・未回答 / state of the cell';
insert into mart_participation_seat by name
with seats as (
    select f.fiscal_year, p.place_kind, p.place_code, f.body_code, f.lg_code,
        unnest(['agency', 'sector', 'total']) as agency_level,
        unnest([f.agency_code, a.sector6, 'total']) as agency_code,
        f.org_count, f.individual_count, f.new_org_count, f.invited_count, f.national_pf_count
    from form_f2 f
    join ref_agency a using (agency_code)
    join fct_place p using (lg_code)
)
select fiscal_year, place_kind, place_code, body_code, agency_level, agency_code,
    sum(org_count)::bigint as org_count, if(count(org_count) > 0, 'value', 'unknown') as org_count_state,
    sum(individual_count)::bigint as individual_count, if(count(individual_count) > 0, 'value', 'unanswered') as individual_count_state,
    sum(new_org_count)::bigint as new_org_count, sum(invited_count)::bigint as invited_count,
    sum(national_pf_count)::bigint as national_pf_count, count(distinct lg_code)::integer as municipalities, 'value' as state
from seats group by all order by all;
