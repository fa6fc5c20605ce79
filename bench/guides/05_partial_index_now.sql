-- 05 a partial index of "the last 90 days": NOW() in the predicate, and what works instead
\ir measure.sql
create schema guides_05;
set search_path = guides_05;

create table orders (id bigint primary key, status text, created_at timestamptz, total numeric);
insert into orders
select n, (array['paid','paid','paid','paid','open'])[1 + n % 5], now() - interval '1000 days' * (1 - n / 1e6), n
  from generate_series(1, 1000000) n;
vacuum analyze orders;

select pg_temp.fact('index where created_at > now() - 90 days', pg_temp.answer(
           $$create index on orders (created_at) where created_at > now() - interval '90 days'$$)) \g /dev/null

-- A constant is accepted, and the planner cannot prove that now() - 90 days lies behind it.
select format($$create index orders_recent on orders (created_at) where created_at > %L$$, now() - interval '100 days') \gexec
select pg_temp.fact('constant predicate, query says now() - 90 days', pg_temp.plan(
           $$select sum(total) from orders where created_at > now() - interval '90 days'$$)) \g /dev/null
select pg_temp.fact('constant predicate, query says a constant', pg_temp.plan(format(
           $$select sum(total) from orders where created_at > %L$$, now() - interval '90 days'))) \g /dev/null
create index orders_all on orders (created_at);
create index orders_brin on orders using brin (created_at) with (pages_per_range = 32);
select pg_temp.note('plain index on created_at: size', pg_temp.mb('orders_all'), 'MB'),
       pg_temp.note('partial index, constant bound: size', pg_temp.mb('orders_recent'), 'MB', pg_temp.mb('orders_all')),
       pg_temp.note('BRIN on created_at: size', pg_temp.mb('orders_brin'), 'MB', pg_temp.mb('orders_all')) \g /dev/null
drop index orders_recent, orders_brin;
create temp table t (name text, blocks numeric);
insert into t select 'plain', pg_temp.blocks($$select sum(total) from orders where created_at > now() - interval '1 day'$$);
drop index orders_all;
select format($$create index orders_recent on orders (created_at) where created_at > %L$$, now() - interval '100 days') \gexec
insert into t select 'partial', pg_temp.blocks(format($$select sum(total) from orders where created_at > %L$$, now() - interval '1 day'));
drop index orders_recent;
insert into t select 'none', pg_temp.blocks($$select sum(total) from orders where created_at > now() - interval '1 day'$$);
create index orders_brin on orders using brin (created_at) with (pages_per_range = 32);
insert into t select 'brin', pg_temp.blocks($$select sum(total) from orders where created_at > now() - interval '1 day'$$);
select pg_temp.note('one day: blocks by the plain index', (select blocks from t where name = 'plain'), 'blocks'),
       pg_temp.note('one day: blocks by the partial index', (select blocks from t where name = 'partial'), 'blocks', (select blocks from t where name = 'plain')),
       pg_temp.note('one day: blocks by BRIN', (select blocks from t where name = 'brin'), 'blocks', (select blocks from t where name = 'plain')),
       pg_temp.note('one day: blocks without any', (select blocks from t where name = 'none'), 'blocks', (select blocks from t where name = 'plain')) \g /dev/null

table report;
drop schema guides_05 cascade;
