-- Purpose: 協議ケース数（件・延べ） / cases discussed
-- Grain: 年度 × 場所 (市町村・県) × 会議体 (B02–B04)
create table mart_linkage_case (
    fiscal_year integer not null,
    place_kind varchar not null check((place_kind IN ('prefecture', 'area', 'municipality'))),
    place_code varchar not null,
    body_code varchar not null,
    value bigint,
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    primary key (fiscal_year, place_kind, place_code, body_code)
);
comment on table mart_linkage_case is '協議ケース数（件・延べ） / cases discussed';
comment on column mart_linkage_case.fiscal_year is '年度 (4月始まり) / fiscal year, April to March';
comment on column mart_linkage_case.place_kind is '場所の種類 / prefecture, area or municipality';
comment on column mart_linkage_case.place_code is '団体コード6桁または圏域コード / 6-digit code or area code';
comment on column mart_linkage_case.body_code is '会議体区分 (bodies) / body';
comment on column mart_linkage_case.value is '値。state が value のときだけ入る / the number, only when state is value';
comment on column mart_linkage_case.state is '数値・秘匿・該当なし・不詳・未回答 / state of the cell';
insert into mart_linkage_case by name
with stated as (
    select b.fiscal_year, p.place_kind, p.place_code, b.body_code, count(b.case_count) > 0 as any_value,
        min(b.case_count_state) filter (where b.case_count_state <> 'value') as other_state
    from form_f1 b join fct_place p using (lg_code)
    group by all
),
safe as (
    select fiscal_year, place_kind, place_code, category as body_code, value, state from safe_cell where table_id = 'case'
)
select c.fiscal_year, c.place_kind, c.place_code, b.body_code,
    case when s.state is not null then s.value when t.any_value then 0 end as value,
    case when s.state is not null then s.state when t.any_value then 'value' when c.answered = 0 then 'unanswered'
         else coalesce(t.other_state, 'unanswered') end as state
from fct_coverage c
cross join (values ('B02'), ('B03'), ('B04')) b(body_code)
left join safe s using (fiscal_year, place_kind, place_code, body_code)
left join stated t using (fiscal_year, place_kind, place_code, body_code)
where c.form = 'F1' and c.period = 'FY' and c.place_kind <> 'area'
    and (c.place_kind = 'prefecture' or c.place_code in (select lg_code from ref_municipality where in_prefecture))
order by all;
