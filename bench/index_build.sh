#!/usr/bin/env bash
# How fast this machine builds indexes and rewrites tables: the rates behind size_time.c.
#
#   bench/index_build.sh            two million rows, about a minute
#   bench/index_build.sh 500000     fewer
#
# Warm: the table is in memory and nothing is flushed, so that the rate is the processor's. tenfold
# divides it (COLD in src/stats/size_time.c) for servers that read from disk and serve others meanwhile.
# PG_BIN names another server's bin folder. Nothing is left behind, also after Ctrl-C.
set -euo pipefail

rows=${1:-2000000}
bin=${PG_BIN:-/usr/lib/postgresql/15/bin}
work=$(mktemp -d "${TMPDIR:-/tmp}/tenfold-build.XXXXXX")

# PostgreSQL refuses to run as root.
as_server() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=postgres --regid=postgres --clear-groups "$@"
    else
        "$@"
    fi
}

clean_up() {
    trap '' INT TERM
    [ ! -e "$work/data/postmaster.pid" ] ||
        as_server "$bin/pg_ctl" -s -w -D "$work/data" -m immediate stop 2>/dev/null || :
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

[ "$(id -u)" != 0 ] || chown postgres "$work"
chmod 711 "$work"
as_server "$bin/initdb" -D "$work/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N >"$work/log" 2>&1
as_server "$bin/pg_ctl" -s -w -D "$work/data" -l "$work/data/log" -o "-k $work -c listen_addresses= \
    -c fsync=off -c autovacuum=off -c max_wal_size=8GB -c shared_buffers=1GB -c maintenance_work_mem=64MB \
    -c max_parallel_maintenance_workers=0" start

sql() {
    PGOPTIONS='' "$bin/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h "$work" -U postgres -d postgres "$@"
}

# label, statement, and what its megabytes are
timed() {
    local start end bytes

    start=$(date +%s%N)
    sql -c "$2"
    end=$(date +%s%N)
    bytes=$(sql -c "SELECT $3")
    awk -v label="$1" -v ns=$((end - start)) -v rows="$rows" -v bytes="$bytes" \
        'BEGIN { s = ns / 1e9; printf "%-34s %7.2f s  %6.2f M rows/s  %7.1f MB  %6.1f MB/s\n",
                 label, s, rows / s / 1e6, bytes / 1048576, bytes / s / 1048576 }'
}

sql -c "CREATE TABLE tasks AS SELECT i AS id, (random() * $rows / 20)::int AS owner_id, gen_random_uuid() AS key,
            md5(i::text) AS title, now() + i * interval '1 s' AS created_at, repeat('x', 60) AS note
        FROM generate_series(1, $rows) i"
sql -c 'VACUUM ANALYZE tasks'
echo "$("$bin/postgres" --version), $rows rows, one process, fsync off, all in memory"
timed 'read the table' 'SELECT count(*) FROM tasks WHERE note IS NULL' "pg_relation_size('tasks')"
timed 'index on integers in order' 'CREATE INDEX a ON tasks (id)' "pg_relation_size('a')"
timed 'index on repeated integers' 'CREATE INDEX b ON tasks (owner_id)' "pg_relation_size('b')"
timed 'index on timestamps in order' 'CREATE INDEX c ON tasks (created_at)' "pg_relation_size('c')"
timed 'index on random uuids' 'CREATE INDEX d ON tasks (key)' "pg_relation_size('d')"
timed 'index on texts of 32 bytes' 'CREATE INDEX e ON tasks (title)' "pg_relation_size('e')"
timed 'the same, concurrently' 'CREATE INDEX CONCURRENTLY f ON tasks (title)' "pg_relation_size('f')"
sql -c 'DROP INDEX a, b, c, d, e, f'
timed 'rewrite, no index' 'ALTER TABLE tasks ALTER COLUMN id TYPE bigint' "pg_relation_size('tasks')"
sql -c 'CREATE INDEX a ON tasks (id)' -c 'CREATE INDEX d ON tasks (key)'
timed 'rewrite with two indexes' 'ALTER TABLE tasks ALTER COLUMN owner_id TYPE bigint' "pg_table_size('tasks') + pg_indexes_size('tasks')"
