-- Purpose: つなぎ件数（件・延べ）: 市町村 → 市町村 / referrals between municipalities
-- Grain: 年度 × 市町村 × 連携先の種類 × 連携先団体 (空欄は種類の計)
create table mart_linkage_place (
    fiscal_year integer not null,
    lg_code varchar not null,
    to_kind varchar not null check((to_kind IN ('own', 'inside', 'outside'))),
    to_code varchar not null,
    value bigint,
    value_low bigint,
    value_high bigint,
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    primary key (fiscal_year, lg_code, to_kind, to_code)
);
comment on table mart_linkage_place is 'つなぎ件数（件・延べ）: 市町村 → 市町村 / referrals between municipalities';
insert into mart_linkage_place by name
with said as (
    select fiscal_year, place_code as lg_code, category as to_kind, if(to_level = 'kind', '', to_code) as to_code, told, state
    from fct_said where table_id = 'place'
),
-- an untold destination is 0 where the municipality told any number, else what it told of the whole
municipality as (
    select c.fiscal_year, c.place_code as lg_code,
        case when t.told > 0 then 'value' else coalesce(t.state, 'unanswered') end as otherwise
    from fct_coverage c
    left join fct_said t on t.table_id = 'flow' and t.from_level = 'total' and t.to_level = 'total'
        and (t.fiscal_year, t.period, t.place_kind, t.place_code) = (c.fiscal_year, c.period, c.place_kind, c.place_code)
    where c.form = 'F3' and c.period = 'FY' and c.place_kind = 'municipality'
),
grid as (
    select c.*, k.to_kind, '' as to_code from municipality c cross join (values ('own'), ('inside'), ('outside')) k(to_kind)
),
safe as (
    select fiscal_year, place_code as lg_code, category as to_kind, if(to_level = 'kind', '', to_code) as to_code, value, state
    from safe_cell where table_id = 'place'
)
select fiscal_year, lg_code, to_kind, to_code,
    case when s.state is not null then s.value when coalesce(t.state, g.otherwise) = 'value' then 0 end as value,
    coalesce(s.state, t.state, g.otherwise) as state
from grid g
full join said t using (fiscal_year, lg_code, to_kind, to_code)
left join safe s using (fiscal_year, lg_code, to_kind, to_code)
where g.to_kind is not null or t.state <> 'value' or s.state is not null
order by all;
