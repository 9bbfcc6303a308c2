-- Purpose: 公表する列の意味 / what each published column means
-- Grain: table × column
create table dim_column (
    table_name varchar not null,
    column_name varchar not null,
    ja varchar not null,
    en varchar not null,
    unit_ja varchar,
    unit_en varchar,
    kind varchar not null,
    head_ja varchar not null,
    head_en varchar not null,
    primary key (table_name, column_name)
);
comment on table dim_column is '公表する列の意味 / what each published column means';
insert into dim_column by name
select table_name, column_name, ja, en, unit_ja, unit_en, kind, head_ja, head_en from ref_column order by all;
