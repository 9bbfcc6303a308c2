-- Purpose: 秘匿の証明書 / disclosure certificate
-- Grain: key
create table certificate (
    key varchar not null,
    value json not null,
    primary key (key)
);
comment on table certificate is '秘匿の証明書 / disclosure certificate';
insert into certificate by name
select key, value from safe_certificate order by key;
