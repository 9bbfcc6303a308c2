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
insert into dim_area by name
select area_code, area_ja, area_en, in_prefecture, municipalities, sort from ref_area;
