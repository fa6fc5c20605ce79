-- 03 column order: what alignment padding costs a row, and when it costs nothing
\ir measure.sql
create schema guides_03;
set search_path = guides_03;

create table mixed  (done bool, created_at timestamptz, kind smallint, owner_id bigint, starred bool, due_at timestamptz, points int);
create table sorted (created_at timestamptz, owner_id bigint, due_at timestamptz, points int, kind smallint, done bool, starred bool);
insert into mixed  select true, now(), 1, n, false, now(), 3 from generate_series(1, 1000000) n;
insert into sorted select now(), n, now(), 3, 1, true, false from generate_series(1, 1000000) n;

-- The same with a title, as a real row has: the padding is the same, its share is not.
create table mixed_title  (done bool, created_at timestamptz, kind smallint, owner_id bigint, starred bool, due_at timestamptz, points int, title text);
create table sorted_title (created_at timestamptz, owner_id bigint, due_at timestamptz, points int, kind smallint, done bool, starred bool, title text);
insert into mixed_title  select true, now(), 1, n, false, now(), 3, repeat('x', 120) from generate_series(1, 1000000) n;
insert into sorted_title select now(), n, now(), 3, 1, true, false, repeat('x', 120) from generate_series(1, 1000000) n;

vacuum analyze;
select pg_temp.note('mixed order: bytes a row', pg_temp.bytes_per_row('mixed', 1000000), 'bytes'),
       pg_temp.note('widest first: bytes a row', pg_temp.bytes_per_row('sorted', 1000000), 'bytes', pg_temp.bytes_per_row('mixed', 1000000)),
       pg_temp.note('mixed order: reading all', pg_temp.ms('select count(points) from mixed'), 'ms'),
       pg_temp.note('widest first: reading all', pg_temp.ms('select count(points) from sorted'), 'ms', pg_temp.ms('select count(points) from mixed')),
       pg_temp.note('mixed order with a title of 120 bytes', pg_temp.bytes_per_row('mixed_title', 1000000), 'bytes'),
       pg_temp.note('widest first with a title of 120 bytes', pg_temp.bytes_per_row('sorted_title', 1000000), 'bytes', pg_temp.bytes_per_row('mixed_title', 1000000)) \g /dev/null

table report;
drop schema guides_03 cascade;
