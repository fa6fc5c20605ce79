/*
 * Ways in which a planner that is told things goes wrong, each met once: docs/design/what_if.md names them.
 */
#include "database.h"

#include <math.h>

static const char schema_text[] =
    "CREATE TABLE t (id bigint PRIMARY KEY, a int, b text, at timestamptz, list int[],"
    "  doc jsonb, words tsvector, place point);"
    "CREATE INDEX t_doc ON t USING gin (doc);"
    "CREATE TABLE child (id bigint PRIMARY KEY, t_id bigint REFERENCES t ON DELETE CASCADE);"
    "CREATE TABLE log (id bigint, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);"
    "CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2026-04-01');"
    "CREATE TABLE log_2 PARTITION OF log FOR VALUES FROM ('2026-04-01') TO ('2026-07-01');"
    "CREATE TABLE log_3 PARTITION OF log FOR VALUES FROM ('2026-07-01') TO ('2026-10-01');"
    "CREATE TABLE log_4 PARTITION OF log FOR VALUES FROM ('2026-10-01') TO ('2027-01-01');";

static Stats *
numbers(Arena *arena)
{
    static const char *const texts[] = {"Anna", "Bert", "Carl", "Dora", "Emil"};
    static const char *const hundreds[] = {"0", "250", "500", "750", "1000"};
    static const char *const days[] = {"2026-01-01", "2026-05-01", "2026-09-01", "2026-11-21"};
    Stats *stats = stats_new(arena);
    ColumnStats *column;

    database_rows(stats, "t", 1e6);
    database_rows(stats, "child", 1e7);
    database_rows(stats, "log", 4e6);
    column = database_column(stats, "t", "a", 1000);
    column->bounds = hundreds;
    column->bound_count = ARRAY_LENGTH(hundreds);
    (void) database_column(stats, "child", "t_id", 1e6);
    column = database_column(stats, "t", "b", 0);
    column->distinct_share = declared(0.9);
    column->bounds = texts;
    column->bound_count = ARRAY_LENGTH(texts);
    column = database_column(stats, "t", "at", 500000);
    column->correlation = declared(0.99);
    column->bounds = days;
    column->bound_count = ARRAY_LENGTH(days);
    column = database_column(stats, "log", "id", 0);
    column->distinct_share = declared(1);
    column = database_column(stats, "log", "at", 325);
    column->bounds = days;
    column->bound_count = ARRAY_LENGTH(days);
    return stats;
}

/* Plans a query in "now" with one more index, and looks for that index in the plan. */
static double
cost_with(const Database *database, const char *ddl, const char *sql)
{
    WhatIfConfiguration with = {.name = "with", .base = "now"};
    WhatIfIndex *index = database_index(database, "t", ddl);
    PlannedQuery planned;

    list_append(&with.indexes, index);
    (void) database_configure(database, &with);
    planned = database_plan(database, "with", sql, BINDING_UNKNOWN);
    tap_ok(planned.is_planned &&
               strstr(plan_tree_text(database->arena, planned.plan), index->index->name) != NULL,
           "%s is used", ddl);
    return planned.total_cost;
}

