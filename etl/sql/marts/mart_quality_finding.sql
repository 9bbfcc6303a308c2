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
comment on column mart_quality_finding.fiscal_year is '年度 (4月始まり) / fiscal year, April to March';
comment on column mart_quality_finding.form is '様式 / form';
comment on column mart_quality_finding.rule is '規則 / rule';
comment on column mart_quality_finding.severity is 'fix 自動修正, warn 確認, error 行の誤り, quarantine 人の確認待ち, refuse 返戻';
comment on column mart_quality_finding.findings is '件数 件 / findings';
comment on column mart_quality_finding.municipalities is '市町村数 団体 / municipalities';
comment on column mart_quality_finding.message_ja is '規則の説明 / what the rule says';
comment on column mart_quality_finding.message_en is 'what the rule says';
insert into mart_quality_finding by name
select f.fiscal_year, coalesce(f.form, '') as form, f.rule, f.severity, count(*)::integer as findings,
    count(distinct f.lg_code)::integer as municipalities, any_value(r.ja) as message_ja, any_value(r.en) as message_en
from fault f left join ref_rule r using (rule)
where f.fiscal_year is not null
group by all order by all;
