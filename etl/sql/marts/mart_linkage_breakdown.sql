-- Purpose: つなぎ件数の内訳（件・延べ）: 同意・経路・結果・多機関協働 / referrals by consent, channel, outcome, coordinator
-- Grain: 年度 × 場所 × 連携元 × 内訳の種類 × 区分
create table mart_linkage_breakdown (
    fiscal_year integer not null,
    place_kind varchar not null check((place_kind IN ('prefecture', 'area', 'municipality'))),
    place_code varchar not null,
    from_level varchar not null,
    from_code varchar not null,
    dimension varchar not null,
    category varchar not null,
    value bigint,
    value_low bigint,
    value_high bigint,
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    primary key (fiscal_year, place_kind, place_code, from_level, from_code, dimension, category)
);
comment on table mart_linkage_breakdown is 'つなぎ件数の内訳（件・延べ）: 同意・経路・結果・多機関協働 / referrals by consent, channel, outcome, coordinator';
insert into mart_linkage_breakdown by name
with category as (
    select * from (values ('consent', 'consented'), ('consent', 'legal'), ('consent', 'unknown'),
        ('outcome', 'established'), ('outcome', 'joint'), ('coordinator', 'in'), ('coordinator', 'out'),
        ('coordinator', 'own')) v(dimension, category)
    union all
    select 'channel', code from ref_code where list = 'channels'
),
-- an untold part is 0 where the place told any number of referrals, else what it told of the whole
place as (
    select c.fiscal_year, c.place_kind, c.place_code,
        case when t.told > 0 then 'value' else coalesce(t.state, 'unanswered') end as otherwise
    from fct_coverage c
    left join fct_said t on t.table_id = 'flow' and t.from_level = 'total' and t.to_level = 'total'
        and (t.fiscal_year, t.period, t.place_kind, t.place_code) = (c.fiscal_year, c.period, c.place_kind, c.place_code)
    where c.form = 'F3' and c.period = 'FY' and c.place_kind <> 'area'
),
grid as (
    select c.*, n.level as from_level, n.code as from_code, k.dimension, k.category
    from place c cross join ref_node n cross join category k
    where n.level = 'total' or (n.level = 'sector' and c.place_kind = 'prefecture' and k.dimension = 'consent')
),
said as (
    select * exclude (category), split_part(category, ':', 1) as dimension, split_part(category, ':', 2) as category
    from fct_said where table_id = 'breakdown' and not latent
),
safe as (
    select * exclude (category), split_part(category, ':', 1) as dimension, split_part(category, ':', 2) as category
    from safe_cell where table_id = 'breakdown'
)
select fiscal_year, place_kind, place_code, from_level, from_code, dimension, category,
    case when s.state is not null then s.value when coalesce(t.state, g.otherwise) = 'value' then 0 end as value,
    coalesce(s.state, t.state, g.otherwise) as state
from grid g
left join said t using (fiscal_year, place_kind, place_code, from_level, from_code, dimension, category)
left join safe s using (fiscal_year, place_kind, place_code, from_level, from_code, dimension, category)
order by all;
