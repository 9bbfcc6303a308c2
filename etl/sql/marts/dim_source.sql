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
insert into dim_source by name
select source_id, title_ja, title_en, url, published, licence_ja, licence_en, attribution_ja, attribution_en from ref_source;
