-- Purpose: 出典 / sources
-- Grain: source
create table dim_source (
    source_id varchar not null,
    title_ja varchar not null,
    title_en varchar not null,
    url varchar,
    published varchar,
    licence_ja varchar,
    licence_en varchar,
    attribution_ja varchar,
    attribution_en varchar,
    primary key (source_id)
);
comment on table dim_source is '出典 / sources';
comment on column dim_source.source_id is '出典 / source';
comment on column dim_source.title_ja is '名称 / title';
comment on column dim_source.title_en is 'title, English';
comment on column dim_source.url is '所在 / address';
comment on column dim_source.published is '公表日 / published';
comment on column dim_source.licence_ja is '利用条件 / licence';
comment on column dim_source.licence_en is 'licence, English';
comment on column dim_source.attribution_ja is '出典表示 / attribution';
comment on column dim_source.attribution_en is 'attribution, English';
insert into dim_source by name
select source_id, title_ja, title_en, url, published, licence_ja, licence_en, attribution_ja, attribution_en from ref_source;
