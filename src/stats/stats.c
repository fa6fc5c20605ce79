#include "stats/stats.h"

/*
 * Tables are found by name alone, and those of one name in several schemas hang together: a lookup
 * needs no memory, which matters because every rule looks every table up several times.
 */

Stats *
stats_new(Arena *arena)
{
    Stats *stats = arena_new_object(arena, Stats);

    stats->arena = arena;
    stats->ram_bytes = QUANTITY_UNKNOWN;
    stats->disk_bytes = QUANTITY_UNKNOWN;
    stats->counted_days = stats->replicas = stats->rate_days = QUANTITY_UNKNOWN;
    stats->by_name = map_new(arena);
    stats->index_use_by_name = map_new(arena);
    return stats;
}

static TableStats *
find_table(const Stats *stats, const char *schema, const char *name)
{
    TableStats *table = map_get(stats->by_name, name);

    while (table != NULL && !str_equal(table->schema, schema))
        table = table->same_name;
    return table;
}

TableStats *
stats_table(Stats *stats, const char *schema, const char *name)
{
    TableStats *table = find_table(stats, schema, name);

    if (table != NULL)
        return table;
    table = arena_new_object(stats->arena, TableStats);
    table->schema = arena_strdup(stats->arena, schema);
    table->name = arena_strdup(stats->arena, name);
    table->rows = QUANTITY_UNKNOWN;
    table->rows_per_day = QUANTITY_UNKNOWN;
    table->inserts_per_day = QUANTITY_UNKNOWN;
    table->updates_per_day = QUANTITY_UNKNOWN;
    table->deletes_per_day = QUANTITY_UNKNOWN;
    table->retention_days = QUANTITY_UNKNOWN;
    table->numbers_used = table->numbers_per_day = QUANTITY_UNKNOWN;
    table->deletes_most_per_day = QUANTITY_UNKNOWN;
    table->heap_bytes = QUANTITY_UNKNOWN;
    table->pages = table->visible_fraction = QUANTITY_UNKNOWN;
    table->row_bytes = QUANTITY_UNKNOWN;
    table->scans = table->scanned_rows = table->index_scans = QUANTITY_UNKNOWN;
    table->hot_fraction = table->dead_rows = QUANTITY_UNKNOWN;
    table->days_since_vacuum = table->days_since_analyze = QUANTITY_UNKNOWN;
    table->transactions_old = QUANTITY_UNKNOWN;
    table->same_name = map_get(stats->by_name, name);
    map_put(stats->by_name, name, table);
    list_append(&stats->tables, table);
    return table;
}

const TableStats *
stats_find_table(const Stats *stats, const char *schema, const char *name)
{
    return find_table(stats, schema, name);
}

const ColumnStats *
stats_find_column(const TableStats *table, const char *name)
{
    if (table == NULL)
        return NULL;
    for (const ColumnStats *column = table->columns.first; column != NULL; column = column->next)
        if (str_equal(column->name, name))
            return column;
    return NULL;
}

static void
forget_values(ColumnStats *column)
{
    column->width_bytes = QUANTITY_UNKNOWN;
    column->null_fraction = QUANTITY_UNKNOWN;
    column->distinct = QUANTITY_UNKNOWN;
    column->distinct_share = column->correlation = QUANTITY_UNKNOWN;
}

ColumnStats *
stats_column(Stats *stats, TableStats *table, const char *name)
{
    ColumnStats *column = (ColumnStats *) stats_find_column(table, name);

    if (column != NULL)
        return column;
    column = arena_new_object(stats->arena, ColumnStats);
    column->name = arena_strdup(stats->arena, name);
    forget_values(column);
    list_append(&table->columns, column);
    return column;
}

const ExpressionStats *
stats_find_expression(const TableStats *table, const ExpressionStats *key)
{
    const ExpressionStats *at = table == NULL ? NULL : table->expressions.first;

    while (at != NULL && (at->is_of_index != key->is_of_index || at->number != key->number ||
                          !str_equal(at->name, key->name) || !str_equal(at->schema, key->schema)))
        at = at->next;
    return at;
}

