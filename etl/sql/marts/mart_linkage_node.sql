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
comment on column mart_linkage_node.fiscal_year is '年度 (4月始まり) / fiscal year, April to March';
comment on column mart_linkage_node.agency_code is '機関区分 (agencies)';
comment on column mart_linkage_node.strength_in is '受けた件数（公表された組の和） 件 / received, published cells';
comment on column mart_linkage_node.strength_out is '送った件数（公表された組の和） 件 / sent, published cells';
comment on column mart_linkage_node.degree is '結び付く種別数 / categories linked';
comment on column mart_linkage_node.betweenness is '媒介中心性 0–1 (Freeman 1977)';
comment on column mart_linkage_node.participation is '多分野性 0–1 (Guimerà & Amaral 2005)';
comment on column mart_linkage_node.removal_fragmentation is '除いたときの分断度の増加 (Borgatti 2006)';
comment on column mart_linkage_node.removal_flow_lost is '除いたときに失われる件数の割合 / share of flow lost';
comment on column mart_linkage_node.state is '数値・秘匿・該当なし・不詳・未回答 / state of the cell';
insert into mart_linkage_node by name
select * from safe_node order by all;
