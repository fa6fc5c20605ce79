#include "schema/schema.h"

Column *
table_find_column(const Table *table, const char *name)
{
    for (Column *column = table->columns.first; column != NULL; column = column->next)
    {
        if (str_equal(column->name, name))
            return column;
    }
    return NULL;
}

Constraint *
table_find_constraint(const Table *table, const char *name)
{
    for (Constraint *item = table->constraints.first; item != NULL; item = item->next)
    {
        if (str_equal(item->name, name))
            return item;
    }
    return NULL;
}

Constraint *
table_primary_key(const Table *table)
{
    for (Constraint *item = table->constraints.first; item != NULL; item = item->next)
    {
        if (item->kind == CONSTRAINT_PRIMARY_KEY)
            return item;
    }
    return NULL;
}

size_t
table_column_position(const Table *table, const char *name)
{
    size_t position = 1;

    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        if (str_equal(column->name, name))
            return position;
        position++;
    }
    return 0;
}

char *
table_label(Arena *arena, const Table *table)
{
    if (table->schema == NULL || str_equal(table->schema, "public"))
        return arena_strdup(arena, table->name);
    return arena_printf(arena, "%s.%s", table->schema, table->name);
}
