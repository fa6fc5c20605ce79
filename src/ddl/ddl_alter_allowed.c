/*
 * ddl_alter_allowed.c - what PostgreSQL asks before ALTER COLUMN.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_drop.h"
#include "ddl/ddl_family.h"

static bool
refuse(Reader *reader, const Column *column, const char *why)
{
    ddl_error(reader, -1, "column \"%s\": %s", column->name, why);
    return false;
}

static bool
is_in_primary_key(const Table *table, const Column *column)
{
    const Constraint *key = table_primary_key(table);

    return key != NULL && name_list_contains(&key->columns, column->name);
}

static bool
parent_says_not_null(Reader *reader, const Table *table, const Column *column)
{
    const TableParent *link = table->partition_of;
    const Table *parent =
        link == NULL ? NULL : schema_find_table(reader->schema, link->schema, link->name);
    const Column *above = parent == NULL ? NULL : table_find_column(parent, column->name);

    return above != NULL && above->is_not_null;
}

static bool
leaves_partitions_out(Reader *reader, const Table *table, bool is_only)
{
    return is_only && table->kind == TABLE_PARTITIONED && ddl_family_has_children(reader, table);
}

static bool
may_be_null(Reader *reader, const Table *table, const Column *column, bool is_only)
{
    if (column->identity != IDENTITY_NONE)
        return refuse(reader, column, "it is an identity column");
    if (is_in_primary_key(table, column))
        return refuse(reader, column, "it is in a primary key");
    if (parent_says_not_null(reader, table, column))
        return refuse(reader, column, "it is marked NOT NULL in the parent table");
    if (column->is_not_null && leaves_partitions_out(reader, table, is_only))
        return refuse(reader, column, "cannot remove NOT NULL from only the partitioned table");
    return true;
}

/* What uses a column so that its type must stay; or NULL. */
static const char *
user_of_type(Reader *reader, const Table *table, const Column *column)
{
    Users views = uses_of(reader->schema, reader->turn, USER_VIEW, table->name);

    for (size_t i = 0; i < views.count; i++)
    {
        const View *at = views.items[i];

        if (ddl_depend_on_relation(reader, at->query, table->schema, table->name) &&
            ddl_drop_view_uses_column(reader, at, table, column->name))
            return "its type is used by a view or rule";
    }
    for (const Trigger *at = table->triggers.first; at != NULL; at = at->next)
    {
        if (name_list_contains(&at->update_columns, column->name) ||
            ddl_depend_on_column(at->when, column->name))
            return "its type is used in a trigger definition";
    }
    for (const Policy *at = table->policies.first; at != NULL; at = at->next)
    {
        if (ddl_depend_on_column(at->using_expr, column->name) ||
            ddl_depend_on_column(at->check_expr, column->name))
            return "its type is used in a policy definition";
    }
    for (const Column *at = table->columns.first; at != NULL; at = at->next)
    {
        if (at != column && ddl_depend_on_column(at->generated_expr, column->name))
            return "its type is used by a generated column";
    }
    return ddl_drop_is_partition_key(table, column->name) ? "it is part of the partition key"
                                                          : NULL;
}

static bool
may_change_type(Reader *reader, Table *table, const Column *column, bool is_only)
{
    const char *why;

    if (table->of_type_name != NULL)
        return refuse(reader, column, "it belongs to a typed table");
    ddl_rewrite_stars(reader, table);
    why = user_of_type(reader, table, column);
    if (why != NULL)
        return refuse(reader, column, why);
    return ddl_family_may_change_column(reader, table, column->name, "alter", is_only);
}

static bool
may_have_type(Reader *reader, const Column *column, const AlterTableCmd *command)
{
    TypeName type = ddl_type_name(reader, ((const ColumnDef *) command->def)->typeName);

    return column->identity == IDENTITY_NONE || type_integer_maximum(type.name) > 0 ||
           refuse(reader, column, "identity column type must be smallint, integer or bigint");
}

static bool
may_have_default(Reader *reader, const Column *column)
{
    if (column->identity != IDENTITY_NONE)
        return refuse(reader, column, "it is an identity column");
    if (column->generated_expr != NULL)
        return refuse(reader, column, "it is a generated column");
    return true;
}

static bool
may_be_identity(Reader *reader, const Column *column)
{
    if (!column->is_not_null)
        return refuse(reader, column, "it must be declared NOT NULL before identity can be added");
    if (column->identity != IDENTITY_NONE)
        return refuse(reader, column, "it is already an identity column");
    if (column->default_expr != NULL || column->generated_expr != NULL)
        return refuse(reader, column, "it already has a default value");
    if (type_integer_maximum(column->type.name) <= 0)
        return refuse(reader, column, "identity column type must be smallint, integer or bigint");
    return true;
}

static bool
may_be_plain(Reader *reader, Table *table, const Column *column, const AlterTableCmd *command,
             bool is_only)
{
    if (is_only && reader->has_children && ddl_family_has_children(reader, table))
        return refuse(reader, column, "DROP EXPRESSION must be applied to child tables too");
    if (ddl_family_column_parents(reader, table, column->name) > 0)
        return refuse(reader, column, "cannot drop the expression of an inherited column");
    if (column->generated_expr == NULL && !command->missing_ok)
        return refuse(reader, column, "it is not a stored generated column");
    return true;
}

bool
ddl_alter_is_allowed(Reader *reader, Table *table, const Column *column,
                     const AlterTableCmd *command, bool is_only)
{
    switch (command->subtype)
    {
    case AT_DropNotNull:
        return may_be_null(reader, table, column, is_only);
    case AT_AlterColumnType:
        return may_change_type(reader, table, column, is_only) &&
               may_have_type(reader, column, command);
    case AT_ColumnDefault:
        return may_have_default(reader, column);
    case AT_AddIdentity:
        return may_be_identity(reader, column);
    case AT_SetIdentity:
        return column->identity != IDENTITY_NONE ||
               refuse(reader, column, "it is not an identity column");
    case AT_DropExpression:
        return may_be_plain(reader, table, column, command, is_only);
    case AT_SetStorage:
        return strcasecmp(strVal(command->def), "plain") == 0 ||
               type_facts(reader->schema, &column->type).length < 0 ||
               refuse(reader, column, "its data type can only have storage PLAIN");
    case AT_SetCompression:
        return type_facts(reader->schema, &column->type).length < 0 ||
               refuse(reader, column, "its data type does not support compression");
    default:
        return true;
    }
}
