-- Purpose: 研修・養成の実績 / training
-- Grain: 年度 × 場所 × 研修 × 対象
create table mart_participation_training (
    fiscal_year integer not null,
    place_kind varchar not null check((place_kind IN ('prefecture', 'area', 'municipality'))),
    place_code varchar not null,
    training_code varchar not null,
    audience varchar not null,
    sessions bigint,
    sessions_state varchar not null,
    participants bigint,
    participants_state varchar not null,
    completed bigint,
    completed_state varchar not null,
    joint_held integer not null,
    municipalities integer not null,
    primary key (fiscal_year, place_kind, place_code, training_code, audience)
);
comment on table mart_participation_training is '研修・養成の実績 / training';
insert into mart_participation_training by name
with summed as (
    select t.fiscal_year, p.place_kind, p.place_code, t.training_code, t.audience,
        sum(t.sessions)::bigint as sessions, fct_sum_state(p.place_kind, t.sessions, t.sessions_state) as sessions_state,
        sum(t.participants)::bigint as participants,
        fct_sum_state(p.place_kind, t.participants, t.participants_state) as participants_state,
        sum(t.completed)::bigint as completed, fct_sum_state(p.place_kind, t.completed, t.completed_state) as completed_state,
        count(distinct t.lg_code) filter (where t.joint_held)::integer as joint_held,
        count(distinct t.lg_code)::integer as municipalities
    from form_f7 t join fct_place p using (lg_code)
    group by all
)
select * replace (
    case when sessions_state = 'value' then sessions end as sessions,
    case when participants_state = 'value' then participants end as participants,
    case when completed_state = 'value' then completed end as completed)
from summed order by all;
