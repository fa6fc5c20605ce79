-- 14 hash partitions: "a power of two, for even distribution", and what they do to a lookup and to inserts
\ir measure.sql
create schema guides_14;
set search_path = guides_14;

create table plain (id bigint primary key, user_id bigint);
create table hashed (id bigint, user_id bigint, primary key (id)) partition by hash (id);
create table three (id bigint, user_id bigint) partition by hash (id);
create table four (id bigint, user_id bigint) partition by hash (id);
create table six (id bigint, user_id bigint) partition by hash (id);
create table skewed (id bigint, user_id bigint) partition by hash (user_id);
select format('create table %s_%s partition of %s for values with (modulus %s, remainder %s)', t, r, t, m, r)
  from (values ('hashed', 16), ('three', 3), ('four', 4), ('six', 6), ('skewed', 4)) v (t, m), generate_series(0, m - 1) r \gexec

create temp table t as select
    pg_temp.ms_once('insert into plain select n, n % 1000 from generate_series(1, 500000) n') as plain,
    pg_temp.ms_once('insert into hashed select n, n % 1000 from generate_series(1, 500000) n') as hashed;
insert into three select * from plain;
insert into four select * from plain;
insert into six select * from plain;
insert into skewed select id, case when id % 2 = 0 then 1 else user_id end from plain;     -- one customer owns half
vacuum analyze;
create function pg_temp.skew(parent regclass) returns numeric language plpgsql as $$
declare largest numeric;
begin
    execute format('select max(n) * count(*) / sum(n) from (select count(*) as n from %s group by tableoid) c', parent) into largest;
    return largest;
end $$;
select pg_temp.note('largest of 3 partitions over the mean', pg_temp.skew('three'), 'x'),
       pg_temp.note('largest of 4 partitions over the mean', pg_temp.skew('four'), 'x'),
       pg_temp.note('largest of 6 partitions over the mean', pg_temp.skew('six'), 'x'),
       pg_temp.note('largest of 4 partitions when one customer owns half the rows', pg_temp.skew('skewed'), 'x') \g /dev/null
select pg_temp.note('insert of 500,000: plain', plain, 'ms'), pg_temp.note('insert of 500,000: 16 hash partitions', hashed, 'ms', plain) from t \g /dev/null
create temp table u as select pg_temp.us('select user_id from plain where id = $1', 500000) as plain, pg_temp.us('select user_id from hashed where id = $1', 500000) as hashed;
select pg_temp.note('lookup by key: plain', plain, 'us'), pg_temp.note('lookup by key: 16 hash partitions', hashed, 'us', plain) from u \g /dev/null

table report;
drop schema guides_14 cascade;
