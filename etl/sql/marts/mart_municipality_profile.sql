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
comment on column mart_municipality_profile.lg_code is '団体コード6桁 / 6-digit local government code';
comment on column mart_municipality_profile.variable is 'population 人口(対数), share65 65歳以上割合, single65 65歳以上単独世帯割合, density 可住地人口密度(対数)';
comment on column mart_municipality_profile.value is '値（人・割合・人/km2、対数をとる前） / value before the logarithm';
comment on column mart_municipality_profile.z is '標準化した値 / z-score over the municipalities';
comment on column mart_municipality_profile.median is '県内の中央値 / median in the prefecture';
insert into mart_municipality_profile by name
select * from fct_profile order by all;
