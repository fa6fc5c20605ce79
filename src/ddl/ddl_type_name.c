#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"
#include "query/query_modifiers.h"

static const struct
{
    const char *word;
    const char *type;
} serial_types[] = {
    {"smallserial", "int2"}, {"serial2", "int2"},   {"serial", "int4"},
    {"serial4", "int4"},     {"bigserial", "int8"}, {"serial8", "int8"},
};

const char *
ddl_serial_type(const PgTypeName *node)
{
    if (node == NULL || list_length(node->names) != 1 || node->setof || node->pct_type)
        return NULL;
    for (size_t i = 0; i < ARRAY_LENGTH(serial_types); i++)
    {
        if (strcmp(strVal(linitial(node->names)), serial_types[i].word) == 0)
            return serial_types[i].type;
    }
    return NULL;
}

/* The schema of a type that was written without one; NULL for a built-in. */
static const char *
resolve_schema(Reader *reader, const char *name)
{
    Type *type;
    Relation relation;

    if (type_builtin_name(*name == '_' ? name + 1 : name) != NULL)
        return NULL;
    type = ddl_find_type(reader, NULL, name);
    if (type != NULL)
        return type->schema;
    relation = ddl_find_relation(reader, NULL, name);
    if (relation.table != NULL)
        return relation.table->schema;
    if (relation.view != NULL)
        return relation.view->schema;
    return strncmp(name, "pg_", 3) == 0 ? NULL
                                        : ddl_guess_schema(reader, OTHER_MISCELLANEOUS, name);
}

/* table.column%TYPE */
static bool
resolve_column_type(Reader *reader, const PgTypeName *node, TypeName *out)
{
    int count = list_length(node->names);
    const char *space = count > 2 ? strVal(list_nth(node->names, count - 3)) : NULL;
    Relation relation;
    const Column *column;

    if (count < 2)
        return false;
    relation = ddl_find_relation(reader, space, strVal(list_nth(node->names, count - 2)));
    if (relation.table == NULL)
        return false;
    column = table_find_column(relation.table, strVal(llast(node->names)));
    if (column == NULL)
        return false;
    *out = type_make(reader->arena, column->type.schema, column->type.name, NULL,
                     column->type.dimensions);
    return true;
}

TypeName
ddl_type_name(Reader *reader, const PgTypeName *node)
{
    const char *serial = ddl_serial_type(node);
    uint32_t dimensions = (uint32_t) list_length(node->arrayBounds);
    const char *space;
    const char *name;
    TypeName type;

    if (node->pct_type && resolve_column_type(reader, node, &type))
        return type;
    if (serial != NULL)
        return type_builtin(reader->arena, serial);
    ddl_split_names(node->names, &space, &name);
    if (space != NULL && strcmp(space, "pg_catalog") == 0)
        space = NULL;
    else if (space == NULL)
        space = resolve_schema(reader, name);
    if (space == NULL && *name == '_' && type_builtin_name(name + 1) != NULL)
    {
        name++;
        dimensions++;
    }
    return type_make(reader->arena, ddl_keep(reader, space), ddl_keep(reader, name),
                     query_modifiers(reader->arena, name, node->typmods), dimensions);
}
