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
    extra json,
    primary key (list, code)
);
comment on table dim_code is 'コード表 / every code list with its labels';
comment on column dim_code.list is 'コード表 / list';
comment on column dim_code.code is 'コード / code';
comment on column dim_code.ja is '日本語 / Japanese label';
comment on column dim_code.en is 'English label';
comment on column dim_code.short_ja is '略称 / short label';
comment on column dim_code.short_en is 'short label, English';
comment on column dim_code.sort is '並び順 / order';
comment on column dim_code.legal_basis is '根拠 / legal basis';
comment on column dim_code.valid_from is '使用開始 / valid from';
comment on column dim_code.valid_to is '使用終了 / valid to';
comment on column dim_code.extra is 'その他の属性 / further attributes';
insert into dim_code by name
select list, code, ja, en, short_ja, short_en, sort, legal_basis, valid_from, valid_to, extra from ref_code;
