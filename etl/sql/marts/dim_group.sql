-- Purpose: コードの組 / named groups of codes
-- Grain: group × member
create table dim_group (
    group_id varchar not null,
    list varchar not null,
    member varchar not null,
    ja varchar not null,
    en varchar not null,
    sort integer not null,
    primary key (group_id, member)
);
comment on table dim_group is 'コードの組 / named groups of codes';
insert into dim_group by name
select group_id, list, member, ja, en, sort from ref_group order by all;
