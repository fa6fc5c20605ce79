/*
 * query_overload.c - which of several functions or operators of one name is meant.
 *
 * PostgreSQL's rules (func_match_argtypes() and func_select_candidate() of its parser): what fits by
 * implicit casts, of these the most exact matches, then the most preferred types, then for literals
 * without a type a common category, strings first, and at last the type of the known arguments.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"

enum
{
    CANDIDATES_MAXIMUM = 256,
    ARGUMENTS_MAXIMUM = 100
};

/* The candidates still in the race. */
typedef struct Race
{
    QueryContext *context;
    const Candidate *of[CANDIDATES_MAXIMUM];
    size_t count;
    const TypeId *inputs;
    TypeId bases[ARGUMENTS_MAXIMUM];
    size_t input_count;
} Race;

static bool
is_untyped(TypeId type)
{
    return type == BUILTIN_UNKNOWN || type == TYPE_NOTHING;
}

static bool
is_exact(const Race *race, const Candidate *candidate)
{
    for (size_t i = 0; i < race->input_count; i++)
    {
        if (candidate->arguments[i] != race->inputs[i])
            return false;
    }
    return true;
}

static bool
fits(const Race *race, const Candidate *candidate)
{
    for (size_t i = 0; i < race->input_count; i++)
    {
        if (!query_cast_implicit(race->context, race->inputs[i], candidate->arguments[i]))
            return false;
    }
    return true;
}

static size_t
exact_count(const Race *race, const Candidate *candidate)
{
    size_t count = 0;

    for (size_t i = 0; i < race->input_count; i++)
        count += !is_untyped(race->bases[i]) && candidate->arguments[i] == race->bases[i];
    return count;
}

static size_t
preferred_count(const Race *race, const Candidate *candidate)
{
    size_t count = 0;

    for (size_t i = 0; i < race->input_count; i++)
    {
        TypeId wanted = candidate->arguments[i];

        if (is_untyped(race->bases[i]))
            continue;
        count +=
            wanted == race->bases[i] || (query_type_is_preferred(wanted) &&
                                         query_type_category(race->context, wanted) ==
                                             query_type_category(race->context, race->bases[i]));
    }
    return count;
}

/* Keeps those with the highest count. */
static void
keep_best(Race *race, size_t (*count_of)(const Race *, const Candidate *))
{
    size_t best = 0;
    size_t kept = 0;

    for (size_t i = 0; i < race->count; i++)
    {
        size_t count = count_of(race, race->of[i]);

        if (count > best)
        {
            best = count;
            kept = 0;
        }
        if (count == best)
            race->of[kept++] = race->of[i];
    }
    race->count = kept;
}

/* The category that literals at a place may be of; '\0' when the candidates are at odds. */
static char
slot_category(const Race *race, size_t at, bool *has_preferred)
{
    char category = '\0';
    bool is_mixed = false;

    *has_preferred = false;
    for (size_t i = 0; i < race->count; i++)
    {
        TypeId type = race->of[i]->arguments[at];
        char own = query_type_category(race->context, type);

        if (own == 'S')
        {
            if (category != 'S')
                *has_preferred = false;
            category = 'S';
            is_mixed = false;
        }
        else if (category == '\0')
            category = own;
        else if (category != own && category != 'S')
            is_mixed = true;
        if (own == category)
            *has_preferred = *has_preferred || query_type_is_preferred(type);
    }
    return is_mixed ? '\0' : category;
}

