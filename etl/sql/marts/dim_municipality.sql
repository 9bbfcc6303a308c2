-- Purpose: 市町村の基礎情報 / municipalities and their published facts
-- Grain: municipality
create table dim_municipality (
    lg_code varchar not null,
    name_ja varchar not null,
    name_en varchar not null,
    kana varchar,
    county varchar,
    type varchar,
    city_class varchar,
    pref_code varchar not null,
    prefecture varchar not null,
    in_prefecture boolean not null,
    area_code varchar not null,
    area_ja varchar not null,
    area_en varchar not null,
    population bigint not null,
    population65 bigint,
    population75 bigint,
    households bigint,
    single_households bigint,
    single65_households bigint,
    area_km2 double,
    habitable_area_km2 double,
    label_lat double,
    label_lon double,
    sort integer not null,
    primary key (lg_code)
);
comment on table dim_municipality is '市町村の基礎情報 / municipalities and their published facts';
insert into dim_municipality by name
select lg_code, name_ja, name_en, kana, county, type, city_class, pref_code, prefecture, in_prefecture, area_code, area_ja, area_en, population, population65, population75, households, single_households, single65_households, area_km2, habitable_area_km2, label_lat, label_lon, sort from ref_municipality;
