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
insert into dim_term by name
select term, ja, en, meaning_ja, meaning_en, legal_basis, url, sort from ref_term;
