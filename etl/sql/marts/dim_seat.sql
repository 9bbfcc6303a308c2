-- Purpose: 項目が見る会議体と機関 / the seats an item looks at
-- Grain: item × body × agency
create table dim_seat (
    item_code varchar not null,
    body_code varchar not null,
    agency_code varchar not null,
    primary key (item_code, body_code, agency_code)
);
comment on table dim_seat is '項目が見る会議体と機関 / the seats an item looks at';
insert into dim_seat by name
select item_code, body_code, agency_code from ref_seat order by all;
