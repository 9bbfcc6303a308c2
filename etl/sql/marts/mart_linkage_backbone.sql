-- Purpose: つなぎの骨格（公表した組だけから） / backbone of the referrals, from published pairs alone
-- Grain: 年度 × 送り手の区分 × 受け手の区分 (公表された、区分をまたぐ組)
-- Disparity filter (Serrano, Boguñá & Vespignani 2009): alpha = (1 - w/s)^(k-1) at either end, none where k = 1; kept below 0.05.
create table mart_linkage_backbone (
    fiscal_year integer not null,
    from_code varchar not null,
    to_code varchar not null,
    value bigint not null,
    alpha_out double,
    alpha_in double,
    kept boolean not null,
    primary key (fiscal_year, from_code, to_code)
);
comment on table mart_linkage_backbone is 'つなぎの骨格（公表した組だけから） / backbone of the referrals, from published pairs alone';
insert into mart_linkage_backbone by name
with pair as (
    select fiscal_year, from_code, to_code, value from mart_linkage_flow
    where period = 'FY' and place_kind = 'prefecture' and from_level = 'agency' and to_level = 'agency'
        and state = 'value' and value > 0 and from_code <> to_code
),
ends as (
    select *, count(*) over sender as k_out, sum(value) over sender as s_out, count(*) over receiver as k_in,
        sum(value) over receiver as s_in
    from pair
    window sender as (partition by fiscal_year, from_code), receiver as (partition by fiscal_year, to_code)
),
measured as (
    select fiscal_year, from_code, to_code, value, if(k_out > 1, (1 - value / s_out) ** (k_out - 1), null) as alpha_out,
        if(k_in > 1, (1 - value / s_in) ** (k_in - 1), null) as alpha_in
    from ends
)
select *, coalesce(least(alpha_out, alpha_in) < 0.05, false) as kept from measured order by all;
