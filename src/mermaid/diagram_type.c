/*
 * diagram_type.c - the types that people write into diagrams, in SQL.
 */
#include "mermaid/diagram.h"
#include "schema/type.h"

#include <ctype.h>
#include <strings.h>

static const struct
{
    const char *name;
    const char *sql;
    bool keeps_modifiers;
} habits[] = {
    {"binary", "bytea", false},
    {"blob", "bytea", false},
    {"byte", "smallint", false},
    {"bytes", "bytea", false},
    {"char", "char", true},
    {"character", "character", true},
    {"date", "date", false},
    {"datetime", "timestamptz", true},
    {"dec", "numeric", true},
    {"decimal", "numeric", true},
    {"double", "double precision", false},
    {"enum", "text", false},
    {"float", "double precision", false},
    {"float32", "real", false},
    {"float64", "double precision", false},
    {"guid", "uuid", false},
    {"int", "integer", false},
    {"int16", "smallint", false},
    {"int32", "integer", false},
    {"int64", "bigint", false},
    {"integer", "integer", false},
    {"long", "bigint", false},
    {"longtext", "text", false},
    {"map", "jsonb", false},
    {"mediumtext", "text", false},
    {"nchar", "char", true},
    {"number", "numeric", true},
    {"numeric", "numeric", true},
    {"nvarchar", "varchar", true},
    {"object", "jsonb", false},
    {"real", "real", false},
    {"serial", "serial", false},
    {"serial2", "smallserial", false},
    {"serial4", "serial", false},
    {"serial8", "bigserial", false},
    {"bigserial", "bigserial", false},
    {"short", "smallint", false},
    {"smallserial", "smallserial", false},
    {"bigint", "bigint", false},
    {"smallint", "smallint", false},
    {"boolean", "boolean", false},
    {"bit", "bit", true},
    {"str", "text", false},
    {"string", "text", false},
    {"tinyint", "smallint", false},
    {"tinytext", "text", false},
    {"uint", "bigint", false},
    {"uint32", "bigint", false},
    {"uint64", "numeric(20)", false},
    {"varbinary", "bytea", false},
    {"varchar2", "varchar", true},
    {"year", "smallint", false},
};

/* "10,2", also written 10-2 and 10_2, for a comma ends the word in some versions of Mermaid. */
static bool
add_modifiers(StrBuf *out, const char *from, const char *to)
{
    strbuf_add_char(out, '(');
    for (const char *at = from; at < to; at++)
    {
        if (!isdigit((unsigned char) *at) && strchr(",-_ ", *at) == NULL)
            return false;
        strbuf_add_char(out, isdigit((unsigned char) *at) ? *at : ',');
    }
    strbuf_add_char(out, ')');
    return from < to && isdigit((unsigned char) *from) && isdigit((unsigned char) to[-1]);
}

/* The type alone, in small letters; `keeps_modifiers`: what follows in parentheses is meant. */
static const char *
base_type(Arena *arena, const char *name, bool *keeps_modifiers)
{
    *keeps_modifiers = true;
    for (size_t i = 0; i < ARRAY_LENGTH(habits); i++)
        if (str_equal(habits[i].name, name))
        {
            *keeps_modifiers = habits[i].keeps_modifiers;
            return habits[i].sql;
        }
    return type_builtin_name(name) == NULL ? NULL : arena_strdup(arena, name);
}

const char *
diagram_type(Arena *arena, const char *type)
{
    char *name = arena_strdup(arena, type);
    size_t length = strcspn(name, "([");
    const char *rest = type + length;
    StrBuf sql = strbuf_new(arena);
    bool keeps_modifiers;
    const char *base;

    name[length] = '\0';
    for (char *at = name; *at != '\0'; at++)
        *at = (char) tolower((unsigned char) *at);
    base = base_type(arena, name, &keeps_modifiers);
    if (base == NULL)
        return NULL;
    strbuf_add(&sql, base);
    if (*rest == '(')
    {
        size_t close = strcspn(rest, ")");

        bool is_remark = strncasecmp(rest, "(nullable)", close + 1) == 0 ||
                         strncasecmp(rest, "(max)", close + 1) == 0;

        if (rest[close] == '\0' ||
            (!is_remark && keeps_modifiers && !add_modifiers(&sql, rest + 1, rest + close)))
            return NULL;
        rest += close + 1;
    }
    for (; rest[0] == '[' && rest[1] == ']'; rest += 2)
        strbuf_add(&sql, "[]");
    return *rest == '\0' ? sql.text : NULL;
}
