/*
 * query_type.c - types as numbers.
 *
 * A built-in type has its number in the generated tables. The schema's enums, domains, rows of
 * tables and so on get theirs when they are first met; so does a type that nobody has defined, which
 * is then a type of its own that fits nothing but itself.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"
#include "query/query_modifiers.h"
#include "schema/type.h"

enum
{
    DOMAIN_DEPTH_MAXIMUM = 32
};

static const OwnType *
own_type(const QueryContext *context, TypeId type)
{
    type &= ~TYPE_ARRAY;
    if (type < TYPE_OWN_FIRST)
        return NULL;
    return &context->own[type - TYPE_OWN_FIRST];
}

static TypeId
add_own(QueryContext *context, OwnType type)
{
    if (context->own_count == context->own_capacity)
    {
        size_t old = context->own_capacity;

        context->own_capacity = old == 0 ? 64 : old * 2;
        context->own = arena_grow(context->arena, context->own, old * sizeof(OwnType),
                                  context->own_capacity * sizeof(OwnType));
    }
    context->own[context->own_count] = type;
    return TYPE_OWN_FIRST + (TypeId) context->own_count++;
}

TypeId
query_type_row(QueryContext *context, const char *space, const char *name,
               const RangeColumn *fields, size_t count)
{
    return add_own(context, (OwnType){.schema = space,
                                      .name = name,
                                      .kind = 'c',
                                      .category = 'C',
                                      .fields = fields,
                                      .field_count = count});
}

static const char *
option_text(const OptionList *options, const char *name)
{
    for (const Option *option = options->first; option != NULL; option = option->next)
    {
        if (strcasecmp(option->name, name) == 0)
            return option->value;
    }
    return NULL;
}

/* A subtype is kept as written; the usual spellings are known. */
static TypeId
subtype_of(QueryContext *context, const Type *type)
{
    static const char *const spellings[][2] = {
        {"bigint", "int8"},
        {"integer", "int4"},
        {"int", "int4"},
        {"double precision", "float8"},
        {"time without time zone", "time"},
        {"timestamp with time zone", "timestamptz"},
        {"timestamp without time zone", "timestamp"},
    };
    const char *text = option_text(&type->options, "subtype");

    if (text == NULL)
        return TYPE_NOTHING;
    if (strncmp(text, "pg_catalog.", 11) == 0)
        text += 11;
    for (size_t i = 0; i < ARRAY_LENGTH(spellings); i++)
    {
        if (strcasecmp(spellings[i][0], text) == 0)
            text = spellings[i][1];
    }
    return query_type_named(context, NULL, text);
}

static const RangeColumn *
composite_fields(QueryContext *context, const Type *type)
{
    RangeColumn *fields = arena_new_array(context->arena, RangeColumn, type->columns.count + 1);
    size_t at = 0;

    for (const Column *column = type->columns.first; column != NULL; column = column->next, at++)
        fields[at] = (RangeColumn){.name = column->name,
                                   .hash = query_name_hash(column->name),
                                   .type = query_type_id(context, &column->type),
                                   .modifiers = column->type.modifiers,
                                   .is_nullable = true};
    return fields;
}

/* PostgreSQL's choice of a name: float_range has float_multirange. */
static const char *
multirange_name(Arena *arena, const Type *type)
{
    const char *written = option_text(&type->options, "multirange_type_name");
    const char *range = strstr(type->name, "range");

    if (written != NULL)
        return strrchr(written, '.') == NULL ? written : strrchr(written, '.') + 1;
    if (range == NULL)
        return arena_printf(arena, "%s_multirange", type->name);
    return arena_printf(arena, "%.*smulti%s", (int) (range - type->name), type->name, range);
}

