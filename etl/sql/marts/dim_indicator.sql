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
comment on column dim_indicator.indicator_id is '指標 / indicator';
comment on column dim_indicator.topic is 'ページ / topic';
comment on column dim_indicator.title_ja is '名称 / title';
comment on column dim_indicator.title_en is 'title, English';
comment on column dim_indicator.unit_ja is '単位 / unit';
comment on column dim_indicator.unit_en is 'unit, English';
comment on column dim_indicator.kind is 'count 数, share 割合, mean 平均, index 指数, state 状態';
comment on column dim_indicator.class is 'D0 制度, D1 団体・回数, D2 人・件 / disclosure class';
comment on column dim_indicator.direction is 'higher, lower or neither';
comment on column dim_indicator.decimals is '小数桁 / decimals';
comment on column dim_indicator.formula_ja is '算式 / formula';
comment on column dim_indicator.formula_en is 'formula, English';
comment on column dim_indicator.caution_ja is '注意 / caution';
comment on column dim_indicator.caution_en is 'caution, English';
comment on column dim_indicator.legal_basis is '根拠 / legal basis';
comment on column dim_indicator.source_id is '出典 / source';
comment on column dim_indicator.form is '元になる様式 / form the numbers come from';
comment on column dim_indicator.published_in is '値がある表と列 / mart and column that hold its numbers';
comment on column dim_indicator.sort is '並び順 / order';
insert into dim_indicator by name
select indicator_id, topic, title_ja, title_en, unit_ja, unit_en, kind, class, direction, decimals, formula_ja, formula_en, caution_ja, caution_en, legal_basis, source_id, form, published_in, sort from ref_indicator;
