-- 07 order of columns in an index: "highest cardinality first" against "equality first, then range or sort"
\ir measure.sql
create schema guides_07;
set search_path = guides_07;

create table orders (id bigint, user_id int, status smallint, created_at timestamptz, total int);
insert into orders
select n, 1 + floor(random() * 10000), case when n % 1000 = 0 then 19 else n % 19 end, timestamptz '2024-01-01' + n * interval '30 seconds', 1
  from generate_series(1, 1000000) n;
vacuum analyze orders;

create temp table t (name text, blocks numeric, mb numeric);
create function pg_temp.try(name text, columns text, query text) returns void language plpgsql as $$
begin
    execute format('create index tried on orders (%s)', columns);
    insert into t values (name, pg_temp.blocks(query), pg_temp.mb('tried'));
    drop index tried;
end $$;

-- Equality on 20 values, range on a column of 1,000,000.
select pg_temp.try('range: status, created_at', 'status, created_at', q), pg_temp.try('range: created_at, status', 'created_at, status', q)
  from (values ($$select count(*) from orders where status = 3 and created_at > '2024-09-01'$$)) v (q) \g /dev/null
-- The newest ten of a status that one row in a thousand has.
select pg_temp.try('top: status, created_at', 'status, created_at', q), pg_temp.try('top: created_at, status', 'created_at, status', q)
  from (values ($$select * from orders where status = 19 order by created_at desc limit 10$$)) v (q) \g /dev/null
-- Two equalities: any order.
select pg_temp.try('equal: user_id, status', 'user_id, status', q), pg_temp.try('equal: status, user_id', 'status, user_id', q)
  from (values ($$select sum(total) from orders where status = 3 and user_id = 4711$$)) v (q) \g /dev/null
-- The leading column is not in the query.
set enable_seqscan = off;
select pg_temp.try('skip: status, created_at', 'status, created_at', q), pg_temp.try('skip: created_at', 'created_at', q)
  from (values ($$select count(*) from orders where created_at > '2024-12-10'$$)) v (q) \g /dev/null
reset enable_seqscan;

select pg_temp.note('status = 3 and created_at > ..., index ' || substr(name, 8), blocks, 'blocks', first_value(blocks) over (order by name desc))
  from t where name like 'range%' \g /dev/null
select pg_temp.note('rare status, newest 10, index ' || substr(name, 6), blocks, 'blocks', first_value(blocks) over (order by name desc))
  from t where name like 'top%' \g /dev/null
select pg_temp.note('status = 3 and user_id = 4711, index ' || substr(name, 8), blocks, 'blocks', first_value(blocks) over (order by name desc))
  from t where name like 'equal%' \g /dev/null
select pg_temp.note('    size of that index', mb, 'MB', first_value(mb) over (order by name desc)) from t where name like 'equal%' \g /dev/null
select pg_temp.note('created_at > ... alone, index ' || substr(name, 7), blocks, 'blocks', first_value(blocks) over (order by name))
  from t where name like 'skip%' \g /dev/null
select pg_temp.note('created_at > ... alone, reading the table', pg_temp.blocks($$select count(*) from orders where created_at > '2024-12-10'$$), 'blocks',
                    (select blocks from t where name = 'skip: created_at')) \g /dev/null

table report;
drop schema guides_07 cascade;
