-- Purpose: 検査で見つかったこと（規則ごとの件数。提出された値は含まない） / findings per rule, never the submitted values
-- Grain: 年度 × 様式 × 規則 × 重さ
create table mart_quality_finding (
    fiscal_year integer not null,
    form varchar not null,
    rule varchar not null,
    severity varchar not null,
    findings integer not null,
    municipalities integer not null,
    message_ja varchar,
    message_en varchar,
    primary key (fiscal_year, form, rule, severity)
);
comment on table mart_quality_finding is '検査で見つかったこと（規則ごとの件数。提出された値は含まない） / findings per rule, never the submitted values';
insert into mart_quality_finding by name
select f.fiscal_year, coalesce(f.form, '') as form, f.rule, f.severity, count(*)::integer as findings,
    count(distinct f.lg_code)::integer as municipalities, any_value(r.ja) as message_ja, any_value(r.en) as message_en
from fault f left join ref_rule r using (rule)
-- a finding that counts of people brought about would be an inequality between hidden ones
where f.fiscal_year is not null and not coalesce(r.compares_counts, false)
group by all order by all;
