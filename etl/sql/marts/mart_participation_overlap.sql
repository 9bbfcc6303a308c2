-- Purpose: 二つの会議体に共通する機関の種別 / agency categories two bodies share
-- Grain: 年度 × 市町村 × 会議体の組
create table mart_participation_overlap (
    fiscal_year integer not null,
    lg_code varchar not null,
    body_a varchar not null,
    body_b varchar not null,
    shared integer not null,
    union_ integer not null,
    jaccard double not null,
    share_a_in_b double not null,
    primary key (fiscal_year, lg_code, body_a, body_b)
);
comment on table mart_participation_overlap is '二つの会議体に共通する機関の種別 / agency categories two bodies share';
insert into mart_participation_overlap by name
with roster as (
    select fiscal_year, lg_code, body_code, list(distinct agency_code) as agencies
    from fct_seat join ref_body using (body_code) where core and seated
    group by all
),
pair as (
    select a.fiscal_year, a.lg_code, a.body_code as body_a, b.body_code as body_b, len(a.agencies) as n,
        len(list_intersect(a.agencies, b.agencies)) as shared,
        len(list_distinct(list_concat(a.agencies, b.agencies))) as union_
    from roster a join roster b using (fiscal_year, lg_code)
    where a.body_code <> b.body_code
)
select fiscal_year, lg_code, body_a, body_b, shared::integer as shared, union_::integer as union_,
    shared / union_ as jaccard, shared / n as share_a_in_b
from pair order by all;
