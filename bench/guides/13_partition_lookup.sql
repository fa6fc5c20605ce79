-- 13 "past tens of millions of rows even indexed queries slow down": lookups by table size, and through 36 partitions
\ir measure.sql
create schema guides_13;
set search_path = guides_13;

-- 3,000,000 orders in 36 months.
create table plain (id bigint, created_at timestamptz, user_id int, total int, filler text);
insert into plain select n, timestamptz '2023-01-01' + n * interval '31 seconds', 1 + floor(random() * 100000), 1, repeat('x', 40)
  from generate_series(1, 3000000) n;
alter table plain add primary key (id);
create index plain_created on plain (created_at);
create index plain_user on plain (user_id, created_at);

create table parted (like plain) partition by range (created_at);
select format('create table parted_%s partition of parted for values from (%L) to (%L)', to_char(m, 'YYYYMM'), m, m + interval '1 month')
  from generate_series(timestamptz '2023-01-01', '2025-12-01', interval '1 month') m \gexec
insert into parted select * from plain;
select pg_temp.note('indexes that a new partition has by itself, partition key included',
           (select count(*) from pg_indexes where schemaname = 'guides_13' and tablename like 'parted\_%'), 'indexes'),
       pg_temp.fact('primary key (id)', pg_temp.answer('alter table parted add primary key (id)')),
       pg_temp.fact('unique (id)', pg_temp.answer('create unique index on parted (id)')) \g /dev/null
alter table parted add primary key (id, created_at);
create index on parted (created_at);
create index on parted (user_id, created_at);
vacuum analyze;

-- Size and lookup: the same table at 30,000, 300,000, 3,000,000 rows, and the height of the tree beyond.
create table small as select * from plain where id <= 30000;
alter table small add primary key (id);
create table middle as select * from plain where id <= 300000;
alter table middle add primary key (id);
vacuum analyze small, middle;
create temp table t as select
    pg_temp.us('select total from small where id = $1', 30000) as small, pg_temp.us('select total from middle where id = $1', 300000) as middle,
    pg_temp.us('select total from plain where id = $1', 3000000) as plain, pg_temp.us('select total from parted where id = $1', 3000000) as parted,
    pg_temp.us($$select total from parted where id = $1 and created_at = timestamptz '2023-01-01' + $1 * interval '31 seconds'$$, 3000000) as pruned,
    pg_temp.us('select count(*) from plain where user_id = $1', 100000) as plain_user,
    pg_temp.us('select count(*) from parted where user_id = $1', 100000) as parted_user,
    pg_temp.us('select * from plain where user_id = $1 order by created_at desc limit 10', 100000) as plain_newest,
    pg_temp.us('select * from parted where user_id = $1 order by created_at desc limit 10', 100000) as parted_newest;
select pg_temp.note('by key: 30,000 rows', small, 'us'), pg_temp.note('by key: 300,000 rows', middle, 'us', small),
       pg_temp.note('by key: 3,000,000 rows', plain, 'us', small),
       pg_temp.note('    blocks at 30,000', pg_temp.blocks('select total from small where id = 77'), 'blocks'),
       pg_temp.note('    blocks at 300,000', pg_temp.blocks('select total from middle where id = 77'), 'blocks'),
       pg_temp.note('    blocks at 3,000,000', pg_temp.blocks('select total from plain where id = 77'), 'blocks'),
       pg_temp.note('3,000,000 in 36 partitions: by id without the partition key', parted, 'us', plain),
       pg_temp.note('    blocks', pg_temp.blocks('select total from parted where id = 77'), 'blocks', pg_temp.blocks('select total from plain where id = 77')),
       pg_temp.note('3,000,000 in 36 partitions: by id with the partition key', pruned, 'us', plain),
       pg_temp.note('    blocks', pg_temp.blocks($$select total from parted where id = 77 and created_at = '2023-01-01 00:39:47'$$), 'blocks', pg_temp.blocks('select total from plain where id = 77')),
       pg_temp.note('count of a user''s 30 orders: plain', plain_user, 'us'),
       pg_temp.note('count of a user''s 30 orders: partitions', parted_user, 'us', plain_user),
       pg_temp.note('a user''s newest 10: plain', plain_newest, 'us'),
       pg_temp.note('a user''s newest 10: partitions', parted_newest, 'us', plain_newest) from t \g /dev/null

-- What partitions are for.
create temp table m as select
    pg_temp.ms($$select sum(total) from plain where created_at >= '2025-06-01' and created_at < '2025-07-01'$$) as plain,
    pg_temp.ms($$select sum(total) from parted where created_at >= '2025-06-01' and created_at < '2025-07-01'$$) as parted;
select pg_temp.note('sum of one month: plain with index', plain, 'ms'), pg_temp.note('sum of one month: partitions', parted, 'ms', plain) from m \g /dev/null
checkpoint;
create temp table d as select pg_temp.ms_once($$delete from plain where created_at < '2023-02-01'$$) as deleted;
create temp table v (vacuumed numeric, started timestamptz);
insert into v values (0, clock_timestamp());
vacuum plain;
update v set vacuumed = extract(epoch from clock_timestamp() - started) * 1000;
select pg_temp.note('remove the oldest month: DELETE', deleted, 'ms'),
       pg_temp.note('    and the VACUUM after it', vacuumed, 'ms') from d, v \g /dev/null
select pg_temp.note('remove the oldest month: DROP of the partition', pg_temp.ms_once('drop table parted_202301'), 'ms', deleted) from d \g /dev/null

table report;
drop schema guides_13 cascade;
