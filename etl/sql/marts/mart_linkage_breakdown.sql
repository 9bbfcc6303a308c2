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
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    primary key (fiscal_year, place_kind, place_code, from_level, from_code, dimension, category)
);
comment on table mart_linkage_breakdown is 'つなぎ件数の内訳（件・延べ）: 同意・経路・結果・多機関協働 / referrals by consent, channel, outcome, coordinator';
comment on column mart_linkage_breakdown.fiscal_year is '年度 (4月始まり) / fiscal year, April to March';
comment on column mart_linkage_breakdown.place_kind is '場所の種類 / prefecture, area or municipality';
comment on column mart_linkage_breakdown.place_code is '団体コード6桁または圏域コード / 6-digit code or area code';
comment on column mart_linkage_breakdown.from_level is 'total または sector / level';
comment on column mart_linkage_breakdown.from_code is '連携元の分野、合計は total';
comment on column mart_linkage_breakdown.dimension is 'consent 同意, channel 経路, outcome 結果, coordinator 多機関協働';
comment on column mart_linkage_breakdown.category is '区分 / category';
comment on column mart_linkage_breakdown.value is '値。state が value のときだけ入る / the number, only when state is value';
comment on column mart_linkage_breakdown.state is '数値・秘匿・該当なし・不詳・未回答 / state of the cell';
insert into mart_linkage_breakdown by name
with category as (
    select * from (values ('consent', 'consented', false), ('consent', 'legal', false), ('consent', 'unknown', false),
        ('outcome', 'established', true), ('outcome', 'joint', true), ('coordinator', 'in', false),
        ('coordinator', 'out', false), ('coordinator', 'own', false)) v(dimension, category, optional)
    union all
    select 'channel', code, false from ref_code where list = 'channels'
),
grid as (
    select c.fiscal_year, c.place_kind, c.place_code, n.level as from_level, n.code as from_code, k.dimension, k.category,
        c.answered > 0 as answered, k.optional
    from fct_coverage c cross join ref_node n cross join category k
    where c.form = 'F3' and c.period = 'FY' and c.place_kind <> 'area' and n.level <> 'agency'
        and (n.level = 'total' or (c.place_kind = 'prefecture' and k.dimension = 'consent'))
),
-- an outcome someone left blank is not zero: it is unanswered for the place
blank as (
    select r.fiscal_year, p.place_kind, p.place_code, 'outcome' as dimension, unnest(['established', 'joint']) as category,
        unnest([count(*) > count(r.established), count(*) > count(r.joint)]) as incomplete
    from fct_referral r join fct_place p using (lg_code)
    group by r.fiscal_year, p.place_kind, p.place_code
),
safe as (
    select fiscal_year, place_kind, place_code, from_level, from_code, split_part(category, ':', 1) as dimension,
        split_part(category, ':', 2) as category, value, state
    from safe_cell where table_id = 'breakdown'
)
select g.fiscal_year, g.place_kind, g.place_code, g.from_level, g.from_code, g.dimension, g.category,
    case when s.state is not null then s.value when g.answered and not coalesce(b.incomplete, false) then 0 end as value,
    case when s.state is not null then s.state when g.answered and not coalesce(b.incomplete, false) then 'value'
         else 'unanswered' end as state
from grid g
left join safe s using (fiscal_year, place_kind, place_code, from_level, from_code, dimension, category)
left join blank b using (fiscal_year, place_kind, place_code, dimension, category)
order by all;
