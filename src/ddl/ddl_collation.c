/*
 * ddl_collation.c - collations that columns, domains and indexes use by their qualified name.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_drop.h"
#include "ddl/ddl_kept.h"

static void
rename_in_indexes(IndexList *indexes, const char *old, const char *new)
{
    for (Index *index = indexes->first; index != NULL; index = index->next)
    {
        for (IndexElement *at = index->elements.first; at != NULL; at = at->next)
        {
            if (str_equal(at->collation, old))
                at->collation = new;
        }
    }
}

static void
rename_in_columns(ColumnList *columns, const char *old, const char *new)
{
    for (Column *at = columns->first; at != NULL; at = at->next)
    {
        if (str_equal(at->collation, old))
            at->collation = new;
    }
}

void
ddl_rewrite_collation(Reader *reader, const Other *collation, const char *space, const char *name)
{
    const char *old = quote_qualified(reader->turn, collation->schema, collation->name);
    const char *new = quote_qualified(reader->arena, space, name);

    for (Table *at = reader->schema->tables.first; at != NULL; at = at->next)
    {
        rename_in_columns(&at->columns, old, new);
        rename_in_indexes(&at->indexes, old, new);
    }
    for (Type *at = reader->schema->types.first; at != NULL; at = at->next)
    {
        rename_in_columns(&at->columns, old, new);
        if (str_equal(at->collation, old))
            at->collation = new;
    }
}

static Column *
column_with(const Table *table, const char *collation)
{
    for (Column *at = table->columns.first; at != NULL; at = at->next)
    {
        if (str_equal(at->collation, collation))
            return at;
    }
    return NULL;
}

bool
ddl_collation_is_free(Reader *reader, const Other *collation, bool is_cascade)
{
    const char *name = quote_qualified(reader->turn, collation->schema, collation->name);

    for (Table *table = reader->schema->tables.first; table != NULL; table = table->next)
    {
        Column *column;

        while ((column = column_with(table, name)) != NULL)
        {
            if (!is_cascade)
            {
                ddl_error(reader, -1,
                          "cannot drop collation \"%s\": column \"%s\" of \"%s\" has it",
                          collation->name, column->name, table->name);
                return false;
            }
            ddl_drop_column_of(reader, table, column, true);
            if (column_with(table, name) == column)
                return false;
        }
    }
    return true;
}