/* Literals without a type: one category for each of them, strings if possible. */
static void
keep_category(Race *race)
{
    char categories[ARGUMENTS_MAXIMUM];
    bool preferred[ARGUMENTS_MAXIMUM];
    size_t kept = 0;

    for (size_t at = 0; at < race->input_count; at++)
    {
        categories[at] = '\0';
        if (!is_untyped(race->bases[at]))
            continue;
        categories[at] = slot_category(race, at, &preferred[at]);
        if (categories[at] == '\0')
            return;
    }
    for (size_t i = 0; i < race->count; i++)
    {
        bool is_kept = true;

        for (size_t at = 0; at < race->input_count && is_kept; at++)
        {
            TypeId type = race->of[i]->arguments[at];

            if (categories[at] == '\0')
                continue;
            is_kept = query_type_category(race->context, type) == categories[at] &&
                      (!preferred[at] || query_type_is_preferred(type));
        }
        if (is_kept)
            race->of[kept++] = race->of[i];
    }
    if (kept > 0)
        race->count = kept;
}

/* All known arguments have one type: the literals may be of it, too. */
static const Candidate *
like_the_known(const Race *race)
{
    TypeId known = TYPE_NOTHING;
    const Candidate *found = NULL;

    for (size_t i = 0; i < race->input_count; i++)
    {
        if (is_untyped(race->bases[i]))
            continue;
        if (known != TYPE_NOTHING && known != race->bases[i])
            return NULL;
        known = race->bases[i];
    }
    if (known == TYPE_NOTHING)
        return NULL;
    for (size_t i = 0; i < race->count; i++)
    {
        bool is_fit = true;

        for (size_t at = 0; at < race->input_count; at++)
            is_fit =
                is_fit && query_cast_implicit(race->context, known, race->of[i]->arguments[at]);
        if (is_fit && found != NULL)
            return NULL;
        if (is_fit)
            found = race->of[i];
    }
    return found;
}

/* Several are left: fewer defaults and no VARIADIC are better, a function of the schema too. */
static const Candidate *
first_by_form(const Race *race)
{
    const Candidate *best = NULL;

    for (size_t i = 0; i < race->count; i++)
    {
        const Candidate *at = race->of[i];

        if (best == NULL || at->defaults_used < best->defaults_used ||
            (at->defaults_used == best->defaults_used && best->is_variadic && !at->is_variadic))
            best = at;
    }
    return best;
}

static const Candidate *
select_best(Race *race)
{
    const Candidate *found;

    keep_best(race, exact_count);
    if (race->count > 1)
        keep_best(race, preferred_count);
    if (race->count > 1)
        keep_category(race);
    if (race->count == 1)
        return race->of[0];
    found = like_the_known(race);
    return found != NULL ? found : first_by_form(race);
}

const Candidate *
query_overload(QueryContext *context, const Candidate *candidates, size_t count,
               const TypeId *inputs, size_t input_count)
{
    Race race = {.context = context, .inputs = inputs, .input_count = input_count};
    const Candidate *exact = NULL;

    if (input_count > ARGUMENTS_MAXIMUM)
        return count == 1 ? candidates : NULL;
    for (size_t i = 0; i < input_count; i++)
        race.bases[i] = query_type_base(context, inputs[i]);
    for (size_t i = 0; i < count && race.count < CANDIDATES_MAXIMUM; i++)
    {
        if (is_exact(&race, &candidates[i]) &&
            (exact == NULL || candidates[i].defaults_used < exact->defaults_used))
            exact = &candidates[i];
        if (fits(&race, &candidates[i]))
            race.of[race.count++] = &candidates[i];
    }
    if (exact != NULL)
        return exact;
    if (race.count <= 1)
        return race.count == 0 ? NULL : race.of[0];
    return select_best(&race);
}

/* What the polymorphic arguments of a call stand for. */
typedef struct Polymorph
{
    TypeId element;
    TypeId range;
    TypeId multirange;
    Value common[ARGUMENTS_MAXIMUM]; /* of the anycompatible family: their elements */
    size_t common_count;
} Polymorph;

static void
note_common(Polymorph *poly, TypeId type)
{
    if (poly->common_count < ARGUMENTS_MAXIMUM)
        poly->common[poly->common_count++].type = type;
}

static void
note_element(TypeId *slot, TypeId type)
{
    if (is_untyped(*slot) && !is_untyped(type))
        *slot = type;
}

