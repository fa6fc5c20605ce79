/*
 * Addresses: what counts as one, and that no password is ever shown.
 */
#include "db/db.h"
#include "tap.h"

static void
files_are_no_addresses(void)
{
    tap_ok(db_is_target("postgresql://localhost/shop"), "a URI is an address");
    tap_ok(db_is_target("postgres://localhost/shop"), "its short form too");
    tap_ok(db_is_target("host=/tmp dbname=shop"), "keywords are an address");
    tap_ok(!db_is_target("schema.sql"), "a file is none");
    tap_ok(!db_is_target("-"), "standard input is none");
}

static void
labels_hide_passwords(Arena *arena)
{
    tap_equal(db_target_label(arena, "postgresql://ann:secret@db:5433/shop?sslmode=require"),
              "ann@db:5433/shop", "a URI without its password");
    tap_equal(db_target_label(arena, "host=db password=secret dbname=shop"), "db/shop",
              "keywords without the password");
    tap_equal(db_target_label(arena, "postgresql://ann:se%cret@db/shop"), "the address given",
              "an address that does not parse is not quoted");
}

static void
bad_addresses_fail_without_quoting(Arena *arena)
{
    Error error = {.arena = arena};
    DbOptions options = {.target = "postgresql://ann:se%cret@db/shop"};
    Db *db;

    tap_ok(!db_open(arena, &options, &db, &error) && error.code == ERROR_USAGE,
           "a broken URI is the user's mistake");
    tap_ok(strstr(error.message, "cret") == NULL && error.detail == NULL,
           "its message does not quote the password");
}

static void
refused_connections_explain(Arena *arena)
{
    Error error = {.arena = arena};
    DbOptions options = {.target = "postgresql://ann:secret@127.0.0.1:1/shop"};
    Db *db;

    tap_ok(!db_open(arena, &options, &db, &error), "nothing listens on port 1");
    tap_equal(error.message, "could not connect to \"ann@127.0.0.1:1/shop\": nothing listens there",
              "the message says so");
    tap_ok(error.hint != NULL && strstr(error.hint, "pg_isready") != NULL, "and what to do");
    options.target = "postgresql://ann@/shop?host=/nonexistent";
    tap_ok(!db_open(arena, &options, &db, &error), "no socket there");
    tap_equal(error.message,
              "could not connect to \"ann@/nonexistent/shop\": no server has its socket there",
              "the message says so");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    files_are_no_addresses();
    labels_hide_passwords(arena);
    bad_addresses_fail_without_quoting(arena);
    refused_connections_explain(arena);
    arena_free(arena);
    return tap_done();
}
