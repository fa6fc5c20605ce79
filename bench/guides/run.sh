#!/bin/sh
# Runs every experiment of this folder on a throw-away PostgreSQL and prints the table of results.
#
#   bench/guides/run.sh              all of them
#   bench/guides/run.sh 04 13        these two
#
# PG_BIN names another server's bin folder. Nothing is left behind, also after Ctrl-C.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
bin=${PG_BIN:-/usr/lib/postgresql/15/bin}
work=$(mktemp -d "${TMPDIR:-/tmp}/tenfold-guides.XXXXXX")

# PostgreSQL refuses to run as root.
as_server() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=postgres --regid=postgres --clear-groups "$@"
    else
        "$@"
    fi
}

stop_server() {
    [ ! -e "$work/data/postmaster.pid" ] ||
        as_server "$bin/pg_ctl" -s -w -D "$work/data" -m immediate stop 2>/dev/null || :
}

clean_up() {
    trap '' INT TERM
    stop_server
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Autovacuum and timed checkpoints are off: they would fall into one measurement and not the other.
# pg_ctl stops the server itself when Ctrl-C meets it during the start.
start_server() {
    stop_server
    as_server "$bin/pg_ctl" -s -w -D "$work/data" -l "$work/data/log" -o "-k $work -c listen_addresses= \
        -c fsync=off -c autovacuum=off -c checkpoint_timeout=1d -c max_wal_size=20GB \
        -c shared_buffers=$1 -c work_mem=64MB -c maintenance_work_mem=256MB \
        -c random_page_cost=1.1 -c effective_cache_size=2GB -c log_min_messages=fatal" start ||
        { cat "$work/data/log" >&2; exit 1; }
}

[ "$(id -u)" != 0 ] || chown postgres "$work"
chmod 711 "$work"
as_server "$bin/initdb" -D "$work/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N >"$work/log" 2>&1 ||
    { cat "$work/log" >&2; exit 1; }

echo "$("$bin/postgres" --version), $(nproc) cores; a ratio is value / the value it is compared with"
[ $# -gt 0 ] || set -- ''
running=
failed=0
for wanted in "$@"; do
    for script in "$here/$wanted"[0-9]*.sql "$here/$wanted"_*.sql; do
        [ -e "$script" ] || continue
        buffers=$(sed -n 's/^-- shared_buffers: //p' "$script")
        buffers=${buffers:-128MB}
        [ "$buffers" = "$running" ] || start_server "$buffers"
        running=$buffers
        echo
        sed -n '1s/^-- //p' "$script"
        # In the background, because a shell handles Ctrl-C only between its own commands or in wait.
        PGOPTIONS='' "$bin/psql" -X -q -h "$work" -U postgres -d postgres -f "$script" &
        wait $! || { echo "FAILED: $script" >&2; failed=1; }
    done
done
exit $failed
