/*
 * The planner is asked about databases that do not exist: sizes, columns, indexes, settings, parameters.
 */
#include "database.h"

#include "base/strbuf.h"

#include <math.h>

static const char schema_text[] =
    "CREATE TABLE users (id bigint PRIMARY KEY, name text, email text, region int);"
    "CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users, state text,"
    "  made_at timestamptz, total int, tags int[]);"
    "CREATE INDEX orders_user ON orders (user_id);"
    "CREATE STATISTICS orders_places (ndistinct) ON state, total FROM orders;";

/* A hundred users at the small scale, a thousand orders each. */
static Stats *
numbers(Arena *arena, double users)
{
    static const CommonValue states[] = {{"done", 0.9}, {"open", 0.06}, {"lost", 0.04}};
    static const char *const times[] = {"2026-01-01", "2026-04-01", "2026-07-01", "2026-10-01",
                                        "2026-11-21"};
    Stats *stats = stats_new(arena);
    ColumnStats *column;

    database_rows(stats, "users", users);
    database_rows(stats, "orders", users * 1000);
    (void) database_column(stats, "users", "email", users);
    (void) database_column(stats, "users", "region", 20);
    column = database_column(stats, "orders", "user_id", users);
    column->correlation = declared(0);
    column = database_column(stats, "orders", "state", 3);
    column->common = states;
    column->common_count = ARRAY_LENGTH(states);
    column = database_column(stats, "orders", "made_at", 0);
    column->distinct_share = declared(1);
    column->bounds = times;
    column->bound_count = ARRAY_LENGTH(times);
    column->correlation = declared(1);
    return stats;
}

static void
scale_changes_plans(const Database *database)
{
    static const char join[] = "SELECT * FROM users u JOIN orders o ON o.user_id = u.id "
                               "WHERE u.region = 3";
    WhatIfConfiguration small = {.name = "small", .stats = numbers(database->arena, 100)};
    WhatIfConfiguration large = {.name = "large", .stats = numbers(database->arena, 1e6)};
    PlannedQuery now, later;

    (void) database_configure(database, &small);
    (void) database_configure(database, &large);
    now = database_plan(database, "small", "SELECT * FROM users WHERE region = 3", BINDING_UNKNOWN);
    tap_ok(now.rows == 5, "a twentieth of the rows");
    later = database_plan(database, "large", "SELECT * FROM users WHERE id = $1", BINDING_UNKNOWN);
    tap_equal(later.plan->index, "users_pkey", "a key is looked up in a large table");
    now = database_plan(database, "small", join, BINDING_UNKNOWN);
    later = database_plan(database, "large", join, BINDING_UNKNOWN);
    tap_ok(later.rows / now.rows > 9999 && later.rows / now.rows < 10001, "rows grow");
    tap_ok(now.fingerprint != later.fingerprint, "the plan flips");
    tap_ok(now.fingerprint == database_plan(database, "small", join, BINDING_UNKNOWN).fingerprint,
           "the same again is the same plan");
}

/* Without acl_ok the planner takes statistics for equalities and not for ranges. */
static void
ranges_have_statistics(const Database *database)
{
    PlannedQuery range = database_plan(
        database, "large", "SELECT * FROM orders WHERE made_at > '2026-11-20'", BINDING_UNKNOWN);

    tap_ok(range.rows < 6e6 && range.rows > 4e6, "a day of the last fourth: %.0f rows", range.rows);
}

