/*
 * type.c - the built-in types, and how types are spelled.
 *
 * The trap: format_type() does not print what pg_type calls a type. "char" and bit without a length
 * are quoted, because as keywords char and bit mean one character and one bit; a bpchar without a
 * length stays "bpchar"; the precision of a time stands before its time zone.
 */
#include "schema/type.h"

#include "schema/type_list.h"
#include "sql/quote.h"

enum
{
    DOMAIN_DEPTH_MAXIMUM = 32, /* a model made by hand may hold a circle */
    INTERVAL_ALL_FIELDS = 0x7FFF
};

static int
compare_name(const void *key, const void *row)
{
    return strcmp(key, ((const BuiltinType *) row)->name);
}

static const BuiltinType *
find_in(const BuiltinType *rows, size_t count, const char *name)
{
    return bsearch(name, rows, count, sizeof(*rows), compare_name);
}

static const BuiltinType *
find_builtin(const char *name)
{
    return find_in(builtin_types, ARRAY_LENGTH(builtin_types), name);
}

static TypeFacts
facts_of(const BuiltinType *row)
{
    return (TypeFacts){row->category, row->length, row->alignment, row->name};
}

const char *
type_builtin_name(const char *name)
{
    const BuiltinType *row = find_builtin(name);

    return row == NULL ? NULL : row->name;
}

static const char *
option_value(const OptionList *options, const char *name)
{
    for (const Option *option = options->first; option != NULL; option = option->next)
    {
        if (strcasecmp(option->name, name) == 0)
            return option->value;
    }
    return NULL;
}

/* "double" is 8, "int4" 4, as CREATE TYPE (ALIGNMENT = …) says it. */
static uint32_t
alignment_named(const char *text)
{
    if (text == NULL)
        return 4;
    if (strstr(text, "double") != NULL || strstr(text, "float8") != NULL)
        return 8;
    if (strstr(text, "char") != NULL)
        return 1;
    return strstr(text, "int2") != NULL ? 2 : 4;
}

static TypeFacts
base_type_facts(const Type *type)
{
    const char *length = option_value(&type->options, "internallength");
    long bytes = length == NULL ? -1 : strtol(length, NULL, 10);

    return (TypeFacts){CATEGORY_OTHER, bytes > 0 ? (int32_t) bytes : -1,
                       alignment_named(option_value(&type->options, "alignment")), type->name};
}

static TypeFacts
range_facts(const Type *type)
{
    const char *subtype = option_value(&type->options, "subtype");
    const BuiltinType *row = subtype == NULL ? NULL : find_builtin(subtype);
    bool is_wide = row != NULL && row->alignment == 8;

    /* The subtype is kept as written, so a spelling with a space may stand there. */
    if (row == NULL && subtype != NULL)
        is_wide = strstr(subtype, "timestamp") != NULL || strstr(subtype, "double") != NULL ||
                  strstr(subtype, "bigint") != NULL;
    return (TypeFacts){CATEGORY_RANGE, -1, is_wide ? 8 : 4, type->name};
}

static TypeFacts
own_type_facts(const Type *type)
{
    switch (type->kind)
    {
    case TYPE_ENUM:
        return (TypeFacts){CATEGORY_ENUM, 4, 4, type->name};
    case TYPE_COMPOSITE:
        return (TypeFacts){CATEGORY_COMPOSITE, -1, 8, type->name};
    case TYPE_RANGE:
        return range_facts(type);
    case TYPE_BASE:
        return base_type_facts(type);
    case TYPE_DOMAIN:
    case TYPE_SHELL:
        break;
    }
    return (TypeFacts){CATEGORY_OTHER, -1, 4, type->name};
}

static TypeFacts
element_facts(const Schema *schema, const TypeName *type)
{
    const BuiltinType *row = type->schema == NULL ? find_builtin(type->name) : NULL;
    const Type *own = schema == NULL ? NULL : schema_find_type(schema, type->schema, type->name);

    if (row != NULL)
        return facts_of(row);
    if (own != NULL)
        return own_type_facts(own);
    if (schema != NULL && (schema_find_table(schema, type->schema, type->name) != NULL ||
                           schema_find_view(schema, type->schema, type->name) != NULL))
        return (TypeFacts){CATEGORY_COMPOSITE, -1, 8, type->name};
    row = find_in(extension_types, ARRAY_LENGTH(extension_types), type->name);
    if (row != NULL)
        return facts_of(row);
    return (TypeFacts){CATEGORY_OTHER, -1, 4, type->name};
}

TypeFacts
type_facts(const Schema *schema, const TypeName *type)
{
    TypeFacts facts;
    uint32_t dimensions = type->dimensions;

    for (int depth = 0; schema != NULL && depth < DOMAIN_DEPTH_MAXIMUM; depth++)
    {
        const Type *own = schema_find_type(schema, type->schema, type->name);

        if (own == NULL || own->kind != TYPE_DOMAIN)
            break;
        type = &own->base;
        dimensions += type->dimensions;
    }
    facts = element_facts(schema, type);
    if (dimensions == 0)
        return facts;
    return (TypeFacts){CATEGORY_ARRAY, -1, facts.alignment == 8 ? 8 : 4, facts.base_name};
}

