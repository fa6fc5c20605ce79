/*
 * Facts go to the server as JSON, one statement for each kind. The order is that in which one needs the
 * other: rows and columns first, because the rows of a partial index are what the planner makes of its
 * predicate with them; then indexes, whose sizes follow from those rows.
 */
#include "whatif/whatif_internal.h"

#include "sql.gen.h"
#include "sql/quote.h"
#include "stats/size.h"

#include <jansson.h>
#include <math.h>

static const double PAGE_BYTES = 8192;
/* Where nobody measured it: vacuum follows inserts and updates, the newest pages are not yet seen by all. */
static const double VISIBLE_ASSUMED = 0.9;

typedef struct Configuring
{
    WhatIf *whatif;
    Arena *arena; /* of what was refused */
    Arena *work;
    const WhatIfConfiguration *configuration;
    const Stats *stats; /* its own, or those of its base */
    LoadFailureList *refused;
} Configuring;

static void
set_text(json_t *object, const char *key, const char *value)
{
    (void) json_object_set_new(object, key, json_string_nocheck(value));
}

/* What is not known, and what is no number, is left out. */
static void
set_number(json_t *object, const char *key, double value)
{
    if (isfinite(value))
        (void) json_object_set_new(object, key, json_real(value));
}

static void
set_quantity(json_t *object, const char *key, Quantity quantity)
{
    if (quantity_known(quantity))
        set_number(object, key, quantity.value);
}

static json_t *
named(const char *name)
{
    json_t *object = json_object();

    set_text(object, "name", name);
    return object;
}

static void
refuse(Configuring *configuring, const DbResult *result)
{
    for (size_t row = 0; row < result->rows; row++)
    {
        const char *message = db_value(result, row, "message");
        LoadFailure *failure;

        if (message == NULL || configuring->refused == NULL)
            continue;
        failure = arena_new_object(configuring->arena, LoadFailure);
        failure->object = arena_strdup(configuring->arena, db_value(result, row, "object"));
        failure->message = arena_strdup(configuring->arena, message);
        list_append(configuring->refused, failure);
    }
}

/* Sends an array of facts, and frees it. */
static bool
ask(Configuring *configuring, const char *sql, json_t *facts, DbResult *out, Error *error)
{
    char *text = json_dumps(facts, JSON_COMPACT);
    const char *const parameters[] = {configuring->configuration->name, text};
    bool is_empty = json_array_size(facts) == 0;
    bool is_done;

    json_decref(facts);
    *out = (DbResult){0};
    is_done = is_empty ||
              db_query(configuring->whatif->db, configuring->work, sql, parameters, 2, out, error);
    free(text);
    return is_done;
}

static bool
tell(Configuring *configuring, const char *sql, json_t *facts, Error *error)
{
    DbResult result;

    if (!ask(configuring, sql, facts, &result, error))
        return false;
    refuse(configuring, &result);
    return true;
}

static bool
make(Configuring *configuring, Error *error)
{
    const char *const parameters[] = {configuring->configuration->name,
                                      configuring->configuration->base};
    DbResult result;

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
        object = named(setting->name);
        set_text(object, "value", setting->value);
        (void) json_array_append_new(facts, object);
    }
    return tell(configuring, sql_whatif_settings, facts, error);
}

static bool
is_child_of(const Table *table, const Table *parent)
{
    if (table->partition_of != NULL)
        return str_equal(table->partition_of->name, parent->name) &&
               str_equal(table->partition_of->schema, parent->schema);
    for (const TableParent *at = table->inherits.first; at != NULL; at = at->next)
        if (str_equal(at->name, parent->name) && str_equal(at->schema, parent->schema))
            return true;
    return false;
}

static size_t
count_children(const Schema *schema, const Table *parent)
{
    size_t count = 0;

    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
        count += is_child_of(table, parent);
    return count;
}

/* A partition of which nothing is known has its share of what its parent has. */
static Quantity
rows_of(const Configuring *configuring, const Table *table)
{
    const Schema *schema = configuring->whatif->schema;
    const TableStats *known = stats_find_table(configuring->stats, table->schema, table->name);
    const Table *parent;
    Quantity rows;

    if (known != NULL && quantity_known(known->rows))
        return known->rows;
    if (table->partition_of == NULL)
        return QUANTITY_UNKNOWN;
    parent = schema_find_table(schema, table->partition_of->schema, table->partition_of->name);
    if (parent == NULL)
        return QUANTITY_UNKNOWN;
    rows = rows_of(configuring, parent);
    rows.value /= fmax(1, (double) count_children(schema, parent));
    return rows;
}

