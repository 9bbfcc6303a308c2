-- Purpose: 秘匿の証明書 / disclosure certificate
-- Grain: key
create table certificate (
    key varchar not null,
    value json not null,
    primary key (key)
);
comment on table certificate is '秘匿の証明書 / disclosure certificate';
comment on column certificate.key is '項目: systems 解いた表の組, cells 0を除くセル, published 表示, hidden 秘匿, unpublished 未公表の未知数, relations 足し合わせ, recovered 値が分かるセル, narrow 幅が足りないセル, narrowest_interval 最も狭い幅, clipped 端が分かるセル, known_before 過去に分かっていたセル, insiders 市町村の立場, insider_narrow その立場で幅が足りないセル, gap 下限との隔たり, earlier 合わせた過去の公表データ, programs 計算の回数, years 年度ごと / key: see docs/disclosure.ja.md §5';
comment on column certificate.value is '値。years は年度ごとの同じ項目 / value; years holds the same keys by fiscal year';
insert into certificate by name
select key, value from safe_certificate order by key;
