-- 02 int4 against int8 as key: what the wider key really adds to table and index
\ir measure.sql
create schema guides_02;
set search_path = guides_02;

-- A key followed by a column of 8 bytes: int4 is padded to 8.
create table parent_int4 (id int,    created_at timestamptz, name text);
create table parent_int8 (id bigint, created_at timestamptz, name text);
insert into parent_int4 select n, now(), 'customer' from generate_series(1, 1000000) n;
insert into parent_int8 select n, now(), 'customer' from generate_series(1, 1000000) n;
alter table parent_int4 add primary key (id);
alter table parent_int8 add primary key (id);

-- A junction table: two keys side by side is where the width does show.
create table junction_int4 (a int,    b int);
create table junction_int8 (a bigint, b bigint);
insert into junction_int4 select n, n % 1000 from generate_series(1, 1000000) n;
insert into junction_int8 select n, n % 1000 from generate_series(1, 1000000) n;
alter table junction_int4 add primary key (a, b);
alter table junction_int8 add primary key (a, b);
create index junction_int4_b on junction_int4 (b);
create index junction_int8_b on junction_int8 (b);

-- Four foreign keys in a row: the worst plausible case.
create table child_int4 (id int,    a int,    b int,    c int,    created_at timestamptz);
create table child_int8 (id bigint, a bigint, b bigint, c bigint, created_at timestamptz);
insert into child_int4 select n, n, n, n, now() from generate_series(1, 1000000) n;
insert into child_int8 select n, n, n, n, now() from generate_series(1, 1000000) n;

select pg_temp.note('key, timestamptz, text: table with int4', pg_temp.mb('parent_int4'), 'MB'),
       pg_temp.note('key, timestamptz, text: table with int8', pg_temp.mb('parent_int8'), 'MB', pg_temp.mb('parent_int4')),
       pg_temp.note('its primary key index with int4', pg_temp.mb('parent_int4_pkey'), 'MB'),
       pg_temp.note('its primary key index with int8', pg_temp.mb('parent_int8_pkey'), 'MB', pg_temp.mb('parent_int4_pkey')),
       pg_temp.note('junction of two int4: table', pg_temp.mb('junction_int4'), 'MB'),
       pg_temp.note('junction of two int8: table', pg_temp.mb('junction_int8'), 'MB', pg_temp.mb('junction_int4')),
       pg_temp.note('junction of two int4: primary key index', pg_temp.mb('junction_int4_pkey'), 'MB'),
       pg_temp.note('junction of two int8: primary key index', pg_temp.mb('junction_int8_pkey'), 'MB', pg_temp.mb('junction_int4_pkey')),
       pg_temp.note('junction of two int4: index on the repeated column', pg_temp.mb('junction_int4_b'), 'MB'),
       pg_temp.note('junction of two int8: index on the repeated column', pg_temp.mb('junction_int8_b'), 'MB', pg_temp.mb('junction_int4_b')),
       pg_temp.note('four int4 and a timestamptz: table', pg_temp.mb('child_int4'), 'MB'),
       pg_temp.note('four int8 and a timestamptz: table', pg_temp.mb('child_int8'), 'MB', pg_temp.mb('child_int4')) \g /dev/null

-- What the narrow key costs in the end.
create sequence soon as int start 2147483647;
select nextval('soon') \g /dev/null
select pg_temp.fact('an int4 sequence after 2147483647', pg_temp.answer($$select nextval('soon')$$)),
       pg_temp.note('days an int4 key lasts at 1,000 inserts a second', 2147483647 / 86400000.0, 'days'),
       pg_temp.note('years an int4 key lasts at 8,000 inserts a day', 2147483647 / 8000 / 365.25, 'years') \g /dev/null
-- The way out rewrites the table and its indexes under ACCESS EXCLUSIVE.
select pg_temp.note('ALTER ... TYPE bigint on 1M rows, all readers waiting',
           pg_temp.ms_once('alter table parent_int4 alter id type bigint'), 'ms') \g /dev/null

table report;
drop schema guides_02 cascade;
