-- 19 "each index makes writes 5-10 % slower": inserts and updates with 0 to 5 further indexes, and hash against B-tree
\ir measure.sql
create schema guides_19;
set search_path = guides_19;

create unlogged table source as
select n as id, floor(random() * 1000000)::int as a, floor(random() * 1000000)::int as b, floor(random() * 1000000)::int as c,
       n as d, 5 as e, repeat('x', 60) as filler from generate_series(1::bigint, 400000) n;
create temp table t (indexes int, ms numeric, wal numeric, update_wal numeric);

create function pg_temp.try(indexes int) returns void language plpgsql as $$
declare p jsonb;
begin
    drop table if exists target;
    create table target (like source);
    alter table target add primary key (id);
    for i in 1 .. indexes loop
        execute format('create index on target (%s)', (array['a', 'b', 'c', 'd', 'e'])[i]);
    end loop;
    insert into target select * from source where id <= 300000;
    p = pg_temp.run('insert into target select * from source where id > 300000');
    insert into t values (indexes, (p ->> 'Execution Time')::numeric, (p #>> '{Plan,WAL Bytes}')::numeric / 100000);
    -- An update of a column without index; the page is full, so no HOT.
    p = pg_temp.run($q$update target set filler = filler || 'y' where id % 10 = 0$q$);
    update t set update_wal = (p #>> '{Plan,WAL Bytes}')::numeric / 40000 where t.indexes = try.indexes;
end $$;
select pg_temp.try(n) from generate_series(0, 5) n \g /dev/null
select pg_temp.note(format('insert, primary key and %s: time', (array['nothing else', '1 random', '2 random', '3 random', '3 random, 1 rising', '3 random, 1 rising, 1 constant'])[indexes + 1]),
                    ms / 100, 'us/row', (first_value(ms) over (order by indexes)) / 100),
       pg_temp.note('    WAL', wal, 'bytes', first_value(wal) over (order by indexes)),
       pg_temp.note('    WAL of an update that touches no indexed column', update_wal, 'bytes', first_value(update_wal) over (order by indexes))
  from t order by indexes \g /dev/null

create table words (id bigint, word text);
insert into words select n, 'https://example.org/some/path/' || md5(n::text) from generate_series(1, 500000) n;
create temp table h as select pg_temp.ms_once('create index words_btree on words (word)') as btree_build;
vacuum analyze words;
alter table h add btree numeric, add hash numeric, add hash_build numeric;
update h set btree = pg_temp.us($$select id from words where word = 'https://example.org/some/path/' || md5(($1)::text)$$, 500000);
select pg_temp.note('B-tree of 500,000 urls: size', pg_temp.mb('words_btree'), 'MB') \g /dev/null
drop index words_btree;
update h set hash_build = pg_temp.ms_once('create index words_hash on words using hash (word)');
update h set hash = pg_temp.us($$select id from words where word = 'https://example.org/some/path/' || md5(($1)::text)$$, 500000);
select pg_temp.note('hash of 500,000 urls: size', pg_temp.mb('words_hash'), 'MB'),
       pg_temp.note('B-tree: build', btree_build, 'ms'), pg_temp.note('hash: build', hash_build, 'ms', btree_build),
       pg_temp.note('B-tree: lookup', btree, 'us'), pg_temp.note('hash: lookup', hash, 'us', btree) from h \g /dev/null

table report;
drop schema guides_19 cascade;
