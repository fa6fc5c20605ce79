#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

enum
{
    STATISTICS_MAX = 10000
};

bool
ddl_alter_is_column(AlterTableType subtype)
{
    switch (subtype)
    {
    case AT_ColumnDefault:
    case AT_DropNotNull:
    case AT_SetNotNull:
    case AT_DropExpression:
    case AT_SetStatistics:
    case AT_SetOptions:
    case AT_ResetOptions:
    case AT_SetStorage:
    case AT_SetCompression:
    case AT_AlterColumnType:
    case AT_AlterColumnGenericOptions:
    case AT_AddIdentity:
    case AT_SetIdentity:
    case AT_DropIdentity:
        return true;
    default:
        return false;
    }
}

/* The expression of SET DEFAULT. */
static const Expr *
new_default(Reader *reader, const Column *column, const AlterTableCmd *command)
{
    const TokenList *tokens = ddl_tokens(reader);
    size_t at = token_list_find(tokens, reader->command_first, 0, "default") + 1;

    if (command->def == NULL || at > tokens->count ||
        ddl_column_is_plain_null(reader, column, command->def))
        return NULL;
    return ddl_expr(reader, command->def, at, token_list_item_end(tokens, at));
}

/* Constants are not of a domain, but of the type beneath. */
static TypeName
constant_type(Reader *reader, TypeName type)
{
    const Type *domain = schema_find_type(reader->schema, type.schema, type.name);

    while (domain != NULL && domain->kind == TYPE_DOMAIN && type.dimensions == 0)
    {
        type = domain->base;
        domain = schema_find_type(reader->schema, type.schema, type.name);
    }
    return type;
}

/*
 * PostgreSQL has cast a default 'x' or NULL to the old type when it was set; the new type does not
 * change that: it stays 'x'::old, and goes with that type.
 */
static const Expr *
cast_default(Reader *reader, const Column *column)
{
    const char *sql = column->default_expr->sql;
    Token token = token_next(sql, strlen(sql), 0, false);
    TypeName type = constant_type(reader, column->type);
    Expr *expr;
    Reference *reference;

    if (token.end != strlen(sql) || (token.kind != TOKEN_STRING && strcasecmp(sql, "null") != 0))
        return column->default_expr;
    expr = arena_new_object(reader->arena, Expr);
    *expr = *column->default_expr;
    type.modifiers = NULL;
    expr->sql = arena_printf(reader->arena, "%s::%s", sql, type_sql(reader->turn, &type));
    expr->search_path = NULL;
    expr->references = (ReferenceList){0};
    if (type.schema == NULL)
        return expr;
    reference = arena_new_object(reader->arena, Reference);
    reference->kind = REFERENCE_TYPE;
    reference->schema = type.schema;
    reference->name = type.name;
    list_append(&expr->references, reference);
    return expr;
}

/* The sequence of an identity column has the column's type. */
static void
retype_sequence(Reader *reader, Column *column)
{
    DefElem as = {.type = T_DefElem, .defname = "as"};
    PgTypeName type = {.type = T_TypeName};

    if (column->identity == IDENTITY_NONE || column->sequence == NULL)
        return;
    type.names = list_make1(makeString((char *) (uintptr_t) column->type.name));
    as.arg = (Node *) &type;
    ddl_sequence_options(reader, column->sequence, list_make1(&as));
}

static void
set_type(Reader *reader, Table *table, Column *column, const AlterTableCmd *command)
{
    const ColumnDef *definition = (const ColumnDef *) command->def;
    TypeName type = ddl_type_name(reader, definition->typeName);

    (void) table; /* all column forms have one shape */
    if (column->default_expr != NULL && !type_equal(&type, &column->type))
        column->default_expr = cast_default(reader, column);
    column->type = type;
    column->collation = ddl_collation(reader, definition->collClause);
    column->storage = column->compression = NULL;
    retype_sequence(reader, column);
}

