/*
 * Statistics from CSV files and from dumps of PostgreSQL 18.
 */
#include "live/export.h"

#include "ddl/ddl.h"
#include "tap.h"

#include <unistd.h>

static Schema *
read_schema(Arena *arena)
{
    static const char text[] = "CREATE TABLE tasks (id int PRIMARY KEY, state text, tags text[]);"
                               "CREATE INDEX lowered ON tasks (id, lower(state));";
    Schema *schema = schema_new(arena);
    FileText input = {
        .name = "s.sql", .text = arena_strdup(arena, text), .length = sizeof(text) - 1};
    Error error = {.arena = arena};

    tap_ok(ddl_read(schema, &input, &error), "the schema is read");
    return schema;
}

static void
read_csv(Arena *arena, const char *text, Schema *schema, Stats *stats, Workload *workload)
{
    char *path = arena_printf(arena, "/tmp/tenfold-export-%d.csv", (int) getpid());
    Error error = {.arena = arena};

    tap_ok(file_write(path, text, strlen(text), &error) && export_is_csv(path) &&
               export_read_csv(path, schema, stats, workload, &error),
           "an export is known by its columns: %s", error.message == NULL ? "" : error.message);
    (void) unlink(path); /* a left-over harms nobody */
}

/* Of an index with one expression it is clear which is meant. */
static void
beyond_columns_is_read(Arena *arena, Schema *schema)
{
    static const ExpressionStats key = {
        .is_of_index = true, .schema = "public", .name = "lowered", .number = 2};
    Stats *stats = stats_new(arena);
    const TableStats *tasks;
    const ExpressionStats *lowered;
    const ColumnStats *tags;

    read_csv(arena,
             "tablename,attname,null_frac,avg_width,n_distinct,histogram_bounds,most_common_elems,"
             "most_common_elem_freqs,elem_count_histogram\n"
             "lowered,lower,0,6,-0.5,\"{a,b,c}\",,,\n"
             "tasks,tags,0,6,4,,\"{x,y}\",\"{0.5,0.25,0.25,0.5,0}\",\"{1,2,1.5}\"\n",
             schema, stats, workload_new(arena));
    tasks = stats_find_table(stats, "public", "tasks");
    lowered = stats_find_expression(tasks, &key);
    tags = stats_find_column(tasks, "tags");
    tap_ok(lowered != NULL && lowered->values.bound_count == 3, "an index's expression");
    tap_equal(lowered == NULL ? NULL : lowered->text, "lower(state)", "which it is of");
    tap_ok(tags->element_count == 2 && tags->elements[1].fraction == 0.25, "common elements");
    tap_ok(tags->element_counts_count == 3, "and how many there are");
}

static void
views_of_statistics_are_read(Arena *arena)
{
    Schema *schema = read_schema(arena);
    Stats *stats = stats_new(arena);
    Workload *workload = workload_new(arena);
    const TableStats *tasks;
    const ColumnStats *state;

    read_csv(arena,
             "tablename,attname,null_frac,avg_width,n_distinct,most_common_vals,most_common_freqs\n"
             "tasks,state,0.5,6,-0.25,\"{open,\"\"half "
             "done\"\",\"\"a,\\\"\"b\"\"}\",\"{0.3,0.2,0.1}\"\n"
             "other,x,0,4,1,,\n",
             schema, stats, workload);
    read_csv(arena,
             "relname,relkind,reltuples,relpages,relallvisible\ntasks,r,2000,10,5\n"
             "tasks_pkey,i,2000,5,0\n",
             schema, stats, workload);
    tasks = stats_find_table(stats, "public", "tasks");
    state = stats_find_column(tasks, "state");
    tap_ok(tasks->rows.value == 2000 && tasks->heap_bytes.value == 81920, "rows and pages");
    tap_ok(tasks->pages.value == 10 && tasks->visible_fraction.value == 0.5, "and those all see");
    tap_ok(state->common_count == 3 && state->common[1].fraction == 0.2, "common values");
    beyond_columns_is_read(arena, schema);
    tap_equal(state->common[1].text, "half done", "in quotes where they need them");
    tap_equal(state->common[2].text, "a,\"b", "or a backslash");
    tap_ok(state->distinct.value == 500, "a share of the rows is a number once they are known");
    tap_ok(schema->problems.count == 1, "rows of unknown tables are said");
}

static void
statements_are_read(Arena *arena)
{
    Workload *workload = workload_new(arena);

    read_csv(arena,
             "query,calls,mean_time,rows,max_time\n"
             "\"SELECT \"\"a\"\" FROM t WHERE b = $1\",10,2.5,20,9.5\n"
             "<insufficient privilege>,3,1,1,1\n",
             read_schema(arena), stats_new(arena), workload);
    tap_ok(workload->queries.count == 1 && workload->hidden_statements == 1,
           "a query and a hidden one");
    tap_ok(workload->queries.first->per_call[COUNTER_MS].value == 2.5 &&
               workload->queries.first->per_call[COUNTER_ROWS].value == 2,
           "means and totals are those of a call");
    tap_ok(workload->queries.first->ms_most.value == 9.5, "the slowest call is kept");
    tap_ok(workload->queries.first->calls_per_day.source == PROVENANCE_ASSUMED &&
               workload->unseen.count == 1,
           "nobody knows of how many days, and that is said");
}

static void
dumps_hold_statistics(Arena *arena)
{
    static const char text[] =
        "SELECT * FROM pg_catalog.pg_restore_relation_stats(\n\t'version', '180000'::integer,\n"
        "\t'schemaname', 'public',\n\t'relname', 'tasks',\n\t'relpages', '345'::integer,\n"
        "\t'reltuples', '20000'::real\n);\n"
        "SELECT * FROM pg_catalog.pg_restore_attribute_stats(\n\t'version', '180000'::integer,\n"
        "\t'schemaname', 'public',\n\t'relname', 'tasks',\n\t'attname', 'tags',\n"
        "\t'inherited', 'f'::boolean,\n\t'null_frac', '0.25'::real,\n\t'n_distinct', "
        "'-0.5'::real,\n"
        "\t'most_common_vals', '{\"{it''s}\",\"b);\"}'::text,\n"
        "\t'most_common_freqs', '{0.3,0.1}'::real[]\n);\n";
    FileText dump = {
        .name = "d.sql", .text = arena_strdup(arena, text), .length = sizeof(text) - 1};
    Stats *stats = stats_new(arena);
    const ColumnStats *tags;

    export_take_dump(&dump, read_schema(arena), stats);
    tags = stats_find_column(stats_find_table(stats, "public", "tasks"), "tags");
    tap_ok(tags != NULL && tags->distinct.value == 10000, "of PostgreSQL 18");
    tap_ok(tags->common_count == 2, "common values");
    tap_equal(tags->common[0].text, "{it's}", "arrays among them");
    tap_equal(tags->common[1].text, "b);", "and what looks like the call's end");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    views_of_statistics_are_read(arena);
    statements_are_read(arena);
    dumps_hold_statistics(arena);
    arena_free(arena);
    return tap_done();
}
