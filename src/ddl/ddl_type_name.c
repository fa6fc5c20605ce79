#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

#include <ctype.h>

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

/* Bare as it is usually written, unless quotes alone make one word of it. */
static void
add_word(StrBuf *out, const char *word)
{
    size_t length = strlen(word);

    for (size_t i = 0; i < length; i++)
    {
        if (!isalnum((unsigned char) word[i]) && word[i] != '_')
        {
            quote_add_ident(out, word);
            return;
        }
    }
    strbuf_add(out, word);
}

/* A modifier is a constant, or a word, as in geometry(Point, 4326). */
static void
add_modifier(StrBuf *out, const Node *node)
{
    strbuf_separate(out, ",");
    if (IsA(node, A_Const))
    {
        const A_Const *value = (const A_Const *) node;

        if (IsA(&value->val, Integer))
            strbuf_printf(out, "%d", value->val.ival.ival);
        else if (IsA(&value->val, Float))
            strbuf_add(out, value->val.fval.fval);
        else if (IsA(&value->val, String))
            quote_add_literal(out, value->val.sval.sval);
    }
    else if (IsA(node, ColumnRef))
        add_word(out, strVal(linitial(((const ColumnRef *) node)->fields)));
    else if (IsA(node, A_Expr) && ((const A_Expr *) node)->lexpr == NULL)
    {
        const A_Const *value = (const A_Const *) ((const A_Expr *) node)->rexpr;

        if (IsA(value, A_Const) && IsA(&value->val, Integer))
            strbuf_printf(out, "-%d", value->val.ival.ival);
    }
}

static int
constant_int(const Node *node, int otherwise)
{
    const A_Const *value = (const A_Const *) node;

    return IsA(node, A_Const) && IsA(&value->val, Integer) ? value->val.ival.ival : otherwise;
}

static const char *
interval_modifiers(Reader *reader, const List *typmods)
{
    int fields = constant_int(linitial(typmods), 0x7FFF);
    int precision = list_length(typmods) > 1 ? constant_int(lsecond(typmods), -1) : -1;

    return type_interval_modifiers(reader->arena, (uint32_t) fields, precision);
}

/* PostGIS spells its kinds in mixed case, whatever was written. */
static const char *
geometry_modifiers(Reader *reader, const char *modifiers)
{
    static const char *const kinds[] = {
        "Geometry",       "Point",
        "LineString",     "Polygon",
        "MultiPoint",     "MultiLineString",
        "MultiPolygon",   "GeometryCollection",
        "CircularString", "CompoundCurve",
        "CurvePolygon",   "MultiCurve",
        "MultiSurface",   "PolyhedralSurface",
        "Triangle",       "Tin",
    };
    size_t length = strcspn(modifiers, ",");

    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
    {
        size_t kind_length = strlen(kinds[i]);

        if (length >= kind_length && strncasecmp(modifiers, kinds[i], kind_length) == 0 &&
            strspn(modifiers + kind_length, "zmZM") == length - kind_length)
        {
            char *text = arena_strdup(reader->arena, modifiers);

            memcpy(text, kinds[i], kind_length);
            for (size_t at = kind_length; at < length; at++)
                text[at] = (char) (text[at] & ~0x20);
            return text;
        }
    }
    return modifiers;
}

static const char *
modifiers_text(Reader *reader, const char *name, const List *typmods)
{
    StrBuf text;
    ListCell *cell;

    if (typmods == NIL)
        return NULL;
    if (strcmp(name, "interval") == 0)
        return interval_modifiers(reader, typmods);
    text = strbuf_new(reader->arena);
    foreach (cell, typmods)
        add_modifier(&text, lfirst(cell));
    if (strcmp(name, "numeric") == 0 && list_length(typmods) == 1)
        strbuf_add(&text, ",0");
    if (strcmp(name, "geometry") == 0 || strcmp(name, "geography") == 0)
        return geometry_modifiers(reader, text.text);
    return text.text;
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
                     modifiers_text(reader, name, node->typmods), dimensions);
}
