-- Purpose: 機関の種別ごとの位置（公表された件数から計算） / position of each agency category
-- Grain: 年度 × 機関
create table mart_linkage_node (
    fiscal_year integer not null,
    agency_code varchar not null,
    strength_in bigint,
    strength_out bigint,
    degree integer,
    betweenness double,
    participation double,
    removal_fragmentation double,
    removal_flow_lost double,
    state varchar not null check((state IN ('value', 'suppressed', 'not_applicable', 'unknown', 'unanswered'))),
    primary key (fiscal_year, agency_code)
);
comment on table mart_linkage_node is '機関の種別ごとの位置（公表された件数から計算） / position of each agency category';
insert into mart_linkage_node by name
select * from safe_node order by all;
