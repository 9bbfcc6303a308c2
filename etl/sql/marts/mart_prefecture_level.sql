-- Purpose: 県のPFと市町村のPF / platforms of prefecture and municipality
-- Grain: 年度 × 市町村
create table mart_prefecture_level (
    fiscal_year integer not null,
    lg_code varchar not null,
    level varchar,
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    primary key (fiscal_year, lg_code)
);
comment on table mart_prefecture_level is '県のPFと市町村のPF / platforms of prefecture and municipality';
insert into mart_prefecture_level by name
with own as (
    select b.fiscal_year, b.lg_code, bool_or(b.state = 'value') as told,
        bool_or(b.stands and f.member is null and j.member is null) as muni,
        bool_or(b.stands and j.member is not null) as joint,
        bool_or(b.stands and f.member is not null) as joined
    from mart_participation_body b
    join ref_group p on p.group_id = 'platform' and p.member = b.body_code
    join ref_municipality m on m.lg_code = b.lg_code and m.in_prefecture
    left join ref_group j on j.group_id = 'joint_setup' and j.member = b.setup_form
    left join ref_group f on f.group_id = 'prefecture_setup' and f.member = b.setup_form
    group by all
),
seated as (
    select distinct s.fiscal_year, s.lg_code from mart_prefecture_seat s
    join ref_group p on p.group_id = 'prefecture_platform' and p.member = s.own_body
),
placed as (
    select o.fiscal_year, o.lg_code,
        -- who has not told of its own platform may have one: a seat in the prefecture's does not make it 'pref'
        case when not o.told then null
             when (o.muni or o.joint) and s.lg_code is not null then 'both' when o.muni then 'muni' when o.joint then 'joint'
             when o.joined or s.lg_code is not null then 'pref' else 'none' end as level
    from own o left join seated s using (fiscal_year, lg_code)
)
select *, if(level is null, 'unanswered', 'value') as state from placed order by all;
