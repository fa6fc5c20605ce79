-- 18 "index every foreign key": DELETE of a parent, the join without the index, and what the index costs where nobody asks
\ir measure.sql
create schema guides_18;
set search_path = guides_18;

create table users (id bigint primary key);
create table statuses (id smallint primary key);
insert into users select generate_series(1, 10000);
insert into users select generate_series(10001, 10100);
insert into statuses select generate_series(1, 5);
create table orders (id bigint, user_id bigint references users, status_id smallint references statuses, total int, filler text);
insert into orders select n, 1 + floor(random() * 10000), 1 + n % 5, 1, repeat('x', 60) from generate_series(1, 1000000) n;
vacuum analyze;

create temp table t (name text, value numeric);
insert into t select 'delete without', pg_temp.ms_once('delete from users where id between 10001 and 10010') / 10;
insert into t select 'join all without', pg_temp.ms('select u.id, count(*) from users u join orders o on o.user_id = u.id where u.id <= 1000 group by u.id');
insert into t select 'join one without', pg_temp.ms('select count(*) from users u join orders o on o.user_id = u.id where u.id = 77');
select pg_temp.fact('join of 1,000 users to 1M orders without index', pg_temp.plan('select u.id, count(*) from users u join orders o on o.user_id = u.id where u.id <= 1000 group by u.id')) \g /dev/null
create index orders_user on orders (user_id);
vacuum analyze orders;
insert into t select 'delete with', pg_temp.ms_once('delete from users where id between 10011 and 10020') / 10;
insert into t select 'join all with', pg_temp.ms('select u.id, count(*) from users u join orders o on o.user_id = u.id where u.id <= 1000 group by u.id');
insert into t select 'join one with', pg_temp.ms('select count(*) from users u join orders o on o.user_id = u.id where u.id = 77');
select pg_temp.note('DELETE of one user: no index on 1M orders', (select value from t where name = 'delete without'), 'ms'),
       pg_temp.note('DELETE of one user: index', (select value from t where name = 'delete with'), 'ms', (select value from t where name = 'delete without')),
       pg_temp.note('orders of one user: no index', (select value from t where name = 'join one without'), 'ms'),
       pg_temp.note('orders of one user: index', (select value from t where name = 'join one with'), 'ms', (select value from t where name = 'join one without')),
       pg_temp.note('join of 1,000 users: no index, one hash join', (select value from t where name = 'join all without'), 'ms'),
       pg_temp.note('join of 1,000 users: index', (select value from t where name = 'join all with'), 'ms', (select value from t where name = 'join all without')),
       pg_temp.note('what "a scan for every user" would take', 1000 * (select value from t where name = 'join one without'), 'ms', (select value from t where name = 'join all without')) \g /dev/null
-- The foreign key to five statuses that nobody deletes.
create index orders_status on orders (status_id);
select pg_temp.note('index on the key of 5 statuses', pg_temp.mb('orders_status'), 'MB'),
       pg_temp.fact('orders of one status with that index', pg_temp.plan('select sum(total) from orders where status_id = 3')) \g /dev/null

table report;
drop schema guides_18 cascade;
