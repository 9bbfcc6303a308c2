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
comment on column mart_linkage_network.fiscal_year is '年度 (4月始まり) / fiscal year, April to March';
comment on column mart_linkage_network.metric is 'density 密度, reciprocity 相互性, centralisation_in/out 中心化, betweenness_centralisation 媒介中心化, gini 偏り, ei_index E-I指数, assortativity 同類結合, fragmentation 分断度';
comment on column mart_linkage_network.value is '指標の値 / value';
comment on column mart_linkage_network.low is '隠れた枝を全て無いとしたときとあるとしたときの下限、または再標本の下限 / lower bound';
comment on column mart_linkage_network.high is '上限 / upper bound';
comment on column mart_linkage_network.expected is '偶然のときの期待値 (EI指数) / expectation under permutation';
comment on column mart_linkage_network.nodes is '機関の種別数 n / nodes';
comment on column mart_linkage_network.coverage is '回答した市町村の割合 / share of municipalities that answered';
comment on column mart_linkage_network.state is '数値・秘匿・該当なし・不詳・未回答 / state of the cell';
insert into mart_linkage_network by name
select * from safe_network order by all;
