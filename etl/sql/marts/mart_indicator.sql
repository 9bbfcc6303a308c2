-- Purpose: 指標の値（長い形） / indicators, long
-- Grain: 指標 × 年度 × 場所
create table mart_indicator (
    indicator_id varchar not null,
    fiscal_year integer not null,
    place_kind varchar not null check((place_kind IN ('prefecture', 'area', 'municipality'))),
    place_code varchar not null,
    value double,
    value_low double,
    value_high double,
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    numerator double,
    denominator double,
    answered integer not null,
    half_only integer not null,
    expected integer not null,
    primary key (indicator_id, fiscal_year, place_kind, place_code)
);
comment on table mart_indicator is '指標の値（長い形） / indicators, long';
