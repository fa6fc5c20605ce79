-- 06 "do not index a column of few values", "index status": full, partial, and what a parameter does to it
\ir measure.sql
create schema guides_06;
set search_path = guides_06;

-- 1 % open, 99 % completed, as a queue or a task list looks after some years; 5 % softly deleted.
create table tasks (id bigint primary key, project_id int, status text, due_at timestamptz, deleted_at timestamptz, title text);
insert into tasks
select n, n % 2000, case when random() < 0.01 then 'open' else 'completed' end, now() - n * interval '1 minute',
       case when random() < 0.05 then now() end, repeat('x', 80)
  from generate_series(1, 1000000) n;
vacuum analyze tasks;

create temp table t (name text, plan text, blocks numeric, ms numeric);
insert into t select 'none, rare', pg_temp.plan(q), pg_temp.blocks(q), pg_temp.ms(q)
  from (values ($$select count(title) from tasks where status = 'open'$$)) as v (q);
create index tasks_status on tasks (status);
vacuum analyze tasks;
insert into t select 'full, rare', pg_temp.plan(q), pg_temp.blocks(q), pg_temp.ms(q)
  from (values ($$select count(title) from tasks where status = 'open'$$)) as v (q);
insert into t select 'full, common', pg_temp.plan(q), pg_temp.blocks(q), pg_temp.ms(q)
  from (values ($$select count(title) from tasks where status = 'completed'$$)) as v (q);
select pg_temp.note('index on status: size', pg_temp.mb('tasks_status'), 'MB') \g /dev/null
create index tasks_open on tasks (due_at) where status = 'open';
select pg_temp.note('index on due_at where status = open: size', pg_temp.mb('tasks_open'), 'MB', pg_temp.mb('tasks_status')) \g /dev/null
drop index tasks_status;
insert into t select 'partial, rare', pg_temp.plan(q), pg_temp.blocks(q), pg_temp.ms(q)
  from (values ($$select count(title) from tasks where status = 'open'$$)) as v (q);
prepare by_status(text) as select count(title) from tasks where status = $1;
set plan_cache_mode = force_generic_plan;
insert into t select 'partial, $1', pg_temp.plan($$execute by_status('open')$$), pg_temp.blocks($$execute by_status('open')$$), pg_temp.ms($$execute by_status('open')$$);
reset plan_cache_mode;
select pg_temp.note('1 % of rows, no index: ' || plan, blocks, 'blocks') from t where name = 'none, rare' \g /dev/null
select pg_temp.note('1 % of rows, index on status: ' || plan, blocks, 'blocks', (select blocks from t where name = 'none, rare')) from t where name = 'full, rare' \g /dev/null
select pg_temp.note('99 % of rows, index on status: ' || plan, blocks, 'blocks', (select blocks from t where name = 'none, rare')) from t where name = 'full, common' \g /dev/null
select pg_temp.note('1 % of rows, partial index: ' || plan, blocks, 'blocks', (select blocks from t where name = 'none, rare')) from t where name = 'partial, rare' \g /dev/null
select pg_temp.note('the same as $1 in a generic plan: ' || plan, blocks, 'blocks', (select blocks from t where name = 'none, rare')) from t where name = 'partial, $1' \g /dev/null

-- Indexes that leave out what is not wanted: of worth only as far as it leaves something out.
create index active_full on tasks (project_id, due_at);
create index active_not_deleted on tasks (project_id, due_at) where deleted_at is null;
create index active_open on tasks (project_id, due_at) where deleted_at is null and status <> 'completed';
select pg_temp.note('(project_id, due_at): size', pg_temp.mb('active_full'), 'MB'),
       pg_temp.note('... where deleted_at is null (95 % of rows)', pg_temp.mb('active_not_deleted'), 'MB', pg_temp.mb('active_full')),
       pg_temp.note('... and status <> completed (1 % of rows)', pg_temp.mb('active_open'), 'MB', pg_temp.mb('active_full')) \g /dev/null
-- The index on the primary key's own column, as one guide draws it for soft deletes.
create index live_id on tasks (id) where deleted_at is null;
vacuum analyze tasks;
select pg_temp.note('index on (id) where deleted_at is null, beside the primary key', pg_temp.mb('live_id'), 'MB', pg_temp.mb('tasks_pkey')),
       pg_temp.note('blocks by it for id = $1 and deleted_at is null', pg_temp.blocks('select title from tasks where id = 77 and deleted_at is null'), 'blocks') \g /dev/null
drop index live_id;
select pg_temp.note('blocks by the primary key alone', pg_temp.blocks('select title from tasks where id = 77 and deleted_at is null'), 'blocks') \g /dev/null

table report;
drop schema guides_06 cascade;
