-- Purpose: コード表 / every code list with its labels
-- Grain: list × code
create table dim_code (
    list varchar not null,
    code varchar not null,
    ja varchar not null,
    en varchar not null,
    short_ja varchar,
    short_en varchar,
    sort integer not null,
    legal_basis varchar,
    valid_from date,
    valid_to date,
    series_code varchar not null,
    extra json,
    primary key (list, code)
);
comment on table dim_code is 'コード表 / every code list with its labels';
insert into dim_code by name
select list, code, ja, en, short_ja, short_en, sort, legal_basis, valid_from, valid_to, series_code, extra from ref_code;
