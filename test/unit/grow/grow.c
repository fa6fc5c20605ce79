/*
 * Queries, tables, keys and walls of a shop that grows by a thousand orders a day.
 */
#include "grow/grow.h"

#include "report/grow_report.h"
#include "unit/whatif/database.h"

#include <jansson.h>
#include <math.h>

static const char schema_text[] =
    "CREATE TABLE users (id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY, email text UNIQUE);"
    "CREATE TABLE orders (id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,"
    "  user_id integer NOT NULL REFERENCES users, state text NOT NULL DEFAULT 'open',"
    "  note text, made_at timestamptz NOT NULL DEFAULT now());"
    "CREATE INDEX orders_state ON orders (state);"
    "CREATE INDEX orders_user ON orders (user_id);";

static const char queries_text[] =
    "-- name: one\n-- rate: 1000/day\n-- mean: 1 ms\nSELECT * FROM orders WHERE id = $1;\n"
    "-- name: scan\n-- rate: 10/day\n-- mean: 80 ms\nSELECT count(*) FROM orders WHERE note LIKE "
    "'%x';\n"
    "-- name: sorted\nSELECT * FROM orders ORDER BY note;\n"
    "-- name: close\nUPDATE orders SET state = 'done' WHERE id = $1;\n"
    "-- name: recent\nSELECT * FROM orders WHERE made_at > now() - interval '1 day';\n"
    "-- name: guess\n-- mean: 300 ms\nSELECT * FROM orders WHERE lower(note) = $1 ORDER BY id DESC "
    "LIMIT 20;\n"
    "-- name: wrong\nSELECT nothing FROM orders;\n";

static Arena *arena;
static Day today;

static Design *
make_design(Schema *schema)
{
    Stats *stats = stats_new(arena);
    Workload *workload = workload_new(arena);
    FileText file = {
        .name = "q.sql", .text = arena_strdup(arena, queries_text), .length = strlen(queries_text)};
    Error error = {.arena = arena};
    Design *design;

    stats_table(stats, "public", "users")->rows = declared(20000);
    stats_table(stats, "public", "users")->rows_per_day = declared(20);
    stats_table(stats, "public", "orders")->rows = declared(1e6);
    stats_table(stats, "public", "orders")->rows_per_day = declared(1000);
    stats_table(stats, "public", "orders")->inserts_per_day = declared(2000000);
    stats_table(stats, "public", "orders")->updates_per_day = declared(20000);
    stats->ram_bytes = declared(256.0 * 1024 * 1024);
    tap_ok(workload_read_queries(workload, &file, &error), "queries are read");
    workload_understand(workload, schema);
    design = design_new(arena, schema, stats, today);
    design->workload = workload;
    return design;
}

/* All sequences of the schema stand there. */
static void
set_sequences(Stats *stats, const Schema *schema, double value)
{
    for (const Sequence *at = schema->sequences.first; at != NULL; at = at->next)
    {
        ObjectStats *object = arena_new_object(arena, ObjectStats);

        *object = (ObjectStats){
            .schema = at->schema, .name = at->name, .value = {value, PROVENANCE_MEASURED}};
        list_append(&stats->sequences, object);
    }
}

static const QueryGrowth *
query_named(const Growth *growth, const char *name)
{
    for (size_t i = 0; i < growth->prices.query_count; i++)
        if (str_equal(growth->queries[i].query->name, name))
            return &growth->queries[i];
    return NULL;
}

static void
test_without_planner(const Design *design)
{
    const GrowOptions options = {.months = 36, .cores = 4, .disks = 1};
    const Growth *growth = grow_start(arena, design, &options);
    const TableGrowth *orders = growth->tables.first;
    const KeyGrowth *key = growth->keys.first;

    tap_equal(orders->table->name, "orders", "the largest table is first");
    tap_ok(orders->rows[0].value == 1e6 && orders->rows[GROW_MOMENTS - 1].value == 1e6 + 1096e3,
           "and has so many rows in three years: %.0f", orders->rows[GROW_MOMENTS - 1].value);
    tap_ok(orders->indexes_a_row == 3, "an insert writes three indexes");
    tap_ok(fabs(orders->vacuum_days[0] - 10.0025) < 0.001, "a fifth of the rows must be dead: %g",
           orders->vacuum_days[0]);
    tap_equal(orders->hot, "lost: state", "an update of what an index holds is not HOT");
    tap_equal(day_iso_text(arena, key->ends), "2029-10-30",
              "two million numbers a day are used up, whatever is deleted again");
    tap_ok(growth->pool == 9, "(2 x cores + disks)");
    tap_equal(growth->walls.first->text, "tables and indexes outgrow the cache (192 MB)",
              "walls by day");
    tap_equal(growth->moments[2].label, "Nov 2027", "a year is among the moments");
}

