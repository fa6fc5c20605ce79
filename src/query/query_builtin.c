/*
 * query_builtin.c - finding rows of the generated tables.
 *
 * Tables are sorted by name, so a name is a range of rows. Types are few: a search by halves does.
 */
#include "query/query_builtin.h"

#include "query/builtin.gen.h"

enum
{
    ARRAY_BIT = 0x8000
};

TypeId
builtin_id(uint16_t number)
{
    TypeId type = number & (ARRAY_BIT - 1u);

    return (number & ARRAY_BIT) != 0 ? type | TYPE_ARRAY : type;
}

/* The first row of `count` whose name is not less; each row begins with its name. */
static size_t
lower_bound(const void *rows, size_t size, size_t first, size_t count, const char *name)
{
    size_t low = first;
    size_t high = count;

    while (low < high)
    {
        size_t middle = (low + high) / 2;
        const char *const *row = (const void *) ((const char *) rows + middle * size);

        if (strcmp(*row, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t
same_name(const void *rows, size_t size, size_t first, size_t count, const char *name)
{
    size_t end = first;

    while (end < count &&
           strcmp(*(const char *const *) (const void *) ((const char *) rows + end * size), name) ==
               0)
        end++;
    return end - first;
}

TypeId
builtin_type(const char *schema, const char *name)
{
    size_t count = ARRAY_LENGTH(builtin_type_rows);
    size_t at = lower_bound(builtin_type_rows, sizeof(BuiltinTypeRow), 1, count, name);

    for (; at < count && strcmp(builtin_type_rows[at].name, name) == 0; at++)
    {
        if (str_equal(builtin_type_rows[at].schema, schema))
            return (TypeId) at;
    }
    return TYPE_NOTHING;
}

const BuiltinTypeRow *
builtin_type_row(TypeId type)
{
    type &= ~TYPE_ARRAY;
    return type < ARRAY_LENGTH(builtin_type_rows) ? &builtin_type_rows[type] : NULL;
}

TypeId
builtin_type_over(TypeId type, char kind)
{
    for (size_t at = 1; at < ARRAY_LENGTH(builtin_type_rows); at++)
    {
        if (builtin_type_rows[at].kind == kind && builtin_id(builtin_type_rows[at].other) == type)
            return (TypeId) at;
    }
    return TYPE_NOTHING;
}

const BuiltinFunction *
builtin_function(const char *name, size_t *count)
{
    size_t all = ARRAY_LENGTH(builtin_functions);
    size_t at = lower_bound(builtin_functions, sizeof(BuiltinFunction), 0, all, name);

    *count = same_name(builtin_functions, sizeof(BuiltinFunction), at, all, name);
    return &builtin_functions[at];
}

const BuiltinOperator *
builtin_operator(const char *name, size_t *count)
{
    size_t all = ARRAY_LENGTH(builtin_operators);
    size_t at = lower_bound(builtin_operators, sizeof(BuiltinOperator), 0, all, name);

    *count = same_name(builtin_operators, sizeof(BuiltinOperator), at, all, name);
    return &builtin_operators[at];
}

TypeId
builtin_argument(const BuiltinFunction *function, size_t index)
{
    return builtin_id(builtin_argument_pool[function->arguments + index]);
}

TypeId
builtin_result(const BuiltinFunction *function, size_t index)
{
    return builtin_id(builtin_argument_pool[function->results + index]);
}

static int
compare_cast(const void *left, const void *right)
{
    const BuiltinCast *a = left;
    const BuiltinCast *b = right;

    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    return a->target == b->target ? 0 : a->target < b->target ? -1 : 1;
}

/* Types of the schema have numbers that no cast of the table has. */
static uint16_t
table_number(TypeId type)
{
    return (uint16_t) ((type & 0x7FFF) | ((type & TYPE_ARRAY) != 0 ? ARRAY_BIT : 0));
}

const BuiltinCast *
builtin_cast(TypeId from, TypeId to)
{
    BuiltinCast key = {table_number(from), table_number(to), '\0', false};

    return bsearch(&key, builtin_casts, ARRAY_LENGTH(builtin_casts), sizeof(BuiltinCast),
                   compare_cast);
}

const BuiltinRelation *
builtin_relation(const char *schema, const char *name)
{
    size_t count = ARRAY_LENGTH(builtin_relations);
    size_t at = lower_bound(builtin_relations, sizeof(BuiltinRelation), 0, count, name);

    for (; at < count && strcmp(builtin_relations[at].name, name) == 0; at++)
    {
        if (strcmp(builtin_relations[at].schema, schema) == 0)
            return &builtin_relations[at];
    }
    return NULL;
}

const BuiltinColumn *
builtin_column(const BuiltinRelation *relation, size_t index)
{
    return &builtin_columns[relation->columns + index];
}

TypeId
builtin_column_type(const BuiltinColumn *column)
{
    return builtin_id(column->type);
}

const char *
builtin_extension(uint8_t extension)
{
    return builtin_extensions[extension];
}
