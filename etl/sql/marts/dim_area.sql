-- Purpose: 圏域 / areas
-- Grain: area
create table dim_area (
    area_code varchar not null,
    area_ja varchar not null,
    area_en varchar not null,
    in_prefecture boolean not null,
    municipalities integer not null,
    sort integer not null,
    primary key (area_code)
);
comment on table dim_area is '圏域 / areas';
comment on column dim_area.area_code is '圏域コード / code';
comment on column dim_area.area_ja is '圏域名 / name';
comment on column dim_area.area_en is 'English name';
comment on column dim_area.in_prefecture is '県内か / inside the prefecture';
comment on column dim_area.municipalities is '市町村数 / municipalities';
comment on column dim_area.sort is '並び順 / order';
insert into dim_area by name
select area_code, area_ja, area_en, in_prefecture, municipalities, sort from ref_area;
