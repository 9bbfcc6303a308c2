-- Purpose: つなぎ件数（件・延べ）: 連携元 → 連携先 / referrals
-- Grain: 年度 × 期 × 場所 × 連携元 × 連携先。分野・合計の行は 0 も持つ。機関どうしの行に無い組は 0
create table mart_linkage_flow (
    fiscal_year integer not null,
    period varchar not null,
    place_kind varchar not null check((place_kind IN ('prefecture', 'area', 'municipality'))),
    place_code varchar not null,
    from_level varchar not null check((from_level IN ('agency', 'sector', 'total'))),
    from_code varchar not null,
    to_level varchar not null check((to_level IN ('agency', 'sector', 'total'))),
    to_code varchar not null,
    value bigint,
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    primary key (fiscal_year, period, place_kind, place_code, from_level, from_code, to_level, to_code)
);
comment on table mart_linkage_flow is 'つなぎ件数（件・延べ）: 連携元 → 連携先 / referrals';
comment on column mart_linkage_flow.fiscal_year is '年度 (4月始まり) / fiscal year, April to March';
comment on column mart_linkage_flow.period is '期: FY 年度, H1 4–9月, H2 10–3月 / period';
comment on column mart_linkage_flow.place_kind is '場所の種類 / prefecture, area or municipality';
comment on column mart_linkage_flow.place_code is '団体コード6桁または圏域コード / 6-digit code or area code';
comment on column mart_linkage_flow.from_level is '連携元の粒度 / level';
comment on column mart_linkage_flow.from_code is '連携元。合計は total / code';
comment on column mart_linkage_flow.to_level is '連携先の粒度 / level';
comment on column mart_linkage_flow.to_code is '連携先。合計は total / code';
comment on column mart_linkage_flow.value is '値。state が value のときだけ入る / the number, only when state is value';
comment on column mart_linkage_flow.state is '数値・秘匿・該当なし・不詳・未回答 / state of the cell';
insert into mart_linkage_flow by name
with grid as (
    select c.fiscal_year, c.period, c.place_kind, c.place_code, c.answered > 0 as answered,
        f.level as from_level, f.code as from_code, t.level as to_level, t.code as to_code
    from fct_coverage c
    cross join ref_node f
    cross join ref_node t
    left join ref_municipality m on m.lg_code = c.place_code
    where c.form = 'F3' and f.level <> 'agency' and t.level <> 'agency'
        and (c.period = 'FY' or c.place_kind = 'prefecture')
        and (coalesce(m.population >= (select max(value) from ref_disclosure where key = 'fine_population'), true)
             or (f.level = 'total' and t.level = 'total'))
)
select coalesce(g.fiscal_year, s.fiscal_year) as fiscal_year, coalesce(g.period, s.period) as period,
    coalesce(g.place_kind, s.place_kind) as place_kind, coalesce(g.place_code, s.place_code) as place_code,
    coalesce(g.from_level, s.from_level) as from_level, coalesce(g.from_code, s.from_code) as from_code,
    coalesce(g.to_level, s.to_level) as to_level, coalesce(g.to_code, s.to_code) as to_code,
    case when s.state is not null then s.value when g.answered then 0 end as value,
    case when s.state is not null then s.state when g.answered then 'value' else 'unanswered' end as state
from grid g
full join (select * from safe_cell where table_id = 'flow') s
    using (fiscal_year, period, place_kind, place_code, from_level, from_code, to_level, to_code)
order by all;
