-- Purpose: 用語集 / glossary
-- Grain: term
create table dim_term (
    term varchar not null,
    ja varchar not null,
    en varchar not null,
    meaning_ja varchar not null,
    meaning_en varchar not null,
    legal_basis varchar,
    url varchar,
    sort integer not null,
    primary key (term)
);
comment on table dim_term is '用語集 / glossary';
comment on column dim_term.term is '用語 / term';
comment on column dim_term.ja is '日本語 / Japanese';
comment on column dim_term.en is 'English';
comment on column dim_term.meaning_ja is '意味 / meaning';
comment on column dim_term.meaning_en is 'meaning, English';
comment on column dim_term.legal_basis is '根拠 / legal basis';
comment on column dim_term.url is '根拠となる法令の所在 / address of the law';
comment on column dim_term.sort is '並び順 / order';
insert into dim_term by name
select term, ja, en, meaning_ja, meaning_en, legal_basis, url, sort from ref_term;
