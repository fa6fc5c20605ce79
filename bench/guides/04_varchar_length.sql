-- 04 varchar(20) against varchar(255) and text: does the declared length change table, index or sort?
\ir measure.sql
create schema guides_04;
set search_path = guides_04;

create table narrow (sku varchar(20));
create table wide   (sku varchar(255));
create table plain  (sku text);
create table fixed  (sku char(50));
insert into narrow select 'SKU-' || lpad(n::text, 10, '0') from generate_series(1, 500000) n order by md5(n::text);
insert into wide   select * from narrow;
insert into plain  select * from narrow;
insert into fixed  select * from narrow;
create index narrow_sku on narrow (sku);
create index wide_sku on wide (sku);
create index plain_sku on plain (sku);
create index fixed_sku on fixed (sku);
vacuum analyze;

select pg_temp.note('varchar(20): table', pg_temp.mb('narrow'), 'MB'),
       pg_temp.note('varchar(255): table', pg_temp.mb('wide'), 'MB', pg_temp.mb('narrow')),
       pg_temp.note('text: table', pg_temp.mb('plain'), 'MB', pg_temp.mb('narrow')),
       pg_temp.note('char(50): table', pg_temp.mb('fixed'), 'MB', pg_temp.mb('narrow')),
       pg_temp.note('varchar(20): index', pg_temp.mb('narrow_sku'), 'MB'),
       pg_temp.note('varchar(255): index', pg_temp.mb('wide_sku'), 'MB', pg_temp.mb('narrow_sku')),
       pg_temp.note('text: index', pg_temp.mb('plain_sku'), 'MB', pg_temp.mb('narrow_sku')),
       pg_temp.note('char(50): index', pg_temp.mb('fixed_sku'), 'MB', pg_temp.mb('narrow_sku')) \g /dev/null
set enable_indexonlyscan = off;
set enable_indexscan = off;
create temp table t as select
       pg_temp.ms('select sku from narrow order by sku offset 499999') as narrow,
       pg_temp.ms('select sku from wide order by sku offset 499999') as wide,
       pg_temp.ms('select sku from plain order by sku offset 499999') as plain;
select pg_temp.note('varchar(20): sort', narrow, 'ms'),
       pg_temp.note('varchar(255): sort', wide, 'ms', narrow),
       pg_temp.note('text: sort', plain, 'ms', narrow) from t \g /dev/null

-- Where the declared length does matter: on the day when it must change.
select pg_temp.note('varchar(20) to varchar(255): no rewrite', pg_temp.ms_once('alter table narrow alter sku type varchar(255)'), 'ms'),
       pg_temp.note('varchar(255) to varchar(20): every row is read again', pg_temp.ms_once('alter table wide alter sku type varchar(20)'), 'ms') \g /dev/null

table report;
drop schema guides_04 cascade;
