-- 20 a tree: parent_id with recursion, path with LIKE, nested sets: read a subtree, insert a leaf, move a branch
\ir measure.sql
create schema guides_20;
set search_path = guides_20;

-- A tree of 111,111 nodes, ten children each, six levels: node n's parent is (n - 2) / 10 + 1.
create table nodes (id int primary key, parent_id int, path text, lft int, rgt int);
insert into nodes
with recursive walk (id, parent_id, path, depth) as (
    select 1, null::int, '1.', 1
    union all
    select (w.id - 1) * 10 + 1 + k, w.id, w.path || ((w.id - 1) * 10 + 1 + k) || '.', w.depth + 1
      from walk w, generate_series(1, 10) k where w.depth < 6)
select id, parent_id, path from walk;
-- Nested sets from the order of paths.
with ordered as (select id, row_number() over (order by string_to_array(rtrim(path, '.'), '.')::int[]) as n,
                        array_length(string_to_array(rtrim(path, '.'), '.'), 1) as depth from nodes)
update nodes set lft = 2 * n - depth,
                 rgt = 2 * n - depth + 2 * (((10 ^ (7 - depth)) - 1) / 9)::int - 1 from ordered where ordered.id = nodes.id;
create index nodes_parent on nodes (parent_id);
create index nodes_path on nodes (path);
create index nodes_lft on nodes (lft);
vacuum full analyze nodes;

create temp table t (name text, us numeric, plan text);
create function pg_temp.try(name text, query text) returns void language sql as $$ insert into t select name, pg_temp.ms(query, 15) * 1000, pg_temp.plan(query) $$;
select pg_temp.try('recursive', 'with recursive sub as (select id from nodes where id = 12 union all select c.id from nodes c join sub on c.parent_id = sub.id) select count(*) from sub'),
       pg_temp.try('path, plain index', $$select count(*) from nodes where path like '1.2.12.%'$$) \g /dev/null
create index nodes_path_pattern on nodes (path text_pattern_ops);
vacuum analyze nodes;
select pg_temp.try('path, text_pattern_ops', $$select count(*) from nodes where path like '1.2.12.%'$$),
       pg_temp.try('nested sets', $$select count(*) from nodes n, (select lft, rgt from nodes where id = 12) s where n.lft between s.lft and s.rgt$$) \g /dev/null
select pg_temp.note('subtree of 1,111 nodes, recursive, index on parent_id', (select us from t where name = 'recursive'), 'us'),
       pg_temp.note('path LIKE, plain index, C.UTF-8: ' || (select plan from t where name = 'path, plain index'), (select us from t where name = 'path, plain index'), 'us', (select us from t where name = 'recursive')),
       pg_temp.note('path LIKE, text_pattern_ops: ' || (select plan from t where name = 'path, text_pattern_ops'), (select us from t where name = 'path, text_pattern_ops'), 'us', (select us from t where name = 'recursive')),
       pg_temp.note('nested sets', (select us from t where name = 'nested sets'), 'us', (select us from t where name = 'recursive')) \g /dev/null
select pg_temp.note('check: the three count the same', (select count(distinct n) from (
           select count(*) as n from nodes where path like '1.2.12.%' or id = 12
           union all select count(*) from nodes n, nodes s where s.id = 12 and n.lft between s.lft and s.rgt
           union all (with recursive sub as (select id from nodes where id = 12 union all select c.id from nodes c join sub on c.parent_id = sub.id) select count(*) from sub)) x), 'distinct count') \g /dev/null
-- Writes.
drop index nodes_path_pattern;
create temp table w (name text, wal numeric);
insert into w select 'leaf, parent_id or path', pg_temp.wal_bytes($$insert into nodes values (999999, 12, '1.2.12.999999.')$$);
insert into w select 'leaf, nested sets', pg_temp.wal_bytes($$update nodes set lft = case when lft > 30000 then lft + 2 else lft end, rgt = rgt + 2 where rgt > 30000$$);
insert into w select 'move, parent_id', pg_temp.wal_bytes($$update nodes set parent_id = 3 where id = 12$$);
insert into w select 'move, path', pg_temp.wal_bytes($$update nodes set path = '1.3.12.' || substr(path, 8) where path like '1.2.12.%'$$);
select pg_temp.note('WAL: ' || name, wal / 1024, 'kB', (select wal / 1024 from w where name = 'leaf, parent_id or path')) from w \g /dev/null

table report;
drop schema guides_20 cascade;
