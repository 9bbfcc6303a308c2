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
insert into mart_municipality_similar by name
select * from fct_similar order by all;
