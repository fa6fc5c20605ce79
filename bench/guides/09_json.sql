-- 09 JSON: "cannot be indexed", json against jsonb against a column
\ir measure.sql
create schema guides_09;
set search_path = guides_09;

create table users (id bigint primary key, email text, profile jsonb, profile_json json);
insert into users
select n, 'user' || n || '@example.org', p, p::json
  from generate_series(1, 300000) n,
       lateral (select jsonb_build_object('email', 'user' || n || '@example.org', 'name', 'User ' || n, 'plan', n % 7,
                                          'city', md5((n % 500)::text), 'about', repeat('lorem ', 20))) as j (p);
vacuum analyze users;

create temp table t (name text, plan text, ms numeric, estimate numeric);
create function pg_temp.try(name text, query text) returns void language plpgsql as $$
declare p jsonb;
begin
    execute 'explain (format json) ' || query into p;
    insert into t values (name, pg_temp.plan(query), pg_temp.ms(query), (p #>> '{0,Plan,Plan Rows}')::numeric);
end $$;
-- Extraction from every row.
select pg_temp.try('column', 'select count(email) from users'),
       pg_temp.try('jsonb', $$select count(profile ->> 'email') from users$$),
       pg_temp.try('json', $$select count(profile_json ->> 'email') from users$$),
       pg_temp.try('find without index', $$select * from users where profile ->> 'email' = 'user4711@example.org'$$),
       pg_temp.try('estimate column', $$select * from users where email = 'user4711@example.org'$$),
       pg_temp.try('estimate city', $$select * from users where profile ->> 'city' = 'x'$$) \g /dev/null
create index users_by_expression on users ((profile ->> 'email'));
create index users_by_gin on users using gin (profile jsonb_path_ops);
create index users_by_column on users (email);
analyze users;
select pg_temp.try('expression index', $$select * from users where profile ->> 'email' = 'user4711@example.org'$$),
       pg_temp.try('gin', $$select * from users where profile @> '{"email": "user4711@example.org"}'$$),
       pg_temp.try('column index', $$select * from users where email = 'user4711@example.org'$$) \g /dev/null

select pg_temp.note('read all: column', (select ms from t where name = 'column'), 'ms'),
       pg_temp.note('read all: jsonb ->>', (select ms from t where name = 'jsonb'), 'ms', (select ms from t where name = 'column')),
       pg_temp.note('read all: json ->>', (select ms from t where name = 'json'), 'ms', (select ms from t where name = 'column')) \g /dev/null
select pg_temp.note('find one: ' || name || ': ' || plan, ms, 'ms', (select ms from t where name = 'column index'))
  from t where name in ('find without index', 'expression index', 'gin', 'column index') \g /dev/null
select pg_temp.note('index on the column', pg_temp.mb('users_by_column'), 'MB'),
       pg_temp.note('index on the expression', pg_temp.mb('users_by_expression'), 'MB', pg_temp.mb('users_by_column')),
       pg_temp.note('GIN jsonb_path_ops on all of it', pg_temp.mb('users_by_gin'), 'MB', pg_temp.mb('users_by_column')),
       pg_temp.note('rows planned for one email in jsonb, no expression index (true: 1)', (select estimate from t where name = 'find without index'), 'rows'),
       pg_temp.note('rows planned with the expression index analysed', (select estimate from t where name = 'expression index'), 'rows') \g /dev/null
select pg_temp.fact('equality of json', pg_temp.answer($$select count(distinct profile_json) from users$$)) \g /dev/null
drop index users_by_expression, users_by_gin, users_by_column;
vacuum full analyze users;
-- Changing one key writes the whole document again.
select pg_temp.note('WAL of changing one column in 1,000 rows', pg_temp.wal_bytes($$update users set email = email || 'x' where id <= 1000$$) / 1000, 'bytes/row') \g /dev/null
alter table users drop profile_json;
vacuum full users;
select pg_temp.note('size: jsonb of five keys', avg(pg_column_size(profile)), 'bytes'),
       pg_temp.note('size: the same as columns', avg(pg_column_size(row(profile ->> 'email', profile ->> 'name', (profile ->> 'plan')::int, profile ->> 'city', profile ->> 'about')) - 24), 'bytes', avg(pg_column_size(profile))) from users \g /dev/null

table report;
drop schema guides_09 cascade;