/* As one line: where it breaks is not what a test is about. */
static const char *
unwrapped(const char *text)
{
    char *copy = arena_strdup(arena, text);

    for (char *at = copy; *at != '\0'; at++)
        if (*at == '\n')
            memmove(at, at + 1, strlen(at));
    return copy;
}

/* What breaks on a day comes first, with its pace and who says so. */
static void
test_first_sentences(const Design *design)
{
    const GrowOptions options = {.months = 36};
    const GrowStyle style = {.width = 160};
    const char *text = unwrapped(grow_text(arena, grow_start(arena, design, &options), &style));
    const char *key = strstr(text, "orders.id (integer) runs out of numbers in Oct 2029: 0 % used, "
                                   "2.0M a day (declared).");
    const char *wall = strstr(text, "tables and indexes outgrow");

    tap_ok(key != NULL && wall != NULL && key < wall, "keys come before walls");
}

static void
test_factor(const Design *design)
{
    const GrowOptions options = {.months = 36, .factor = 100};
    const Growth *growth = grow_start(arena, design, &options);

    tap_equal(growth->moments[GROW_MOMENTS - 1].label, "100x", "so many times the rows");
    tap_ok(growth->tables.first->rows[GROW_MOMENTS - 1].value == 1e8, "of every table");
}

/* What was measured and has no rate may grow: to keep it as it is would be a false all-clear. */
static void
test_unrated(Schema *schema)
{
    const GrowOptions options = {.months = 36};
    const GrowStyle style = {.width = 200};
    const Quantity measured = {1e6, PROVENANCE_MEASURED};
    Design *design = make_design(schema);
    Stats *stats = (Stats *) design->stats;
    TableStats *orders = stats_table(stats, "public", "orders");
    TableStats *users = stats_table(stats, "public", "users");
    const Growth *growth;
    const char *text;

    orders->rows = measured;
    orders->rows_per_day = orders->inserts_per_day = QUANTITY_UNKNOWN;
    growth = grow_start(arena, design, &options);
    tap_ok(growth->tables_unrated == 1 && !quantity_known(growth->tables.first->rows[1]),
           "beside tables with rates, one without has no later size");
    text = grow_text(arena, growth, &style);
    tap_ok(strstr(text, "1 of 2 tables grows is not known") != NULL &&
               strstr(text, "as if they did not: orders.") != NULL,
           "and is named");

    users->rows_per_day = QUANTITY_UNKNOWN;
    set_sequences(stats, schema, 0.95 * INT32_MAX);
    growth = grow_start(arena, design, &options);
    tap_equal(growth->moments[GROW_MOMENTS - 1].label, "100x",
              "without any rate sizes are factors");
    text = grow_text(arena, growth, &style);
    tap_ok(strstr(text, "How fast tables grow is not known: no day can be told") != NULL,
           "which is said first");
    tap_ok(strstr(text, "has used up 95 % of its numbers, nobody knows how fast") != NULL,
           "a key that is nearly used up is told without a day");

    orders->rows_per_day = orders->inserts_per_day = (Quantity){1e6, PROVENANCE_MEASURED};
    stats->rate_days = (Quantity){3, PROVENANCE_MEASURED};
    growth = grow_start(arena, design, &options);
    tap_ok(growth->is_by_day, "a rate that was measured is one");
    text = grow_text(arena, growth, &style);
    tap_ok(strstr(text, "inserts go on as measured over 3 days") != NULL, "as an assumption");
}

static void
test_planned(Growth *growth)
{
    const QueryGrowth *one = query_named(growth, "one");
    const QueryGrowth *scan = query_named(growth, "scan");

    tap_ok(one->growth_class <= CLASS_LOGARITHMIC && one->growth_class != CLASS_UNKNOWN,
           "a key is looked up: %s", grow_class_text(one->growth_class));
    tap_ok(scan->growth_class == CLASS_LINEAR, "a whole table is read: %s",
           grow_class_text(scan->growth_class));
    tap_ok(scan->ms[0].low == 80 && scan->ms[GROW_MOMENTS - 1].low < 168 &&
               scan->ms[GROW_MOMENTS - 1].high > 168,
           "times are a range around measured time x ratio: %.0f-%.0f",
           scan->ms[GROW_MOMENTS - 1].low, scan->ms[GROW_MOMENTS - 1].high);
    tap_ok(scan->crosses && scan->crosses_after > 0 && scan->crosses_before > scan->crosses_after,
           "the objective is passed within an interval");
    tap_ok(!one->crosses, "and not by all");
    tap_ok(!query_named(growth, "sorted")->ms[0].is_known, "no time without one that was measured");
    tap_ok(query_named(growth, "wrong")->why_not != NULL, "what is not planned says why");
    tap_ok(growth->busy[0] > 0 && growth->busy[GROW_MOMENTS - 1] > growth->busy[0],
           "more connections are at work");
}

