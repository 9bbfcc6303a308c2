-- Purpose: 同じ会議体に席を持つ機関の区分の組（同席） / pairs of categories that sit in the same bodies
-- Grain: 年度 × 機関の区分 × 機関の区分 (agency_a が先)
-- weight: each body gives 1/(n-1) to a pair, n its seated categories (Newman 2001), so that a large body does not outweigh a small one.
create table mart_participation_coseating (
    fiscal_year integer not null,
    agency_a varchar not null,
    agency_b varchar not null,
    bodies integer not null,
    weight double not null,
    primary key (fiscal_year, agency_a, agency_b)
);
comment on table mart_participation_coseating is '同じ会議体に席を持つ機関の区分の組（同席） / pairs of categories that sit in the same bodies';
insert into mart_participation_coseating by name
with seat as (
    select distinct f.fiscal_year, f.lg_code, f.body_code, f.series_code as agency
    from fct_seat f join ref_municipality m on m.lg_code = f.lg_code and m.in_prefecture
    where f.seated and f.series_code not in (select member from ref_group where group_id = 'unknown_agency')
),
body as (select *, count(*) over (partition by fiscal_year, lg_code, body_code) as n from seat)
select a.fiscal_year, a.agency as agency_a, b.agency as agency_b, count(*)::integer as bodies, sum(1.0 / (a.n - 1)) as weight
from body a
join body b on (b.fiscal_year, b.lg_code, b.body_code) = (a.fiscal_year, a.lg_code, a.body_code) and a.agency < b.agency
group by all order by all;
