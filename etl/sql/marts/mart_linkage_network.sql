-- Purpose: 連携の網の指標（公表された件数から計算） / network measures from published counts
-- Grain: 年度 × 指標
create table mart_linkage_network (
    fiscal_year integer not null,
    metric varchar not null,
    value double,
    low double,
    high double,
    expected double,
    nodes integer not null,
    coverage double not null,
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    primary key (fiscal_year, metric)
);
comment on table mart_linkage_network is '連携の網の指標（公表された件数から計算） / network measures from published counts';
insert into mart_linkage_network by name
select * from safe_network order by all;