static void
test_printed(const Growth *growth)
{
    const GrowStyle style = {.width = 80, .shows_all = true};
    const char *text = grow_text(arena, growth, &style);
    json_t *json = json_loads(grow_json(arena, growth), 0, NULL);
    size_t widest = 0, width = 0;

    for (const char *at = text; *at != '\0'; at++)
    {
        width = *at == '\n' ? 0 : width + (((unsigned char) *at & 0xc0) != 0x80);
        widest = width > widest ? width : widest;
    }
    tap_ok(widest <= 80, "80 columns are enough: %zu", widest);
    tap_ok(strstr(text, "wrong is not planned") != NULL, "what is not planned is named");
    tap_ok(json_array_size(json_object_get(json, "queries")) == 7, "JSON has all queries");
    tap_ok(json_array_size(json_object_get(json, "moments")) == GROW_MOMENTS, "and moments");
    json_decref(json);
}

/* With few rows a table is read whole, with many its index. */
static void
test_flip(Database *database)
{
    const GrowOptions options = {.months = 36, .factor = 1000};
    Error error = {.arena = arena};
    Design *design = make_design(database->schema);
    Growth *growth;
    bool has_flip = false;

    stats_table((Stats *) design->stats, "public", "orders")->rows = declared(150);
    growth = grow_start(arena, design, &options);
    tap_ok(grow_plan(growth, database->whatif, &error), "all is planned");
    for (const Flip *flip = growth->flips.first; flip != NULL; flip = flip->next)
        if (str_equal(growth->queries[flip->query].query->name, "one"))
            has_flip = flip->is_access && flip->samples > 0 && flip->crossed != NULL;
    tap_ok(has_flip, "a plan flips, and it is said what moved");
}

/* Of lower(note) nothing is known: PostgreSQL takes 0.5 % of the rows, at every size. */
static void
test_guess(const Growth *growth)
{
    const GrowStyle style = {.width = 200};
    const QueryGrowth *guess = query_named(growth, "guess");
    const char *text = grow_text(arena, growth, &style);
    Span last = guess->ms[GROW_MOMENTS - 1];

    tap_ok(guess->doubt != NULL && strstr(guess->doubt, "no statistics of lower(note)") != NULL,
           "that a LIMIT ends early is a guess: %s", guess->doubt == NULL ? "-" : guess->doubt);
    tap_equal(grow_class_text(guess->growth_class), "? to n", "it may read all");
    tap_ok(last.low < 300 && last.high > 600, "so time is a wide range: %.0f-%.0f", last.low,
           last.high);
    tap_ok(strstr(text, "guess: no statistics of lower(note)") != NULL, "which the page says");
    tap_ok(query_named(growth, "one")->doubt == NULL, "a key is no guess");
    tap_ok(strstr(unwrapped(text), "1 may cost up to") != NULL, "and the first lines as well");
    tap_ok(strstr(text, "  cost ") != NULL, "a cost is called one, beside milliseconds");
}

static double
rows_of_recent(const Growth *growth)
{
    for (size_t i = 0; i < growth->prices.query_count; i++)
        if (str_equal(growth->queries[i].query->name, "recent"))
            return price_of(&growth->prices, i, GROW_MOMENTS - 1)->typical.rows;
    return -1;
}

/* A day of a thousand has about a thousand rows whatever is written until then, and tenfold ten times. */
static void
test_now(Database *database)
{
    const GrowOptions years = {.months = 36};
    const GrowOptions tenfold = {.months = 36, .factor = 10};
    Error error = {.arena = arena};
    Design *design = make_design(database->schema);
    Growth *growth;

    stats_table((Stats *) design->stats, "public", "orders")->inserts_per_day = QUANTITY_UNKNOWN;
    design->today = day_today();
    growth = grow_start(arena, design, &years);
    tap_ok(grow_plan(growth, database->whatif, &error), "all is planned");
    tap_ok(rows_of_recent(growth) > 200 && rows_of_recent(growth) < 3000,
           "the last day in three years: %.0f rows", rows_of_recent(growth));
    test_guess(growth);
    growth = grow_start(arena, design, &tenfold);
    tap_ok(grow_plan(growth, database->whatif, &error), "all is planned");
    tap_ok(rows_of_recent(growth) > 2000 && rows_of_recent(growth) < 30000,
           "the last day at 10x: %.0f rows", rows_of_recent(growth));
}

int
main(void)
{
    Database database = {.arena = arena = arena_new(NULL, "test")};
    const GrowOptions options = {.months = 36, .objective_ms = 100};
    Error error = {.arena = arena};
    Design *design;
    Growth *growth;

    (void) day_parse("2026-11-21", &today); /* a constant */
    if (!database_start(&database, schema_text))
        return tap_done();
    design = make_design(database.schema);
    test_without_planner(design);
    test_factor(design);
    test_first_sentences(design);
    test_unrated(database.schema);
    growth = grow_start(arena, design, &options);
    tap_ok(grow_plan(growth, database.whatif, &error), "all is planned");
    test_planned(growth);
    test_printed(growth);
    test_flip(&database);
    test_now(&database);
    arena_free(arena);
    return tap_done();
}
