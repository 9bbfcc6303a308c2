-- Purpose: 事例の分類 / tags of practices
-- Grain: 事例 × 分類 × コード
create table mart_practices_tag (
    practice_id varchar not null,
    list varchar not null check((list IN ('designs', 'themes', 'bodies', 'agencies', 'items', 'principles', 'phases', 'benefits'))),
    code varchar not null,
    primary key (practice_id, list, code)
);
comment on table mart_practices_tag is '事例の分類 / tags of practices';
insert into mart_practices_tag by name
select distinct practice_id, list, code from (
    select practice_id, 'designs' as list, unnest(designs) as code from fct_practice
    union all select practice_id, 'themes', unnest(themes) from fct_practice
    union all select practice_id, 'bodies', unnest(bodies) from fct_practice
    union all select practice_id, 'agencies', unnest(agencies) from fct_practice
    union all select practice_id, 'items', unnest(items) from fct_practice
    union all select practice_id, 'principles', unnest(principles) from fct_practice
    union all select practice_id, 'phases', unnest(phases) from fct_practice
    union all select practice_id, 'benefits', unnest(benefits) from fct_practice
) where code is not null order by all;
