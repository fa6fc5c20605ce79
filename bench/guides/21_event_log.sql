-- 21 "current state is derived from events": a view over the log against a row kept up to date beside the log
\ir measure.sql
create schema guides_21;
set search_path = guides_21;

-- 50,000 users, 1,000,000 events, of which one in five changes the email.
create table users (id bigint primary key, email text);
create table user_events (id bigint primary key, user_id bigint not null, event_type varchar(50) not null, event_data jsonb not null, created_at timestamptz);
insert into user_events
select n, 1 + floor(random() * 50000), (array['email_changed', 'profile_updated', 'login', 'login', 'login'])[1 + n % 5],
       jsonb_build_object('email', n || '@example.org', 'old', (n - 1) || '@example.org'), timestamptz '2025-01-01' + n * interval '10 seconds'
  from generate_series(1, 1000000) n;
create index on user_events (user_id);
create index on user_events (created_at desc);
create view current_users as
select distinct on (user_id) user_id, event_data ->> 'email' as email, created_at from user_events
 where event_type = 'email_changed' order by user_id, created_at desc;
insert into users select user_id, email from current_users;
vacuum analyze;

create temp table t as select
    pg_temp.us('select email from current_users where user_id = $1', 50000) as view_one, pg_temp.us('select email from users where id = $1', 50000) as row_one,
    pg_temp.ms($$select user_id from current_users where email = '4711@example.org'$$) as view_by, pg_temp.ms($$select id from users where email = '4711@example.org'$$) as row_by,
    pg_temp.ms('select count(email) from current_users') as view_all, pg_temp.ms('select count(email) from users') as row_all;
select pg_temp.note('email of one user: row', row_one, 'us'), pg_temp.note('email of one user: view over events', view_one, 'us', row_one),
       pg_temp.note('user by email, no index in either: row', row_by, 'ms'), pg_temp.note('user by email: view over events', view_by, 'ms', row_by),
       pg_temp.note('all users: row', row_all, 'ms'), pg_temp.note('all users: view over events', view_all, 'ms', row_all) from t \g /dev/null
create index on user_events (user_id, created_at desc) where event_type = 'email_changed';
vacuum analyze user_events;
select pg_temp.note('email of one user: view with the partial index it needs', pg_temp.us('select email from current_users where user_id = $1', 50000), 'us', row_one) from t \g /dev/null
select pg_temp.note('size: users', pg_temp.mb('users'), 'MB'), pg_temp.note('size: events', pg_temp.mb('user_events'), 'MB', pg_temp.mb('users')) \g /dev/null
select pg_temp.fact('two users with the same email: view over events', pg_temp.answer('create unique index on current_users (email)')) \g /dev/null

table report;
drop schema guides_21 cascade;
