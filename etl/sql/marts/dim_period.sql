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
insert into dim_period by name
select fiscal_year, period, starts, ends from ref_period;