/* Without a length these would be read as one character or one bit. */
static bool
is_quoted_without_length(const char *name)
{
    return strcmp(name, "char") == 0 || strcmp(name, "bit") == 0;
}

static void
add_interval(StrBuf *out, const char *modifiers)
{
    bool is_precision = modifiers[0] >= '0' && modifiers[0] <= '9';

    strbuf_printf(out, is_precision ? "interval(%s)" : "interval %s", modifiers);
}

static void
add_builtin(StrBuf *out, const BuiltinType *row, const char *modifiers)
{
    if (modifiers == NULL && is_quoted_without_length(row->name))
        strbuf_printf(out, "\"%s\"", row->name);
    else if (modifiers == NULL && strcmp(row->name, "bpchar") == 0)
        strbuf_add(out, row->name);
    else if (modifiers != NULL && strcmp(row->name, "interval") == 0)
        add_interval(out, modifiers);
    else
    {
        if (row->spelling != NULL)
            strbuf_add(out, row->spelling);
        else
            quote_add_ident(out, row->name);
        if (modifiers != NULL)
            strbuf_printf(out, "(%s)", modifiers);
        if (row->tail != NULL)
            strbuf_add(out, row->tail);
    }
}

static void
add_type(StrBuf *out, const char *schema, const char *name, const char *modifiers)
{
    const BuiltinType *row = schema == NULL ? find_builtin(name) : NULL;

    if (row != NULL)
    {
        add_builtin(out, row, modifiers);
        return;
    }
    quote_add_qualified(out, schema, name);
    if (modifiers != NULL)
        strbuf_printf(out, "(%s)", modifiers);
}

char *
type_text(Arena *arena, const char *schema, const char *name, const char *modifiers,
          uint32_t dimensions)
{
    StrBuf out = strbuf_new(arena);
    bool is_plain = str_equal(schema, "public") && find_builtin(name) == NULL;

    if (is_plain)
    {
        quote_add_ident(&out, name);
        if (modifiers != NULL)
            strbuf_printf(&out, "(%s)", modifiers);
    }
    else
        add_type(&out, schema, name, modifiers);
    if (dimensions > 0)
        strbuf_add(&out, "[]");
    return out.text;
}

char *
type_sql(Arena *arena, const TypeName *type)
{
    StrBuf out = strbuf_new(arena);

    add_type(&out, type->schema, type->name, type->modifiers);
    for (uint32_t i = 0; i < type->dimensions; i++)
        strbuf_add(&out, "[]");
    return out.text;
}

/* The names of the bits, from datatype/timestamp.h and utils/datetime.h of PostgreSQL. */
static const struct
{
    uint32_t fields;
    const char *text;
} interval_fields[] = {
    {1u << 2, "year"},
    {1u << 1, "month"},
    {1u << 3, "day"},
    {1u << 10, "hour"},
    {1u << 11, "minute"},
    {1u << 12, "second"},
    {1u << 2 | 1u << 1, "year to month"},
    {1u << 3 | 1u << 10, "day to hour"},
    {1u << 3 | 1u << 10 | 1u << 11, "day to minute"},
    {1u << 3 | 1u << 10 | 1u << 11 | 1u << 12, "day to second"},
    {1u << 10 | 1u << 11, "hour to minute"},
    {1u << 10 | 1u << 11 | 1u << 12, "hour to second"},
    {1u << 11 | 1u << 12, "minute to second"},
};

char *
type_interval_modifiers(Arena *arena, uint32_t fields, int32_t precision)
{
    const char *text = NULL;

    for (size_t i = 0; i < ARRAY_LENGTH(interval_fields); i++)
    {
        if (interval_fields[i].fields == fields)
            text = interval_fields[i].text;
    }
    if (fields == INTERVAL_ALL_FIELDS || text == NULL)
        return precision < 0 ? NULL : arena_printf(arena, "%d", (int) precision);
    if (precision < 0)
        return arena_strdup(arena, text);
    return arena_printf(arena, "%s(%d)", text, (int) precision);
}

TypeName
type_make(Arena *arena, const char *schema, const char *name, const char *modifiers,
          uint32_t dimensions)
{
    return (TypeName){
        .schema = schema,
        .name = name,
        .modifiers = modifiers,
        .dimensions = dimensions,
        .text = type_text(arena, schema, name, modifiers, dimensions),
    };
}

TypeName
type_builtin(Arena *arena, const char *name)
{
    return type_make(arena, NULL, name, NULL, 0);
}

bool
type_equal(const TypeName *left, const TypeName *right)
{
    /* PostgreSQL does not keep how many dimensions an array was declared with. */
    return str_equal(left->schema, right->schema) && str_equal(left->name, right->name) &&
           str_equal(left->modifiers, right->modifiers) &&
           (left->dimensions > 0) == (right->dimensions > 0);
}

int64_t
type_integer_maximum(const char *name)
{
    if (str_equal(name, "int2"))
        return INT16_MAX;
    if (str_equal(name, "int4"))
        return INT32_MAX;
    return str_equal(name, "int8") ? INT64_MAX : 0;
}
