-- 11 labels of a task: array with GIN against a join table
\ir measure.sql
create schema guides_11;
set search_path = guides_11;

-- 300,000 tasks with 3 of 500 labels each.
create table labels (id int primary key, name text);
insert into labels select n, 'label ' || n from generate_series(1, 500) n;
create table task_labels (task_id bigint, label_id int references labels on delete cascade, primary key (task_id, label_id));
insert into task_labels select n, 1 + (n * 7 + i * 131 + (n / 500)) % 500 from generate_series(1, 300000) n, generate_series(1, 3) i;
create index task_labels_label on task_labels (label_id, task_id);
create table plain (id bigint primary key, title text);
insert into plain select n, repeat('x', 80) from generate_series(1, 300000) n;
create table tagged (id bigint primary key, title text, label_ids int[]);
insert into tagged select p.id, p.title, array_agg(label_id order by label_id) from plain p join task_labels l on l.task_id = p.id group by 1, 2 order by 1;
create index tagged_labels on tagged using gin (label_ids) with (fastupdate = off);
create table joined_text (id bigint primary key, title text, labels text);
insert into joined_text select id, title, array_to_string(label_ids, ',') from tagged;
vacuum analyze;

create temp table t as select
    pg_temp.us('select t.title, l.name from plain t join task_labels x on x.task_id = t.id join labels l on l.id = x.label_id where t.id = $1', 300000) as one_join,
    pg_temp.us('select title, label_ids from tagged where id = $1', 300000) as one_array,
    pg_temp.us('select t.title, l.name from tagged t join labels l on l.id = any (t.label_ids) where t.id = $1', 300000) as one_array_names,
    pg_temp.us('select count(*) from task_labels where label_id = $1', 500, 200) as by_join,
    pg_temp.us('select count(*) from tagged where label_ids @> array[$1::int]', 500, 200) as by_array,
    pg_temp.ms($$select count(*) from joined_text where ',' || labels || ',' like '%,7,%'$$) * 1000 as by_text;
select pg_temp.note('one task with label names: join table', one_join, 'us'),
       pg_temp.note('one task with label ids only: array', one_array, 'us', one_join),
       pg_temp.note('one task with label names: array joined to labels', one_array_names, 'us', one_join),
       pg_temp.note('count tasks of one label (1,800): join table', by_join, 'us'),
       pg_temp.note('count tasks of one label (1,800): array with GIN', by_array, 'us', by_join),
       pg_temp.note('count tasks of one label (1,800): comma separated text', by_text, 'us', by_join) from t \g /dev/null
select pg_temp.note('size: tasks + join table + its two indexes', pg_temp.mb('plain') + pg_temp.mb('task_labels') + pg_temp.mb('task_labels_pkey') + pg_temp.mb('task_labels_label'), 'MB'),
       pg_temp.note('size: tasks with array + GIN', pg_temp.mb('tagged') + pg_temp.mb('tagged_labels'), 'MB',
                    pg_temp.mb('plain') + pg_temp.mb('task_labels') + pg_temp.mb('task_labels_pkey') + pg_temp.mb('task_labels_label')) \g /dev/null
-- Adding a label to 1,000 tasks.
checkpoint;
create temp table w as select pg_temp.wal_bytes('insert into task_labels select n * 100, 1 from generate_series(1, 1000) n on conflict do nothing') / 1000 as joined;
checkpoint;
alter table w add arrayed numeric;
update w set arrayed = pg_temp.wal_bytes('update tagged set label_ids = label_ids || 1 where id % 100 = 0 and id <= 100000') / 1000;
select pg_temp.note('add one label: WAL, join table', joined, 'bytes'),
       pg_temp.note('add one label: WAL, array with GIN', arrayed, 'bytes', joined) from w \g /dev/null
select pg_temp.fact('a label that does not exist: join table', pg_temp.answer('insert into task_labels values (1, 999)')),
       pg_temp.fact('a label that does not exist: array', pg_temp.answer('update tagged set label_ids = label_ids || 999 where id = 1')),
       pg_temp.note('delete a label everywhere: join table', pg_temp.ms_once('delete from labels where id = 77'), 'ms') \g /dev/null
select pg_temp.note('delete a label everywhere: array', pg_temp.ms_once('update tagged set label_ids = array_remove(label_ids, 78) where label_ids @> array[78]'), 'ms') \g /dev/null

table report;
drop schema guides_11 cascade;
