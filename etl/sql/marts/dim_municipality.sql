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
comment on column dim_municipality.lg_code is '団体コード6桁 / code';
comment on column dim_municipality.name_ja is '市町村名 / name';
comment on column dim_municipality.name_en is 'romanised name';
comment on column dim_municipality.kana is '読み / reading';
comment on column dim_municipality.county is '郡 / county';
comment on column dim_municipality.type is '市・町・村 / type';
comment on column dim_municipality.city_class is '都市区分 / class';
comment on column dim_municipality.pref_code is '都道府県コード / prefecture code';
comment on column dim_municipality.prefecture is '都道府県 / prefecture';
comment on column dim_municipality.in_prefecture is '県内か / inside the prefecture';
comment on column dim_municipality.area_code is '圏域コード / area';
comment on column dim_municipality.area_ja is '圏域名 / area';
comment on column dim_municipality.area_en is 'area, English';
comment on column dim_municipality.population is '人口 (令和2年国勢調査) / population 2020';
comment on column dim_municipality.population65 is '65歳以上人口 / aged 65+';
comment on column dim_municipality.population75 is '75歳以上人口 / aged 75+';
comment on column dim_municipality.households is '一般世帯数 / households';
comment on column dim_municipality.single_households is '単独世帯数 / one-person households';
comment on column dim_municipality.single65_households is '65歳以上単独世帯数 / one-person households aged 65+';
comment on column dim_municipality.area_km2 is '面積 km2 / area';
comment on column dim_municipality.habitable_area_km2 is '可住地面積 km2 / habitable area';
comment on column dim_municipality.label_lat is '地図の表示位置 / label position';
comment on column dim_municipality.label_lon is '地図の表示位置 / label position';
comment on column dim_municipality.sort is '並び順 / order';
insert into dim_municipality by name
select lg_code, name_ja, name_en, kana, county, type, city_class, pref_code, prefecture, in_prefecture, area_code, area_ja, area_en, population, population65, population75, households, single_households, single65_households, area_km2, habitable_area_km2, label_lat, label_lon, sort from ref_municipality;
