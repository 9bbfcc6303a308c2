-- Purpose: 提出の状況 / submissions
-- Grain: 年度 × 市町村 × 様式 × 期
create table mart_quality_submission (
    fiscal_year integer not null,
    lg_code varchar not null,
    form varchar not null,
    period varchar not null,
    status varchar not null,
    revision integer,
    submitted_on date,
    rows integer,
    fixes integer not null,
    warnings integer not null,
    errors integer not null,
    primary key (fiscal_year, lg_code, form, period)
);
comment on table mart_quality_submission is '提出の状況 / submissions';
comment on column mart_quality_submission.fiscal_year is '年度 (4月始まり) / fiscal year, April to March';
comment on column mart_quality_submission.lg_code is '団体コード6桁 / 6-digit local government code';
comment on column mart_quality_submission.form is '様式 / form';
comment on column mart_quality_submission.period is '期: FY 年度, H1 4–9月, H2 10–3月 / period';
comment on column mart_quality_submission.status is 'accepted 受理, warned 受理(確認あり), refused 返戻, quarantined 個人情報確認中, missing 未提出, not_requested 照会対象外';
comment on column mart_quality_submission.revision is '版 / revision';
comment on column mart_quality_submission.submitted_on is '提出日 / submitted';
comment on column mart_quality_submission.rows is '読込行数。様式3は、行の数から件数の下限が分かるため示さない / rows loaded; not for form 3, whose rows bound its counts';
comment on column mart_quality_submission.fixes is '自動修正 / fixes';
comment on column mart_quality_submission.warnings is '確認 / warnings';
comment on column mart_quality_submission.errors is '誤り / errors';
insert into mart_quality_submission by name
select a.fiscal_year, a.lg_code, a.form, a.period, if(a.status = 'missing' and f.optional, 'not_requested', a.status) as status,
    a.revision::integer as revision, a.submitted_on, if(a.form = 'F3', null, a.rows)::integer as rows, a.fixes::integer as fixes,
    a.warnings::integer as warnings, a.errors::integer as errors
from fct_answer a join ref_form f using (form, period)
order by all;
