-- Purpose: 研修・養成の実績 / training
-- Grain: 年度 × 場所 × 研修 × 対象
create table mart_participation_training (
    fiscal_year integer not null,
    place_kind varchar not null check((place_kind IN ('prefecture', 'area', 'municipality'))),
    place_code varchar not null,
    training_code varchar not null,
    audience varchar not null,
    sessions bigint,
    participants bigint,
    completed bigint,
    joint_held integer not null,
    municipalities integer not null,
    primary key (fiscal_year, place_kind, place_code, training_code, audience)
);
comment on table mart_participation_training is '研修・養成の実績 / training';
comment on column mart_participation_training.fiscal_year is '年度 (4月始まり) / fiscal year, April to March';
comment on column mart_participation_training.place_kind is '場所の種類 / prefecture, area or municipality';
comment on column mart_participation_training.place_code is '団体コード6桁または圏域コード / 6-digit code or area code';
comment on column mart_participation_training.training_code is '研修 (trainings)';
comment on column mart_participation_training.audience is '対象 (audiences)';
comment on column mart_participation_training.sessions is '回数 回 / sessions';
comment on column mart_participation_training.participants is '参加者 人・延べ / participants';
comment on column mart_participation_training.completed is '修了 人 / completed';
comment on column mart_participation_training.joint_held is '両部局共催の市町村数 / municipalities holding it jointly';
comment on column mart_participation_training.municipalities is '実施市町村数 / municipalities';
insert into mart_participation_training by name
select t.fiscal_year, p.place_kind, p.place_code, t.training_code, t.audience, sum(t.sessions)::bigint as sessions,
    sum(t.participants)::bigint as participants, sum(t.completed)::bigint as completed,
    count(distinct t.lg_code) filter (where t.joint_held)::integer as joint_held, count(distinct t.lg_code)::integer as municipalities
from form_f7 t join fct_place p using (lg_code)
group by all order by all;
