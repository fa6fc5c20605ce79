-- 16 timestamp against timestamptz: size, and what a session's time zone does to each
\ir measure.sql
create schema guides_16;
set search_path = guides_16;

set timezone = 'UTC';
create table without_zone (id bigint, at timestamp);
create table with_zone (id bigint, at timestamptz);
insert into without_zone select n, timestamp '2025-10-26 00:00' + n * interval '1 second' from generate_series(1, 500000) n;
insert into with_zone select n, timestamptz '2025-10-26 00:00' + n * interval '1 second' from generate_series(1, 500000) n;
create index without_zone_at on without_zone (at);
create index with_zone_at on with_zone (at);
select pg_temp.note('timestamp: table', pg_temp.mb('without_zone'), 'MB'),
       pg_temp.note('timestamptz: table', pg_temp.mb('with_zone'), 'MB', pg_temp.mb('without_zone')),
       pg_temp.note('timestamp: index', pg_temp.mb('without_zone_at'), 'MB'),
       pg_temp.note('timestamptz: index', pg_temp.mb('with_zone_at'), 'MB', pg_temp.mb('without_zone_at')) \g /dev/null

-- Two writers, one moment: servers in UTC and in Berlin, in the hour when summer time ends.
create table moments (writer text, plain timestamp, zoned timestamptz);
insert into moments values ('utc', timestamptz '2025-10-26 00:30 UTC', timestamptz '2025-10-26 00:30 UTC');
set timezone = 'Europe/Berlin';
insert into moments values ('berlin', timestamptz '2025-10-26 00:30 UTC', timestamptz '2025-10-26 00:30 UTC'),
                           ('berlin, an hour later', timestamptz '2025-10-26 01:30 UTC', timestamptz '2025-10-26 01:30 UTC');
set timezone = 'UTC';
select pg_temp.note('hours between two writers of one moment: timestamp',
           (select extract(epoch from max(plain) - min(plain)) / 3600 from moments where writer in ('utc', 'berlin')), 'hours'),
       pg_temp.note('hours between two writers of one moment: timestamptz',
           (select extract(epoch from max(zoned) - min(zoned)) / 3600 from moments where writer in ('utc', 'berlin')), 'hours'),
       pg_temp.note('hours between two moments an hour apart, summer time ending: timestamp',
           (select extract(epoch from max(plain) - min(plain)) / 3600 from moments where writer like 'berlin%'), 'hours'),
       pg_temp.note('hours between two moments an hour apart, summer time ending: timestamptz',
           (select extract(epoch from max(zoned) - min(zoned)) / 3600 from moments where writer like 'berlin%'), 'hours') \g /dev/null
-- The way out. The session's time zone decides what is rewritten.
create function pg_temp.change(what text) returns void language plpgsql as $$
declare
    table_before oid = pg_relation_filenode('without_zone');
    index_before oid = pg_relation_filenode('without_zone_at');
    taken numeric = pg_temp.ms_once('alter table without_zone alter at type timestamptz');
begin
    perform pg_temp.note(format('timestamp to timestamptz, 500,000 rows, session in %s: table %s, index %s', what,
                case when pg_relation_filenode('without_zone') <> table_before then 'rewritten' else 'kept' end,
                case when pg_relation_filenode('without_zone_at') <> index_before then 'rebuilt' else 'kept' end), taken, 'ms');
end $$;
select pg_temp.change('UTC') \g /dev/null
alter table without_zone alter at type timestamp;
set timezone = 'Europe/Berlin';
select pg_temp.change('Berlin') \g /dev/null

table report;
drop schema guides_16 cascade;
