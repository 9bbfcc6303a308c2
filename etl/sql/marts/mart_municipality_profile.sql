-- Purpose: 市町村の特徴（類似市町村の変数） / variables used to find similar municipalities
-- Grain: 市町村 × 変数
create table mart_municipality_profile (
    lg_code varchar not null,
    variable varchar not null check((variable IN ('population', 'share65', 'single65', 'density'))),
    value double not null,
    z double not null,
    median double not null,
    primary key (lg_code, variable)
);
comment on table mart_municipality_profile is '市町村の特徴（類似市町村の変数） / variables used to find similar municipalities';
insert into mart_municipality_profile by name
select * from fct_profile order by all;
