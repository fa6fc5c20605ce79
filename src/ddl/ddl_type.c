#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

static Type *
new_type(Reader *reader, const List *names, TypeKind kind)
{
    const char *written;
    const char *name;
    const char *space;
    Type *type;

    ddl_split_names(names, &written, &name);
    space = ddl_creation_schema(reader, written);
    type = schema_find_type(reader->schema, space, name);
    if (type != NULL && type->kind == TYPE_SHELL && kind != TYPE_SHELL)
        schema_remove_type(reader->schema, type);
    else if (type != NULL)
    {
        ddl_error(reader, -1, "type \"%s\" already exists", name);
        return NULL;
    }
    if (kind == TYPE_COMPOSITE && ddl_name_is_taken(reader, space, name, false))
        return NULL;
    type = arena_new_object(reader->arena, Type);
    type->schema = space;
    type->name = ddl_keep(reader, name);
    type->kind = kind;
    type->location = ddl_location(reader, -1);
    type->ordinal = reader->ordinal;
    ddl_grant_new(reader, 'T', space, &type->grants);
    schema_add_type(reader->schema, type);
    return type;
}

static Type *
need_type(Reader *reader, const List *names)
{
    const char *space;
    const char *name;
    Type *type;

    ddl_split_names(names, &space, &name);
    type = ddl_find_type(reader, space, name);
    if (type == NULL)
        ddl_error(reader, -1, "type \"%s\" does not exist", ddl_names_text(reader, names));
    return type;
}

void
ddl_type_create_enum(Reader *reader, const void *node)
{
    const CreateEnumStmt *statement = node;
    Type *type = new_type(reader, statement->typeName, TYPE_ENUM);

    if (type != NULL)
        ddl_name_list(reader, &type->labels, statement->vals);
}

static Name *
find_label(const Type *type, const char *label)
{
    for (Name *name = type->labels.first; name != NULL; name = name->next)
    {
        if (strcmp(name->text, label) == 0)
            return name;
    }
    return NULL;
}

/* Puts the label behind `neighbour`, or before the first one when that is NULL. */
static void
insert_label(Reader *reader, Type *type, Name *neighbour, const char *label)
{
    Name *name = arena_new_object(reader->arena, Name);

    name->text = ddl_keep(reader, label);
    name->next = neighbour == NULL ? type->labels.first : neighbour->next;
    if (neighbour == NULL)
        type->labels.first = name;
    else
        neighbour->next = name;
    if (name->next == NULL)
        type->labels.last = name;
    type->labels.count++;
}

static Name *
label_before(const Type *type, const Name *label)
{
    Name *before = NULL;

    for (Name *at = type->labels.first; at != label; at = at->next)
        before = at;
    return before;
}

static void
add_label(Reader *reader, Type *type, const AlterEnumStmt *statement)
{
    Name *neighbour = type->labels.last;

    if (find_label(type, statement->newVal) != NULL)
    {
        if (!statement->skipIfNewValExists)
            ddl_error(reader, -1, "enum label \"%s\" already exists", statement->newVal);
        return;
    }
    if (statement->newValNeighbor != NULL)
    {
        neighbour = find_label(type, statement->newValNeighbor);
        if (neighbour == NULL)
        {
            ddl_error(reader, -1, "\"%s\" is not an existing enum label",
                      statement->newValNeighbor);
            return;
        }
        if (!statement->newValIsAfter)
            neighbour = label_before(type, neighbour);
    }
    insert_label(reader, type, neighbour, statement->newVal);
}

/* 'old' or 'old'::type as a default of a column of this type. */
static void
rename_in_defaults(Reader *reader, const Type *type, const char *old, const char *new)
{
    const char *quoted = quote_literal(reader->turn, old);

    for (Table *table = reader->schema->tables.first; table != NULL; table = table->next)
    {
        for (Column *at = table->columns.first; at != NULL; at = at->next)
        {
            Expr *expr;

            if (at->default_expr == NULL || !str_equal(at->type.name, type->name) ||
                !str_equal(at->type.schema, type->schema) ||
                strncmp(at->default_expr->sql, quoted, strlen(quoted)) != 0)
                continue;
            expr = arena_new_object(reader->arena, Expr);
            *expr = *at->default_expr;
            expr->sql = arena_printf(reader->arena, "%s%s", quote_literal(reader->turn, new),
                                     at->default_expr->sql + strlen(quoted));
            at->default_expr = expr;
        }
    }
}

