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
    source_id varchar not null,
    primary key (practice_id)
);
comment on table mart_practices_case is '事例 / practices';
comment on column mart_practices_case.practice_id is '事例番号 / practice';
comment on column mart_practices_case.origin is 'annex 施行通知の取組事例, submission 市町村の提出';
comment on column mart_practices_case.lg_code is '市町村 / municipality';
comment on column mart_practices_case.place_ja is '実施地域 / place';
comment on column mart_practices_case.place_en is 'place, English';
comment on column mart_practices_case.prefecture is '都道府県 / prefecture';
comment on column mart_practices_case.case_fy is '年度 / fiscal year';
comment on column mart_practices_case.title_ja is '題 / title';
comment on column mart_practices_case.title_en is 'title, English';
comment on column mart_practices_case.summary_ja is '概要 / summary';
comment on column mart_practices_case.summary_en is 'summary, English';
comment on column mart_practices_case.background is '背景 / background';
comment on column mart_practices_case.action is '取組内容 / action';
comment on column mart_practices_case.device is '工夫 / device';
comment on column mart_practices_case.result is '成果 / result';
comment on column mart_practices_case.challenge is '課題・学び / lessons';
comment on column mart_practices_case.sustain is '継続の仕組み / how it lasts';
comment on column mart_practices_case.pop_band is '人口規模 / population band';
comment on column mart_practices_case.public_url is '公開ページ / public page';
comment on column mart_practices_case.source_id is '出典 / source';
insert into mart_practices_case by name
select practice_id, origin, lg_code, place_ja, place_en, prefecture, case_fy, title_ja, title_en, summary_ja, summary_en,
    background, action, device, result, challenge, sustain, pop_band, public_url, source_id
from fct_practice order by practice_id;
