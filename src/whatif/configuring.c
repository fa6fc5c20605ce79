#include "whatif/configuring.h"

#include "whatif/told.h"

#include <math.h>

void
configuring_text(json_t *object, const char *key, const char *value)
{
    (void) json_object_set_new(object, key, json_string_nocheck(value));
}

void
configuring_number(json_t *object, const char *key, double value)
{
    if (isfinite(value))
        (void) json_object_set_new(object, key, json_real(value));
}

void
configuring_quantity(json_t *object, const char *key, Quantity quantity)
{
    if (quantity_known(quantity))
        configuring_number(object, key, quantity.value);
}

json_t *
configuring_named(const char *name)
{
    json_t *object = json_object();

    configuring_text(object, "name", name);
    return object;
}

void
configuring_refuse(Configuring *configuring, const DbResult *result)
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

bool
configuring_ask(Configuring *configuring, const char *sql, json_t *facts, DbResult *out,
                Error *error)
{
    char *text = json_dumps(facts, JSON_COMPACT);
    const char *const parameters[] = {configuring->configuration->name, text};
    bool is_empty = json_array_size(facts) == 0;
    bool is_done;

    json_decref(facts);
    *out = (DbResult){0};
    if (!is_empty)
        told_add(configuring->whatif, parameters[0], sql, text);
    is_done = is_empty ||
              db_query(configuring->whatif->db, configuring->work, sql, parameters, 2, out, error);
    free(text);
    return is_done;
}

bool
configuring_tell(Configuring *configuring, const char *sql, json_t *facts, Error *error)
{
    DbResult result;

    if (!configuring_ask(configuring, sql, facts, &result, error))
        return false;
    configuring_refuse(configuring, &result);
    return true;
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

size_t
configuring_children(const Schema *schema, const Table *parent)
{
    size_t count = 0;

    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
        count += table->made_like == NULL && is_child_of(table, parent);
    return count;
}

Quantity
configuring_rows(const Configuring *configuring, const Table *table)
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
    rows = configuring_rows(configuring, parent);
    rows.value /= fmax(1, (double) configuring_children(schema, parent));
    return rows;
}