void
ddl_type_alter_enum(Reader *reader, const void *node)
{
    const AlterEnumStmt *statement = node;
    Type *type = need_type(reader, statement->typeName);
    Name *label;

    if (type == NULL)
        return;
    if (statement->oldVal == NULL)
    {
        add_label(reader, type, statement);
        return;
    }
    label = find_label(type, statement->oldVal);
    if (label != NULL)
    {
        label->text = ddl_keep(reader, statement->newVal);
        rename_in_defaults(reader, type, statement->oldVal, statement->newVal);
    }
    else
        ddl_error(reader, -1, "\"%s\" is not an existing enum label", statement->oldVal);
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

void
ddl_type_create_composite(Reader *reader, const void *node)
{
    const CompositeTypeStmt *statement = node;
    List *names = NIL;
    Type *type;
    ListCell *cell;

    if (statement->typevar->schemaname != NULL)
        names = lappend(names, makeString(statement->typevar->schemaname));
    names = lappend(names, makeString(statement->typevar->relname));
    type = new_type(reader, names, TYPE_COMPOSITE);
    if (type == NULL)
        return;
    foreach (cell, statement->coldeflist)
        list_append(&type->columns, new_attribute(reader, lfirst_node(ColumnDef, cell)));
}

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

static void
take_owner(Reader *reader, Type *type, const char *owner)
{
    ddl_grant_owner(reader, &type->grants, type->owner, owner);
    type->owner = owner;
}

static void
alter_attribute(Reader *reader, Type *type, const AlterTableCmd *command)
{
    const ColumnDef *definition = (const ColumnDef *) command->def;
    Column *column = command->name == NULL ? NULL : find_attribute(type, command->name);

    if (command->subtype == AT_AddColumn)
        list_append(&type->columns, new_attribute(reader, definition));
    else if (command->subtype == AT_ChangeOwner)
        take_owner(reader, type, ddl_role(reader, command->newowner));
    else if (column == NULL && !command->missing_ok)
        ddl_error(reader, -1, "column \"%s\" of relation \"%s\" does not exist", command->name,
                  type->name);
    else if (column != NULL && command->subtype == AT_DropColumn)
        list_remove(&type->columns, column);
    else if (column != NULL && command->subtype == AT_AlterColumnType)
        column->type = ddl_type_name(reader, definition->typeName);
}

void
ddl_alter_composite(Reader *reader, Type *type, const AlterTableStmt *statement)
{
    ListCell *cell;

    foreach (cell, statement->cmds)
        alter_attribute(reader, type, lfirst_node(AlterTableCmd, cell));
}

/* Values that were strings stay strings, which PostgreSQL takes for every name of these options. */
static void
set_definition(Reader *reader, Type *type, const List *elements)
{
    ListCell *cell;

    ddl_options(reader, &type->options, elements);
    foreach (cell, elements)
    {
        const DefElem *element = lfirst_node(DefElem, cell);

        if (element->arg == NULL || !IsA(element->arg, String))
            continue;
        for (Option *at = type->options.first; at != NULL; at = at->next)
        {
            if (str_equal(at->name, element->defname))
                at->value = quote_literal(reader->arena, strVal(element->arg));
        }
    }
}

void
ddl_type_create_range(Reader *reader, const void *node)
{
    const CreateRangeStmt *statement = node;
    Type *type = new_type(reader, statement->typeName, TYPE_RANGE);

    if (type != NULL)
        set_definition(reader, type, statement->params);
}

/* CREATE TYPE with functions, or a shell; CREATE AGGREGATE, OPERATOR, COLLATION, TEXT SEARCH. */
void
ddl_define(Reader *reader, const void *node)
{
    const DefineStmt *statement = node;
    static const struct
    {
        ObjectType object;
        OtherKind kind;
    } kinds[] = {
        {OBJECT_AGGREGATE, OTHER_AGGREGATE},      {OBJECT_OPERATOR, OTHER_OPERATOR},
        {OBJECT_COLLATION, OTHER_COLLATION},      {OBJECT_TSCONFIGURATION, OTHER_TEXT_SEARCH},
        {OBJECT_TSDICTIONARY, OTHER_TEXT_SEARCH}, {OBJECT_TSPARSER, OTHER_TEXT_SEARCH},
        {OBJECT_TSTEMPLATE, OTHER_TEXT_SEARCH},
    };
    const char *space;
    const char *name;
    Type *type;

    if (statement->kind == OBJECT_TYPE)
    {
        type = new_type(reader, statement->defnames,
                        statement->definition == NIL ? TYPE_SHELL : TYPE_BASE);
        if (type != NULL)
            set_definition(reader, type, statement->definition);
        return;
    }
    ddl_split_names(statement->defnames, &space, &name);
    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
    {
        if (kinds[i].object == statement->kind)
            (void) ddl_other_add(reader, kinds[i].kind, ddl_creation_schema(reader, space), name);
    }
}

static void
add_check(Reader *reader, Type *domain, const PgConstraint *node)
{
    Constraint *check = arena_new_object(reader->arena, Constraint);

    check->kind = CONSTRAINT_CHECK;
    check->check = ddl_constraint_check_expr(reader, node);
    check->name = node->conname != NULL ? ddl_keep(reader, node->conname)
                                        : ddl_choose_constraint_name(reader, domain->schema,
                                                                     domain->name, NULL, "check");
    check->is_not_valid = node->skip_validation && !node->initially_valid;
    check->location = ddl_location(reader, node->location);
    check->ordinal = reader->ordinal;
    if (check->check == NULL)
        return;
    list_append(&domain->constraints, check);
    ddl_constraint_name_add(reader, domain->schema, check->name);
}

void
ddl_domain_create(Reader *reader, const void *node)
{
    const CreateDomainStmt *statement = node;
    Type *domain = new_type(reader, statement->domainname, TYPE_DOMAIN);
    ListCell *cell;

    if (domain == NULL)
        return;
    domain->base = ddl_type_name(reader, statement->typeName);
    domain->collation = ddl_collation(reader, statement->collClause);
    foreach (cell, statement->constraints)
    {
        const PgConstraint *constraint = lfirst_constraint(cell);

        if (constraint->contype == CONSTR_NOTNULL)
            domain->is_not_null = true;
        else if (constraint->contype == CONSTR_DEFAULT)
            domain->default_expr = ddl_column_default(reader, statement->constraints,
                                                      statement->collClause, constraint);
        else if (constraint->contype == CONSTR_CHECK)
            add_check(reader, domain, constraint);
    }
}

static Constraint *
find_check(const Type *domain, const char *name)
{
    for (Constraint *check = domain->constraints.first; check != NULL; check = check->next)
    {
        if (str_equal(check->name, name))
            return check;
    }
    return NULL;
}

static const Expr *
new_default(Reader *reader, const Node *expr)
{
    const TokenList *tokens = ddl_tokens(reader);
    size_t at = token_list_find(tokens, 0, 0, "default") + 1;

    return expr == NULL || at > tokens->count ? NULL : ddl_expr(reader, expr, at, tokens->count);
}

void
ddl_domain_alter(Reader *reader, const void *node)
{
    const AlterDomainStmt *statement = node;
    Type *domain = need_type(reader, statement->typeName);
    Constraint *check;

    if (domain == NULL)
        return;
    check = find_check(domain, statement->name);
    switch (statement->subtype)
    {
    case 'T':
        domain->default_expr = new_default(reader, statement->def);
        break;
    case 'N':
        domain->is_not_null = false;
        break;
    case 'O':
        domain->is_not_null = true;
        break;
    case 'C':
        add_check(reader, domain, (const PgConstraint *) statement->def);
        break;
    case 'V':
        if (check != NULL)
            check->is_not_valid = false;
        break;
    default:
        if (check != NULL)
            list_remove(&domain->constraints, check);
        else if (!statement->missing_ok)
            ddl_error(reader, -1, "constraint \"%s\" of domain \"%s\" does not exist",
                      statement->name, domain->name);
        break;
    }
}