static double
pages_of(const Configuring *configuring, const Table *table, double rows)
{
    const Stats *stats = configuring->stats;
    const TableStats *known = stats_find_table(stats, table->schema, table->name);

    if (known != NULL && quantity_known(known->pages))
        return known->pages.value;
    return ceil(size_table_bytes(configuring->whatif->schema, stats, table, rows).value /
                PAGE_BYTES);
}

static bool
tell_tables(Configuring *configuring, Error *error)
{
    const Schema *schema = configuring->whatif->schema;
    json_t *facts = json_array();

    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
    {
        const TableStats *known = stats_find_table(configuring->stats, table->schema, table->name);
        Quantity rows = rows_of(configuring, table);
        json_t *object;

        if (!quantity_known(rows) || table->kind == TABLE_PARTITIONED)
            continue;
        object = named(quote_qualified(configuring->work, table->schema, table->name));
        set_number(object, "rows", rows.value);
        set_number(object, "pages", pages_of(configuring, table, rows.value));
        set_number(object, "visible_fraction",
                   known != NULL && quantity_known(known->visible_fraction)
                       ? known->visible_fraction.value
                       : VISIBLE_ASSUMED);
        (void) json_array_append_new(facts, object);
    }
    return tell(configuring, sql_whatif_relations, facts, error);
}

/* Values and their fractions; without all values they are of no use. */
static void
set_common(json_t *object, const char *key, const char *fractions_key, const CommonValue *common,
           size_t count)
{
    json_t *values = json_array();
    json_t *fractions = json_array();
    bool is_whole = count > 0;

    for (size_t i = 0; i < count; i++)
    {
        is_whole = is_whole && common[i].text != NULL;
        (void) json_array_append_new(
            values, common[i].text == NULL ? json_null() : json_string_nocheck(common[i].text));
        (void) json_array_append_new(fractions, json_real(common[i].fraction));
    }
    if (!is_whole)
    {
        json_decref(values);
        json_decref(fractions);
        return;
    }
    (void) json_object_set_new(object, key, values);
    (void) json_object_set_new(object, fractions_key, fractions);
}

static void
set_bounds(json_t *object, const ColumnStats *column)
{
    json_t *bounds;

    if (column->bound_count < 2)
        return;
    bounds = json_array();
    for (size_t i = 0; i < column->bound_count; i++)
        (void) json_array_append_new(bounds, json_string_nocheck(column->bounds[i]));
    (void) json_object_set_new(object, "bounds", bounds);
}

static json_t *
column_object(const char *relation, const ColumnStats *column, bool is_inherited)
{
    json_t *object = named(column->name);

    set_text(object, "relation", relation);
    (void) json_object_set_new(object, "is_inherited", json_boolean(is_inherited));
    set_quantity(object, "null_fraction", column->null_fraction);
    set_quantity(object, "width", column->width_bytes);
    if (quantity_known(column->distinct_share) && column->distinct_share.value > 0)
        set_number(object, "n_distinct", -column->distinct_share.value);
    else
        set_quantity(object, "n_distinct", column->distinct);
    set_quantity(object, "correlation", column->correlation);
    set_common(object, "common", "common_fractions", column->common, column->common_count);
    set_bounds(object, column);
    set_common(object, "elements", "element_fractions", column->elements, column->element_count);
    return object;
}

/* What is known of a parent is known of it with its children. */
static void
add_columns(Configuring *configuring, const Table *table, json_t *facts)
{
    const TableStats *known = stats_find_table(configuring->stats, table->schema, table->name);
    const char *relation = quote_qualified(configuring->work, table->schema, table->name);
    bool is_partitioned = table->kind == TABLE_PARTITIONED;
    bool is_parent = is_partitioned || count_children(configuring->whatif->schema, table) > 0;

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
    return tell(configuring, sql_whatif_columns, facts, error);
}

/* An index with a predicate holds the rows that the server says, the others all of the table's. */
static json_t *
index_object(const Configuring *configuring, const Stats *stats, const Table *table,
             const Index *index, const char *name, const IndexContent *content)
{
    Quantity rows = rows_of(configuring, table);
    json_t *object = named(name);
    Quantity bytes;

    if (!quantity_known(rows))
        return object;
    bytes = size_index_holding_bytes(configuring->whatif->schema, stats, table, index, rows.value,
                                     content);
    set_number(object, "pages", ceil(bytes.value / PAGE_BYTES));
    if (index->predicate != NULL && content->rows >= 0)
        set_number(object, "rows", content->rows);
    return object;
}

static bool
count_partial(Configuring *configuring, DbResult *out, Error *error)
{
    json_t *facts = json_array();

    for (const Table *table = configuring->whatif->schema->tables.first; table != NULL;
         table = table->next)
        for (const Index *index = table->indexes.first; index != NULL; index = index->next)
            if (index->predicate != NULL && index->parent_name == NULL)
                (void) json_array_append_new(
                    facts, named(quote_qualified(configuring->work, index->schema, index->name)));
    return ask(configuring, sql_whatif_index_rows, facts, out, error);
}

