-- 15 a status: enum, lookup table, text with CHECK: size, filter, and adding or removing a value
\ir measure.sql
create schema guides_15;
set search_path = guides_15;

create type status as enum ('backlog', 'in_progress', 'in_review', 'completed', 'cancelled');
create table statuses (id smallint primary key, name text not null unique);
insert into statuses select row_number() over (), name from unnest(enum_range(null::status)::text[]) as name;
create table by_enum   (id bigint, status status not null, priority smallint);
create table by_lookup (id bigint, status_id smallint not null, priority smallint);
create table by_text   (id bigint, status text not null, priority smallint);
insert into by_enum select n, (enum_range(null::status))[1 + n % 5], 1 from generate_series(1, 1000000) n;
insert into by_lookup select n, 1 + n % 5, 1 from generate_series(1, 1000000) n;
insert into by_text select id, status::text, priority from by_enum;
create index by_enum_status on by_enum (status);
create index by_lookup_status on by_lookup (status_id);
create index by_text_status on by_text (status);
alter table by_lookup add foreign key (status_id) references statuses;
alter table by_text add constraint status_known check (status in ('backlog', 'in_progress', 'in_review', 'completed', 'cancelled'));
vacuum analyze;

create temp table t as select
    pg_temp.ms($$select count(*) from by_enum where priority = 1 and status = 'completed'$$) as e,
    pg_temp.ms($$select count(*) from by_lookup where priority = 1 and status_id = (select id from statuses where name = 'completed')$$) as l,
    pg_temp.ms($$select count(*) from by_text where priority = 1 and status = 'completed'$$) as t;
select pg_temp.note('text: table', pg_temp.mb('by_text'), 'MB'),
       pg_temp.note('enum: table', pg_temp.mb('by_enum'), 'MB', pg_temp.mb('by_text')),
       pg_temp.note('smallint to a lookup table: table', pg_temp.mb('by_lookup'), 'MB', pg_temp.mb('by_text')),
       pg_temp.note('text: index', pg_temp.mb('by_text_status'), 'MB'),
       pg_temp.note('enum: index', pg_temp.mb('by_enum_status'), 'MB', pg_temp.mb('by_text_status')),
       pg_temp.note('smallint: index', pg_temp.mb('by_lookup_status'), 'MB', pg_temp.mb('by_text_status')),
       pg_temp.note('text: filter', t, 'ms'), pg_temp.note('enum: filter', e, 'ms', t), pg_temp.note('lookup: filter', l, 'ms', t) from t \g /dev/null
select pg_temp.note('rows planned for the lookup''s name (true: 200,000)',
           (pg_temp.run($$select * from by_lookup join statuses s on s.id = status_id where s.name = 'completed'$$) #>> '{Plan,Plan Rows}')::numeric, 'rows') \g /dev/null

create temp table a (what text, ms numeric);
create temp table clock (started timestamptz);
insert into clock values (clock_timestamp());
alter type status add value 'blocked';
insert into a select 'enum: add a value', extract(epoch from clock_timestamp() - started) * 1000 from clock;
insert into a select 'lookup: add a value', pg_temp.ms_once($$insert into statuses values (6, 'blocked')$$);
insert into a select 'text: replace the CHECK, every row read under ACCESS EXCLUSIVE', pg_temp.ms_once(
    $$alter table by_text drop constraint status_known, add constraint status_known check (status in ('backlog', 'in_progress', 'in_review', 'completed', 'cancelled', 'blocked'))$$);
insert into a select 'text: replace the CHECK as NOT VALID', pg_temp.ms_once(
    $$alter table by_text drop constraint status_known, add constraint status_known check (status in ('backlog', 'in_progress', 'in_review', 'completed', 'cancelled', 'blocked')) not valid$$);
insert into a select '    then VALIDATE, nobody waits', pg_temp.ms_once('alter table by_text validate constraint status_known');
select pg_temp.note(what, ms, 'ms') from a \g /dev/null
select pg_temp.fact('enum: use the new value in the same transaction', pg_temp.answer(
           $$alter type status add value 'paused'; insert into by_enum values (0, 'paused', 1)$$)),
       pg_temp.fact('enum: remove a value', pg_temp.answer($$alter type status drop value 'blocked'$$)) \g /dev/null
create type status_new as enum ('backlog', 'in_progress', 'in_review', 'completed', 'cancelled');
select pg_temp.note('enum: remove a value by a new type, table rewritten', pg_temp.ms_once(
           'alter table by_enum alter status type status_new using status::text::status_new'), 'ms') \g /dev/null

table report;
drop schema guides_15 cascade;
