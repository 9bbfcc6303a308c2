-- Purpose: 相談窓口・見守り・職場・調査の取組 / desks, watching over, workplaces and surveys of each municipality
-- Grain: 年度 × 市町村
create table mart_municipality_effort (
    fiscal_year integer not null,
    lg_code varchar not null,
    workplace boolean,
    watch_trades varchar[],
    desk_count bigint,
    desk_count_state varchar not null,
    desk_fields varchar[],
    desk_hours varchar,
    hotline boolean,
    survey_method varchar,
    survey_fy integer,
    survey_count bigint,
    survey_count_state varchar not null,
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    primary key (fiscal_year, lg_code)
);
comment on table mart_municipality_effort is '相談窓口・見守り・職場・調査の取組 / desks, watching over, workplaces and surveys of each municipality';
insert into mart_municipality_effort by name
select s.fiscal_year, s.lg_code, f.workplace, f.watch_trades, f.desk_count,
    coalesce(f.desk_count_state, 'unanswered') as desk_count_state, f.desk_fields, f.desk_hours, f.hotline,
    f.survey_method, f.survey_fy, f.survey_count, coalesce(f.survey_count_state, 'unanswered') as survey_count_state, s.state
from mart_municipality_stage s
left join form_f0 f on f.fiscal_year = s.fiscal_year and f.lg_code = s.lg_code and s.state = 'value'
order by all;