static void
drop_identity(Reader *reader, Column *column, bool missing_ok)
{
    Sequence *sequence = column->sequence;

    if (column->identity == IDENTITY_NONE)
    {
        if (!missing_ok)
            ddl_error(reader, -1, "column \"%s\" is not an identity column", column->name);
        return;
    }
    column->identity = IDENTITY_NONE;
    if (sequence != NULL)
        ddl_drop_sequence(reader, sequence, true);
    column->sequence = NULL;
}

static IdentityKind
identity_kind(char when)
{
    return when == LETTER_IDENTITY_ALWAYS ? IDENTITY_ALWAYS : IDENTITY_BY_DEFAULT;
}

static void
set_identity(Reader *reader, Column *column, const List *options)
{
    ListCell *cell;

    foreach (cell, options)
    {
        const DefElem *element = lfirst_node(DefElem, cell);

        if (strcmp(element->defname, "generated") == 0)
            column->identity = identity_kind((char) ddl_def_int(element));
    }
    if (column->sequence != NULL)
        ddl_sequence_options(reader, column->sequence, options);
}

static void
set_statistics(Column *column, const AlterTableCmd *command)
{
    int target = intVal(command->def);

    column->statistics_target = target > STATISTICS_MAX ? STATISTICS_MAX : target;
}

/* The forms that hold for children too. */
static void
alter_inherited(Reader *reader, Table *table, Column *column, const AlterTableCmd *command)
{
    switch (command->subtype)
    {
    case AT_ColumnDefault:
        column->default_expr = new_default(reader, column, command);
        break;
    case AT_DropNotNull:
        column->is_not_null = false;
        break;
    case AT_SetNotNull:
        column->is_not_null = true;
        break;
    case AT_AlterColumnType:
        set_type(reader, table, column, command);
        break;
    case AT_DropExpression:
        column->generated_expr = NULL;
        break;
    case AT_SetStatistics:
        set_statistics(column, command);
        break;
    case AT_SetStorage:
        column->storage = ddl_keep(reader, strVal(command->def));
        for (char *at = (char *) (uintptr_t) column->storage; *at != '\0'; at++)
            *at = *at >= 'A' && *at <= 'Z' ? (char) (*at | 0x20) : *at;
        break;
    default:
        break;
    }
}

static void
alter_own(Reader *reader, Table *table, Column *column, const AlterTableCmd *command)
{
    const PgConstraint *constraint = (const PgConstraint *) command->def;

    switch (command->subtype)
    {
    case AT_SetOptions:
    case AT_AlterColumnGenericOptions:
        ddl_options(reader, &column->options, (const List *) command->def);
        break;
    case AT_ResetOptions:
        ddl_options_reset(reader, &column->options, (const List *) command->def);
        break;
    case AT_SetCompression:
        column->compression = strcmp(strVal(command->def), "default") == 0
                                  ? NULL
                                  : ddl_keep(reader, strVal(command->def));
        break;
    case AT_AddIdentity:
        ddl_column_identity(reader, table, column, identity_kind(constraint->generated_when),
                            constraint->options);
        break;
    case AT_SetIdentity:
        set_identity(reader, column, (const List *) command->def);
        break;
    case AT_DropIdentity:
        drop_identity(reader, column, command->missing_ok);
        break;
    default:
        alter_inherited(reader, table, column, command);
        break;
    }
}

static void
alter_in_child(Reader *reader, Table *child, void *context)
{
    const AlterTableCmd *command = context;
    Column *column = command->name == NULL ? NULL : table_find_column(child, command->name);

    if (column != NULL)
        alter_inherited(reader, child, column, command);
    ddl_each_child(reader, child, alter_in_child, context);
}

void
ddl_alter_column(Reader *reader, Table *table, const AlterTableCmd *command, bool is_only)
{
    Column *column;

    if (command->name == NULL || !ddl_column_must_exist(reader, table, command->name, -1))
        return;
    column = table_find_column(table, command->name);
    if (!ddl_alter_is_allowed(reader, table, column, command, is_only))
        return;
    alter_own(reader, table, column, command);
    if (!is_only)
        ddl_each_child(reader, table, alter_in_child, (void *) (uintptr_t) command);
}
