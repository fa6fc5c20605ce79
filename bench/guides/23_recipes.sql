-- 23 recipes of the guides, run as they stand: N+1 by LIMIT, duplicate indexes, unused indexes, estimated count
\ir measure.sql
create schema guides_23;
set search_path = guides_23;

create table users (id bigint primary key, email text);
create table orders (id bigint primary key, user_id bigint, reference text unique);
insert into users select n, n || '@example.org' from generate_series(1, 1000) n;
insert into orders select n, 1 + n % 100, 'R' || n from generate_series(1, 20000) n;
create index orders_user on orders (user_id);
create index orders_user_again on orders (user_id);

-- Ten users with their orders: LIMIT counts joined rows.
select pg_temp.note('users in "LEFT JOIN orders ... LIMIT 10" (wanted: 10)',
           (select count(distinct id) from (select u.id from users u left join orders o on u.id = o.user_id limit 10) r), 'users'),
       pg_temp.note('users with LIMIT in a subquery before the join',
           (select count(distinct u.id) from (select * from users order by id limit 10) u left join orders o on u.id = o.user_id), 'users') \g /dev/null
-- pg_indexes.indexdef contains the index's own name, so two are never equal.
select pg_temp.note('duplicate indexes found by GROUP BY tablename, indexdef (true: 1)',
           (select count(*) from (select tablename, array_agg(indexname) from pg_indexes where schemaname = 'guides_23'
                                   group by tablename, indexdef having count(*) > 1) d), 'found'),
       pg_temp.note('duplicate indexes found by comparing pg_index''s columns',
           (select count(*) from (select 1 from pg_index i join pg_class c on c.oid = i.indrelid where c.relnamespace = 'guides_23'::regnamespace
                                   group by indrelid, indkey::text, indclass::text, indcollation::text, indoption::text,
                                            pg_get_expr(indpred, indrelid), pg_get_expr(indexprs, indrelid) having count(*) > 1) d), 'found') \g /dev/null
-- "idx_scan = 0 and not named _pkey" offers unique constraints for removal.
select pg_temp.fact('"unused" by idx_scan = 0 and name not like %_pkey',
           (select string_agg(indexrelname, ', ' order by indexrelname) from pg_stat_user_indexes
             where schemaname = 'guides_23' and idx_scan = 0 and indexrelname not like '%\_pkey')) \g /dev/null
create table fresh as select * from orders;
select pg_temp.note('reltuples of a table that was never analysed', (select reltuples from pg_class where oid = 'fresh'::regclass)::numeric, 'rows') \g /dev/null
analyze fresh;
select pg_temp.note('reltuples after ANALYZE', (select reltuples from pg_class where oid = 'fresh'::regclass)::numeric, 'rows') \g /dev/null
-- A soft delete and a unique constraint that does not know of it.
alter table users add unique (email), add deleted_at timestamptz;
update users set deleted_at = now() where id = 7;
select pg_temp.fact('a deleted user signs up again', pg_temp.answer($$insert into users (id, email) values (2000, '7@example.org')$$)) \g /dev/null
alter table users drop constraint users_email_key;
create unique index users_email_live on users (email) where deleted_at is null;
select pg_temp.fact('... with a unique index where deleted_at is null', pg_temp.answer($$insert into users (id, email) values (2000, '7@example.org')$$)) \g /dev/null

table report;
drop schema guides_23 cascade;
