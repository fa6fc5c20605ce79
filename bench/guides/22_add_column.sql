-- 22 adding a column: which forms are refused, which rewrite the table, which only note it in the catalog
\ir measure.sql
create schema guides_22;
set search_path = guides_22;

create table users (id bigint primary key, name text, email text);
insert into users select n, repeat('n', 30), n || '@example.org' from generate_series(1, 500000) n;
create temp table t (what text, ms numeric, rewritten bool);
create function pg_temp.try(what text, statement text) returns void language plpgsql as $$
declare
    before oid = pg_relation_filenode('users');
    taken numeric = pg_temp.ms_once(statement);
begin
    insert into t values (what, taken, pg_relation_filenode('users') <> before);
end $$;
select pg_temp.fact('add column NOT NULL without default', pg_temp.answer('alter table users add a int not null')) \g /dev/null
select pg_temp.try('add column', 'alter table users add b int'),
       pg_temp.try('add column default constant', 'alter table users add c int default 7'),
       pg_temp.try('add column not null default constant', 'alter table users add d int not null default 7'),
       pg_temp.try('add column default now()', 'alter table users add e timestamptz default now()'),
       pg_temp.try('add column default gen_random_uuid()', 'alter table users add f uuid default gen_random_uuid()'),
       pg_temp.try('set not null, table read', 'alter table users alter email set not null') \g /dev/null
alter table users add constraint name_known check (name is not null) not valid;
select pg_temp.try('validate check (name is not null), nobody waits', 'alter table users validate constraint name_known') \g /dev/null
select pg_temp.try('set not null after that', 'alter table users alter name set not null'),
       pg_temp.try('text to varchar(200)', 'alter table users alter email type varchar(200)'),
       pg_temp.try('int to bigint', 'alter table users alter b type bigint') \g /dev/null
select pg_temp.note(what || case when rewritten then ': REWRITES' else '' end, ms, 'ms') from t \g /dev/null

table report;
drop schema guides_22 cascade;
