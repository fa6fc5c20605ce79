/*
 * ddl_composite.c - composite types, and the typed tables that follow them.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_drop.h"

static Column *
find_attribute(const Type *type, const char *name)
{
    for (Column *column = type->columns.first; column != NULL; column = column->next)
    {
        if (strcmp(column->name, name) == 0)
            return column;
    }
    return NULL;
}

static bool
attribute_is_free(Reader *reader, const Type *type, const char *name)
{
    if (find_attribute(type, name) == NULL)
        return true;
    ddl_error(reader, -1, "column \"%s\" of relation \"%s\" already exists", name, type->name);
    return false;
}

static Column *
new_attribute(Reader *reader, const ColumnDef *definition)
{
    Column *column = arena_new_object(reader->arena, Column);

    column->name = ddl_keep(reader, definition->colname);
    column->type = ddl_type_name(reader, definition->typeName);
    column->collation = ddl_collation(reader, definition->collClause);
    column->statistics_target = -1;
    column->location = ddl_location(reader, definition->location);
    return column;
}

static bool
has_twice(Reader *reader, const List *definitions)
{
    NameList names = {0};
    ListCell *cell;

    foreach (cell, definitions)
    {
        const char *name = lfirst_node(ColumnDef, cell)->colname;

        if (name_list_contains(&names, name))
        {
            ddl_error(reader, -1, "column \"%s\" specified more than once", name);
            return true;
        }
        name_list_add(reader->turn, &names, name);
    }
    return false;
}

void
ddl_type_create_composite(Reader *reader, const void *node)
{
    const CompositeTypeStmt *statement = node;
    List *names = NIL;
    Type *type;
    ListCell *cell;

    if (has_twice(reader, statement->coldeflist))
        return;
    if (statement->typevar->schemaname != NULL)
        names = lappend(names, makeString(statement->typevar->schemaname));
    names = lappend(names, makeString(statement->typevar->relname));
    type = ddl_type_new(reader, names, TYPE_COMPOSITE);
    if (type == NULL)
        return;
    foreach (cell, statement->coldeflist)
        list_append(&type->columns, new_attribute(reader, lfirst_node(ColumnDef, cell)));
}

static bool
is_of(const Table *table, const Type *type)
{
    return str_equal(table->of_type_name, type->name) &&
           str_equal(table->of_type_schema, type->schema);
}

bool
ddl_composite_is_free(Reader *reader, const Type *type, bool is_cascade)
{
    Users users = uses_of(reader->schema, reader->turn, USER_TABLE, type->name);

    for (size_t i = 0; !is_cascade && i < users.count; i++)
    {
        if (!is_of(users.items[i], type))
            continue;
        ddl_error(reader, -1, "cannot alter type \"%s\" because it is the type of a typed table",
                  type->name);
        return false;
    }
    return true;
}

/* Columns that hold values of the type would have to be written anew. */
static bool
is_stored(Reader *reader, const Type *type)
{
    Users users = uses_of(reader->schema, reader->turn, USER_TABLE, type->name);

    for (size_t i = 0; i < users.count; i++)
    {
        const Table *table = users.items[i];

        for (const Column *column = table->columns.first; column != NULL; column = column->next)
        {
            if (!ddl_depend_is_type(&column->type, type->schema, type->name))
                continue;
            ddl_error(reader, -1, "cannot alter type \"%s\" because column \"%s.%s\" uses it",
                      type->name, table->name, column->name);
            return true;
        }
    }
    return false;
}

static void
add_attribute(Reader *reader, Type *type, const ColumnDef *definition)
{
    Users users;

    if (!attribute_is_free(reader, type, definition->colname))
        return;
    list_append(&type->columns, new_attribute(reader, definition));
    users = uses_of(reader->schema, reader->turn, USER_TABLE, type->name);
    for (size_t i = 0; i < users.count; i++)
    {
        Table *table = users.items[i];

        if (is_of(table, type))
            list_append(&table->columns, new_attribute(reader, definition));
    }
}

static void
drop_attribute(Reader *reader, Type *type, Column *attribute)
{
    Users users = uses_of(reader->schema, reader->turn, USER_TABLE, type->name);

    for (size_t i = 0; i < users.count; i++)
    {
        Table *table = users.items[i];

        Column *column = is_of(table, type) ? table_find_column(table, attribute->name) : NULL;

        if (column != NULL)
            ddl_drop_column_of(reader, table, column, true);
    }
    list_remove(&type->columns, attribute);
}

static void
set_type(Reader *reader, Type *type, Column *attribute, const ColumnDef *definition)
{
    const Column *changed = new_attribute(reader, definition);
    Users users;

    if (is_stored(reader, type))
        return;
    attribute->type = changed->type;
    attribute->collation = changed->collation;
    users = uses_of(reader->schema, reader->turn, USER_TABLE, type->name);
    for (size_t i = 0; i < users.count; i++)
    {
        Table *table = users.items[i];

        Column *column = is_of(table, type) ? table_find_column(table, attribute->name) : NULL;

        if (column == NULL)
            continue;
        column->type = changed->type;
        column->collation = changed->collation;
    }
}

static void
alter_attribute(Reader *reader, Type *type, const AlterTableCmd *command)
{
    const ColumnDef *definition = (const ColumnDef *) command->def;
    Column *column = command->name == NULL ? NULL : find_attribute(type, command->name);

    if (command->subtype == AT_ChangeOwner)
    {
        ddl_grant_owner(reader, &type->grants, type->owner, ddl_role(reader, command->newowner));
        type->owner = ddl_role(reader, command->newowner);
        return;
    }
    if (!ddl_composite_is_free(reader, type, command->behavior == DROP_CASCADE))
        return;
    if (command->subtype == AT_AddColumn)
        add_attribute(reader, type, definition);
    else if (column == NULL && !command->missing_ok)
        ddl_error(reader, -1, "column \"%s\" of relation \"%s\" does not exist", command->name,
                  type->name);
    else if (column != NULL && command->subtype == AT_DropColumn)
        drop_attribute(reader, type, column);
    else if (column != NULL && command->subtype == AT_AlterColumnType)
        set_type(reader, type, column, definition);
}

void
ddl_alter_composite(Reader *reader, Type *type, const AlterTableStmt *statement)
{
    ListCell *cell;

    foreach (cell, statement->cmds)
        alter_attribute(reader, type, lfirst_node(AlterTableCmd, cell));
}

bool
ddl_composite_rename(Reader *reader, Type *type, const RenameStmt *statement)
{
    Column *column = find_attribute(type, statement->subname);
    Users users;

    if (column == NULL)
        return false;
    if (!attribute_is_free(reader, type, statement->newname) ||
        !ddl_composite_is_free(reader, type, statement->behavior == DROP_CASCADE))
        return true;
    users = uses_of(reader->schema, reader->turn, USER_TABLE, type->name);
    for (size_t i = 0; i < users.count; i++)
    {
        Table *table = users.items[i];

        if (is_of(table, type))
            ddl_rename_column(reader, table, statement->subname,
                              ddl_keep(reader, statement->newname));
    }
    column->name = ddl_keep(reader, statement->newname);
    return true;
}