ExpressionStats *
stats_expression(Stats *stats, TableStats *table, const ExpressionStats *key)
{
    ExpressionStats *expression = (ExpressionStats *) stats_find_expression(table, key);

    if (expression != NULL)
        return expression;
    expression = arena_new_object(stats->arena, ExpressionStats);
    expression->is_of_index = key->is_of_index;
    expression->schema = arena_strdup(stats->arena, key->schema);
    expression->name = arena_strdup(stats->arena, key->name);
    expression->text = arena_strdup(stats->arena, key->text);
    expression->number = key->number;
    forget_values(&expression->values);
    list_append(&table->expressions, expression);
    return expression;
}

const ExtendedStats *
stats_find_extended(const TableStats *table, const char *schema, const char *name)
{
    const ExtendedStats *at = table == NULL ? NULL : table->extended.first;

    while (at != NULL && (!str_equal(at->name, name) || !str_equal(at->schema, schema)))
        at = at->next;
    return at;
}

ExtendedStats *
stats_extended(Stats *stats, TableStats *table, const char *schema, const char *name)
{
    ExtendedStats *extended = (ExtendedStats *) stats_find_extended(table, schema, name);

    if (extended != NULL)
        return extended;
    extended = arena_new_object(stats->arena, ExtendedStats);
    extended->schema = arena_strdup(stats->arena, schema);
    extended->name = arena_strdup(stats->arena, name);
    list_append(&table->extended, extended);
    return extended;
}

/* A name that holds a dot could stand for another's; nobody names schemas so. */
static IndexUse *
find_index_use(const Stats *stats, const char *schema, const char *name)
{
    Arena *arena = arena_new(NULL, "find_index_use");
    IndexUse *use = map_get(stats->index_use_by_name, arena_printf(arena, "%s.%s", schema, name));

    arena_free(arena);
    return use;
}

const IndexUse *
stats_find_index_use(const Stats *stats, const char *schema, const char *name)
{
    return find_index_use(stats, schema, name);
}

IndexUse *
stats_index_use(Stats *stats, const char *schema, const char *name)
{
    IndexUse *use = find_index_use(stats, schema, name);

    if (use != NULL)
        return use;
    use = arena_new_object(stats->arena, IndexUse);
    use->schema = arena_strdup(stats->arena, schema);
    use->name = arena_strdup(stats->arena, name);
    use->scans = use->entries_read = use->rows_fetched = use->days_since_scan = QUANTITY_UNKNOWN;
    map_put(stats->index_use_by_name, arena_printf(stats->arena, "%s.%s", schema, name), use);
    list_append(&stats->index_uses, use);
    return use;
}

static Quantity
find_value(const ObjectStatsList *objects, const char *schema, const char *name)
{
    for (const ObjectStats *object = objects->first; object != NULL; object = object->next)
        if (str_equal(object->name, name) && str_equal(object->schema, schema))
            return object->value;
    return QUANTITY_UNKNOWN;
}

Quantity
stats_index_bytes(const Stats *stats, const char *schema, const char *name)
{
    return find_value(&stats->indexes, schema, name);
}

Quantity
stats_sequence_value(const Stats *stats, const char *schema, const char *name)
{
    return find_value(&stats->sequences, schema, name);
}

Quantity
stats_sequence_rate(const Stats *stats, const char *schema, const char *name)
{
    return find_value(&stats->sequence_rates, schema, name);
}

static Setting *
find_setting(const Stats *stats, const char *name)
{
    Setting *setting = stats->settings.first;

    while (setting != NULL && !str_equal(setting->name, name))
        setting = setting->next;
    return setting;
}

void
stats_set_setting(Stats *stats, const char *name, const char *value, Provenance source)
{
    Setting *setting = find_setting(stats, name);

    if (setting == NULL)
    {
        setting = arena_new_object(stats->arena, Setting);
        setting->name = arena_strdup(stats->arena, name);
        list_append(&stats->settings, setting);
    }
    setting->value = arena_strdup(stats->arena, value);
    setting->source = source;
}

const char *
stats_setting(const Stats *stats, const char *name)
{
    const Setting *setting = find_setting(stats, name);

    return setting == NULL ? NULL : setting->value;
}
