-- Purpose: 指標の定義 / definitions of the indicators
-- Grain: indicator
create table dim_indicator (
    indicator_id varchar not null,
    topic varchar not null,
    title_ja varchar not null,
    title_en varchar not null,
    unit_ja varchar not null,
    unit_en varchar not null,
    kind varchar not null,
    class varchar not null,
    direction varchar not null,
    decimals integer not null,
    formula_ja varchar not null,
    formula_en varchar not null,
    caution_ja varchar,
    caution_en varchar,
    legal_basis varchar,
    source_id varchar,
    form varchar,
    published_in varchar not null,
    sort integer not null,
    primary key (indicator_id)
);
comment on table dim_indicator is '指標の定義 / definitions of the indicators';
insert into dim_indicator by name
select indicator_id, topic, title_ja, title_en, unit_ja, unit_en, kind, class, direction, decimals, formula_ja, formula_en, caution_ja, caution_en, legal_basis, source_id, form, published_in, sort from ref_indicator;