/* The definitions' OIDs are gone; GIN reads an array of options without asking whether it is there. */
static void
every_method_is_planned(const Database *database)
{
    static const struct
    {
        const char *ddl;
        const char *sql;
    } cases[] = {
        {"CREATE INDEX m1 ON t (a, b)", "SELECT * FROM t WHERE a = 5 AND b = 'x'"},
        {"CREATE INDEX m2 ON t USING hash (b)", "SELECT * FROM t WHERE b = 'x'"},
        {"CREATE INDEX m3 ON t USING gin (list)", "SELECT * FROM t WHERE list @> '{1}'"},
        {"CREATE INDEX m4 ON t USING gin (doc jsonb_path_ops)",
         "SELECT * FROM t WHERE doc @> '{\"k\": 1}'"},
        {"CREATE INDEX m5 ON t USING gist (words)", "SELECT * FROM t WHERE words @@ 'x'::tsquery"},
        {"CREATE INDEX m6 ON t USING spgist (place)",
         "SELECT * FROM t WHERE place <@ box '((1,1),(0,0))'"},
        {"CREATE INDEX m7 ON t USING brin (at)",
         "SELECT * FROM t WHERE at BETWEEN '2026-11-01' AND '2026-11-02'"},
        {"CREATE INDEX m8 ON t (b) WHERE a = 7", "SELECT * FROM t WHERE a = 7 AND b > 'D'"},
        {"CREATE INDEX m9 ON t (a) INCLUDE (b)", "SELECT a, b FROM t WHERE a = 3"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        (void) cost_with(database, cases[i].ddl, cases[i].sql);
}

/* The server reads them from the metapage, which an index that is not there has not. */
static void
brin_has_its_own_ranges(const Database *database)
{
    static const char day[] = "SELECT * FROM t WHERE at BETWEEN '2026-11-01' AND '2026-11-02'";
    double narrow =
        cost_with(database, "CREATE INDEX b4 ON t USING brin (at) WITH (pages_per_range = 4)", day);
    double usual = cost_with(database, "CREATE INDEX b128 ON t USING brin (at)", day);

    tap_ok(fabs(narrow / usual - 1) > 0.001, "ranges of 4 and of 128 pages: %.1f, %.1f", narrow,
           usual);
}

/* One that is there but empty would tell that it has no keys. */
static void
gin_that_is_there_has_its_size(const Database *database)
{
    PlannedQuery planned = database_plan(
        database, "now", "SELECT * FROM t WHERE doc @> '{\"k\": 1}'", BINDING_UNKNOWN);

    tap_ok(strstr(plan_tree_text(database->arena, planned.plan), "t_doc") != NULL, "it is used");
    tap_ok(planned.plan->children.first != NULL && planned.plan->children.first->total_cost > 10,
           "and costs what a large one does");
}

/* Without statistics of its expression an index gives 5,000 rows of a million. */
static void
expressions_have_statistics(const Database *database)
{
    WhatIfConfiguration with = {.name = "expression", .base = "now"};
    PlannedQuery planned;

    list_append(&with.indexes,
                database_index(database, "t", "CREATE INDEX lowered ON t (lower(b))"));
    list_append(
        &with.indexes,
        database_index(database, "t",
                       "CREATE INDEX days ON t (date_trunc('day', at AT TIME ZONE 'UTC'))"));
    (void) database_configure(database, &with);
    planned = database_plan(database, "expression", "SELECT * FROM t WHERE lower(b) = 'x'",
                            BINDING_UNKNOWN);
    tap_equal(planned.plan->index, "lowered", "it is used");
    tap_ok(planned.rows <= 2, "one row has a value: %.0f", planned.rows);
    planned = database_plan(
        database, "expression",
        "SELECT * FROM t WHERE date_trunc('day', at AT TIME ZONE 'UTC') = '2026-03-03'",
        BINDING_UNKNOWN);
    tap_ok(planned.rows > 2000 && planned.rows < 5000, "a day has 3,086 rows: %.0f", planned.rows);
    planned =
        database_plan(database, "now", "SELECT * FROM t WHERE lower(b) = 'x'", BINDING_UNKNOWN);
    tap_ok(fabs(planned.rows * 2.4 - 5000) < 100 || fabs(planned.rows - 5000) < 100,
           "without the index nothing is known of it");
}

/* Neighbours fall together, and every tenth row. */
static void
expressions_of_numbers_are_counted(const Database *database)
{
    WhatIfConfiguration with = {.name = "numbers", .base = "now"};
    PlannedQuery planned;

    list_append(&with.indexes,
                database_index(database, "t", "CREATE INDEX hundreds ON t ((a / 100))"));
    list_append(&with.indexes, database_index(database, "t", "CREATE INDEX ends ON t ((a % 10))"));
    (void) database_configure(database, &with);
    planned =
        database_plan(database, "numbers", "SELECT * FROM t WHERE a / 100 = 5", BINDING_UNKNOWN);
    tap_ok(fabs(planned.rows - 1e5) < 2e4 || fabs(planned.rows * 2.4 - 1e5) < 2e4,
           "a tenth of the rows, side by side: %.0f", planned.rows);
    planned =
        database_plan(database, "numbers", "SELECT * FROM t WHERE a % 10 = 5", BINDING_UNKNOWN);
    tap_ok(fabs(planned.rows * 2.4 - 1e5) < 2e4 || fabs(planned.rows - 1e5) < 2e4,
           "a tenth of the rows, everywhere: %.0f", planned.rows);
}

static size_t
count_nodes(const PlanNode *plan, const char *type)
{
    size_t count = strstr(plan->type, type) != NULL && plan->relation != NULL;

    for (const PlanNode *child = plan->children.first; child != NULL; child = child->next)
        count += count_nodes(child, type);
    return count;
}

/* With an unknown value all partitions are planned for. */
static void
partition_keys_are_drawn(const Database *database)
{
    PlannedQuery planned =
        database_plan(database, "now", "SELECT * FROM log WHERE at = $1", BINDING_UNKNOWN);

    tap_ok(planned.value_count == 1 && planned.values[0] != NULL, "the key gets a value: %s",
           planned.values[0]);
    tap_ok(count_nodes(planned.plan, "Scan") == 1, "one partition is read");
    planned = database_plan(database, "now", "SELECT * FROM log WHERE id = $1", BINDING_UNKNOWN);
    tap_ok(planned.values[0] == NULL, "another column stays unknown");
    tap_ok(count_nodes(planned.plan, "Scan") == 4, "all partitions are read");
}

/* Each has a fourth of its parent's rows, and the statistics of its columns. */
static void
partitions_share_their_parents(const Database *database)
{
    PlannedQuery planned = database_plan(database, "now", "SELECT * FROM log_2", BINDING_UNKNOWN);

    tap_ok(fabs(planned.rows - 1e6) < 1, "a fourth of the rows: %.0f", planned.rows);
    planned =
        database_plan(database, "now", "SELECT count(*) FROM log_2 GROUP BY at", BINDING_UNKNOWN);
    tap_ok(planned.rows > 60 && planned.rows < 150, "a share of the days: %.0f", planned.rows);
    planned = database_plan(database, "now", "SELECT * FROM log_2 WHERE at < '2026-04-11'",
                            BINDING_UNKNOWN);
    tap_ok(planned.rows > 5e4 && planned.rows < 5e5, "ten days of three months: %.0f",
           planned.rows);
}

static void
an_index_of_all_partitions_is_planned(const Database *database)
{
    WhatIfConfiguration with = {.name = "partitioned", .base = "now"};
    PlannedQuery planned;

    list_append(&with.indexes, database_index(database, "log", "CREATE INDEX by_id ON log (id)"));
    name_list_add(database->arena, &with.hidden, "public.log_1_pkey");
    (void) database_configure(database, &with);
    planned =
        database_plan(database, "partitioned", "SELECT * FROM log WHERE id = 77", BINDING_UNKNOWN);
    tap_ok(planned.total_cost < 50, "each partition has it: %.1f", planned.total_cost);
}

static void
what_foreign_keys_fire_is_planned(const Database *database)
{
    static const char fired[] = "DELETE FROM ONLY child WHERE t_id = $1";
    PlannedQuery before = database_plan(database, "now", fired, BINDING_UNKNOWN);
    WhatIfConfiguration with = {.name = "fired", .base = "now"};
    PlannedQuery after;

    list_append(&with.indexes,
                database_index(database, "child", "CREATE INDEX child_t ON child (t_id)"));
    (void) database_configure(database, &with);
    after = database_plan(database, "fired", fired, BINDING_UNKNOWN);
    tap_equal(before.plan->operation, "Delete", "a write is planned");
    tap_ok(before.total_cost > 1e5 && after.total_cost < 1000, "an index helps it: %.0f, %.0f",
           before.total_cost, after.total_cost);
}

static void
upserts_and_parallel_plans_work(const Database *database)
{
    PlannedQuery upsert = database_plan(database, "now",
                                        "INSERT INTO t (id, a) VALUES ($1, $2) "
                                        "ON CONFLICT (id) DO UPDATE SET a = excluded.a",
                                        BINDING_UNKNOWN);
    PlannedQuery sum = database_plan(database, "now", "SELECT sum(a) FROM t", BINDING_UNKNOWN);

    tap_ok(upsert.is_planned, "ON CONFLICT finds the key");
    tap_ok(strstr(plan_tree_text(database->arena, sum.plan), "Gather") != NULL,
           "a large table is read by several processes");
}

/* What is imagined leaves nothing; and what is no CREATE INDEX is not run. */
static void
nothing_stays(const Database *database)
{
    Error error = {.arena = database->arena};
    DbResult result;
    Db *db;

    if (!scratch_connect(database->scratch, database->arena, "test", &db, &error) ||
        !db_query(db, database->arena,
                  "SELECT (SELECT count(*) FROM pg_class WHERE relname IN ('m1', 'by_id')), "
                  "(SELECT message FROM (SELECT tenfold_planner.configure('y', NULL)) AS c, "
                  " tenfold_planner.index('y', 'DROP TABLE child')), "
                  "(SELECT count(*) FROM pg_class WHERE relname = 'child')",
                  NULL, 0, &result, &error))
    {
        tap_ok(false, "the catalog can be read: %s", error.message);
        return;
    }
    tap_equal(result.values[0], "0", "no index is left");
    tap_equal(result.values[1], "this is no CREATE INDEX", "other statements are refused");
    tap_equal(result.values[2], "1", "and do nothing");
}

/* An index that cannot be is said, and the others are there. */
static void
what_cannot_be_is_refused(const Database *database)
{
    WhatIfConfiguration with = {.name = "odd", .base = "now"};
    Error error = {.arena = database->arena};
    LoadFailureList refused = {0};
    WhatIfIndex *bad = database_index(database, "t", "CREATE INDEX odd ON t USING hash (place)");

    list_append(&with.indexes, bad);
    list_append(&with.indexes, database_index(database, "t", "CREATE INDEX even ON t (b, a)"));
    tap_ok(whatif_configure(database->whatif, database->arena, &with, &refused, &error),
           "the configuration is made");
    tap_ok(refused.count == 1, "one index is refused: %s",
           refused.count == 1 ? refused.first->message : "none");
    tap_equal(database_plan(database, "odd", "SELECT * FROM t WHERE b = 'x'", BINDING_UNKNOWN)
                  .plan->index,
              "even", "the other one is used");
}

int
main(void)
{
    Database database = {.arena = arena_new(NULL, "test")};

    if (database_start(&database, schema_text))
    {
        WhatIfConfiguration now = {.name = "now", .stats = numbers(database.arena)};

        (void) database_configure(&database, &now);
        every_method_is_planned(&database);
        brin_has_its_own_ranges(&database);
        gin_that_is_there_has_its_size(&database);
        expressions_have_statistics(&database);
        expressions_of_numbers_are_counted(&database);
        partition_keys_are_drawn(&database);
        partitions_share_their_parents(&database);
        an_index_of_all_partitions_is_planned(&database);
        what_foreign_keys_fire_is_planned(&database);
        upserts_and_parallel_plans_work(&database);
        nothing_stays(&database);
        what_cannot_be_is_refused(&database);
    }
    arena_free(database.arena);
    return tap_done();
}
