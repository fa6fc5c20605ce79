#include "stats/project.h"

#include "base/nearest.h"

/*
 * Declared names against the schema. A name without a schema means public's table, or else the only
 * table of that name; what was measured under the full name and what was declared under the short
 * one then become one entry.
 */

static bool
is_declared(const TableStats *table)
{
    const Quantity *const quantities[] = {&table->rows,
                                          &table->rows_per_day,
                                          &table->inserts_per_day,
                                          &table->updates_per_day,
                                          &table->deletes_per_day,
                                          &table->retention_days,
                                          &table->numbers_used,
                                          &table->row_bytes};

    for (size_t i = 0; i < ARRAY_LENGTH(quantities); i++)
        if (quantities[i]->source == PROVENANCE_DECLARED)
            return true;
    return false;
}

static bool
relation_exists(const Schema *schema, const char *namespace_name, const char *name)
{
    return schema_find_table(schema, namespace_name, name) != NULL ||
           schema_find_view(schema, namespace_name, name) != NULL;
}

static const char *
place_text(Stats *stats, Location location)
{
    if (location.file == NULL)
        return "";
    return arena_printf(stats->arena, "%s:%u:%u: ", location.file, location.line, location.column);
}

static const char *
label(Stats *stats, const char *namespace_name, const char *name)
{
    if (namespace_name == NULL || str_equal(namespace_name, "public"))
        return name;
    return arena_printf(stats->arena, "%s.%s", namespace_name, name);
}

static bool
unknown_table(Stats *stats, const Schema *schema, const TableStats *entry, Error *error)
{
    Nearest by_label = nearest_start(label(stats, entry->schema, entry->name));
    Nearest by_name = nearest_start(entry->name);

    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
    {
        nearest_offer(&by_label, label(stats, table->schema, table->name));
        nearest_offer(&by_name, table->name);
    }
    error_set(error, ERROR_USAGE, "%stable \"%s\" does not exist",
              place_text(stats, entry->location), label(stats, entry->schema, entry->name));
    if (by_label.best != NULL)
        return error_hint(error, "Did you mean \"%s\"?", by_label.best);
    if (by_name.best != NULL)
        return error_hint(error, "There is a table \"%s\" in another schema.", by_name.best);
    return error_hint(error, "The schema has %zu tables; names are case sensitive.",
                      schema->tables.count);
}

/* The schema of the table that a short name means; NULL with the error set. */
static const char *
resolve_schema(Stats *stats, const Schema *schema, const TableStats *entry, Error *error)
{
    const Table *found = NULL;

    if (relation_exists(schema, "public", entry->name))
        return "public";
    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
    {
        if (!str_equal(table->name, entry->name))
            continue;
        if (found != NULL)
        {
            error_set(error, ERROR_USAGE, "%stable \"%s\" exists in several schemas",
                      place_text(stats, entry->location), entry->name);
            error_hint(error, "Write \"%s.%s\" or \"%s.%s\".", found->schema, found->name,
                       table->schema, table->name);
            return NULL;
        }
        found = table;
    }
    if (found == NULL)
        (void) unknown_table(stats, schema, entry, error); /* NULL says so */
    return found == NULL ? NULL : found->schema;
}

static void
take(Quantity *into, Quantity from)
{
    if (quantity_known(from))
        *into = from;
}

static void
forget(Stats *stats, TableStats *entry)
{
    TableStats *at = map_get(stats->by_name, entry->name);

    list_remove(&stats->tables, entry);
    if (at == entry)
        map_put(stats->by_name, entry->name, entry->same_name);
    for (; at != NULL; at = at->same_name)
        if (at->same_name == entry)
            at->same_name = entry->same_name;
}

/* Gives a short-named entry its schema, or what it says to the entry that has it already. */
static bool
settle(Stats *stats, TableStats *entry, const char *namespace_name, Error *error)
{
    TableStats *known = (TableStats *) stats_find_table(stats, namespace_name, entry->name);

    if (known == NULL)
    {
        entry->schema = arena_strdup(stats->arena, namespace_name);
        return true;
    }
    if (known->location.file != NULL && entry->location.file != NULL)
        return error_set(error, ERROR_USAGE, "%stable \"%s\" is declared twice",
                         place_text(stats, entry->location), entry->name);
    take(&known->rows, entry->rows);
    take(&known->rows_per_day, entry->rows_per_day);
    take(&known->inserts_per_day, entry->inserts_per_day);
    take(&known->updates_per_day, entry->updates_per_day);
    take(&known->deletes_per_day, entry->deletes_per_day);
    take(&known->retention_days, entry->retention_days);
    take(&known->numbers_used, entry->numbers_used);
    take(&known->row_bytes, entry->row_bytes);
    forget(stats, entry);
    return true;
}

bool
project_check_tables(Stats *stats, const Schema *schema, Error *error)
{
    TableStats *next;

    for (TableStats *entry = stats->tables.first; entry != NULL; entry = next)
    {
        const char *namespace_name;

        next = entry->next;
        if (entry->schema != NULL)
        {
            if (is_declared(entry) && !relation_exists(schema, entry->schema, entry->name))
                return unknown_table(stats, schema, entry, error);
            continue;
        }
        namespace_name = resolve_schema(stats, schema, entry, error);
        if (namespace_name == NULL || !settle(stats, entry, namespace_name, error))
            return false;
    }
    return true;
}
