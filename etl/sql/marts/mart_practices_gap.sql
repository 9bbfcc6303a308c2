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
insert into mart_practices_gap by name
with gap as (
    select fiscal_year, lg_code, item_code from mart_checklist_item
    where status in (select member from ref_group where group_id = 'open_items')
),
look as (
    select fiscal_year, lg_code, any_value(setup_form) as setup_form, any_value(host_dept) as host_dept
    from mart_participation_body where body_code in (select member from ref_group where group_id = 'platform') group by all
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
