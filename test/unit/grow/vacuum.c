/*
 * What updates leave dead in TOAST, when autovacuum comes to what is only appended to, and how often the
 * numbers of transactions go round: computed by hand.
 */
#include "ddl/ddl.h"
#include "grow/grow.h"
#include "report/grow_report.h"
#include "tap.h"

#include <jansson.h>
#include <math.h>

static const char schema_text[] =
    "CREATE TABLE pages (id bigint PRIMARY KEY, title varchar(200) NOT NULL, body text NOT NULL,"
    "  seen bigint NOT NULL);"
    "CREATE TABLE notes (id bigint PRIMARY KEY, body text NOT NULL, extra text NOT NULL);"
    "CREATE TABLE events (id bigint PRIMARY KEY, kind integer NOT NULL);";

static const char queries_text[] =
    "-- name: save\n-- rate: 10k/day\nUPDATE pages SET body = $1 WHERE id = $2;\n"
    "-- name: see\n-- rate: 5M/day\nUPDATE pages SET seen = seen + 1 WHERE id = $1;\n"
    "-- name: add\n-- rate: 1M/day\nINSERT INTO events (id, kind) VALUES ($1, $2);\n"
    "-- name: read\n-- rate: 90M/day\nSELECT * FROM pages WHERE id = $1;\n";

static Arena *arena;

static Quantity
measured(double value)
{
    return (Quantity){value, PROVENANCE_MEASURED};
}

static Quantity
declared(double value)
{
    return (Quantity){value, PROVENANCE_DECLARED};
}

/* A million pages: 1 GB in the main fork, 8 GB in all. */
static Design *
make_design(void)
{
    Schema *schema = schema_new(arena);
    Stats *stats = stats_new(arena);
    Workload *workload = workload_new(arena);
    FileText ddl = {
        .name = "s.sql", .text = arena_strdup(arena, schema_text), .length = strlen(schema_text)};
    FileText queries = {
        .name = "q.sql", .text = arena_strdup(arena, queries_text), .length = strlen(queries_text)};
    Error error = {.arena = arena};
    TableStats *pages = stats_table(stats, "public", "pages");
    TableStats *events = stats_table(stats, "public", "events");
    Design *design;
    Day today = 0;

    (void) day_parse("2026-11-21", &today); /* a constant */
    tap_ok(ddl_read(schema, &ddl, &error) && workload_read_queries(workload, &queries, &error),
           "schema and queries are read");
    workload_understand(workload, schema);
    pages->rows = measured(1e6);
    pages->rows_per_day = pages->inserts_per_day = declared(1000);
    pages->pages = measured(131072);
    pages->heap_bytes = measured(1073741824.0 + 8e9);
    events->rows = declared(50e6);
    events->rows_per_day = events->inserts_per_day = declared(1e6);
    design = design_new(arena, schema, stats, today);
    design->workload = workload;
    return design;
}

static const TableGrowth *
table_named(const Growth *growth, const char *name)
{
    for (const TableGrowth *at = growth->tables.first; at != NULL; at = at->next)
        if (str_equal(at->table->name, name))
            return at;
    return NULL;
}

static Growth *
grown(const Design *design)
{
    const GrowOptions options = {.months = 36};

    return grow_start(arena, design, &options);
}

/* 8 GB of a million rows: 8 kB a value, ten thousand of them a day. */
static void
test_measured(const Design *design)
{
    const GrowStyle style = {.width = 200};
    const Growth *growth = grown(design);
    const TableGrowth *pages = table_named(growth, "pages");
    const ToastWrite *body = pages->toast == NULL ? NULL : pages->toast->columns.first;
    const char *text = grow_text(arena, growth, &style);
    json_t *json;

    if (body == NULL)
    {
        tap_ok(false, "what is not in the main fork is TOAST");
        return;
    }
    tap_equal(body->column->name, "body", "title is too short for it");
    tap_ok(pages->toast->columns.count == 1 && body->value_bytes.value == 8000 &&
               body->value_bytes.source == PROVENANCE_MEASURED,
           "its values are as wide as measured: %g", body->value_bytes.value);
    tap_ok(body->updates_per_day.value == 10000 &&
               body->updates_per_day.source == PROVENANCE_DECLARED,
           "what writes seen keeps the pointer: %g", body->updates_per_day.value);
    tap_ok(body->dead_per_day.value == 8e7 && body->dead_per_day.source == PROVENANCE_DECLARED,
           "80 MB a day die: %g", body->dead_per_day.value);
    tap_ok(pages->toast->bytes[GROW_MOMENTS - 1].value == 8000 * (1e6 + 1096e3),
           "TOAST grows with the rows: %.0f", pages->toast->bytes[GROW_MOMENTS - 1].value);
    tap_ok(fabs(pages->toast->vacuum_days[0] - (50 + 0.2 * 8e9 / 2084) / (8e7 / 2084)) < 1e-6,
           "and is vacuumed when a fifth of it is dead: %g", pages->toast->vacuum_days[0]);
    tap_ok(strstr(text, "Updates of pages.body write its TOAST values anew: 2.3 GB a month") !=
               NULL,
           "more than a gigabyte a month is told");
    json = json_loads(grow_json(arena, growth), 0, NULL);
    tap_ok(json != NULL && strstr(grow_json(arena, growth), "\"dead_bytes_per_day\"") != NULL,
           "JSON has it");
    json_decref(json);
}

