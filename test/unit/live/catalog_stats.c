/*
 * What a server measures: rows, widths, sizes, values; and what stays unknown.
 */
#include "ddl/ddl.h"
#include "live/catalog.h"
#include "scratch/scratch_internal.h"
#include "scratch/template.h"
#include "tap.h"

static const char schema_text[] =
    "CREATE TABLE tasks (id serial PRIMARY KEY, title text NOT NULL, note text);"
    "CREATE TABLE events (id bigint, at date NOT NULL) PARTITION BY RANGE (at);"
    "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');"
    "CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');"
    "CREATE TABLE tagged (tags text[]);"
    "CREATE TABLE empty (a integer);"
    "CREATE INDEX tasks_title ON tasks (title);";

static const char data_text[] =
    "INSERT INTO tasks (title) SELECT 'task ' || g FROM generate_series(1, 5000) AS g;"
    "INSERT INTO events SELECT g, '2024-03-01' FROM generate_series(1, 300) AS g;"
    "INSERT INTO events SELECT g, '2025-03-01' FROM generate_series(1, 200) AS g;"
    "INSERT INTO tagged SELECT ARRAY['all', 't' || g % 3] FROM generate_series(1, 600) AS g;"
    "ANALYZE";

static bool
near(Quantity quantity, double low, double high)
{
    return quantity.source == PROVENANCE_MEASURED && quantity.value >= low &&
           quantity.value <= high;
}

static void
elements_are_measured(const Stats *stats)
{
    const ColumnStats *tags =
        stats_find_column(stats_find_table(stats, "public", "tagged"), "tags");

    tap_ok(tags != NULL && tags->element_count == 4, "values inside of arrays are told");
    if (tags == NULL || tags->element_count != 4)
        return;
    for (size_t i = 0; i < 4; i++)
    {
        bool is_all = str_equal(tags->elements[i].text, "all");

        tap_ok(tags->elements[i].fraction > (is_all ? 0.99 : 0.3) &&
                   tags->elements[i].fraction < (is_all ? 1.01 : 0.4),
               "\"%s\" is in %.2f of the rows", tags->elements[i].text, tags->elements[i].fraction);
    }
}

static void
tables_are_measured(const Stats *stats)
{
    const TableStats *tasks = stats_find_table(stats, "public", "tasks");
    const TableStats *events = stats_find_table(stats, "public", "events");
    const TableStats *empty = stats_find_table(stats, "public", "empty");

    tap_ok(tasks != NULL && near(tasks->rows, 5000, 5000), "rows");
    tap_ok(tasks != NULL && near(tasks->heap_bytes, 200000, 500000), "bytes: %.0f",
           tasks->heap_bytes.value);
    tap_ok(tasks != NULL && near(tasks->pages, 20, 60) && near(tasks->visible_fraction, 0, 1),
           "pages of the main fork, and how many of them are seen by all");
    tap_ok(tasks != NULL && near(tasks->row_bytes, 32, 50), "bytes of a row: %.1f",
           tasks->row_bytes.value);
    tap_ok(events != NULL && near(events->rows, 500, 500), "partitions are added up: %.0f",
           events->rows.value);
    tap_ok(empty == NULL || !quantity_known(empty->rows) || empty->rows.value == 0,
           "an empty table has no rows, or nobody knows");
    tap_ok(!quantity_known(tasks->rows_per_day), "an hour of counting is no growth");
}

static void
objects_are_measured(const Stats *stats)
{
    const ColumnStats *note = stats_find_column(stats_find_table(stats, "public", "tasks"), "note");

    tap_ok(note != NULL && near(note->null_fraction, 1, 1), "a column that is always null");
    tap_ok(near(stats_index_bytes(stats, "public", "tasks_pkey"), 50000, 300000), "an index");
    tap_ok(near(stats_sequence_value(stats, "public", "tasks_id_seq"), 5000, 5000), "a sequence");
    tap_equal(stats_setting(stats, "wal_level"), "minimal", "a setting");
    tap_ok(stats_setting(stats, "archive_command") == NULL, "no setting that holds a command");
    tap_ok(stats->server_version >= 130000 && str_equal(stats->database, "measured"),
           "server and database");
}