static void
note_argument(QueryContext *context, Polymorph *poly, TypeId declared, TypeId actual)
{
    TypeId base = query_type_base(context, actual);

    if (is_untyped(actual))
        return;
    switch (declared)
    {
    case BUILTIN_ANYELEMENT:
    case BUILTIN_ANYNONARRAY:
    case BUILTIN_ANYENUM:
        note_element(&poly->element, actual);
        break;
    case BUILTIN_ANYARRAY:
        note_element(&poly->element, query_type_element(context, actual));
        break;
    case BUILTIN_ANYCOMPATIBLERANGE:
        note_common(poly, query_type_other(context, base));
        note_element(&poly->range, base);
        break;
    case BUILTIN_ANYRANGE:
        note_element(&poly->range, base);
        note_element(&poly->element, query_type_other(context, base));
        break;
    case BUILTIN_ANYCOMPATIBLEMULTIRANGE:
        note_common(poly, query_type_other(context, query_type_other(context, base)));
        note_element(&poly->multirange, base);
        note_element(&poly->range, query_type_other(context, base));
        break;
    case BUILTIN_ANYMULTIRANGE:
        note_element(&poly->multirange, base);
        note_element(&poly->range, query_type_other(context, base));
        note_element(&poly->element, query_type_other(context, query_type_other(context, base)));
        break;
    case BUILTIN_ANYCOMPATIBLE:
    case BUILTIN_ANYCOMPATIBLENONARRAY:
        note_common(poly, actual);
        break;
    case BUILTIN_ANYCOMPATIBLEARRAY:
        note_common(poly, query_type_element(context, actual));
        break;
    default:
        break;
    }
}

static TypeId
common_of(QueryContext *context, const Polymorph *poly)
{
    Analysis analysis = {.context = context};
    const char *modifiers;

    if (poly->common_count == 0)
        return is_untyped(poly->element) ? BUILTIN_TEXT : poly->element;
    return query_cast_common(&analysis, poly->common, poly->common_count, &modifiers);
}

static TypeId
multirange_of(const QueryContext *context, const Polymorph *poly)
{
    return is_untyped(poly->multirange) ? query_type_multirange_of(context, poly->range)
                                        : poly->multirange;
}

static TypeId
polymorphic_result(QueryContext *context, TypeId result, const TypeId *declared,
                   const TypeId *actual, size_t count)
{
    Polymorph poly = {0};

    for (size_t i = 0; i < count; i++)
        note_argument(context, &poly, declared[i], actual[i]);
    switch (result)
    {
    case BUILTIN_ANYELEMENT:
    case BUILTIN_ANYNONARRAY:
    case BUILTIN_ANYENUM:
        return is_untyped(poly.element) ? BUILTIN_TEXT : poly.element;
    case BUILTIN_ANYARRAY:
        return query_type_array(is_untyped(poly.element) ? BUILTIN_TEXT : poly.element);
    case BUILTIN_ANYRANGE:
    case BUILTIN_ANYCOMPATIBLERANGE:
        return poly.range;
    case BUILTIN_ANYMULTIRANGE:
    case BUILTIN_ANYCOMPATIBLEMULTIRANGE:
        return multirange_of(context, &poly);
    case BUILTIN_ANYCOMPATIBLE:
    case BUILTIN_ANYCOMPATIBLENONARRAY:
        return common_of(context, &poly);
    case BUILTIN_ANYCOMPATIBLEARRAY:
        return query_type_array(common_of(context, &poly));
    default:
        return result;
    }
}

TypeId
query_overload_result(QueryContext *context, TypeId result, const TypeId *declared,
                      const TypeId *actual, size_t count)
{
    if ((result & TYPE_ARRAY) != 0 || query_type_kind(context, result) != 'p')
        return result;
    return polymorphic_result(context, result, declared, actual, count);
}
