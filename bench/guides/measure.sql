-- measure.sql - what every script of this folder shares: timing, blocks, WAL and the table of results.
--
-- Included with \ir, so a script also runs alone: psql -X -f 04_varchar_length.sql
-- All lives in pg_temp and is gone with the session.
\set QUIET on
\set ON_ERROR_STOP on
\pset footer off
\pset null ''
set client_min_messages = warning;
set jit = off;
set max_parallel_workers_per_gather = 0;
select setseed(0.42) \g /dev/null

create temp table result (
    line  int generated always as identity,
    what  text,
    value text,
    unit  text,
    ratio numeric
);
create temp view report as select what, value, unit, ratio from result order by line;

-- One measured number; `reference` is what it is compared with.
create function pg_temp.note(what text, value numeric, unit text, reference numeric default null)
returns void language sql as $$
    insert into result (what, value, unit, ratio)
    values (what,
            case when abs(value) >= 100 then round(value) else trim_scale(round(value, 2)) end,
            unit,
            case when reference <> 0 then trim_scale(round(value / reference, case when abs(value) < 0.1 * abs(reference) then 5 else 2 end)) end)
$$;

-- One fact that is no number: a plan, an error message.
create function pg_temp.fact(what text, value text)
returns void language sql as $$ insert into result (what, value, unit) values (what, value, '') $$;

-- Median milliseconds of `times` runs, after one run that warms the cache.
create function pg_temp.ms(statement text, times int default 5)
returns numeric language plpgsql as $$
declare
    started timestamptz;
    taken   numeric[] = '{}';
begin
    execute statement;
    for i in 1 .. times loop
        started = clock_timestamp();
        execute statement;
        taken = taken || (extract(epoch from clock_timestamp() - started) * 1000)::numeric;
    end loop;
    return (select percentile_cont(0.5) within group (order by t) from unnest(taken) as t);
end $$;

-- Milliseconds of one run: for what cannot be repeated.
create function pg_temp.ms_once(statement text)
returns numeric language plpgsql as $$
declare
    started timestamptz = clock_timestamp();
begin
    execute statement;
    return extract(epoch from clock_timestamp() - started) * 1000;
end $$;

-- Median microseconds of one execution of a prepared statement whose $1 is a random key up to `keys`.
-- All blocks are in the cache: this is the CPU's share, to be read with the number of blocks. The loop itself
-- costs some 5 us, so ratios between short lookups are understated.
create function pg_temp.us(statement text, keys bigint, times int default 3000)
returns numeric language plpgsql as $$
declare
    started timestamptz;
    taken   numeric[] = '{}';
begin
    execute 'prepare measured(bigint) as ' || statement;
    for turn in 0 .. 5 loop
        perform setseed(0.42);      -- every turn asks for the same keys, so all but the first find them cached
        started = clock_timestamp();
        for i in 1 .. times / 5 loop
            execute format('execute measured(%s)', 1 + floor(random() * keys)::bigint);
        end loop;
        if turn > 0 then
            taken = taken || (extract(epoch from clock_timestamp() - started) * 1e6 / (times / 5))::numeric;
        end if;
    end loop;
    deallocate measured;
    return (select percentile_cont(0.5) within group (order by t) from unnest(taken) as t);
end $$;

-- EXPLAIN (ANALYZE, BUFFERS, WAL) of a statement: it is executed.
create function pg_temp.run(statement text)
returns jsonb language plpgsql as $$
declare
    plan jsonb;
begin
    execute 'explain (analyze, buffers, wal, timing off, format json) ' || statement into plan;
    return plan -> 0;
end $$;

-- Blocks of 8 kB that a query touches, cached or not. The first run reads the indexes' metapages for the session.
create function pg_temp.blocks(statement text)
returns numeric language plpgsql as $$
declare
    plan jsonb;
begin
    perform pg_temp.run(statement);
    plan = pg_temp.run(statement) -> 'Plan';
    return (plan ->> 'Shared Hit Blocks')::numeric + (plan ->> 'Shared Read Blocks')::numeric;
end $$;

create function pg_temp.wal_bytes(statement text)
returns numeric language sql as $$
    select (p -> 'Plan' ->> 'WAL Bytes')::numeric from pg_temp.run(statement) as p
$$;

-- The nodes of a plan, top first. `keys` may hold arguments of a prepared statement.
create function pg_temp.plan(statement text)
returns text language plpgsql as $$
declare
    plan jsonb;
begin
    execute 'explain (format json) ' || statement into plan;
    return (select string_agg(node #>> '{}', ' > ') from jsonb_path_query(plan, 'strict $.**."Node Type"') as node);
end $$;

create function pg_temp.mb(relation regclass)
returns numeric language sql as $$ select pg_relation_size(relation) / 1048576.0 $$;

create function pg_temp.bytes_per_row(relation regclass, rows bigint)
returns numeric language sql as $$ select pg_relation_size(relation)::numeric / rows $$;

-- What the server answers to a statement that it refuses, or 'accepted'.
create function pg_temp.answer(statement text)
returns text language plpgsql as $$
begin
    execute statement;
    return 'accepted';
exception when others then
    return 'refused: ' || sqlerrm;
end $$;
