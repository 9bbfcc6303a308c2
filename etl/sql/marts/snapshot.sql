-- Purpose: この公表データの素性 / what this snapshot is
-- Grain: one row
create table snapshot (
    snapshot_id varchar not null,
    created_at timestamp not null,
    as_of date,
    schema_version integer not null,
    prefecture_code varchar not null,
    prefecture_lg_code varchar not null,
    prefecture_ja varchar not null,
    prefecture_en varchar not null,
    lead_department_ja varchar,
    lead_department_en varchar,
    demo boolean not null,
    census_year integer not null,
    texts_waiting integer not null,
    first_fy integer,
    last_fy integer,
    map_lat double,
    map_lon double,
    map_zoom double,
    boundaries_attribution varchar,
    submissions_sha256 varchar not null
);
comment on table snapshot is 'この公表データの素性 / what this snapshot is';
comment on column snapshot.snapshot_id is 'スナップショット番号 / snapshot id';
comment on column snapshot.created_at is '作成日時 / created at';
comment on column snapshot.as_of is '基準日 / as-of date of the latest figures';
comment on column snapshot.schema_version is '表の版 / schema version';
comment on column snapshot.prefecture_code is '都道府県コード / prefecture code';
comment on column snapshot.prefecture_lg_code is '都道府県の団体コード / prefecture as place_code';
comment on column snapshot.prefecture_ja is '都道府県名 / name';
comment on column snapshot.prefecture_en is 'English name';
comment on column snapshot.lead_department_ja is '所管課 / lead department';
comment on column snapshot.lead_department_en is 'lead department, English';
comment on column snapshot.demo is '演示用の架空データか / fictitious demo data';
comment on column snapshot.census_year is '人口・世帯の国勢調査の年 / census year of people and households';
comment on column snapshot.texts_waiting is 'まだ読んでいないため入れていない文章の数 / texts left out because nobody has read them yet';
comment on column snapshot.first_fy is '最初の年度 / first fiscal year';
comment on column snapshot.last_fy is '最後の年度 / last fiscal year';
comment on column snapshot.map_lat is '地図の中心 / map centre';
comment on column snapshot.map_lon is '地図の中心 / map centre';
comment on column snapshot.map_zoom is '地図の縮尺 / map zoom';
comment on column snapshot.boundaries_attribution is '境界データの出典 / credit of the boundaries';
comment on column snapshot.submissions_sha256 is '読み込んだ提出物の指紋 / digest of the submissions loaded';
insert into snapshot by name
select s.*, (select min(fiscal_year) from submission) as first_fy, (select max(fiscal_year) from submission) as last_fy
from ref_snapshot s;
