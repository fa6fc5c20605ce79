/*
 * Facts go to the server as JSON, one statement for each kind. The order is that in which one needs the
 * other: rows and columns first, because the rows of a partial index are what the planner makes of its
 * predicate with them; then indexes, whose sizes follow from those rows.
 */
#include "whatif/whatif_index.h"

#include "sql.gen.h"
#include "sql/quote.h"
#include "stats/size.h"
#include "whatif/told.h"
#include "whatif/whatif_extended.h"

#include <math.h>

/* Where nobody measured it: vacuum follows inserts and updates, the newest pages are not yet seen by all. */
static const double VISIBLE_ASSUMED = 0.9;

static bool
make(Configuring *configuring, Error *error)
{
    const char *const parameters[] = {configuring->configuration->name,
                                      configuring->configuration->base};
    DbResult result;

    told_begin(configuring->whatif, parameters[0], parameters[1]);
    return db_query(configuring->whatif->db, configuring->work,
                    "SELECT tenfold_planner.configure($1, $2)", parameters, 2, &result, error);
}

/* What the planner looks at; the limits and habits of a session are not. */
static bool
is_for_planner(const char *name)
{
    static const char *const names[] = {"constraint_exclusion",
                                        "cursor_tuple_fraction",
                                        "effective_cache_size",
                                        "from_collapse_limit",
                                        "hash_mem_multiplier",
                                        "join_collapse_limit",
                                        "max_parallel_workers_per_gather",
                                        "min_parallel_index_scan_size",
                                        "min_parallel_table_scan_size",
                                        "parallel_leader_participation",
                                        "recursive_worktable_factor",
                                        "search_path",
                                        "TimeZone",
                                        "work_mem"};
    size_t length = strlen(name);

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (str_equal(name, names[i]))
            return true;
    if (length > 5 && str_equal(name + length - 5, "_cost") && strncmp(name, "jit", 3) != 0 &&
        strncmp(name, "vacuum", 6) != 0 && strncmp(name, "autovacuum", 10) != 0)
        return true;
    return strncmp(name, "enable_", 7) == 0 || strncmp(name, "geqo", 4) == 0;
}

static bool
tell_settings(Configuring *configuring, Error *error)
{
    json_t *facts = json_array();

    for (const Setting *setting = configuring->stats->settings.first; setting != NULL;
         setting = setting->next)
    {
        json_t *object;

        if (!is_for_planner(setting->name))
            continue;
        object = configuring_named(setting->name);
        configuring_text(object, "value", setting->value);
        (void) json_array_append_new(facts, object);
    }
    return configuring_tell(configuring, sql_whatif_settings, facts, error);
}

static double
pages_of(const Configuring *configuring, const Table *table, double rows)
{
    const Stats *stats = configuring->stats;
    const TableStats *known = stats_find_table(stats, table->schema, table->name);

    if (known != NULL && quantity_known(known->pages))
        return known->pages.value;
    return ceil(size_table_bytes(configuring->whatif->schema, stats, table, rows).value /
                CONFIGURING_PAGE_BYTES);
}

static bool
tell_tables(Configuring *configuring, Error *error)
{
    const Schema *schema = configuring->whatif->schema;
    json_t *facts = json_array();

    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
    {
        const TableStats *known = stats_find_table(configuring->stats, table->schema, table->name);
        Quantity rows = configuring_rows(configuring, table);
        bool is_absent = known != NULL && known->is_absent;
        json_t *object;

        if ((!quantity_known(rows) && !is_absent) || table->kind == TABLE_PARTITIONED)
            continue;
        object = configuring_named(quote_qualified(configuring->work, table->schema, table->name));
        configuring_number(object, "rows", rows.value);
        configuring_number(object, "pages", pages_of(configuring, table, rows.value));
        configuring_number(object, "visible_fraction",
                           known != NULL && quantity_known(known->visible_fraction)
                               ? known->visible_fraction.value
                               : VISIBLE_ASSUMED);
        if (is_absent)
            (void) json_object_set_new(object, "is_absent", json_true());
        if (known != NULL && known->like_name != NULL)
            configuring_text(
                object, "like",
                quote_qualified(configuring->work, known->like_schema, known->like_name));
        (void) json_array_append_new(facts, object);
    }
    return configuring_tell(configuring, sql_whatif_relations, facts, error);
}

static json_t *
column_object(const char *relation, const ColumnStats *column, bool is_inherited)
{
    json_t *object = configuring_named(column->name);

    configuring_text(object, "relation", relation);
    (void) json_object_set_new(object, "is_inherited", json_boolean(is_inherited));
    configuring_values(object, column);
    return object;
}

/* What is known of a parent is known of it with its children. */
static void
add_columns(Configuring *configuring, const Table *table, json_t *facts)
{
    const TableStats *known = stats_find_table(configuring->stats, table->schema, table->name);
    const char *relation = quote_qualified(configuring->work, table->schema, table->name);
    bool is_partitioned = table->kind == TABLE_PARTITIONED;
    bool is_parent = is_partitioned || configuring_children(configuring->whatif->schema, table) > 0;

    if (known == NULL)
        return;
    for (const ColumnStats *column = known->columns.first; column != NULL; column = column->next)
    {
        if (table_find_column(table, column->name) == NULL)
            continue;
        if (is_parent)
            (void) json_array_append_new(facts, column_object(relation, column, true));
        if (!is_partitioned)
            (void) json_array_append_new(facts, column_object(relation, column, false));
    }
}

static bool
tell_columns(Configuring *configuring, Error *error)
{
    json_t *facts = json_array();

    for (const Table *table = configuring->whatif->schema->tables.first; table != NULL;
         table = table->next)
        add_columns(configuring, table, facts);
    return configuring_tell(configuring, sql_whatif_columns, facts, error);
}

static bool
tell_hidden(Configuring *configuring, Error *error)
{
    json_t *facts = json_array();

    for (const Name *name = configuring->configuration->hidden.first; name != NULL;
         name = name->next)
        (void) json_array_append_new(facts, configuring_named(name->text));
    return configuring_tell(configuring, sql_whatif_hidden, facts, error);
}

static bool
configure(Configuring *configuring, Error *error)
{
    if (!make(configuring, error))
        return false;
    if (configuring->configuration->stats != NULL &&
        (!tell_settings(configuring, error) || !tell_tables(configuring, error) ||
         !tell_columns(configuring, error) || !whatif_extended(configuring, error) ||
         !whatif_index_sizes(configuring, error)))
        return false;
    return whatif_index_make(configuring, error) && tell_hidden(configuring, error);
}

bool
whatif_configure(WhatIf *whatif, Arena *arena, const WhatIfConfiguration *configuration,
                 LoadFailureList *refused, Error *error)
{
    Configuring configuring = {.whatif = whatif,
                               .arena = arena,
                               .work = arena_new(arena, "whatif_configure"),
                               .configuration = configuration,
                               .stats = configuration->stats,
                               .refused = refused};
    bool is_done;

    if (configuring.stats == NULL && configuration->base != NULL)
        configuring.stats = map_get(whatif->stats, configuration->base);
    is_done = configure(&configuring, error);
    if (is_done)
        map_put(whatif->stats, configuration->name, (void *) (uintptr_t) configuring.stats);
    arena_free(configuring.work);
    return is_done;
}
