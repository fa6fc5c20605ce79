/*
 * query_cast.c - which type fits where another is asked for: PostgreSQL's implicit coercions, and
 * the type that several expressions agree upon (select_common_type() of its parser).
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"

static bool
is_untyped(TypeId type)
{
    return type == BUILTIN_UNKNOWN || type == TYPE_NOTHING;
}

/* Whether a pseudo-type takes a type; consistency between arguments is not looked at here. */
static bool
pseudo_takes(const QueryContext *context, TypeId pseudo, TypeId type)
{
    switch (pseudo)
    {
    case BUILTIN_ANY:
    case BUILTIN_ANYELEMENT:
    case BUILTIN_ANYCOMPATIBLE:
        return true;
    case BUILTIN_ANYARRAY:
    case BUILTIN_ANYCOMPATIBLEARRAY:
        return (query_type_base(context, type) & TYPE_ARRAY) != 0 || type == BUILTIN_INT2VECTOR ||
               type == BUILTIN_OIDVECTOR;
    case BUILTIN_ANYNONARRAY:
    case BUILTIN_ANYCOMPATIBLENONARRAY:
        return (query_type_base(context, type) & TYPE_ARRAY) == 0;
    case BUILTIN_ANYENUM:
        return query_type_kind(context, query_type_base(context, type)) == 'e';
    case BUILTIN_ANYRANGE:
    case BUILTIN_ANYCOMPATIBLERANGE:
        return query_type_kind(context, query_type_base(context, type)) == 'r';
    case BUILTIN_ANYMULTIRANGE:
    case BUILTIN_ANYCOMPATIBLEMULTIRANGE:
        return query_type_kind(context, query_type_base(context, type)) == 'm';
    case BUILTIN_RECORD:
        return query_type_category(context, query_type_base(context, type)) == 'C';
    default:
        return false;
    }
}

bool
query_cast_implicit(QueryContext *context, TypeId from, TypeId to)
{
    const BuiltinCast *cast;

    if (from == to || is_untyped(from) || to == TYPE_NOTHING)
        return true;
    if ((to & TYPE_ARRAY) == 0 && query_type_kind(context, to) == 'p')
        return pseudo_takes(context, to, from);
    from = query_type_base(context, from);
    to = query_type_base(context, to);
    if (from == to)
        return true;
    cast = builtin_cast(from, to);
    if (cast != NULL && cast->context == 'i')
        return true;
    if ((from & to & TYPE_ARRAY) != 0)
        return query_cast_implicit(context, from & ~TYPE_ARRAY, to & ~TYPE_ARRAY);
    return from == BUILTIN_RECORD && query_type_kind(context, to) == 'c';
}

/* The type that was chosen so far against the next one. */
static TypeId
wider(QueryContext *context, TypeId chosen, TypeId next)
{
    if (query_type_category(context, chosen) != query_type_category(context, next))
        return chosen; /* PostgreSQL refuses; the first stands for what was meant */
    if (query_type_is_preferred(chosen))
        return chosen;
    return query_cast_implicit(context, chosen, next) && !query_cast_implicit(context, next, chosen)
               ? next
               : chosen;
}

static bool
all_same(const Value *values, size_t count)
{
    for (size_t i = 1; i < count; i++)
    {
        if (values[i].type != values[0].type)
            return false;
    }
    return count > 0 && !is_untyped(values[0].type);
}

static TypeId
common_type(QueryContext *context, const Value *values, size_t count)
{
    TypeId chosen = BUILTIN_UNKNOWN;
    bool is_known = count > 0;

    if (all_same(values, count))
        return values[0].type;
    for (size_t i = 0; i < count; i++)
    {
        TypeId next = query_type_base(context, values[i].type);

        is_known = is_known && next != TYPE_NOTHING;
        if (is_untyped(next))
            continue;
        chosen = is_untyped(chosen) ? next : wider(context, chosen, next);
    }
    if (chosen != BUILTIN_UNKNOWN)
        return chosen;
    return is_known ? BUILTIN_TEXT : TYPE_NOTHING;
}

TypeId
query_cast_common(Analysis *analysis, const Value *values, size_t count, const char **modifiers)
{
    TypeId type = common_type(analysis->context, values, count);

    *modifiers = count > 0 ? values[0].modifiers : NULL;
    for (size_t i = 0; i < count; i++)
    {
        if (values[i].type != type || !str_equal(values[i].modifiers, *modifiers))
            *modifiers = NULL;
    }
    return type;
}

void
query_cast_to(Analysis *analysis, Value *value, TypeId type)
{
    QueryParameter *parameter = value->parameter;

    if (type == TYPE_NOTHING || type == BUILTIN_UNKNOWN)
        return;
    if (parameter != NULL && parameter->type.name == NULL && value->type == BUILTIN_UNKNOWN)
        parameter->type = query_type_name(analysis->context, analysis->arena, type, NULL);
    if (value->type == BUILTIN_UNKNOWN)
        value->type = type;
}

/* A cast that changes no byte leaves an index usable. */
static bool
is_free(const QueryContext *context, TypeId from, TypeId to)
{
    const BuiltinCast *cast;

    from = query_type_base(context, from);
    to = query_type_base(context, to);
    cast = from == to ? NULL : builtin_cast(from, to);
    return from == to || (cast != NULL && cast->is_free);
}

void
query_cast_mark(Analysis *analysis, Value *value, TypeId type)
{
    if (value->use == NULL || is_free(analysis->context, value->type, type) ||
        query_type_kind(analysis->context, type) == 'p')
        return;
    value->use->cast = query_type_text(analysis->context, analysis->arena, type);
}
