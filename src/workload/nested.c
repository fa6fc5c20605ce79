/*
 * nested.c - what queries fire, and which of that a server counted on its own.
 *
 * With pg_stat_statements.track = all, what functions and foreign keys ask stands among the queries,
 * in the words of their bodies: "new.id" is no name that a schema knows. It is found by fingerprint, and
 * means what the body means. What was not counted is kept apart, so that rules see it as well.
 */
#include "workload/workload_internal.h"

typedef struct Nested
{
    Workload *workload;
    Map *counted; /* queries by fingerprint that may be fired by others */
    Map *added; /* queries of workload->fired by function and place */
    NameList unseen; /* functions that put SQL together */
} Nested;

/* How often a day, where the statement itself fires it. */
static Quantity
calls_of(const WorkloadQuery *query, const FiredQuery *fired)
{
    Quantity rows = query->per_call[COUNTER_ROWS];
    Quantity calls = query->calls_per_day;

    if (fired->depth > 0 || !quantity_known(calls))
        return QUANTITY_UNKNOWN;
    if (fired->is_once || fired->kind == FIRED_CALL)
        return calls;
    if (!quantity_known(rows))
        return QUANTITY_UNKNOWN;
    return (Quantity){calls.value * rows.value, provenance_weaker(calls.source, rows.source)};
}

static WorkloadQuery *
add_query(Nested *nested, const FiredQuery *fired)
{
    Arena *arena = nested->workload->arena;
    WorkloadQuery *query = arena_new_object(arena, WorkloadQuery);

    query->name = fired_cause_text(arena, fired);
    query->is_nested = true;
    query->sql = fired->sql;
    query->written.sql = fired->sql;
    query->fingerprint = fired->fingerprint;
    query->location = fired->routine->location;
    query->calls_per_day = query->calls_per_transaction = query->calls_in_row =
        query->reads_after_write = QUANTITY_UNKNOWN;
    for (Counter counter = 0; counter < COUNTER_KINDS; counter++)
        query->per_call[counter] = QUANTITY_UNKNOWN;
    query->meaning = fired->meaning;
    query->fired_as = fired;
    list_append(&nested->workload->fired, query);
    return query;
}

/* A statement of a function, once, however many queries fire it. */
static void
keep(Nested *nested, const WorkloadQuery *by, const FiredQuery *fired)
{
    char *key = arena_printf(nested->workload->arena, "%p %p %zu", (const void *) fired->routine,
                             (const void *) fired->trigger, fired->offset);
    WorkloadQuery *query = map_get(nested->added, key);
    Quantity calls = calls_of(by, fired);

    if (query == NULL)
    {
        query = add_query(nested, fired);
        map_put(nested->added, key, query);
    }
    if (!quantity_known(query->calls_per_day))
        query->calls_per_day = calls;
    else if (quantity_known(calls))
        query->calls_per_day.value += calls.value;
}

static void
take(Nested *nested, const WorkloadQuery *by, FiredQuery *fired)
{
    WorkloadQuery *counted =
        fired->fingerprint == NULL ? NULL : map_get(nested->counted, fired->fingerprint);

    if (counted == by)
        counted = NULL;
    if (counted != NULL)
    {
        fired->counted = counted;
        counted->fired_as = fired;
        if (counted->meaning == NULL && fired->meaning != NULL)
        {
            counted->meaning = fired->meaning;
            counted->not_understood = NULL;
        }
    }
    else if (fired->meaning != NULL && fired->key == NULL && !fired->is_unlikely)
        keep(nested, by, fired);
}

static void
say_unseen(const Nested *nested)
{
    enum
    {
        FUNCTIONS_NAMED = 3
    };
    Arena *arena = nested->workload->arena;
    size_t count = nested->unseen.count;
    NameList named = {0};
    char *text;

    if (count == 0)
        return;
    for (const Name *at = nested->unseen.first; at != NULL && named.count < FUNCTIONS_NAMED;
         at = at->next)
        name_list_add(arena, &named, at->text);
    text = arena_printf(
        arena, "SQL that functions put together (%s%s)", name_list_text(arena, &named),
        count > FUNCTIONS_NAMED ? arena_printf(arena, " and %zu more", count - FUNCTIONS_NAMED)
                                : "");
    if (!name_list_contains(&nested->workload->unseen, text))
        name_list_add(arena, &nested->workload->unseen, text);
}

static char *
search_key(Arena *arena, const Constraint *key)
{
    return arena_printf(arena, "%p", (const void *) key);
}

static void
add_search(Workload *workload, const WorkloadQuery *query, const FiredQuery *fired)
{
    char *key = search_key(workload->arena, fired->key);
    KeySearchList *list = map_get(workload->key_searches, key);
    KeySearch *search;

    if (list == NULL)
    {
        list = arena_new_object(workload->arena, KeySearchList);
        map_put(workload->key_searches, key, list);
    }
    if (list->last != NULL && list->last->query == query)
        return; /* by an UPDATE and a DELETE of one statement, or two ways of a cascade */
    search = arena_new_object(workload->arena, KeySearch);
    search->query = query;
    search->fired = fired;
    list_append(list, search);
}

const KeySearchList *
workload_key_searches(const Workload *workload, const Constraint *key)
{
    static const KeySearchList nothing = {0};
    const KeySearchList *list =
        workload->key_searches == NULL
            ? NULL
            : map_get(workload->key_searches, search_key(workload->arena, key));

    return list == NULL ? &nothing : list;
}

void
workload_fire(Workload *workload, const Schema *schema)
{
    FiredContext *context =
        fired_context_new(workload->arena, schema, query_context_new(workload->arena, schema));
    Nested nested = {
        .workload = workload,
        .counted = map_new(workload->arena),
        .added = map_new(workload->arena),
    };

    workload->fired = (WorkloadQueryList){0};
    workload->key_searches = map_new(workload->arena);
    for (WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
    {
        query->fired_as = NULL;
        query->fired = (FiredQueryList){0};
        if (query->meaning != NULL)
            query->fired = fired_by_query(context, query->meaning, query->sql);
        if (query->fingerprint != NULL && query->is_nested)
            map_put(nested.counted, query->fingerprint, query);
    }
    for (WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
        for (FiredQuery *fired = query->fired.first; fired != NULL; fired = fired->next)
        {
            take(&nested, query, fired);
            if (fired->kind == FIRED_UNSEEN &&
                !name_list_contains(&nested.unseen, fired->routine->name))
                name_list_add(workload->arena, &nested.unseen, fired->routine->name);
            if (fired->key != NULL && fired->kind != FIRED_LOOKUP)
                add_search(workload, query, fired);
        }
    say_unseen(&nested);
}
