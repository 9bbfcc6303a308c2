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
insert into mart_participation_joint by name
select distinct b.fiscal_year, b.body_code, b.lg_code, p.partner_code, coalesce(m.in_prefecture, false) as partner_in_prefecture
from (select * from form_f1 semi join ref_municipality using (lg_code)) b, unnest(b.joint_lg_codes) as p(partner_code)
left join ref_municipality m on m.lg_code = p.partner_code
where p.partner_code <> b.lg_code
order by all;