static void
add_multirange(QueryContext *context, const Type *type, TypeId range)
{
    const char *name = multirange_name(context->arena, type);
    TypeId id = add_own(
        context,
        (OwnType){
            .schema = type->schema, .name = name, .kind = 'm', .category = 'R', .other = range});

    map_put(context->types, arena_printf(context->arena, "%s\x01%s", type->schema, name),
            (void *) (uintptr_t) id);
}

/* The number is given out before the parts are looked at: a type may hold itself. */
static TypeId
add_defined(QueryContext *context, const Type *type, const char *key)
{
    static const char kinds[] = {[TYPE_ENUM] = 'e',  [TYPE_DOMAIN] = 'd', [TYPE_COMPOSITE] = 'c',
                                 [TYPE_RANGE] = 'r', [TYPE_SHELL] = 'p',  [TYPE_BASE] = 'b'};
    static const char categories[] = {
        [TYPE_ENUM] = 'E',  [TYPE_DOMAIN] = 'U', [TYPE_COMPOSITE] = 'C',
        [TYPE_RANGE] = 'R', [TYPE_SHELL] = 'P',  [TYPE_BASE] = 'U'};
    OwnType own = {.schema = type->schema,
                   .name = type->name,
                   .kind = kinds[type->kind],
                   .category = categories[type->kind]};
    TypeId id = add_own(context, own);

    map_put(context->types, key, (void *) (uintptr_t) id);
    if (context->depth == QUERY_DEPTH_MODEL)
        return id;
    context->depth++;
    if (type->kind == TYPE_DOMAIN)
    {
        own.other = query_type_id(context, &type->base);
        own.other_modifiers = type->base.modifiers;
        own.category = query_type_category(context, own.other);
    }
    else if (type->kind == TYPE_RANGE)
    {
        own.other = subtype_of(context, type);
        add_multirange(context, type, id);
    }
    else if (type->kind == TYPE_COMPOSITE)
    {
        own.fields = composite_fields(context, type);
        own.field_count = type->columns.count;
    }
    context->depth--;
    context->own[id - TYPE_OWN_FIRST] = own;
    return id;
}

/* The row type of a table or view; its columns are looked at when they are asked for. */
static TypeId
add_relation_row(QueryContext *context, const char *space, const char *name, const char *key)
{
    TypeId id = query_type_row(context, space, name, NULL, 0);

    map_put(context->types, key, (void *) (uintptr_t) id);
    return id;
}

static TypeId
add_unknown(QueryContext *context, const char *space, const char *name, const char *key)
{
    TypeId id = add_own(context, (OwnType){.schema = arena_strdup(context->arena, space),
                                           .name = arena_strdup(context->arena, name),
                                           .kind = 'b',
                                           .category = 'U'});

    map_put(context->types, key, (void *) (uintptr_t) id);
    return id;
}

/* A multirange can be named only once its range is known. */
static void
add_ranges(QueryContext *context)
{
    context->has_ranges = true;
    for (const Type *type = context->schema->types.first; type != NULL; type = type->next)
    {
        if (type->kind == TYPE_RANGE)
            (void) query_type_named(context, type->schema, type->name);
    }
}

TypeId
query_type_named(QueryContext *context, const char *space, const char *name)
{
    char fixed[160];
    char *key = fixed;
    TypeId type = space == NULL || strcmp(space, "information_schema") == 0
                      ? builtin_type(space, name)
                      : TYPE_NOTHING;
    const Type *defined;
    const char *stored = space == NULL ? "pg_catalog" : space;

    if (type != TYPE_NOTHING)
        return type;
    if (snprintf(fixed, sizeof(fixed), "%s\x01%s", stored, name) >= (int) sizeof(fixed))
        key = arena_printf(context->arena, "%s\x01%s", stored, name);
    if (!context->has_ranges)
        add_ranges(context);
    type = (TypeId) (uintptr_t) map_get(context->types, key);
    if (type != TYPE_NOTHING)
        return type;
    defined = schema_find_type(context->schema, space, name);
    if (defined != NULL)
        return add_defined(context, defined, key);
    if (schema_find_table(context->schema, space, name) != NULL ||
        schema_find_view(context->schema, space, name) != NULL)
        return add_relation_row(context, space, name, key);
    type = builtin_type(NULL, name);
    return type != TYPE_NOTHING ? type : add_unknown(context, space, name, key);
}

