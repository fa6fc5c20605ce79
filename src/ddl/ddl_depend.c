/*
 * ddl_depend.c - who uses an object that is to be dropped.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_drop.h"

/* A name without schema means what search_path made of it when it was written. */
static bool
names_relation(Reader *reader, const Reference *reference, const char *path, const char *space,
               const char *name)
{
    if (reference->kind != REFERENCE_RELATION || strcmp(reference->name, name) != 0)
        return false;
    if (reference->schema != NULL)
        return str_equal(reference->schema, space);
    return ddl_path_means(reader, path, space, name);
}

bool
ddl_depend_on_relation(Reader *reader, const Expr *expr, const char *space, const char *name)
{
    if (expr == NULL)
        return false;
    for (const Reference *at = expr->references.first; at != NULL; at = at->next)
    {
        if (names_relation(reader, at, expr->search_path, space, name))
            return true;
    }
    return false;
}

bool
ddl_depend_other_on(Reader *reader, const Other *other, const char *space, const char *name)
{
    for (const Reference *at = other->references.first; at != NULL; at = at->next)
    {
        if (names_relation(reader, at, other->search_path, space, name))
            return true;
    }
    return false;
}

bool
ddl_depend_on_column(const Expr *expr, const char *column)
{
    if (expr == NULL)
        return false;
    for (const Reference *at = expr->references.first; at != NULL; at = at->next)
    {
        if (at->kind == REFERENCE_COLUMN && strcmp(at->name, column) == 0)
            return true;
    }
    return false;
}

bool
ddl_depend_index_on_column(const Index *index, const char *column)
{
    for (const IndexElement *at = index->elements.first; at != NULL; at = at->next)
    {
        if (str_equal(at->column, column) || ddl_depend_on_column(at->expr, column))
            return true;
    }
    return name_list_contains(&index->include, column) ||
           ddl_depend_on_column(index->predicate, column);
}

View *
ddl_depend_view(Reader *reader, const char *space, const char *name)
{
    Users views = uses_of(reader->schema, reader->turn, USER_VIEW, name);

    for (size_t i = 0; i < views.count; i++)
    {
        View *view = views.items[i];
        bool is_itself = str_equal(view->schema, space) && strcmp(view->name, name) == 0;

        if (!is_itself && ddl_depend_on_relation(reader, view->query, space, name))
            return view;
    }
    return NULL;
}

/* The key that a foreign key to this table needs: of all that fit, the one made first. */
static const Index *
key_of(const Table *table, const Constraint *foreign_key)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        size_t matching = 0;

        if (!index->is_unique || index->is_invalid || index->predicate != NULL ||
            index->elements.count != foreign_key->ref_columns.count ||
            (index->constraint != NULL && index->constraint->is_deferrable))
            continue;
        for (const IndexElement *at = index->elements.first; at != NULL; at = at->next)
            matching +=
                at->column != NULL && name_list_contains(&foreign_key->ref_columns, at->column);
        if (matching == index->elements.count)
            return index;
    }
    return NULL;
}

Constraint *
ddl_depend_foreign_key(Reader *reader, const Table *table, const Index *key)
{
    Users users = uses_of(reader->schema, reader->turn, USER_TABLE, table->name);

    for (size_t i = 0; i < users.count; i++)
    {
        const Table *other = users.items[i];

        for (Constraint *at = other->constraints.first; at != NULL; at = at->next)
        {
            if (at->kind != CONSTRAINT_FOREIGN_KEY || !str_equal(at->ref_table, table->name) ||
                !str_equal(at->ref_schema, table->schema))
                continue;
            if (key == NULL ? other != table : key_of(table, at) == key)
                return at;
        }
    }
    return NULL;
}

bool
ddl_depend_is_type(const TypeName *used, const char *space, const char *name)
{
    return str_equal(used->name, name) && str_equal(used->schema, space);
}

bool
ddl_depend_routine_on_type(const Routine *routine, const char *space, const char *name)
{
    if (ddl_depend_is_type(&routine->returns, space, name))
        return true;
    for (const Argument *at = routine->arguments.first; at != NULL; at = at->next)
    {
        if (ddl_depend_is_type(&at->type, space, name))
            return true;
    }
    return false;
}