/* That of a partitioned table stands for those of its partitions, which the server shares out. */
static bool
tell_index_sizes(Configuring *configuring, Error *error)
{
    const Stats *stats = configuring->stats;
    json_t *facts = json_array();
    DbResult partial;
    size_t row = 0;

    if (!count_partial(configuring, &partial, error))
        return false;
    for (const Table *table = configuring->whatif->schema->tables.first; table != NULL;
         table = table->next)
        for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        {
            IndexContent content = {.rows = -1};
            const char *counted = NULL;

            if (index->parent_name != NULL)
                continue;
            if (index->predicate != NULL)
                counted = db_value(&partial, row++, "rows");
            if (counted != NULL)
                content.rows = strtod(counted, NULL);
            (void) json_array_append_new(
                facts, index_object(configuring, stats, table, index,
                                    quote_qualified(configuring->work, index->schema, index->name),
                                    &content));
        }
    return tell(configuring, sql_whatif_relations, facts, error);
}

/* The nth number of an array of JSON. */
static double
number_at(const json_t *array, size_t at)
{
    return json_number_value(json_array_get(array, at));
}

/* What the server said of an index that it made. */
static IndexContent
content_of(const Configuring *configuring, const DbResult *made, size_t row)
{
    const char *texts[] = {db_value(made, row, "widths"), db_value(made, row, "distincts")};
    json_t *widths = texts[0] == NULL ? NULL : json_loads(texts[0], 0, NULL);
    json_t *distincts = texts[1] == NULL ? NULL : json_loads(texts[1], 0, NULL);
    size_t count = json_array_size(widths);
    ExpressionContent *expressions =
        arena_new_array(configuring->work, ExpressionContent, count + 1);

    for (size_t i = 0; i < count; i++)
        expressions[i] = (ExpressionContent){.width_bytes = number_at(widths, i),
                                             .distinct = number_at(distincts, i)};
    json_decref(widths);
    json_decref(distincts);
    return (IndexContent){.rows = strtod(db_value(made, row, "rows"), NULL),
                          .is_sharing_known = true,
                          .can_share = str_equal(db_value(made, row, "can_share"), "t"),
                          .expressions = expressions,
                          .expression_count = count};
}

static const char *
ddl_of(Arena *arena, const Index *index)
{
    StrBuf ddl = strbuf_new(arena);

    print_index(&ddl, index, false);
    return ddl.text;
}

static bool
size_hypothetical(Configuring *configuring, const DbResult *made, Error *error)
{
    json_t *facts = json_array();
    size_t row = 0;

    for (const WhatIfIndex *at = configuring->configuration->indexes.first; at != NULL;
         at = at->next, row++)
    {
        IndexContent content;
        json_t *object;

        if (db_value(made, row, "rows") == NULL)
            continue;
        content = content_of(configuring, made, row);
        object = index_object(configuring, configuring->stats, at->table, at->index,
                              quote_ident(configuring->work, at->index->name), &content);
        if (quantity_known(at->bytes) && at->bytes.value > 0)
            set_number(object, "pages", ceil(at->bytes.value / PAGE_BYTES));
        (void) json_array_append_new(facts, object);
    }
    return tell(configuring, sql_whatif_relations, facts, error);
}

static bool
tell_indexes(Configuring *configuring, Error *error)
{
    json_t *facts = json_array();
    DbResult made;

    for (const WhatIfIndex *at = configuring->configuration->indexes.first; at != NULL;
         at = at->next)
    {
        json_t *object = named(at->index->name);

        set_text(object, "ddl", ddl_of(configuring->work, at->index));
        (void) json_array_append_new(facts, object);
    }
    if (!ask(configuring, sql_whatif_indexes, facts, &made, error))
        return false;
    refuse(configuring, &made);
    return configuring->stats == NULL || size_hypothetical(configuring, &made, error);
}

static bool
tell_hidden(Configuring *configuring, Error *error)
{
    json_t *facts = json_array();

    for (const Name *name = configuring->configuration->hidden.first; name != NULL;
         name = name->next)
        (void) json_array_append_new(facts, named(name->text));
    return tell(configuring, sql_whatif_hidden, facts, error);
}

static bool
configure(Configuring *configuring, Error *error)
{
    if (!make(configuring, error))
        return false;
    if (configuring->configuration->stats != NULL &&
        (!tell_settings(configuring, error) || !tell_tables(configuring, error) ||
         !tell_columns(configuring, error) || !tell_index_sizes(configuring, error)))
        return false;
    return tell_indexes(configuring, error) && tell_hidden(configuring, error);
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