TypeId
query_type_id(QueryContext *context, const TypeName *type)
{
    TypeId id;

    if (type->name == NULL)
        return TYPE_NOTHING;
    id = query_type_named(context, type->schema, type->name);
    return type->dimensions > 0 && id != TYPE_NOTHING ? query_type_array(id) : id;
}

/* The schema that the search_path leads to; NULL for a built-in. */
static const char *
schema_of(Analysis *analysis, const char *name)
{
    const Schema *schema = analysis->context->schema;

    for (const Name *path = analysis->path->first; path != NULL; path = path->next)
    {
        if (schema_find_type(schema, path->text, name) != NULL ||
            schema_find_table(schema, path->text, name) != NULL ||
            schema_find_view(schema, path->text, name) != NULL)
            return path->text;
    }
    return builtin_type(NULL, name) != TYPE_NOTHING || analysis->path->first == NULL ? NULL
                                                                                     : "public";
}

/* table.column%TYPE */
static TypeId
column_type(Analysis *analysis, const List *names)
{
    int count = list_length(names);
    const char *space = count > 2 ? strVal(list_nth(names, count - 3)) : NULL;
    const char *table_name = count > 1 ? strVal(list_nth(names, count - 2)) : "";
    const Name *path = analysis->path->first;
    const Table *table;
    const Column *column;

    table = schema_find_table(analysis->context->schema, space, table_name);
    for (; table == NULL && path != NULL && space == NULL; path = path->next)
        table = schema_find_table(analysis->context->schema, path->text, table_name);
    column = table == NULL ? NULL : table_find_column(table, strVal(llast(names)));
    return column == NULL ? TYPE_NOTHING : query_type_id(analysis->context, &column->type);
}

TypeId
query_type_node(Analysis *analysis, const PgTypeName *node, const char **modifiers)
{
    int count = list_length(node->names);
    const char *name = count > 0 ? strVal(llast(node->names)) : "";
    const char *space = count > 1 ? strVal(list_nth(node->names, count - 2)) : NULL;
    TypeId type;

    *modifiers = NULL;
    if (node->pct_type)
        return column_type(analysis, node->names);
    if (space != NULL && strcmp(space, "pg_catalog") == 0)
        space = NULL;
    else if (space == NULL && builtin_type(NULL, name) == TYPE_NOTHING && *name == '_' &&
             builtin_type(NULL, name + 1) != TYPE_NOTHING)
        return query_type_array(builtin_type(NULL, name + 1));
    else if (space == NULL && (builtin_type(NULL, name) == TYPE_NOTHING ||
                               builtin_type_row(builtin_type(NULL, name))->extension != 0))
        space = schema_of(analysis, name);
    type = query_type_named(analysis->context, space, name);
    *modifiers = query_modifiers(analysis->arena, name, node->typmods);
    return node->arrayBounds != NIL ? query_type_array(type) : type;
}

/* Where an extension's types are: in its schema, else in public. */
static const char *
extension_schema(const QueryContext *context, uint8_t number)
{
    const char *name = builtin_extension(number);

    for (const Extension *at = context->schema->extensions.first; at != NULL; at = at->next)
    {
        if (strcmp(at->name, name) == 0 && at->schema != NULL)
            return at->schema;
    }
    return "public";
}

TypeName
query_type_name(QueryContext *context, Arena *arena, TypeId type, const char *modifiers)
{
    const BuiltinTypeRow *row = builtin_type_row(type);
    uint32_t dimensions = (type & TYPE_ARRAY) != 0 ? 1 : 0;
    const OwnType *own;

    if ((type & ~TYPE_ARRAY) == TYPE_NOTHING)
        return (TypeName){0};
    if (row != NULL)
        return type_make(
            arena, row->extension != 0 ? extension_schema(context, row->extension) : row->schema,
            row->name, modifiers, dimensions);
    own = own_type(context, type);
    return type_make(arena, own->schema, own->name, modifiers, dimensions);
}