static void
whoever_sees_less_is_told(Scratch *scratch, Arena *arena)
{
    Error error = {.arena = arena};
    Schema *schema = schema_new(arena);
    Stats *stats = stats_new(arena);
    bool is_told = false;
    bool is_read;
    Db *admin, *db;

    is_read =
        scratch_connect_as(scratch, arena, TEMPLATE_SUPERUSER, "measured", false, &admin, &error) &&
        db_execute(admin,
                   "CREATE ROLE onlooker LOGIN; GRANT CONNECT ON DATABASE measured TO onlooker",
                   &error) &&
        scratch_connect_as(scratch, arena, "onlooker", "measured", true, &db, &error) &&
        catalog_read_schema(db, schema, &error) && catalog_read_stats(db, schema, stats, &error);
    tap_ok(is_read, "a user without any right reads the schema: %s",
           error.message == NULL ? "" : error.message);
    if (!is_read)
        return;
    tap_ok(schema->tables.count == 6, "all tables are seen: %zu", schema->tables.count);
    tap_ok(near(stats_find_table(stats, "public", "tasks")->rows, 5000, 5000), "and their rows");
    tap_ok(!quantity_known(stats_find_table(stats, "public", "tasks")->row_bytes),
           "but not how wide they are");
    for (const Problem *problem = schema->problems.first; problem != NULL; problem = problem->next)
    {
        is_told = is_told || strstr(problem->message, "tables cannot be read") != NULL;
        tap_ok(!problem->is_error, "remark: %s", problem->message);
    }
    tap_ok(is_told, "which is said");
}

static void
a_locked_table_is_named(Scratch *scratch, Arena *arena)
{
    Error error = {.arena = arena};
    Schema *schema = schema_new(arena);
    Db *admin, *db;
    bool is_ready =
        scratch_connect_as(scratch, arena, TEMPLATE_SUPERUSER, "measured", false, &admin, &error) &&
        db_execute(admin, "ALTER ROLE tenfold_sandbox SET lock_timeout = 50", &error) &&
        db_execute(admin, "BEGIN; LOCK TABLE tasks IN ACCESS EXCLUSIVE MODE", &error) &&
        scratch_connect(scratch, arena, "measured", &db, &error);

    tap_ok(is_ready && !catalog_read_schema(db, schema, &error) && error.code == ERROR_TIMEOUT,
           "a schema is not read in part");
    tap_ok(error.detail != NULL && strstr(error.detail, "public.tasks") != NULL,
           "the table that is locked is named: %s", error.detail == NULL ? "" : error.detail);
}

static bool
read_measured(Scratch *scratch, Arena *arena, Stats *stats, Error *error)
{
    Schema *schema = schema_new(arena);
    Schema *live = schema_new(arena);
    FileText text = {.name = "test.sql",
                     .text = arena_strdup(arena, schema_text),
                     .length = sizeof(schema_text) - 1};
    LoadResult result;
    Db *writer, *db;

    return ddl_read(schema, &text, error) &&
           scratch_load(scratch, arena, "measured", schema, NULL, &result, error) &&
           scratch_connect_as(scratch, arena, TEMPLATE_SANDBOX, "measured", false, &writer,
                              error) &&
           db_execute(writer, data_text, error) &&
           scratch_connect(scratch, arena, "measured", &db, error) &&
           catalog_read_schema(db, live, error) && catalog_read_stats(db, live, stats, error);
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");
    Error error = {.arena = arena};
    ScratchOptions options = {0};
    Stats *stats = stats_new(arena);
    Scratch *scratch;

    if (!scratch_start(arena, &options, &scratch, &error) ||
        !read_measured(scratch, arena, stats, &error))
        tap_ok(false, "a database is measured: %s", error.message);
    else
    {
        tables_are_measured(stats);
        elements_are_measured(stats);
        objects_are_measured(stats);
        whoever_sees_less_is_told(scratch, arena);
        a_locked_table_is_named(scratch, arena);
    }
    arena_free(arena);
    return tap_done();
}