static void
parameters_are_bound(const Database *database)
{
    static const char by_state[] = "SELECT * FROM orders WHERE state = $1";
    static const char recent[] = "SELECT * FROM orders WHERE made_at >= $1 LIMIT $2";
    const char *values[] = {"lost"};
    PlanRequest request = {.configuration = "large",
                           .sql = by_state,
                           .binding = BINDING_GIVEN,
                           .values = values,
                           .value_count = 1};
    Error error = {.arena = database->arena};
    PlannedQuery *given;
    PlannedQuery unknown = database_plan(database, "large", by_state, BINDING_UNKNOWN);
    PlannedQuery worst = database_plan(database, "large", by_state, BINDING_WORST);
    PlannedQuery typical = database_plan(database, "large", by_state, BINDING_TYPICAL);
    PlannedQuery span = database_plan(database, "large", recent, BINDING_TYPICAL);

    tap_ok(fabs(unknown.rows - 1e9 / 3) < 1e6, "unknown: one of three states");
    tap_equal(worst.values[0], "done", "the worst is the most common");
    tap_ok(worst.rows > 8.9e8, "and costs that");
    tap_equal(typical.values[0], "open", "the typical is in the middle");
    tap_ok(whatif_plan(database->whatif, database->arena, &request, 1, &given, &error) &&
               given->is_planned && fabs(given->rows - 4e7) < 1e6,
           "a given value has its own frequency");
    tap_ok(span.value_count == 2 && span.values[0] != NULL && str_equal(span.values[1], "20"),
           "a span of time is recent, a page short");
}

static void
failures_are_told(const Database *database)
{
    static const char *const texts[] = {
        "SELECT 1",   "SELECT nope FROM users",      "VACUUM",
        "SELECT 1/0", "SELECT count(*) FROM orders", "SELECT 1; SELECT 2"};
    PlanRequest requests[ARRAY_LENGTH(texts)];
    Error error = {.arena = database->arena};
    PlannedQuery *planned;

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        requests[i] = (PlanRequest){.configuration = "large", .sql = texts[i]};
    if (!whatif_plan(database->whatif, database->arena, requests, ARRAY_LENGTH(texts), &planned,
                     &error))
    {
        tap_ok(false, "requests with mistakes are answered: %s", error.message);
        return;
    }
    tap_ok(planned[0].is_planned && planned[4].is_planned, "others are planned");
    tap_ok(!planned[1].is_planned && str_equal(planned[1].sqlstate, "42703"), "no such column");
    tap_ok(!planned[2].is_planned, "nothing to plan: %s", planned[2].message);
    tap_ok(!planned[3].is_planned && str_equal(planned[3].sqlstate, "22012"),
           "an error while constants are folded");
    tap_ok(!planned[5].is_planned, "two statements are refused");
}

/* The order in which the server plans is not that of the requests. */
static void
answers_are_in_order(const Database *database)
{
    static const char *const names[] = {"small", "large", "small", "large", "small"};
    PlanRequest requests[ARRAY_LENGTH(names)];
    Error error = {.arena = database->arena};
    PlannedQuery *planned;
    bool is_right;

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        requests[i] = (PlanRequest){.configuration = names[i], .sql = "SELECT * FROM users"};
    is_right = whatif_plan(database->whatif, database->arena, requests, ARRAY_LENGTH(names),
                           &planned, &error);
    for (size_t i = 0; is_right && i < ARRAY_LENGTH(names); i++)
        is_right = planned[i].rows == (str_equal(names[i], "small") ? 100 : 1e6);
    tap_ok(is_right, "each request has its own answer");
}

static void
settings_apply(const Database *database)
{
    static const char sorted[] = "SELECT * FROM users ORDER BY name";
    Stats *stats = numbers(database->arena, 1e6);
    WhatIfConfiguration configuration = {.name = "settings", .stats = stats};
    double before = database_plan(database, "large", sorted, BINDING_UNKNOWN).total_cost;
    double after;

    stats_set_setting(stats, "work_mem", "4GB", PROVENANCE_MEASURED);
    stats_set_setting(stats, "max_connections", "7", PROVENANCE_MEASURED);
    (void) database_configure(database, &configuration);
    after = database_plan(database, "settings", sorted, BINDING_UNKNOWN).total_cost;
    tap_ok(after < before, "a sort in memory is cheaper: %.0f, %.0f", before, after);
    tap_ok(database_plan(database, "large", sorted, BINDING_UNKNOWN).total_cost == before,
           "and only there");
}

