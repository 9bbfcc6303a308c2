-- Purpose: 秘匿の量 / how much is hidden
-- Grain: 年度 × 公表する表
create table mart_quality_disclosure (
    fiscal_year integer not null,
    table_id varchar not null,
    title_ja varchar not null,
    title_en varchar not null,
    cells integer not null,
    hidden integer not null,
    hidden_share double not null,
    primary key (fiscal_year, table_id)
);
comment on table mart_quality_disclosure is '秘匿の量 / how much is hidden';
insert into mart_quality_disclosure by name
select fiscal_year, table_id, title_ja, title_en, cells, hidden, hidden / cells as hidden_share from safe_loss order by all;
