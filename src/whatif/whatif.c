/*
 * Requests go to the server in batches: one statement plans hundreds, and is short enough for the
 * connection's time limit. A batch that ran out of time is cut in two, until the one query is found that
 * takes so long to plan. Answers with the same plan are read once.
 */
#include "whatif/whatif_internal.h"

#include "base/map.h"
#include "base/stop.h"
#include "sql.gen.h"

#include <jansson.h>

enum
{
    BATCH_MOST = 400
};

static const char *const binding_words[] = {"unknown", "typical", "worst", "given"};

bool
whatif_open(Scratch *scratch, Arena *arena, const char *database, const Schema *schema,
            WhatIf **out, Error *error)
{
    WhatIf *whatif = arena_new_object(arena, WhatIf);

    whatif->scratch = scratch;
    whatif->schema = schema;
    whatif->stats = map_new(arena);
    if (!scratch_connect(scratch, arena, database, &whatif->db, error))
        return false;
    *out = whatif;
    return true;
}

const char *
whatif_server_version(const WhatIf *whatif)
{
    return scratch_version_text(whatif->scratch);
}

bool
whatif_forget(WhatIf *whatif, const char *configuration, Error *error)
{
    Arena *work = arena_new(error->arena, "whatif_forget");
    DbResult result;
    bool is_done = db_query(whatif->db, work, "SELECT tenfold_planner.forget($1)", &configuration,
                            1, &result, error);

    map_put(whatif->stats, configuration, NULL);
    arena_free(work);
    return is_done;
}

/* One call of whatif_plan(). */
typedef struct Planning
{
    WhatIf *whatif;
    Arena *arena; /* of the results */
    Arena *work;
    const PlanRequest *requests;
    const size_t *order; /* of the requests, so that those of one configuration stand together */
    PlannedQuery *results;
    Map *plans; /* PlannedPlan by their JSON */
} Planning;

typedef struct PlannedPlan
{
    const PlanNode *plan;
    uint64_t fingerprint;
} PlannedPlan;

/* The number of a query among those of the batch, from 1. */
static json_int_t
query_number(json_t *queries, Map *numbers, Arena *work, const char *sql)
{
    size_t *number = map_get(numbers, sql);

    if (number == NULL)
    {
        number = arena_new_object(work, size_t);
        *number = json_array_size(queries) + 1;
        map_put(numbers, sql, number);
        (void) json_array_append_new(queries, json_string_nocheck(sql));
    }
    return (json_int_t) *number;
}

static json_t *
given_values(const PlanRequest *request)
{
    json_t *values = json_array();

    for (size_t i = 0; i < request->value_count; i++)
        (void) json_array_append_new(values, request->values[i] == NULL
                                                 ? json_null()
                                                 : json_string_nocheck(request->values[i]));
    return values;
}

static json_t *
request_object(const PlanRequest *request, size_t number, json_int_t query)
{
    json_t *object = json_object();

    (void) json_object_set_new(object, "number", json_integer((json_int_t) number));
    (void) json_object_set_new(object, "query", json_integer(query));
    (void) json_object_set_new(object, "configuration",
                               json_string_nocheck(request->configuration));
    (void) json_object_set_new(object, "binding", json_string(binding_words[request->binding]));
    if (request->value_count > 0)
        (void) json_object_set_new(object, "values", given_values(request));
    return object;
}

static const char *
take_text(Arena *arena, json_t *value)
{
    char *dumped = json_dumps(value, JSON_COMPACT);
    const char *text = arena_strdup(arena, dumped);

    free(dumped);
    json_decref(value);
    return text;
}

static bool
take_plan(Planning *planning, PlannedQuery *out, const char *json, Error *error)
{
    PlannedPlan *known = map_get(planning->plans, json);
    PlanNode *plan;

    if (known == NULL)
    {
        if (!plan_tree_read(planning->arena, json, &plan, error))
            return false;
        known = arena_new_object(planning->work, PlannedPlan);
        known->plan = plan;
        known->fingerprint = plan_tree_fingerprint(plan);
        map_put(planning->plans, json, known);
    }
    out->plan = known->plan;
    out->fingerprint = known->fingerprint;
    return true;
}

static void
take_values(Arena *arena, PlannedQuery *out, const char *json)
{
    json_t *array = json == NULL ? NULL : json_loads(json, 0, NULL);
    const char **values = arena_new_array(arena, const char *, json_array_size(array) + 1);

    for (size_t i = 0; i < json_array_size(array); i++)
        values[i] = arena_strdup(arena, json_string_value(json_array_get(array, i)));
    out->values = values;
    out->value_count = json_array_size(array);
    json_decref(array);
}

