-- Purpose: 未実施・検討中の項目に答える事例 / practices that answer an item not yet done
-- Grain: 年度 × 市町村 × 項目 × 順位 (上位5件)
create table mart_practices_gap (
    fiscal_year integer not null,
    lg_code varchar not null,
    item_code varchar not null,
    rank integer not null,
    practice_id varchar not null,
    score double not null,
    reasons varchar[] not null,
    primary key (fiscal_year, lg_code, item_code, rank)
);
comment on table mart_practices_gap is '未実施・検討中の項目に答える事例 / practices that answer an item not yet done';
comment on column mart_practices_gap.fiscal_year is '年度 (4月始まり) / fiscal year, April to March';
comment on column mart_practices_gap.lg_code is '団体コード6桁 / 6-digit local government code';
comment on column mart_practices_gap.item_code is '項目 (items)';
comment on column mart_practices_gap.rank is '順位 / rank';
comment on column mart_practices_gap.practice_id is '事例番号 / practice';
comment on column mart_practices_gap.score is '当てはまり / score';
comment on column mart_practices_gap.reasons is 'same_item 項目が同じ, similar_municipality 似た市町村, same_setup 設置形態が同じ, same_department 担当部局が同じ, recent 最近の事例';
insert into mart_practices_gap by name
with gap as (
    select fiscal_year, lg_code, item_code from mart_checklist_item where status in ('0', '1', '2') -- 9 is no answer, not a gap
),
look as (
    select fiscal_year, lg_code, any_value(setup_form) as setup_form, any_value(host_dept) as host_dept
    from mart_participation_body where body_code = 'B01' group by all
),
candidate as (
    select g.fiscal_year, g.lg_code, g.item_code, p.practice_id,
        coalesce(s.rank <= 5, false) as similar_municipality,
        coalesce(mine.setup_form = theirs.setup_form, false) as same_setup,
        coalesce(mine.host_dept = theirs.host_dept, false) as same_department,
        coalesce(p.case_fy >= g.fiscal_year - 1, false) as recent
    from gap g
    join mart_practices_tag t on t.list = 'items' and t.code = g.item_code
    join mart_practices_case p on p.practice_id = t.practice_id and coalesce(p.lg_code <> g.lg_code, true)
        and coalesce(p.case_fy <= g.fiscal_year, true)
    left join mart_municipality_similar s on s.lg_code = g.lg_code and s.similar_lg_code = p.lg_code
    left join look mine on mine.fiscal_year = g.fiscal_year and mine.lg_code = g.lg_code
    left join look theirs on theirs.fiscal_year = g.fiscal_year and theirs.lg_code = p.lg_code
),
scored as (
    select *, 1.0 + 0.5 * similar_municipality::int + 0.3 * same_setup::int + 0.2 * same_department::int + 0.2 * recent::int as score
    from candidate
)
select fiscal_year, lg_code, item_code,
    row_number() over (partition by fiscal_year, lg_code, item_code order by score desc, practice_id)::integer as rank,
    practice_id, score,
    list_filter(['same_item', if(similar_municipality, 'similar_municipality', null), if(same_setup, 'same_setup', null),
                 if(same_department, 'same_department', null), if(recent, 'recent', null)], lambda r: r is not null) as reasons
from scored qualify rank <= 5 order by all;
