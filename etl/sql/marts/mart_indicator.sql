-- Purpose: 指標の値（長い形） / indicators, long
-- Grain: 指標 × 年度 × 場所
create table mart_indicator (
    indicator_id varchar not null,
    fiscal_year integer not null,
    place_kind varchar not null check((place_kind IN ('prefecture', 'area', 'municipality'))),
    place_code varchar not null,
    value double,
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    numerator double,
    denominator double,
    answered integer not null,
    expected integer not null,
    primary key (indicator_id, fiscal_year, place_kind, place_code)
);
comment on table mart_indicator is '指標の値（長い形） / indicators, long';
comment on column mart_indicator.indicator_id is '指標 / indicator';
comment on column mart_indicator.fiscal_year is '年度 (4月始まり) / fiscal year, April to March';
comment on column mart_indicator.place_kind is '場所の種類 / prefecture, area or municipality';
comment on column mart_indicator.place_code is '団体コード6桁または圏域コード / 6-digit code or area code';
comment on column mart_indicator.value is '値 / value';
comment on column mart_indicator.state is '数値・秘匿・該当なし・不詳・未回答 / state of the cell';
comment on column mart_indicator.numerator is '分子 / numerator';
comment on column mart_indicator.denominator is '分母 / denominator';
comment on column mart_indicator.answered is '回答した市町村数 n / answered';
comment on column mart_indicator.expected is '照会した市町村数 N / asked';