static bool
take_result(Planning *planning, const DbResult *answer, size_t row, PlannedQuery *out, Error *error)
{
    const char *message = db_value(answer, row, "message");

    out->is_planned = message == NULL;
    if (!out->is_planned)
    {
        out->message = arena_strdup(planning->arena, message);
        out->sqlstate = arena_strdup(planning->arena, db_value(answer, row, "sqlstate"));
        return true;
    }
    out->startup_cost = strtod(db_value(answer, row, "startup_cost"), NULL);
    out->total_cost = strtod(db_value(answer, row, "total_cost"), NULL);
    out->rows = strtod(db_value(answer, row, "rows"), NULL);
    take_values(planning->arena, out, db_value(answer, row, "values"));
    return take_plan(planning, out, db_value(answer, row, "plan"), error);
}

static bool
ask(Planning *planning, size_t first, size_t count, DbResult *out, Error *error)
{
    json_t *queries = json_array();
    json_t *requests = json_array();
    Map *numbers = map_new(planning->work);
    const char *parameters[2];

    for (size_t i = 0; i < count; i++)
    {
        const PlanRequest *request = &planning->requests[planning->order[first + i]];
        json_int_t query = query_number(queries, numbers, planning->work, request->sql);

        (void) json_array_append_new(requests, request_object(request, i + 1, query));
    }
    parameters[0] = take_text(planning->work, queries);
    parameters[1] = take_text(planning->work, requests);
    return db_query(planning->whatif->db, planning->work, sql_whatif_plan, parameters, 2, out,
                    error);
}

/* One query that the server has no time for is not planned; among several it is looked for. */
static bool
plan_batch(Planning *planning, size_t first, size_t count, Error *error)
{
    DbResult answer;

    if (!ask(planning, first, count, &answer, error))
    {
        bool is_late = error->code == ERROR_TIMEOUT ||
                       (error->code == ERROR_STATEMENT && str_equal(error->sqlstate, "57014"));

        if (!is_late)
            return false;
        if (count > 1)
        {
            error_clear(error);
            return plan_batch(planning, first, count / 2, error) &&
                   plan_batch(planning, first + count / 2, count - count / 2, error);
        }
        planning->results[planning->order[first]] =
            (PlannedQuery){.message = arena_strdup(planning->arena, error->message),
                           .sqlstate = arena_strdup(planning->arena, error->sqlstate)};
        error_clear(error);
        return true;
    }
    if (answer.rows != count)
        return error_set(error, ERROR_INTERNAL, "the planner answered %zu of %zu requests",
                         answer.rows, count);
    for (size_t i = 0; i < count; i++)
        if (!take_result(planning, &answer, i, &planning->results[planning->order[first + i]],
                         error))
            return false;
    return true;
}

/* To see another configuration costs as much as some plans. */
static const size_t *
order_of(Arena *work, const PlanRequest *requests, size_t count)
{
    size_t *order = arena_new_array(work, size_t, count + 1);
    bool *is_taken = arena_new_array(work, bool, count + 1);
    size_t taken = 0;

    for (size_t first = 0; first < count; first++)
    {
        const char *configuration = requests[first].configuration;

        if (is_taken[first])
            continue;
        for (size_t i = first; i < count; i++)
        {
            if (is_taken[i] || !str_equal(requests[i].configuration, configuration))
                continue;
            is_taken[i] = true;
            order[taken++] = i;
        }
    }
    return order;
}

bool
whatif_plan(WhatIf *whatif, Arena *arena, const PlanRequest *requests, size_t count,
            PlannedQuery **out, Error *error)
{
    Planning planning = {.whatif = whatif,
                         .arena = arena,
                         .work = arena_new(arena, "whatif_plan"),
                         .requests = requests,
                         .results = arena_new_array(arena, PlannedQuery, count + 1)};
    bool is_done = true;

    planning.plans = map_new(planning.work);
    planning.order = order_of(planning.work, requests, count);
    for (size_t first = 0; is_done && first < count; first += BATCH_MOST)
    {
        size_t size = count - first < BATCH_MOST ? count - first : BATCH_MOST;

        if (stop_requested())
            is_done = error_set(error, ERROR_INTERRUPTED, "interrupted while planning");
        else
            is_done = plan_batch(&planning, first, size, error);
    }
    arena_free(planning.work);
    if (is_done)
        *out = planning.results;
    return is_done;
}
