-- Purpose: 市町村の多機関協働事業者との連絡 / contacts with coordinators of municipalities
-- Grain: 年度 × 市町村
create table mart_prefecture_contact (
    fiscal_year integer not null,
    lg_code varchar not null,
    contacts bigint,
    contacts_state varchar not null,
    primary key (fiscal_year, lg_code)
);
comment on table mart_prefecture_contact is '市町村の多機関協働事業者との連絡 / contacts with coordinators of municipalities';
insert into mart_prefecture_contact by name
with summed as (
    select f.fiscal_year, m.lg_code, sum(f.sessions)::bigint as contacts,
        fct_sum_state('municipality', f.sessions, coalesce(f.sessions_state, 'unanswered')) as contacts_state
    from fct_own_record f join ref_municipality m on m.lg_code = f.target_lg_code and m.in_prefecture
    where f.record_kind = 'contact' group by all
)
select * replace (case when contacts_state = 'value' then contacts end as contacts) from summed order by all;
