/*
 * workload.c - one list of queries from many sources.
 *
 * The same query comes from a file (with its place), from statistics (with its time) and from several
 * nodes: it is one by its fingerprint, its counters add up. Time orders them where it is known.
 */
#include "workload/workload_internal.h"

#include "sql/fingerprint.h"
#include "sql/quote.h"
#include "workload/label.h"

/* A statement of 10 kB means up to 400 kB: of ten thousand such ones the first thousand are enough. */
static const size_t MEANINGS_MOST_BYTES = (size_t) 512 << 20;
static const char left_out_reason[] = "left out: the memory for meanings is used up";

Workload *
workload_new(Arena *arena)
{
    Workload *workload = arena_new_object(arena, Workload);

    workload->arena = arena;
    workload->window_days = workload->total_ms_per_day = QUANTITY_UNKNOWN;
    return workload;
}

WorkloadQuery *
workload_add(Workload *workload)
{
    WorkloadQuery *query = arena_new_object(workload->arena, WorkloadQuery);

    query->calls_per_day = query->calls_per_transaction = query->calls_in_row =
        query->reads_after_write = query->rows_read = query->ms_most = QUANTITY_UNKNOWN;
    for (Counter counter = 0; counter < COUNTER_KINDS; counter++)
        query->per_call[counter] = QUANTITY_UNKNOWN;
    list_append(&workload->queries, query);
    return query;
}

Quantity
workload_ms_per_day(const WorkloadQuery *query)
{
    Quantity calls = query->calls_per_day;
    Quantity time = query->per_call[COUNTER_MS];

    if (!quantity_known(calls) || !quantity_known(time))
        return QUANTITY_UNKNOWN;
    return (Quantity){calls.value * time.value, provenance_weaker(calls.source, time.source)};
}

bool
workload_may_gain(const WorkloadQuery *query)
{
    static const double falls_by = 0.8; /* less is noise: another ANALYZE moves costs as far */

    if (!(query->cost[COST_TODAY] > 0) || !(query->cost_with_fix[COST_TODAY] > 0))
        return true;
    for (size_t i = 0; i < COST_MOMENTS; i++)
        if (query->cost_with_fix[i] < falls_by * query->cost[i])
            return true;
    return false;
}

