#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

enum
{
    COLUMNS_MAXIMUM = 1600
};

bool
ddl_column_must_exist(Reader *reader, const Table *table, const char *name, int offset)
{
    if (table_find_column(table, name) != NULL)
        return true;
    ddl_error(reader, offset, "column \"%s\" of relation \"%s\" does not exist", name, table->name);
    return false;
}

/* Where the next clause of the column begins, or its end. */
static size_t
clause_end(Reader *reader, const List *constraints, const CollateClause *collation, size_t first)
{
    const TokenList *tokens = ddl_tokens(reader);
    size_t end = token_list_item_end(tokens, first);
    size_t start = tokens->items[first].start;
    ListCell *cell;

    foreach (cell, constraints)
    {
        int location = lfirst_constraint(cell)->location;

        if (location > 0 && (size_t) location > start &&
            token_list_at(tokens, (size_t) location) < end)
            end = token_list_at(tokens, (size_t) location);
    }
    if (collation != NULL && collation->location > (int) start &&
        token_list_at(tokens, (size_t) collation->location) < end)
        end = token_list_at(tokens, (size_t) collation->location);
    return end;
}

const Expr *
ddl_column_default(Reader *reader, const List *constraints, const CollateClause *collation,
                   const PgConstraint *constraint)
{
    const TokenList *tokens = ddl_tokens(reader);
    size_t at = token_list_at(tokens, (size_t) constraint->location);
    bool is_default = constraint->contype == CONSTR_DEFAULT;
    size_t first = is_default ? token_list_find(tokens, at, tokens->items[at].depth, "default") + 1
                              : token_list_find_open(tokens, at, tokens->items[at].depth) + 1;

    if (first > tokens->count)
        return NULL;
    if (is_default)
        return ddl_expr(reader, constraint->raw_expr, first,
                        clause_end(reader, constraints, collation, first));
    return ddl_expr(reader, constraint->raw_expr, first, token_list_close(tokens, first - 1));
}

/*
 * PostgreSQL forgets DEFAULT NULL, unless the column's modifiers or domain, or a cast to another
 * type, make it more than a constant.
 */
bool
ddl_column_is_plain_null(Reader *reader, const Column *column, const Node *expr)
{
    const Type *type = schema_find_type(reader->schema, column->type.schema, column->type.name);

    for (; IsA(expr, TypeCast); expr = ((const TypeCast *) expr)->arg)
    {
        TypeName cast = ddl_type_name(reader, ((const TypeCast *) expr)->typeName);

        if (!type_equal(&cast, &column->type))
            return false;
    }
    return IsA(expr, A_Const) && ((const A_Const *) expr)->isnull &&
           column->type.modifiers == NULL && (type == NULL || type->kind != TYPE_DOMAIN);
}

/* Those of initdb and ICU are in pg_catalog; others are looked for. */
const char *
ddl_collation_names(Reader *reader, const List *names)
{
    const char *space;
    const char *name;

    if (names == NIL)
        return NULL;
    ddl_split_names(names, &space, &name);
    if (space != NULL && strcmp(space, "pg_catalog") == 0)
        space = NULL;
    else if (space == NULL && ddl_other_find(reader, OTHER_COLLATION, name) != NULL)
        space = ddl_guess_schema(reader, OTHER_COLLATION, name);
    if (space == NULL && strcmp(name, "default") == 0)
        return NULL;
    return quote_qualified(reader->arena, space, name);
}

const char *
ddl_collation(Reader *reader, const CollateClause *clause)
{
    return clause == NULL ? NULL : ddl_collation_names(reader, clause->collname);
}

static Sequence *
own_sequence(Reader *reader, Table *table, Column *column, const char *integer_type)
{
    const char *name = name_choose_relation(reader->arena, reader->schema, table->schema,
                                            table->name, column->name, "seq");
    Sequence *sequence = ddl_sequence_new(reader, table->schema, name, integer_type);

    sequence->persistence = table->persistence;
    ddl_grant_new(reader, 'S', table->schema, &sequence->grants);
    schema_add_sequence(reader->schema, sequence);
    ddl_sequence_own(reader, sequence, table, column);
    return sequence;
}

static const Expr *
nextval_of(Reader *reader, const Sequence *sequence)
{
    Expr *expr = arena_new_object(reader->arena, Expr);
    Reference *function = arena_new_object(reader->arena, Reference);
    Reference *relation = arena_new_object(reader->arena, Reference);

    expr->sql =
        arena_printf(reader->arena, "nextval(%s::regclass)",
                     quote_literal(reader->turn, quote_qualified(reader->turn, sequence->schema,
                                                                 sequence->name)));
    *function = (Reference){.kind = REFERENCE_FUNCTION, .name = "nextval"};
    *relation =
        (Reference){.kind = REFERENCE_RELATION, .schema = sequence->schema, .name = sequence->name};
    list_append(&expr->references, function);
    list_append(&expr->references, relation);
    return expr;
}

