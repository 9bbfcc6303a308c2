-- Purpose: 回答の範囲と、合計に含まれないもの / who answered, and what the totals leave out
-- Grain: 年度 × 様式 × 期 × 場所
create table mart_quality_coverage (
    fiscal_year integer not null,
    form varchar not null,
    period varchar not null,
    place_kind varchar not null check((place_kind IN ('prefecture', 'area', 'municipality'))),
    place_code varchar not null,
    answered integer not null,
    half_only integer not null,
    expected integer not null,
    left_out_suppressed integer not null,
    left_out_unknown integer not null,
    left_out_returned integer not null,
    primary key (fiscal_year, form, period, place_kind, place_code)
);
comment on table mart_quality_coverage is '回答の範囲と、合計に含まれないもの / who answered, and what the totals leave out';
insert into mart_quality_coverage by name
select c.fiscal_year, c.form, c.period, c.place_kind, c.place_code, c.answered, c.half_only, c.expected,
    coalesce(l.left_out_suppressed, 0) as left_out_suppressed, coalesce(l.left_out_unknown, 0) as left_out_unknown,
    c.left_out_returned
from fct_coverage c
left join fct_left_out l using (fiscal_year, form, period, place_kind, place_code)
order by all;
