/*
 * database.h - a schema in the private server, ready to be planned in: what the tests of this folder
 * begin with.
 */
#ifndef TENFOLD_TEST_UNIT_WHATIF_DATABASE_H
#define TENFOLD_TEST_UNIT_WHATIF_DATABASE_H

#include "ddl/ddl.h"
#include "tap.h"
#include "whatif/whatif.h"

typedef struct Database
{
    Arena *arena;
    Scratch *scratch;
    Schema *schema;
    WhatIf *whatif;
} Database;

/* Skips the test, and says why, where no server or no module is there. */
static inline bool
database_start(Database *database, const char *sql)
{
    Arena *arena = database->arena;
    Error error = {.arena = arena};
    ScratchOptions options = {0};
    const NameList none = {0};
    FileText text = {.name = "test.sql", .text = arena_strdup(arena, sql), .length = strlen(sql)};
    LoadResult loaded;
    const char *unavailable = NULL;
    bool is_done;

    database->schema = schema_new(arena);
    if (database->scratch == NULL && !scratch_start(arena, &options, &database->scratch, &error))
    {
        tap_skip("no private server: %s", error.message);
        return false;
    }
    is_done =
        ddl_read(database->schema, &text, &error) &&
        scratch_load(database->scratch, arena, "test", database->schema, &none, &loaded, &error) &&
        scratch_load_planner(database->scratch, arena, "test", &unavailable, &error);
    if (is_done && unavailable != NULL)
    {
        tap_skip("no planner: %s", unavailable);
        return false;
    }
    is_done = is_done && whatif_open(database->scratch, arena, "test", database->schema,
                                     &database->whatif, &error);
    tap_ok(is_done, "the planner is open: %s", is_done ? "yes" : error.message);
    return is_done;
}

static inline Quantity
declared(double value)
{
    return (Quantity){.value = value, .source = PROVENANCE_DECLARED};
}

/* Rows and pages of a table; a row has 80 bytes. */
static inline void
database_rows(Stats *stats, const char *name, double rows)
{
    TableStats *table = stats_table(stats, "public", name);

    table->rows = declared(rows);
    table->pages = declared(rows / 100);
    table->visible_fraction = declared(1);
}

static inline ColumnStats *
database_column(Stats *stats, const char *table, const char *name, double distinct)
{
    ColumnStats *column = stats_column(stats, stats_table(stats, "public", table), name);

    column->null_fraction = declared(0);
    column->width_bytes = declared(8);
    column->distinct = declared(distinct);
    return column;
}

static inline bool
database_configure(const Database *database, const WhatIfConfiguration *configuration)
{
    Error error = {.arena = database->arena};
    LoadFailureList refused = {0};
    bool is_done =
        whatif_configure(database->whatif, database->arena, configuration, &refused, &error);

    for (const LoadFailure *failure = refused.first; failure != NULL; failure = failure->next)
        printf("# %s: %s\n", failure->object, failure->message);
    tap_ok(is_done && refused.count == 0, "configuration \"%s\" is made: %s", configuration->name,
           is_done ? "yes" : error.message);
    return is_done;
}

/* One plan; of a failed one the message is shown. */
static inline PlannedQuery
database_plan(const Database *database, const char *configuration, const char *sql, Binding binding)
{
    PlanRequest request = {.configuration = configuration, .sql = sql, .binding = binding};
    Error error = {.arena = database->arena};
    PlannedQuery *planned;

    if (!whatif_plan(database->whatif, database->arena, &request, 1, &planned, &error))
    {
        tap_ok(false, "%s: %s", sql, error.message);
        return (PlannedQuery){0};
    }
    if (!planned->is_planned)
        printf("# %s: %s\n", sql, planned->message);
    else
        printf("# %s: %.2f, %.0f rows: %s\n", sql, planned->total_cost, planned->rows,
               plan_tree_text(database->arena, planned->plan));
    return *planned;
}

/* The index of a definition, in a model of its own. */
static inline WhatIfIndex *
database_index(const Database *database, const char *table, const char *sql)
{
    Error error = {.arena = database->arena};
    FileText text = {
        .name = "index.sql", .text = arena_strdup(database->arena, sql), .length = strlen(sql)};
    WhatIfIndex *index = arena_new_object(database->arena, WhatIfIndex);
    Table *of = schema_find_table(database->schema, "public", table);

    if (!ddl_read(database->schema, &text, &error) || of == NULL || of->indexes.last == NULL)
    {
        tap_ok(false, "%s: %s", sql, error.message == NULL ? "no such table" : error.message);
        return NULL;
    }
    index->table = of;
    index->index = of->indexes.last;
    index->bytes = QUANTITY_UNKNOWN;
    list_remove(&of->indexes, of->indexes.last);
    return index;
}

#endif
