-- 01 bigint, UUIDv7 and UUIDv4 as key: size, WAL and blocks per insert, as the index outgrows shared_buffers
-- shared_buffers: 32MB
\ir measure.sql
create schema guides_01;
set search_path = guides_01;

-- The keys are made beforehand, so that making them is not measured. A UUIDv7 is 48 bits of milliseconds
-- (here one per row), the version, and random bits.
create unlogged table key as
select n as bigint,
       gen_random_uuid() as v4,
       encode(substring(int8send(1760000000000 + n) from 3) || '\x70'::bytea
              || substring(uuid_send(gen_random_uuid()) from 8), 'hex')::uuid as v7
  from generate_series(1::bigint, 2000000) as n;
create index on key (bigint);
vacuum analyze key;

create table by_bigint (id bigint primary key, a bigint, b bigint);
create table by_v7     (id uuid   primary key, a bigint, b bigint);
create table by_v4     (id uuid   primary key, a bigint, b bigint);

create temp table grown (kind text, rows int, index_mb numeric, reads numeric, writes numeric, wal numeric, us numeric);

-- Grows a table to `rows` rows and measures the last 20,000 of them, which follow right after a checkpoint.
create function pg_temp.grow(kind text, from_row int, rows int) returns void language plpgsql as $$
declare
    insert_rows constant text =
        'insert into by_%1$s select %1$s, bigint, bigint from key where bigint > %2$s and bigint <= %3$s order by bigint';
    plan jsonb;
begin
    execute format(insert_rows, kind, from_row, rows - 20000);
    checkpoint;
    plan = pg_temp.run(format(insert_rows, kind, rows - 20000, rows));
    insert into grown values (
        kind, rows, pg_temp.mb(format('by_%s_pkey', kind)),
        ((plan #>> '{Plan,Shared Read Blocks}')::numeric - (plan #>> '{Plan,Plans,0,Shared Read Blocks}')::numeric) / 20000,
        (plan #>> '{Plan,Shared Written Blocks}')::numeric / 20000,
        (plan #>> '{Plan,WAL Bytes}')::numeric / 20000,
        (plan ->> 'Execution Time')::numeric * 1000 / 20000);
end $$;

select pg_temp.grow(kind, from_row, rows)
  from unnest('{bigint,v7,v4}'::text[]) as kind,
       (values (0, 200000), (200000, 400000), (400000, 800000), (800000, 2000000)) as step (from_row, rows)
 order by rows, kind \g /dev/null

select pg_temp.note(format('%s, %s rows: index is %s of shared_buffers; per insert:', g.kind, g.rows, round(g.index_mb / 32, 1) || 'x'),
                    g.index_mb, 'MB', b.index_mb),
       pg_temp.note('    time', g.us, 'us', b.us),
       pg_temp.note('    WAL, right after a checkpoint', g.wal, 'bytes', b.wal),
       pg_temp.note('    blocks that were not in shared_buffers', g.reads, '', null),
       pg_temp.note('    dirty blocks it had to write out itself', g.writes, '', null)
  from grown g join grown b on b.kind = 'bigint' and b.rows = g.rows
 order by g.rows, array_position('{bigint,v7,v4}', g.kind) \g /dev/null

-- Without a checkpoint in between, no full page images: the least that each key can cost.
select pg_temp.note('bigint: WAL per insert without page images',
           pg_temp.wal_bytes('insert into by_bigint select n, n, n from generate_series(2000001, 2001000) n') / 1000, 'bytes') \g /dev/null
checkpoint;
insert into by_v4 select gen_random_uuid(), n, n from generate_series(1, 60000) n;
select pg_temp.note('v4: WAL per insert when most pages already have their image',
           pg_temp.wal_bytes('insert into by_v4 select gen_random_uuid(), n, n from generate_series(1, 5000) n') / 5000, 'bytes') \g /dev/null

table report;
drop schema guides_01 cascade;
