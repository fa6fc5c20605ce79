#!/usr/bin/env bash
# Predicted sizes of tables and indexes against a PostgreSQL that holds them.
#
#   bench/sizes.sh            a million rows in the largest tables, about two minutes
#   bench/sizes.sh 200000     fewer
#   bench/sizes.sh --widths   assumed widths of texts against the example data of the shared corpus
#
# PG_BIN names another server's bin folder. Nothing is left behind, also after Ctrl-C.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=${TENFOLD_BUILD:-$here/../build}
predict=$build/bench/bench_sizes
bin=${PG_BIN:-/usr/lib/postgresql/15/bin}
shared=${TENFOLD_SHARED:-$here/../../shared}
work=$(mktemp -d "${TMPDIR:-/tmp}/tenfold-sizes.XXXXXX")

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

start_server() {
    [ "$(id -u)" != 0 ] || chown postgres "$work"
    chmod 711 "$work"
    as_server "$bin/initdb" -D "$work/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N >"$work/log" 2>&1
    as_server "$bin/pg_ctl" -s -w -D "$work/data" -l "$work/data/log" -o "-k $work -c listen_addresses= \
        -c fsync=off -c autovacuum=off -c max_wal_size=8GB -c maintenance_work_mem=256MB -c wal_level=minimal \
        -c max_wal_senders=0" start
}

sql() {
    PGOPTIONS='' "$bin/psql" -X -q -v ON_ERROR_STOP=1 -h "$work" -U postgres "$@"
}

measure() {
    sql -d "$1" -A -t -F $'\t' -f "$here/sizes/measure.sql" >"$work/measured.tsv"
}

# The example databases come with data that people typed: their texts are as long as texts are.
widths() {
    local name file

    for name in chinook northwind; do
        file=$(find "$shared/corpus/$name" -name '*.sql' 2>/dev/null | head -1)
        [ -n "$file" ] || { echo "skipped: no $name in $shared/corpus"; continue; }
        sql -d postgres -c "CREATE DATABASE $name"
        grep -v -e '^\\c' -e '^CREATE DATABASE' -e '^DROP DATABASE' "$file" >"$work/$name.sql"
        sql -d "$name" -v ON_ERROR_STOP=0 -f "$work/$name.sql" >/dev/null 2>&1
        sql -d "$name" -c 'ANALYZE'
        measure "$name"
        echo "-- $name"
        "$predict" --widths "$work/$name.sql" "$work/measured.tsv"
    done
}

ninja -C "$build" bench >/dev/null
start_server
if [ "${1:-}" = --widths ]; then
    widths
    exit
fi
sql -d postgres -f "$here/sizes/schema.sql"
sql -d postgres -v rows="${1:-1000000}" -f "$here/sizes/fill.sql"
measure postgres
"$predict" "$here/sizes/schema.sql" "$work/measured.tsv"
sql -d postgres -c REINDEX\ DATABASE\ postgres
sql -d postgres -c ANALYZE
measure postgres
echo
echo "-- the same after REINDEX: indexes as CREATE INDEX makes them"
"$predict" --built "$here/sizes/schema.sql" "$work/measured.tsv"