Quantity
workload_total_ms(const Workload *workload)
{
    Quantity total = QUANTITY_UNKNOWN;

    for (const WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
    {
        Quantity time = workload_ms_per_day(query);

        if (query->is_nested || !quantity_known(time))
            continue;
        total.source =
            quantity_known(total) ? provenance_weaker(total.source, time.source) : time.source;
        total.value += time.value;
    }
    return workload->total_ms_per_day.value > total.value ? workload->total_ms_per_day : total;
}

/* A schema that has tables. */
typedef struct Home
{
    const char *name;
    size_t tables;
} Home;

static int
compare_homes(const void *left, const void *right)
{
    size_t left_tables = ((const Home *) left)->tables;
    size_t right_tables = ((const Home *) right)->tables;

    return (left_tables < right_tables) - (left_tables > right_tables);
}

static size_t
count_homes(const Schema *schema, Home *homes)
{
    size_t count = 0;

    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
    {
        size_t at = 0;

        while (at < count && !str_equal(homes[at].name, table->schema))
            at++;
        if (at == count && !str_equal(table->schema, "public"))
            homes[count++].name = table->schema;
        if (at < count)
            homes[at].tables++;
    }
    return count;
}

const char *
workload_search_path(Arena *arena, const Schema *schema)
{
    Home *homes = arena_new_array(arena, Home, schema->tables.count + 1);
    size_t count = count_homes(schema, homes);
    StrBuf path = strbuf_new(arena);

    qsort(homes, count, sizeof(Home), compare_homes); /* stable in glibc where memory suffices */
    strbuf_add(&path, "public");
    for (size_t i = 0; i < count; i++)
    {
        strbuf_add(&path, ", ");
        quote_add_ident(&path, homes[i].name);
    }
    return path.text;
}

/* The mean of two, each weighed by its calls. */
static Quantity
weighed(Quantity left, double left_calls, Quantity right, double right_calls)
{
    double calls = left_calls + right_calls;

    if (!quantity_known(left) || !quantity_known(right))
        return quantity_known(left) ? left : right;
    return (Quantity){calls > 0 ? (left.value * left_calls + right.value * right_calls) / calls
                                : left.value,
                      provenance_weaker(left.source, right.source)};
}

/* Measured calls of two nodes add up; a file's declared rate gives way to what was measured. */
static void
merge_calls(WorkloadQuery *into, const WorkloadQuery *from)
{
    if (into->calls_per_day.source == from->calls_per_day.source &&
        quantity_known(into->calls_per_day))
        into->calls_per_day.value += from->calls_per_day.value;
    else if (from->calls_per_day.source < into->calls_per_day.source)
        into->calls_per_day = from->calls_per_day;
}

static void
merge_most(Quantity *into, Quantity from)
{
    if (quantity_known(from) && (!quantity_known(*into) || from.value > into->value))
        *into = from;
}

static void
merge(WorkloadQuery *into, const WorkloadQuery *from)
{
    merge_most(&into->calls_per_transaction, from->calls_per_transaction);
    merge_most(&into->calls_in_row, from->calls_in_row);
    merge_most(&into->ms_most, from->ms_most);
    merge_most(&into->reads_after_write, from->reads_after_write);
    for (Counter counter = 0; counter < COUNTER_KINDS; counter++)
        into->per_call[counter] = weighed(into->per_call[counter], into->calls_per_day.value,
                                          from->per_call[counter], from->calls_per_day.value);
    merge_calls(into, from);
    into->is_nested = into->is_nested && from->is_nested;
    if (into->location.line == 0 && from->location.line > 0)
    {
        into->location = from->location;
        into->name = from->name;
        into->is_named = from->is_named;
        into->written = from->written;
        into->sql = from->sql; /* with the constants that the server's text has lost */
    }
    if (into->tags.count == 0)
    {
        into->tags = from->tags;
        into->place = from->place;
    }
}

/* Two that their file calls by names of their own stay two: they are two places in the program. */
static bool
is_same(const WorkloadQuery *left, const WorkloadQuery *right)
{
    return !left->is_named || !right->is_named || str_equal(left->name, right->name);
}

/* Takes out what has the fingerprint of one before it. */
static void
merge_all(Workload *workload, Map *by_fingerprint)
{
    WorkloadQueryList all = workload->queries;

    workload->queries = (WorkloadQueryList){0};
    for (WorkloadQuery *query = all.first, *next; query != NULL; query = next)
    {
        WorkloadQuery *same =
            query->fingerprint == NULL ? NULL : map_get(by_fingerprint, query->fingerprint);

        next = query->next;
        if (same != NULL && is_same(same, query))
        {
            merge(same, query);
            continue;
        }
        if (query->fingerprint != NULL && same == NULL)
            map_put(by_fingerprint, query->fingerprint, query);
        list_append(&workload->queries, query);
    }
}

static int
compare_time(const void *left, const void *right)
{
    double left_time = workload_ms_per_day(*(WorkloadQuery *const *) left).value;
    double right_time = workload_ms_per_day(*(WorkloadQuery *const *) right).value;

    return (left_time < right_time) - (left_time > right_time);
}

/* Most time first; glibc's qsort is stable where memory suffices, as here. */
static void
order(Workload *workload)
{
    size_t count = workload->queries.count;
    WorkloadQuery **items = arena_alloc_array(workload->arena, count + 1, sizeof(*items));
    double total = workload_total_ms(workload).value;
    size_t i = 0;

    for (WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
        items[i++] = query;
    qsort(items, count, sizeof(*items), compare_time);
    workload->queries = (WorkloadQueryList){0};
    for (i = 0; i < count; i++)
    {
        items[i]->share = total > 0 ? workload_ms_per_day(items[i]).value / total : 0;
        list_append(&workload->queries, items[i]);
    }
}

/* In an arena of its own: what is not understood gives its memory back. Returns the bytes kept. */
static size_t
resolve(Workload *workload, QueryContext *context, const char *path, WorkloadQuery *query)
{
    Arena *arena = arena_new(workload->arena, "meaning");
    Error error = {.arena = arena};
    Query *meaning = arena_new_object(arena, Query);

    if (!query_resolve_in(context, arena, path, query->sql, meaning, &error))
        query->not_understood = arena_strdup(workload->arena, error.message);
    else if (meaning->problems.first != NULL)
        query->not_understood = arena_strdup(workload->arena, meaning->problems.first->message);
    if (query->not_understood == NULL)
    {
        query->meaning = meaning;
        query->resolved = arena;
        return arena_size_bytes(arena);
    }
    arena_free(arena);
    return 0;
}

void
workload_tell_left_out(Workload *workload)
{
    NameList unseen = workload->unseen;
    double share = 0;
    size_t count = 0;

    workload->unseen = (NameList){0};
    for (const Name *name = unseen.first; name != NULL; name = name->next)
        if (!str_equal(name->text, workload->left_out))
            name_list_add(workload->arena, &workload->unseen, name->text);
    for (const WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
        if (query->meaning == NULL && query->not_understood == left_out_reason)
        {
            share += query->share;
            count++;
        }
    workload->left_out =
        count == 0 ? NULL
                   : arena_printf(workload->arena,
                                  "what the last %zu statements mean, %.1f %% of the time: they "
                                  "would need more than %zu MB",
                                  count, share * 100, MEANINGS_MOST_BYTES >> 20);
    if (count > 0)
        name_list_add(workload->arena, &workload->unseen, workload->left_out);
}

/* Most time first: what is left out takes least of all. */
static void
resolve_all(Workload *workload, QueryContext *context, const char *path)
{
    size_t kept = 0;

    for (WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
    {
        if (query->not_understood != NULL)
            continue;
        if (kept > MEANINGS_MOST_BYTES)
            query->not_understood = left_out_reason;
        else
            kept += resolve(workload, context, path, query);
    }
    workload_tell_left_out(workload);
}

void
workload_understand(Workload *workload, const Schema *schema)
{
    QueryContext *context = query_context_new(workload->arena, schema);

    for (WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
    {
        Error error = {.arena = workload->arena};
        char *fingerprint;

        if (query->fingerprint == NULL &&
            fingerprint_query(workload->arena, query->sql, &fingerprint, &error))
            query->fingerprint = fingerprint;
    }
    merge_all(workload, map_new(workload->arena));
    order(workload);
    resolve_all(workload, context, workload_search_path(workload->arena, schema));
    workload_fire(workload, schema);
    label_queries(workload);
}
