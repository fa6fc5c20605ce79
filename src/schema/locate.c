/*
 * locate.c - a database has no files and lines; the repository that made it has.
 *
 * Objects are the same by their names. What differs otherwise is no concern here: the database is what
 * runs, the repository says where to change it.
 */
#include "schema/locate.h"

static void
locate(Location *to, Location from)
{
    if (from.file != NULL)
        *to = from;
}

static void
locate_parts(Table *table, const Table *written)
{
    for (Column *column = table->columns.first; column != NULL; column = column->next)
    {
        const Column *same = table_find_column(written, column->name);

        if (same != NULL)
            locate(&column->location, same->location);
    }
    for (Constraint *item = table->constraints.first; item != NULL; item = item->next)
    {
        const Constraint *same = table_find_constraint(written, item->name);

        if (same != NULL)
            locate(&item->location, same->location);
    }
    for (Trigger *item = table->triggers.first; item != NULL; item = item->next)
        for (const Trigger *same = written->triggers.first; same != NULL; same = same->next)
            if (str_equal(same->name, item->name))
                locate(&item->location, same->location);
    for (Policy *item = table->policies.first; item != NULL; item = item->next)
        for (const Policy *same = written->policies.first; same != NULL; same = same->next)
            if (str_equal(same->name, item->name))
                locate(&item->location, same->location);
}

static void
locate_indexes(IndexList *indexes, const Schema *written)
{
    for (Index *index = indexes->first; index != NULL; index = index->next)
    {
        const Index *same = schema_find_index(written, index->schema, index->name);

        if (same != NULL)
            locate(&index->location, same->location);
    }
}

static void
locate_tables(Schema *schema, const Schema *written, LocateResult *out)
{
    for (Table *table = schema->tables.first; table != NULL; table = table->next)
    {
        const Table *same = schema_find_table(written, table->schema, table->name);

        if (same == NULL)
        {
            if (table->partition_of == NULL)
                name_list_add(schema->arena, &out->only_here, table_label(schema->arena, table));
            continue;
        }
        out->located++;
        locate(&table->location, same->location);
        locate_parts(table, same);
        locate_indexes(&table->indexes, written);
    }
    for (const Table *table = written->tables.first; table != NULL; table = table->next)
        if (schema_find_table(schema, table->schema, table->name) == NULL)
            name_list_add(schema->arena, &out->only_written, table_label(schema->arena, table));
}

static const Routine *
find_routine(const Schema *written, const Routine *routine)
{
    for (const Routine *same = written->routines.first; same != NULL; same = same->next)
        if (str_equal(same->name, routine->name) && str_equal(same->schema, routine->schema) &&
            same->arguments.count == routine->arguments.count)
            return same;
    return NULL;
}

static void
locate_others(Schema *schema, const Schema *written)
{
    for (Sequence *item = schema->sequences.first; item != NULL; item = item->next)
    {
        const Sequence *same = schema_find_sequence(written, item->schema, item->name);

        if (same != NULL)
            locate(&item->location, same->location);
    }
    for (Type *item = schema->types.first; item != NULL; item = item->next)
    {
        const Type *same = schema_find_type(written, item->schema, item->name);

        if (same != NULL)
            locate(&item->location, same->location);
    }
    for (Routine *item = schema->routines.first; item != NULL; item = item->next)
    {
        const Routine *same = find_routine(written, item);

        if (same != NULL)
            locate(&item->location, same->location);
    }
}

void
locate_objects(Schema *schema, const Schema *written, LocateResult *out)
{
    *out = (LocateResult){0};
    locate_tables(schema, written, out);
    for (View *view = schema->views.first; view != NULL; view = view->next)
    {
        const View *same = schema_find_view(written, view->schema, view->name);

        if (same != NULL)
            locate(&view->location, same->location);
        locate_indexes(&view->indexes, written);
    }
    locate_others(schema, written);
}
