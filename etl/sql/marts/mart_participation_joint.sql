-- Purpose: 共同設置の相手 / partners of joint bodies
-- Grain: 年度 × 会議体 × 市町村 × 相手
create table mart_participation_joint (
    fiscal_year integer not null,
    body_code varchar not null,
    lg_code varchar not null,
    partner_code varchar not null,
    partner_in_prefecture boolean not null,
    primary key (fiscal_year, body_code, lg_code, partner_code)
);
comment on table mart_participation_joint is '共同設置の相手 / partners of joint bodies';
comment on column mart_participation_joint.fiscal_year is '年度 (4月始まり) / fiscal year, April to March';
comment on column mart_participation_joint.body_code is '会議体区分 (bodies) / body';
comment on column mart_participation_joint.lg_code is '団体コード6桁 / 6-digit local government code';
comment on column mart_participation_joint.partner_code is '相手の団体コード / partner';
comment on column mart_participation_joint.partner_in_prefecture is '相手が県内か / partner inside the prefecture';
insert into mart_participation_joint by name
select distinct b.fiscal_year, b.body_code, b.lg_code, p.partner_code, coalesce(m.in_prefecture, false) as partner_in_prefecture
from form_f1 b, unnest(b.joint_lg_codes) as p(partner_code)
left join ref_municipality m on m.lg_code = p.partner_code
where p.partner_code <> b.lg_code
order by all;
