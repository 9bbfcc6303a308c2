-- Purpose: 事例 / practices
-- Grain: 事例
create table mart_practices_case (
    practice_id varchar not null,
    origin varchar not null check((origin IN ('annex', 'submission'))),
    lg_code varchar,
    place_ja varchar not null,
    place_en varchar not null,
    prefecture varchar,
    case_fy integer,
    title_ja varchar not null,
    title_en varchar,
    summary_ja varchar not null,
    summary_en varchar,
    background varchar,
    action varchar,
    device varchar,
    result varchar,
    challenge varchar,
    sustain varchar,
    pop_band varchar,
    public_url varchar,
    other_purpose boolean,
    source_id varchar not null,
    primary key (practice_id)
);
comment on table mart_practices_case is '事例 / practices';
insert into mart_practices_case by name
select practice_id, origin, lg_code, place_ja, place_en, prefecture, case_fy, title_ja, title_en, summary_ja, summary_en,
    background, action, device, result, challenge, sustain, pop_band, public_url, other_purpose, source_id
from fct_practice order by practice_id;
