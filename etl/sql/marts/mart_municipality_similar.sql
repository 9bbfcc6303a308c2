-- Purpose: 似た市町村 / similar municipalities
-- Grain: 市町村 × 順位
create table mart_municipality_similar (
    lg_code varchar not null,
    rank integer not null,
    similar_lg_code varchar not null,
    distance double not null,
    same_type boolean not null,
    primary key (lg_code, rank)
);
comment on table mart_municipality_similar is '似た市町村 / similar municipalities';
comment on column mart_municipality_similar.lg_code is '団体コード6桁 / 6-digit local government code';
comment on column mart_municipality_similar.rank is '順位 / rank';
comment on column mart_municipality_similar.similar_lg_code is '似た市町村 / similar municipality';
comment on column mart_municipality_similar.distance is '4変数の標準化距離 / distance over the four z-scores';
comment on column mart_municipality_similar.same_type is '同じ都市区分か（優先） / same type group, listed first';
insert into mart_municipality_similar by name
select * from fct_similar order by all;