static void
indexes_are_imagined(const Database *database)
{
    static const char by_name[] = "SELECT * FROM users WHERE email = $1";
    WhatIfConfiguration with = {.name = "with", .base = "large"};
    WhatIfConfiguration without = {.name = "without", .base = "large"};
    PlannedQuery planned;

    list_append(&with.indexes,
                database_index(database, "users", "CREATE INDEX by_email ON users (email)"));
    name_list_add(database->arena, &without.hidden, "public.orders_user");
    (void) database_configure(database, &with);
    (void) database_configure(database, &without);
    planned = database_plan(database, "with", by_name, BINDING_UNKNOWN);
    tap_equal(planned.plan->index, "by_email", "one that is not there is used");
    planned = database_plan(database, "large", by_name, BINDING_UNKNOWN);
    tap_ok(planned.plan->index == NULL, "not where it was not asked for");
    planned = database_plan(database, "without", "SELECT * FROM orders WHERE user_id = 4",
                            BINDING_UNKNOWN);
    tap_ok(planned.plan->index == NULL && planned.total_cost > 1e6, "one that is there is hidden");
}

/* What SQL says in a database of the private server, as the sandbox's role. */
static const char *
answer(const Database *database, const char *sql)
{
    Error error = {.arena = database->arena};
    DbResult result;
    Db *db;

    if (!scratch_connect(database->scratch, database->arena, "test", &db, &error) ||
        !db_query(db, database->arena, sql, NULL, 0, &result, &error))
        return error.message;
    return result.rows == 1 ? result.values[0] : "not one row";
}

/* They are read from the catalog and through no hook: they are there for the plans of one configuration. */
static void
extended_statistics_apply(const Database *database)
{
    static const char make[] =
        "WITH made AS MATERIALIZED (SELECT tenfold_planner.configure('x', NULL), "
        " tenfold_planner.relation('x', 'orders', 1000000, 10000, 1, NULL),"
        " tenfold_planner.extended('x', 'orders_places', false, '{\"3, 5\": 7}', NULL, NULL, NULL,"
        "   NULL))"
        "SELECT round(rows) FROM made, tenfold_planner.plan(ARRAY['SELECT state, total FROM orders "
        " GROUP BY 1, 2'], ARRAY[1], ARRAY['x'], ARRAY['unknown'], ARRAY[NULL]::text[])";

    tap_equal(answer(database, make), "7", "groups of two columns are as many as they say");
    tap_equal(answer(database, "SELECT count(n_distinct) FROM pg_stats_ext"), "0",
              "and nothing of it stays in the catalog");
}

/* All orders of thirteen relations are tried, each of which joins every other: the time is not enough. */
static void
late_plans_end(const Database *database)
{
    WhatIfConfiguration exhaustive = {.name = "exhaustive", .stats = numbers(database->arena, 1e5)};
    StrBuf sql = strbuf_new(database->arena);
    PlannedQuery late;

    stats_set_setting((Stats *) exhaustive.stats, "geqo", "off", PROVENANCE_DECLARED);
    stats_set_setting((Stats *) exhaustive.stats, "join_collapse_limit", "40", PROVENANCE_DECLARED);
    stats_set_setting((Stats *) exhaustive.stats, "from_collapse_limit", "40", PROVENANCE_DECLARED);
    strbuf_add(&sql, "SELECT count(*) FROM users u0");
    for (int i = 1; i < 13; i++)
        strbuf_printf(&sql, " JOIN users u%d ON u%d.region = u0.region", i, i);
    (void) database_configure(database, &exhaustive);
    late = database_plan(database, "exhaustive", sql.text, BINDING_UNKNOWN);
    tap_ok(!late.is_planned && str_equal(late.sqlstate, "57014"), "planning takes too long");
    tap_ok(database_plan(database, "small", "SELECT * FROM users", BINDING_UNKNOWN).is_planned,
           "and the next query is planned as before");
}

int
main(void)
{
    Database database = {.arena = arena_new(NULL, "test")};

    if (database_start(&database, schema_text))
    {
        scale_changes_plans(&database);
        ranges_have_statistics(&database);
        parameters_are_bound(&database);
        failures_are_told(&database);
        answers_are_in_order(&database);
        settings_apply(&database);
        indexes_are_imagined(&database);
        extended_statistics_apply(&database);
        late_plans_end(&database);
    }
    arena_free(database.arena);
    return tap_done();
}
