#define TENFOLD_SERVER_HEADERS
#include "query/query_modifiers.h"

#include <ctype.h>

#include "base/strbuf.h"
#include "schema/type.h"
#include "sql/nodes.h"
#include "sql/quote.h"

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
interval_modifiers(Arena *arena, const List *typmods)
{
    int fields = constant_int(linitial(typmods), 0x7FFF);
    int precision = list_length(typmods) > 1 ? constant_int(lsecond(typmods), -1) : -1;

    return type_interval_modifiers(arena, (uint32_t) fields, precision);
}

/* PostGIS spells its kinds in mixed case, whatever was written. */
static const char *
geometry_modifiers(Arena *arena, const char *modifiers)
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
            char *text = arena_strdup(arena, modifiers);

            memcpy(text, kinds[i], kind_length);
            for (size_t at = kind_length; at < length; at++)
                text[at] = (char) (text[at] & ~0x20);
            return text;
        }
    }
    return modifiers;
}

const char *
query_modifiers(Arena *arena, const char *type_name, const List *modifiers)
{
    StrBuf text;
    ListCell *cell;

    if (modifiers == NIL)
        return NULL;
    if (strcmp(type_name, "interval") == 0)
        return interval_modifiers(arena, modifiers);
    text = strbuf_new(arena);
    foreach (cell, modifiers)
        add_modifier(&text, lfirst(cell));
    if (strcmp(type_name, "numeric") == 0 && list_length(modifiers) == 1)
        strbuf_add(&text, ",0");
    if (strcmp(type_name, "geometry") == 0 || strcmp(type_name, "geography") == 0)
        return geometry_modifiers(arena, text.text);
    return text.text;
}
