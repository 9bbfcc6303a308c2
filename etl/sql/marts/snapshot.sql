-- Purpose: この公表データの素性 / what this snapshot is
-- Grain: one row
create table snapshot (
    snapshot_id varchar not null,
    created_at timestamp not null,
    as_of date,
    schema_version integer not null,
    prefecture_code varchar not null,
    prefecture_lg_code varchar not null,
    prefecture_ja varchar not null,
    prefecture_en varchar not null,
    lead_department_ja varchar,
    lead_department_en varchar,
    demo boolean not null,
    census_year integer not null,
    texts_waiting integer not null,
    first_fy integer,
    last_fy integer,
    boundaries_attribution varchar,
    submissions_sha256 varchar not null
);
comment on table snapshot is 'この公表データの素性 / what this snapshot is';
insert into snapshot by name
select s.*, (select min(fiscal_year) from submission) as first_fy, (select max(fiscal_year) from submission) as last_fy
from ref_snapshot s;
