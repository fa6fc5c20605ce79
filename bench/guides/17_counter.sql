-- 17 a counter: in the wide row, indexed, in a table of its own, or counted
\ir measure.sql
create schema guides_17;
set search_path = guides_17;

create table wide    (id bigint primary key, name text, description text, settings jsonb, views bigint not null default 0);
create table indexed (like wide including all);
create index indexed_views on indexed (views);
create table slim    (id bigint primary key, views bigint not null default 0);
insert into wide select n, 'project ' || n, repeat('d', 600), jsonb_build_object('theme', 'dark', 'columns', repeat('c', 300)), 0 from generate_series(1, 2000) n;
insert into indexed select * from wide;
insert into slim select id, 0 from wide;
create table wide_packed (like wide including all) with (fillfactor = 50);
insert into wide_packed select * from wide;
vacuum full;
checkpoint;

create temp table t (name text, mb_before numeric, mb_after numeric, wal numeric, us numeric, hot numeric);
-- 20,000 increments, each a transaction of its own, as an application makes them.
create procedure pg_temp.increment(name text) language plpgsql as $$
declare
    before numeric = pg_total_relation_size(name::regclass) / 1048576.0;
    wal pg_lsn;
    started timestamptz;
begin
    commit;
    wal = pg_current_wal_insert_lsn();
    started = clock_timestamp();
    for i in 1 .. 20000 loop
        execute format('update %s set views = views + 1 where id = %s', name, 1 + i % 2000);
        commit;
    end loop;
    insert into t values (name, before, pg_total_relation_size(name::regclass) / 1048576.0,
        (pg_current_wal_insert_lsn() - wal) / 20000.0, extract(epoch from clock_timestamp() - started) * 1e6 / 20000);
    perform pg_stat_force_next_flush();
end $$;
call pg_temp.increment('wide');
call pg_temp.increment('wide_packed');
call pg_temp.increment('indexed');
call pg_temp.increment('slim');
update t set hot = (select n_tup_hot_upd * 100.0 / n_tup_upd from pg_stat_user_tables s where s.schemaname = 'guides_17' and s.relname = t.name);
select pg_temp.note(name || ': WAL an increment', wal, 'bytes', (select wal from t where name = 'wide')),
       pg_temp.note('    time an increment', us, 'us', (select us from t where name = 'wide')),
       pg_temp.note('    HOT updates', hot, '%'),
       pg_temp.note('    size after over size before', mb_after, 'MB', mb_before)
  from t order by array_position('{wide,wide_packed,indexed,slim}', name) \g /dev/null

-- A transaction that stays open (a report, a dump) keeps every old version alive. One transaction that makes
-- all increments itself has the same effect.
create temp table b as
select name, pg_relation_size(name::regclass) / 1048576.0 as mb from unnest('{wide,slim}'::text[]) name;
do $$
begin
    for i in 1 .. 20000 loop
        execute format('update wide set views = views + 1 where id = %s', 1 + i % 2000);
        execute format('update slim set views = views + 1 where id = %s', 1 + i % 2000);
    end loop;
end $$;
select pg_temp.note(format('20,000 increments that VACUUM cannot clean up yet: %s, from %s MB to', name, round(mb, 2)), pg_temp.mb(name), 'MB', mb) from b order by name desc \g /dev/null

-- Counting instead, with an index on the key.
create table events (id bigint, project_id bigint);
insert into events select n, 1 + n % 2000 from generate_series(1, 1000000) n;
create index on events (project_id);
vacuum analyze;
select pg_temp.note('count(*) of one project''s 500 events, index only', pg_temp.us('select count(*) from events where project_id = $1', 2000), 'us'),
       pg_temp.note('read of the kept counter', pg_temp.us('select views from slim where id = $1', 2000), 'us'),
       pg_temp.note('count(*) of 1,000,000 events', pg_temp.ms('select count(*) from events'), 'ms') \g /dev/null

table report;
drop schema guides_17 cascade;
