-- Purpose: つなぎ件数（件・延べ）: 市町村 → 市町村 / referrals between municipalities
-- Grain: 年度 × 市町村 × 連携先の種類 × 連携先団体 (空欄は種類の計)
create table mart_linkage_place (
    fiscal_year integer not null,
    lg_code varchar not null,
    to_kind varchar not null check((to_kind IN ('own', 'inside', 'outside'))),
    to_code varchar not null,
    value bigint,
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    primary key (fiscal_year, lg_code, to_kind, to_code)
);
comment on table mart_linkage_place is 'つなぎ件数（件・延べ）: 市町村 → 市町村 / referrals between municipalities';
comment on column mart_linkage_place.fiscal_year is '年度 (4月始まり) / fiscal year, April to March';
comment on column mart_linkage_place.lg_code is '団体コード6桁 / 6-digit local government code';
comment on column mart_linkage_place.to_kind is 'own 自団体, inside 県内他団体, outside 県外';
comment on column mart_linkage_place.to_code is '連携先の団体コード、計は空欄 / receiving municipality';
comment on column mart_linkage_place.value is '値。state が value のときだけ入る / the number, only when state is value';
comment on column mart_linkage_place.state is '数値・秘匿・該当なし・不詳・未回答 / state of the cell';
insert into mart_linkage_place by name
with grid as (
    select c.fiscal_year, c.place_code as lg_code, k.to_kind, '' as to_code, c.answered > 0 as answered
    from fct_coverage c cross join (values ('own'), ('inside'), ('outside')) k(to_kind)
    where c.form = 'F3' and c.period = 'FY' and c.place_kind = 'municipality'
),
safe as (
    select fiscal_year, place_code as lg_code, category as to_kind, if(to_level = 'kind', '', to_code) as to_code, value, state
    from safe_cell where table_id = 'place'
)
select coalesce(g.fiscal_year, s.fiscal_year) as fiscal_year, coalesce(g.lg_code, s.lg_code) as lg_code,
    coalesce(g.to_kind, s.to_kind) as to_kind, coalesce(g.to_code, s.to_code) as to_code,
    case when s.state is not null then s.value when g.answered then 0 end as value,
    case when s.state is not null then s.state when g.answered then 'value' else 'unanswered' end as state
from grid g full join safe s using (fiscal_year, lg_code, to_kind, to_code)
order by all;