/* The name and options that stand in GENERATED … AS IDENTITY (…). */
void
ddl_column_identity(Reader *reader, Table *table, Column *column, IdentityKind kind,
                    const List *options)
{
    Sequence *sequence;
    ListCell *cell;

    column->identity = kind;
    column->is_not_null = true;
    sequence = own_sequence(reader, table, column, column->type.name);
    sequence->is_identity = true;
    ddl_sequence_options(reader, sequence, options);
    foreach (cell, options)
    {
        const DefElem *element = lfirst_node(DefElem, cell);
        const char *space;
        const char *name;

        if (strcmp(element->defname, "sequence_name") != 0)
            continue;
        ddl_split_names((const List *) element->arg, &space, &name);
        schema_rename_sequence(reader->schema, sequence,
                               space == NULL ? table->schema : ddl_keep(reader, space),
                               ddl_keep(reader, name));
    }
}

static void
apply_constraint(Reader *reader, Table *table, Column *column, const ColumnDef *definition,
                 const PgConstraint *constraint)
{
    switch (constraint->contype)
    {
    case CONSTR_NOTNULL:
        column->is_not_null = true;
        break;
    case CONSTR_NULL:
        if (column->is_not_null)
            ddl_error(reader, constraint->location,
                      "conflicting NULL/NOT NULL declarations for column \"%s\"", column->name);
        break;
    case CONSTR_DEFAULT:
        if (ddl_serial_type(definition->typeName) != NULL)
            ddl_error(reader, constraint->location,
                      "multiple default values specified for column \"%s\"", column->name);
        column->default_expr = NULL; /* that of a parent does not count any more */
        if (!ddl_column_is_plain_null(reader, column, constraint->raw_expr))
            column->default_expr = ddl_column_default(reader, definition->constraints,
                                                      definition->collClause, constraint);
        break;
    case CONSTR_GENERATED:
        column->generated_expr =
            ddl_column_default(reader, definition->constraints, definition->collClause, constraint);
        break;
    case CONSTR_IDENTITY:
        ddl_column_identity(reader, table, column,
                            constraint->generated_when == LETTER_IDENTITY_ALWAYS
                                ? IDENTITY_ALWAYS
                                : IDENTITY_BY_DEFAULT,
                            constraint->options);
        break;
    default:
        break;
    }
}

static Column *
new_column(Reader *reader, const ColumnDef *definition)
{
    Column *column = arena_new_object(reader->arena, Column);

    column->name = ddl_keep(reader, definition->colname);
    column->statistics_target = -1;
    column->location = ddl_location(reader, definition->location);
    if (definition->typeName != NULL)
        column->type = ddl_type_name(reader, definition->typeName);
    return column;
}

/* A column that a parent has as well is only said again. */
static Column *
declared_again(Reader *reader, const Table *table, const ColumnDef *definition)
{
    Column *column = table_find_column(table, definition->colname);
    TypeName type;

    if (column == NULL || !column->is_inherited)
        return NULL;
    if (definition->typeName != NULL && ddl_serial_type(definition->typeName) == NULL)
    {
        type = ddl_type_name(reader, definition->typeName);
        if (!type_equal(&type, &column->type))
            ddl_error(reader, definition->location, "column \"%s\" has a type conflict",
                      column->name);
    }
    if (table->partition_of == NULL)
        column->is_inherited = false;
    column->location = ddl_location(reader, definition->location);
    return column;
}

Column *
ddl_column_add(Reader *reader, Table *table, const ColumnDef *definition)
{
    Column *column = declared_again(reader, table, definition);
    const char *serial = ddl_serial_type(definition->typeName);
    ListCell *cell;

    if (column == NULL && table_find_column(table, definition->colname) != NULL)
    {
        ddl_error(reader, definition->location, "column \"%s\" of relation \"%s\" already exists",
                  definition->colname, table->name);
        return NULL;
    }
    if (column == NULL && definition->typeName == NULL)
    {
        ddl_error(reader, definition->location, "column \"%s\" does not exist",
                  definition->colname);
        return NULL;
    }
    if (column == NULL && table->columns.count >= COLUMNS_MAXIMUM)
    {
        ddl_error(reader, definition->location, "tables can have at most %d columns",
                  COLUMNS_MAXIMUM);
        return NULL;
    }
    if (column == NULL)
    {
        column = new_column(reader, definition);
        list_append(&table->columns, column);
    }
    if (definition->collClause != NULL)
        column->collation = ddl_collation(reader, definition->collClause);
    if (definition->compression != NULL && strcmp(definition->compression, "default") != 0)
        column->compression = ddl_keep(reader, definition->compression);
    column->is_not_null |= definition->is_not_null;
    if (serial != NULL)
    {
        column->default_expr = nextval_of(reader, own_sequence(reader, table, column, serial));
        column->is_not_null = true;
    }
    ddl_options(reader, &column->options, definition->fdwoptions);
    foreach (cell, definition->constraints)
        apply_constraint(reader, table, column, definition, lfirst_constraint(cell));
    return column;
}