char
query_type_kind(const QueryContext *context, TypeId type)
{
    const BuiltinTypeRow *row = builtin_type_row(type);

    if ((type & TYPE_ARRAY) != 0)
        return 'b';
    return row != NULL ? row->kind : own_type(context, type)->kind;
}

char
query_type_category(const QueryContext *context, TypeId type)
{
    const BuiltinTypeRow *row = builtin_type_row(type);

    if ((type & TYPE_ARRAY) != 0)
        return 'A';
    return row != NULL ? row->category : own_type(context, type)->category;
}

bool
query_type_is_preferred(TypeId type)
{
    const BuiltinTypeRow *row = builtin_type_row(type);

    return (type & TYPE_ARRAY) == 0 && row != NULL && row->is_preferred;
}

const char *
query_type_text(QueryContext *context, Arena *arena, TypeId type)
{
    TypeName name = query_type_name(context, arena, type, NULL);

    return name.text == NULL ? "unknown" : name.text;
}

TypeId
query_type_base(const QueryContext *context, TypeId type)
{
    for (int depth = 0; depth < DOMAIN_DEPTH_MAXIMUM && query_type_kind(context, type) == 'd';
         depth++)
    {
        const BuiltinTypeRow *row = builtin_type_row(type);
        TypeId base = row != NULL ? builtin_id(row->other) : own_type(context, type)->other;

        if (base == TYPE_NOTHING)
            break;
        type = base;
    }
    return type;
}

TypeId
query_type_element(const QueryContext *context, TypeId type)
{
    const BuiltinTypeRow *row;

    type = query_type_base(context, type);
    if ((type & TYPE_ARRAY) != 0)
        return type & ~TYPE_ARRAY;
    row = builtin_type_row(type);
    return row == NULL ? TYPE_NOTHING : builtin_id(row->element);
}

TypeId
query_type_array(TypeId element)
{
    return element == TYPE_NOTHING ? TYPE_NOTHING : element | TYPE_ARRAY;
}

TypeId
query_type_other(const QueryContext *context, TypeId type)
{
    const BuiltinTypeRow *row;

    type = query_type_base(context, type);
    if ((type & TYPE_ARRAY) != 0)
        return TYPE_NOTHING;
    row = builtin_type_row(type);
    return row != NULL ? builtin_id(row->other) : own_type(context, type)->other;
}

TypeId
query_type_multirange_of(const QueryContext *context, TypeId range)
{
    for (size_t at = 0; at < context->own_count; at++)
    {
        if (context->own[at].kind == 'm' && context->own[at].other == range)
            return TYPE_OWN_FIRST + (TypeId) at;
    }
    return builtin_type_over(range, 'm');
}

const RangeColumn *
query_type_fields(QueryContext *context, TypeId type, size_t *count)
{
    const OwnType *own;
    const Table *table;
    const View *view;
    const RangeColumns *columns = NULL;

    *count = 0;
    type = query_type_base(context, type);
    own = (type & TYPE_ARRAY) != 0 ? NULL : own_type(context, type);
    if (own == NULL || own->kind != 'c')
        return NULL;
    if (own->fields != NULL)
    {
        *count = own->field_count;
        return own->fields;
    }
    table = schema_find_table(context->schema, own->schema, own->name);
    view = table != NULL ? NULL : schema_find_view(context->schema, own->schema, own->name);
    if (table != NULL)
        columns = query_table_columns(context, table);
    else if (view != NULL)
        columns = query_view_columns(context, view);
    if (columns == NULL)
        return NULL;
    *count = columns->count;
    return columns->columns;
}
