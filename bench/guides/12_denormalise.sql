-- 12 "joins slow down as tables grow": three tables by key against one wide table, at 10,000, 100,000 and 1,000,000 rows
\ir measure.sql
create schema guides_12;
set search_path = guides_12;

create table subscriptions (id bigint primary key, last_payment timestamptz, filler text);
create table accounts (id bigint primary key, subscription_id bigint references subscriptions, plan text, status text, filler text);
create table users (id bigint primary key, account_id bigint references accounts, name text, email text, filler text);
create table profiles (user_id bigint primary key, name text, email text, account_plan text, account_status text, last_payment timestamptz, filler text);
create temp table t (rows int, joined numeric, wide numeric, joined_blocks numeric, wide_blocks numeric);

create function pg_temp.grow(from_row int, rows int) returns void language plpgsql as $$
begin
    insert into subscriptions select n, now(), repeat('s', 60) from generate_series(from_row + 1, rows) n;
    insert into accounts select n, n, 'team', 'active', repeat('a', 60) from generate_series(from_row + 1, rows) n;
    insert into users select n, n, 'User ' || n, n || '@example.org', repeat('u', 60) from generate_series(from_row + 1, rows) n;
    insert into profiles select n, 'User ' || n, n || '@example.org', 'team', 'active', now(), repeat('u', 60) from generate_series(from_row + 1, rows) n;
    analyze subscriptions, accounts, users, profiles;
    insert into t select rows,
        pg_temp.us('select u.name, u.email, a.plan, a.status, s.last_payment from users u join accounts a on a.id = u.account_id
                    join subscriptions s on s.id = a.subscription_id where u.id = $1', rows),
        pg_temp.us('select name, email, account_plan, account_status, last_payment from profiles where user_id = $1', rows),
        pg_temp.blocks('select u.name, u.email, a.plan, a.status, s.last_payment from users u join accounts a on a.id = u.account_id
                    join subscriptions s on s.id = a.subscription_id where u.id = 4711'),
        pg_temp.blocks('select name, email, account_plan, account_status, last_payment from profiles where user_id = 4711');
end $$;
select pg_temp.grow(0, 10000) \g /dev/null
select pg_temp.grow(10000, 100000) \g /dev/null
select pg_temp.grow(100000, 1000000) \g /dev/null
select pg_temp.note(rows || ' rows: two joins', joined, 'us', first_value(joined) over (order by rows)),
       pg_temp.note(rows || ' rows: one wide table', wide, 'us', joined),
       pg_temp.note('    blocks, two joins', joined_blocks, 'blocks'),
       pg_temp.note('    blocks, one wide table', wide_blocks, 'blocks', joined_blocks) from t order by rows \g /dev/null

-- Where denormalising does pay: a filter and a sort that live in two tables.
create table workspaces (id int primary key, name text);
create table projects (id int primary key, workspace_id int references workspaces);
create table tasks (id bigint primary key, project_id int references projects, workspace_id int, created_at timestamptz, title text);
insert into workspaces select n, 'w' from generate_series(1, 100) n;
insert into projects select n, 1 + n % 100 from generate_series(1, 5000) n;
insert into tasks select n, p, 1 + p % 100, timestamptz '2025-01-01' + n * interval '1 minute', repeat('x', 60)
  from generate_series(1, 1000000) n, lateral (select (1 + floor(random() * 5000) + n * 0)::int as p) r;
create index tasks_project on tasks (project_id, created_at);
create index tasks_workspace on tasks (workspace_id, created_at);
vacuum analyze;
create temp table f as select
    pg_temp.us('select t.* from tasks t join projects p on p.id = t.project_id where p.workspace_id = $1 order by t.created_at desc limit 20', 100, 200) as joined,
    pg_temp.us('select * from tasks where workspace_id = $1 order by created_at desc limit 20', 100, 200) as copied;
select pg_temp.note('newest 20 of a workspace: filter in projects, order in tasks', joined, 'us'),
       pg_temp.note('newest 20 of a workspace: workspace_id copied into tasks', copied, 'us', joined),
       pg_temp.note('    size of that column''s index over 1M tasks', pg_temp.mb('tasks_workspace'), 'MB', pg_temp.mb('tasks')) from f \g /dev/null

-- The example of one guide keeps the copied name and drops the key.
create table orders_by_key  (id bigint primary key, user_id bigint, total numeric);
create table orders_by_name (id bigint primary key, user_name text, total numeric);
insert into orders_by_key select n, 1 + n % 20000, 1 from generate_series(1, 300000) n;
insert into orders_by_name select o.id, 'User ' || o.user_id % 15000, 1 from orders_by_key o;     -- 5,000 people share a name
create index on orders_by_name (user_name);
create index on orders_by_key (user_id);
vacuum analyze;
select pg_temp.note('people before', (select count(distinct user_id) from orders_by_key), 'people'),
       pg_temp.note('people that user_name can still tell apart', (select count(distinct user_name) from orders_by_name), 'people', 20000),
       pg_temp.note('size by key: table and index', pg_temp.mb('orders_by_key') + pg_temp.mb('orders_by_key_user_id_idx'), 'MB'),
       pg_temp.note('size by name: table and index', pg_temp.mb('orders_by_name') + pg_temp.mb('orders_by_name_user_name_idx'), 'MB',
                    pg_temp.mb('orders_by_key') + pg_temp.mb('orders_by_key_user_id_idx')) \g /dev/null

table report;
drop schema guides_12 cascade;
