-- Purpose: 年度と期 / fiscal years and halves
-- Grain: fiscal year × period
create table dim_period (
    fiscal_year integer not null,
    period varchar not null,
    starts date not null,
    ends date not null,
    primary key (fiscal_year, period)
);
comment on table dim_period is '年度と期 / fiscal years and halves';
comment on column dim_period.fiscal_year is '年度 (4月始まり) / fiscal year, April to March';
comment on column dim_period.period is '期: FY 年度, H1 4–9月, H2 10–3月 / period';
comment on column dim_period.starts is '初日 / first day';
comment on column dim_period.ends is '末日 / last day';
insert into dim_period by name
select fiscal_year, period, starts, ends from ref_period;
