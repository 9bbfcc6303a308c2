-- Purpose: 事例の検索語（2文字組の BM25 の重み） / search terms: BM25 weights of character pairs
-- Grain: 語 × 事例
create table mart_practices_term (
    term varchar not null,
    practice_id varchar not null,
    weight double not null,
    primary key (term, practice_id)
);
comment on table mart_practices_term is '事例の検索語（2文字組の BM25 の重み） / search terms: BM25 weights of character pairs';
insert into mart_practices_term by name
with txt as (
    select practice_id, regexp_replace(lower(nfkc), '\s+', '', 'g') as t from fct_practice
),
pair as (
    select practice_id, len(t) as length, substr(t, unnest(range(1, len(t))), 2) as term from txt where len(t) > 1
),
frequency as (select practice_id, any_value(length) as length, term, count(*) as tf from pair group by practice_id, term),
corpus as (select count(distinct practice_id) as n, avg(length) as mean from (select distinct practice_id, length from frequency)),
spread as (select term, count(*) as df from frequency group by term)
select f.term, f.practice_id,
    ln(1 + (c.n - s.df + 0.5) / (s.df + 0.5)) * f.tf * 2.2 / (f.tf + 1.2 * (0.25 + 0.75 * f.length / c.mean)) as weight
from frequency f join spread s using (term) cross join corpus c
order by all;
