#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

Type *
ddl_type_new(Reader *reader, const List *names, TypeKind kind)
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

Type *
ddl_type_need(Reader *reader, const List *names)
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
    NameList labels = {0};
    Type *type;

    ddl_name_list(reader, &labels, statement->vals);
    for (const Name *label = labels.first; label != NULL; label = label->next)
    {
        if (!name_list_contains(&(NameList){.first = label->next}, label->text))
            continue;
        ddl_error(reader, -1, "enum label \"%s\" is there twice", label->text);
        return;
    }
    type = ddl_type_new(reader, statement->typeName, TYPE_ENUM);
    if (type != NULL)
        type->labels = labels;
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

    Users users = uses_of(reader->schema, reader->turn, USER_TABLE, type->name);

    for (size_t i = 0; i < users.count; i++)
    {
        const Table *table = users.items[i];

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
    Type *type = ddl_type_need(reader, statement->typeName);
    Name *label;

    if (type == NULL)
        return;
    if (type->kind != TYPE_ENUM)
    {
        ddl_error(reader, -1, "\"%s\" is not an enum", type->name);
        return;
    }
    if (statement->oldVal == NULL)
    {
        add_label(reader, type, statement);
        return;
    }
    label = find_label(type, statement->oldVal);
    if (label != NULL && find_label(type, statement->newVal) != NULL)
        ddl_error(reader, -1, "enum label \"%s\" already exists", statement->newVal);
    else if (label != NULL)
    {
        label->text = ddl_keep(reader, statement->newVal);
        rename_in_defaults(reader, type, statement->oldVal, statement->newVal);
    }
    else
        ddl_error(reader, -1, "\"%s\" is not an existing enum label", statement->oldVal);
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

/* The name, under any search_path. */
static void
set_multirange(Reader *reader, Type *range, const DefElem *element)
{
    const char *space = NULL;
    const char *name = "";

    if (IsA(element->arg, TypeName))
        ddl_split_names(((const PgTypeName *) element->arg)->names, &space, &name);
    else if (IsA(element->arg, String))
        name = strVal(element->arg);
    for (Option *at = range->options.first; at != NULL; at = at->next)
    {
        if (strcasecmp(at->name, "multirange_type_name") == 0)
            at->value = quote_qualified(reader->arena, space == NULL ? range->schema : space, name);
    }
}

void
ddl_type_create_range(Reader *reader, const void *node)
{
    const CreateRangeStmt *statement = node;
    Type *type = ddl_type_new(reader, statement->typeName, TYPE_RANGE);
    ListCell *cell;

    if (type == NULL)
        return;
    set_definition(reader, type, statement->params);
    foreach (cell, statement->params)
    {
        const DefElem *element = lfirst_node(DefElem, cell);

        if (strcmp(element->defname, "multirange_type_name") == 0)
            set_multirange(reader, type, element);
    }
}

/* The name of a range's multirange: "range" becomes "multirange" when nothing else is written. */
static const char *
multirange_default(Reader *reader, const char *name)
{
    const char *at = strstr(name, "range");

    if (at == NULL)
        return name_make(reader->turn, name, "multirange", NULL);
    return arena_printf(reader->turn, "%.*smultirange%s", (int) (at - name), name, at + 5);
}

static Option *
multirange_option(const Type *range)
{
    Option *option = range->options.first;

    while (option != NULL && strcasecmp(option->name, "multirange_type_name") != 0)
        option = option->next;
    return option;
}

void
ddl_range_keep_multirange(Reader *reader, Type *range)
{
    Option *option;

    if (range->kind != TYPE_RANGE || multirange_option(range) != NULL)
        return;
    option = arena_new_object(reader->arena, Option);
    option->name = "multirange_type_name";
    option->value =
        quote_qualified(reader->arena, range->schema, multirange_default(reader, range->name));
    list_append(&range->options, option);
}

bool
ddl_range_rename_multirange(Reader *reader, const char *space, const char *name,
                            const char *new_name)
{
    for (Type *type = reader->schema->types.first; type != NULL; type = type->next)
    {
        const Option *option = multirange_option(type);
        const char *own = quote_qualified(reader->turn, type->schema, name);

        if (type->kind != TYPE_RANGE || (space != NULL && !str_equal(space, type->schema)))
            continue;
        if (option == NULL ? strcmp(multirange_default(reader, type->name), name) != 0
                           : strcmp(option->value, own) != 0)
            continue;
        ddl_range_keep_multirange(reader, type);
        multirange_option(type)->value = quote_qualified(reader->arena, type->schema, new_name);
        return true;
    }
    return false;
}

/* CREATE TYPE with functions, or a shell; CREATE AGGREGATE, OPERATOR, COLLATION, TEXT SEARCH. */
void
ddl_define(Reader *reader, const void *node)
{
    const DefineStmt *statement = node;
    Type *type;

    if (statement->kind == OBJECT_TYPE)
    {
        type = ddl_type_new(reader, statement->defnames,
                            statement->definition == NIL ? TYPE_SHELL : TYPE_BASE);
        if (type != NULL)
            set_definition(reader, type, statement->definition);
        return;
    }
    ddl_other_define(reader, statement);
}
