-- 08 "one index per table and query": two single indexes together (BitmapAnd) against a composite one; OR against IN
\ir measure.sql
create schema guides_08;
set search_path = guides_08;

create table events (id bigint, account_id int, kind int, day int, payload text);
insert into events
select n, floor(random() * 500), floor(random() * 200), floor(random() * 365), repeat('x', 60)
  from generate_series(1, 1000000) n;
create index events_account on events (account_id);
create index events_kind on events (kind);
vacuum analyze events;

create temp table t (name text, plan text, blocks numeric, ms numeric);
create function pg_temp.try(name text, query text) returns void language sql as
$$ insert into t select name, pg_temp.plan(query), pg_temp.blocks(query), pg_temp.ms(query, 9) $$;

select pg_temp.try('two single indexes', 'select count(payload) from events where account_id = 7 and kind = 7') \g /dev/null
drop index events_kind;
select pg_temp.try('the better one of them', 'select count(payload) from events where account_id = 7 and kind = 7') \g /dev/null
create index events_both on events (account_id, kind);
select pg_temp.try('one composite index', 'select count(payload) from events where account_id = 7 and kind = 7') \g /dev/null
drop index events_both;
select pg_temp.try('OR', 'select count(payload) from events where account_id = 7 or account_id = 8') \g /dev/null
select pg_temp.try('IN', 'select count(payload) from events where account_id in (7, 8)') \g /dev/null
create index events_kind on events (kind);
select pg_temp.try('OR over two columns', 'select count(payload) from events where account_id = 7 or kind = 8') \g /dev/null

select pg_temp.note(name || ': ' || plan, ms, 'ms', (select ms from t where name = 'one composite index')),
       pg_temp.note('    blocks', blocks, 'blocks', (select blocks from t where name = 'one composite index'))
  from t where name !~ 'OR|IN' \g /dev/null
select pg_temp.note(name || ': ' || plan, ms, 'ms', (select ms from t where name = 'IN')) from t where name ~ 'OR|IN' \g /dev/null

table report;
drop schema guides_08 cascade;