/* Pages that were analysed a while ago are a few less than the file has. */
static void
test_nothing(Design *design)
{
    TableStats *pages = stats_table((Stats *) design->stats, "public", "pages");
    Quantity whole = pages->heap_bytes;

    pages->heap_bytes = measured(1.05 * 1073741824.0);
    tap_ok(table_named(grown(design), "pages")->toast == NULL, "maps and a lag are no TOAST");
    pages->heap_bytes = whole;
}

/* Without sizes: declared widths, and only of rows that are too wide. */
static void
test_widths(Design *design)
{
    Stats *stats = (Stats *) design->stats;
    TableStats *notes = stats_table(stats, "public", "notes");
    const TableGrowth *found;

    notes->rows = declared(1000);
    stats_column(stats, notes, "body")->width_bytes = declared(1000);
    found = table_named(grown(design), "notes");
    tap_ok(found->toast == NULL, "narrow rows stay whole");
    stats_column(stats, notes, "body")->width_bytes = declared(12000);
    found = table_named(grown(design), "notes");
    tap_ok(found->toast != NULL && found->toast->columns.count == 1 &&
               str_equal(found->toast->columns.first->column->name, "body") &&
               found->toast->columns.first->value_bytes.source != PROVENANCE_MEASURED,
           "the widest value moves out");
    tap_ok(found->toast != NULL && !quantity_known(found->toast->dead_per_day),
           "nothing writes it: nothing is said");
}

/* A fifth of fifty million and a thousand, at a million a day. */
static void
test_appended(Design *design)
{
    Stats *stats = (Stats *) design->stats;
    const TableGrowth *events = table_named(grown(design), "events");

    tap_ok(events->vacuum_days[0] <= 0 && fabs(events->insert_vacuum_days[0] - 10.001) < 1e-6,
           "what is appended to is vacuumed as well: %g", events->insert_vacuum_days[0]);
    tap_ok(fabs(events->insert_vacuum_days[GROW_MOMENTS - 1] - (10.001 + 0.2 * 1096)) < 1e-6,
           "ever less often: %g", events->insert_vacuum_days[GROW_MOMENTS - 1]);
    stats_table(stats, "public", "events")->retention_days = declared(30);
    tap_ok(table_named(grown(design), "events")->insert_vacuum_days[0] <= 0,
           "what retention takes leaves dead rows");
    stats_table(stats, "public", "events")->retention_days = QUANTITY_UNKNOWN;
    stats->server_version = 120000;
    tap_ok(table_named(grown(design), "events")->insert_vacuum_days[0] <= 0, "not before 13");
    stats->server_version = 0;
}

/* 10k and 5M updates, 1M inserts a day; 90M reads take no number. */
static void
test_freeze(Design *design)
{
    Stats *stats = (Stats *) design->stats;
    const GrowStyle style = {.width = 200};
    const Growth *growth = grown(design);
    const FreezeGrowth *freeze = &growth->freeze;

    tap_ok(freeze->transactions_per_day.value == 6010000 &&
               freeze->transactions_per_day.source == PROVENANCE_DECLARED,
           "calls that write take numbers: %.0f", freeze->transactions_per_day.value);
    tap_ok(fabs(freeze->every_days - 200e6 / 6.01e6) < 1e-9 &&
               freeze->age_most.source == PROVENANCE_ASSUMED,
           "200 million of them last for %g days", freeze->every_days);
    tap_ok(freeze->bytes[0].value > 1073741824.0 + 8e9 &&
               freeze->bytes[GROW_MOMENTS - 1].value > 2 * freeze->bytes[0].value,
           "all tables are read: %.0f", freeze->bytes[0].value);
    tap_ok(strstr(grow_text(arena, growth, &style), "Every 33 days autovacuum freezes all") != NULL,
           "which is told");
    stats_set_setting(stats, "autovacuum_freeze_max_age", "1000000000", PROVENANCE_MEASURED);
    growth = grown(design);
    tap_ok(fabs(growth->freeze.every_days - 1e9 / 6.01e6) < 1e-9 &&
               strstr(grow_text(arena, growth, &style), "autovacuum freezes") == NULL,
           "as the server is set; twice a year is not told");
}

int
main(void)
{
    Design *design;

    arena = arena_new(NULL, "test");
    design = make_design();
    test_measured(design);
    test_nothing(design);
    test_widths(design);
    test_appended(design);
    test_freeze(design);
    arena_free(arena);
    return tap_done();
}
