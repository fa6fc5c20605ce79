/*
 * Requests go to the server in batches, and the server answers as many as it has done in a moment; the
 * rest is asked again. Where what is left would take more than another moment, connections are added, one
 * for each core, and each takes a share.
 *
 * A batch is some queries in all their configurations: to analyse a query again costs as much as to plan a small
 * one, to see another configuration as much as some.
 *
 * A query that takes too long to plan does so in each configuration: it is not tried again. Where even the
 * server did not notice in time, the batch is cut in two until the query is found. Answers with the same
 * plan are read once.
 */
#include "whatif/told.h"

#include "base/stop.h"
#include "db/wait.h"
#include "sql.gen.h"

#include <jansson.h>
#include <math.h>
#include <sched.h>

enum
{
    BATCH_MOST = 400,
    HIRE_FROM_MS = 300 /* another connection takes about 20 to open and to tell what is known */
};

static const char *const binding_words[] = {"unknown", "typical", "worst", "given"};

/* Places in the order of planning. */
typedef struct Range
{
    size_t first;
    size_t end;
} Range;

/* What a connection was asked. */
typedef struct Turn
{
    Arena *arena; /* NULL: nothing */
    Range range;
    size_t *places;
    size_t count;
} Turn;

/* One call of whatif_plan(). */
typedef struct Planning
{
    WhatIf *whatif;
    Arena *arena; /* of the results */
    Arena *work;
    const PlanRequest *requests;
    size_t count;
    const size_t *order; /* of the requests */
    PlannedQuery *results;
    Map *plans; /* PlannedPlan by their JSON */
    Map *late; /* PlannedQuery of what takes too long, by its text */
    Range *pending; /* the next one last */
    size_t pending_count;
    size_t left; /* requests without an answer */
    size_t batch; /* as many as a call is likely to answer */
    Turn turns[WORKERS_MOST];
    int64_t start_ms;
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

/* What we cannot use is no plan to us; the others' are none the worse for it. */
static void
refuse(const Planning *planning, PlannedQuery *out, const char *message)
{
    *out = (PlannedQuery){.message = arena_strdup(planning->arena, message), .sqlstate = "54001"};
}

static void
take_plan(Planning *planning, PlannedQuery *out, const char *json)
{
    PlannedPlan *known = map_get(planning->plans, json);
    Error error = {.arena = planning->work};
    PlanNode *plan;

    if (known == NULL)
    {
        if (!plan_tree_read(planning->arena, json, &plan, &error))
        {
            refuse(planning, out, error.message);
            return;
        }
        known = arena_new_object(planning->work, PlannedPlan);
        known->plan = plan;
        known->fingerprint = plan_tree_fingerprint(plan);
        map_put(planning->plans, json, known);
    }
    out->plan = known->plan;
    out->fingerprint = known->fingerprint;
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

static void
take_result(Planning *planning, const DbResult *answer, size_t row, PlannedQuery *out)
{
    const char *message = db_value(answer, row, "message");

    out->is_planned = message == NULL;
    if (!out->is_planned)
    {
        out->message = arena_strdup(planning->arena, message);
        out->sqlstate = arena_strdup(planning->arena, db_value(answer, row, "sqlstate"));
        return;
    }
    out->startup_cost = strtod(db_value(answer, row, "startup_cost"), NULL);
    out->total_cost = strtod(db_value(answer, row, "total_cost"), NULL);
    out->rows = strtod(db_value(answer, row, "rows"), NULL);
    take_values(planning->arena, out, db_value(answer, row, "values"));
    if (isfinite(out->total_cost) && isfinite(out->rows))
        take_plan(planning, out, db_value(answer, row, "plan"));
    else
        refuse(planning, out, "what its plan costs is beyond what the planner can count");
}

/* --- asking --------------------------------------------------------------------------------------- */

static const PlanRequest *
request_at(const Planning *planning, size_t place)
{
    return &planning->requests[planning->order[place]];
}

static void
push(Planning *planning, size_t first, size_t end)
{
    if (first < end)
        planning->pending[planning->pending_count++] = (Range){first, end};
}

/* The next requests, no more than each connection's share. */
static Range
pop(Planning *planning)
{
    Range range = planning->pending[--planning->pending_count];
    size_t share = planning->left / planning->whatif->worker_count + 1;
    size_t most = share < planning->batch ? share : planning->batch;

    if (range.end - range.first > most)
    {
        push(planning, range.first + most, range.end);
        range.end = range.first + most;
    }
    return range;
}

static void
settle(Planning *planning, size_t place, const PlannedQuery *result)
{
    planning->results[planning->order[place]] = *result;
    planning->left--;
}

static void
note_late(Planning *planning, size_t place)
{
    const PlanRequest *request = request_at(planning, place);
    PlannedQuery *late = arena_new_object(planning->work, PlannedQuery);

    *late = planning->results[planning->order[place]];
    map_put(planning->late, request->sql, late);
}

static bool
send_turn(Planning *planning, size_t worker, Error *error)
{
    const Turn *turn = &planning->turns[worker];
    json_t *queries = json_array();
    json_t *requests = json_array();
    Map *numbers = map_new(turn->arena);
    const char *parameters[2];

    for (size_t i = 0; i < turn->count; i++)
    {
        const PlanRequest *request = request_at(planning, turn->places[i]);
        json_int_t query = query_number(queries, numbers, turn->arena, request->sql);

        (void) json_array_append_new(requests, request_object(request, i + 1, query));
    }
    parameters[0] = take_text(turn->arena, queries);
    parameters[1] = take_text(turn->arena, requests);
    return db_send(planning->whatif->workers[worker].db, sql_whatif_plan, parameters, 2, error);
}

/* Gives the next requests to a connection that has none; those known to be late need not be asked. */
static bool
give(Planning *planning, size_t worker, Error *error)
{
    WhatIf *whatif = planning->whatif;
    Turn *turn = &planning->turns[worker];

    if (planning->pending_count == 0)
        return true;
    *turn = (Turn){.arena = arena_new(planning->work, "turn"), .range = pop(planning)};
    turn->places = arena_new_array(turn->arena, size_t, turn->range.end - turn->range.first);
    for (size_t place = turn->range.first; place < turn->range.end; place++)
    {
        const PlanRequest *request = request_at(planning, place);
        const PlannedQuery *late = map_get(planning->late, request->sql);

        if (late != NULL)
            settle(planning, place, late);
        else if (!told_bring(whatif, &whatif->workers[worker], request->configuration, error))
            return false;
        else
            turn->places[turn->count++] = place;
    }
    if (turn->count > 0)
        return send_turn(planning, worker, error);
    arena_free(turn->arena);
    turn->arena = NULL;
    return true;
}

static bool
is_late(const Error *error)
{
    return error->code == ERROR_TIMEOUT ||
           (error->code == ERROR_STATEMENT && str_equal(error->sqlstate, "57014"));
}

/* No answer came in time: which of them is it? */
static bool
look_for_late(Planning *planning, const Turn *turn, Error *error)
{
    if (!is_late(error))
        return false;
    if (turn->count == 1)
    {
        const PlannedQuery late = {.message = arena_strdup(planning->arena, error->message),
                                   .sqlstate = arena_strdup(planning->arena, error->sqlstate)};

        settle(planning, turn->places[0], &late);
        note_late(planning, turn->places[0]);
    }
    else
    {
        push(planning, turn->places[turn->count / 2], turn->range.end);
        push(planning, turn->range.first, turn->places[turn->count / 2]);
        planning->batch = turn->count / 2;
    }
    error_clear(error);
    return true;
}

static bool
take_answers(Planning *planning, const Turn *turn, const DbResult *answer, Error *error)
{
    if (answer->rows == 0 || answer->rows > turn->count)
        return error_set(error, ERROR_INTERNAL, "the planner answered %zu of %zu requests",
                         answer->rows, turn->count);
    for (size_t i = 0; i < answer->rows; i++)
    {
        PlannedQuery result = {0};

        take_result(planning, answer, i, &result);
        settle(planning, turn->places[i], &result);
        if (!result.is_planned && str_equal(result.sqlstate, "57014"))
            note_late(planning, turn->places[i]);
    }
    if (answer->rows < turn->count)
    {
        push(planning, turn->places[answer->rows], turn->range.end);
        planning->batch = 2 * answer->rows + 1;
    }
    else
        planning->batch *= 2;
    if (planning->batch > BATCH_MOST)
        planning->batch = BATCH_MOST;
    return true;
}

/* Waits for a connection's answers, if it was asked. */
static bool
take(Planning *planning, size_t worker, Error *error)
{
    Turn turn = planning->turns[worker];
    DbResult answer;
    bool is_done;

    if (turn.arena == NULL)
        return true;
    planning->turns[worker].arena = NULL;
    if (db_receive(planning->whatif->workers[worker].db, turn.arena, sql_whatif_plan, &answer,
                   error))
        is_done = take_answers(planning, &turn, &answer, error);
    else
        is_done = look_for_late(planning, &turn, error);
    arena_free(turn.arena);
    return is_done;
}

/* --- all of them ---------------------------------------------------------------------------------- */

static size_t
cores(void)
{
    cpu_set_t set;

    return sched_getaffinity(0, sizeof(set), &set) == 0 ? (size_t) CPU_COUNT(&set) : 1;
}

/* More hands, if what is left would take long. Who cannot be had is no obstacle. */
static void
hire(Planning *planning)
{
    WhatIf *whatif = planning->whatif;
    Error error = {.arena = planning->work};
    double done = (double) (planning->count - planning->left);
    double rest_ms = (double) (wait_now_ms() - planning->start_ms) * (double) planning->left / done;
    size_t wanted = cores();

    if (whatif->worker_count > 1 || done < 1 || rest_ms < HIRE_FROM_MS)
        return;
    if (wanted > WORKERS_MOST)
        wanted = WORKERS_MOST;
    while (whatif->worker_count < wanted && told_hire(whatif, &error))
        continue;
}

static bool
run(Planning *planning, Error *error)
{
    const WhatIf *whatif = planning->whatif;

    while (planning->left > 0)
    {
        for (size_t worker = 0; worker < whatif->worker_count; worker++)
        {
            if (stop_requested())
                return error_set(error, ERROR_INTERRUPTED, "interrupted while planning");
            if (!take(planning, worker, error) || !give(planning, worker, error))
                return false;
        }
        if (whatif->progress != NULL)
            whatif->progress(whatif->progress_context, planning->count - planning->left,
                             planning->count);
        hire(planning);
    }
    return true;
}

/* Nobody may be left with a question that was not answered. */
static void
give_up(const Planning *planning)
{
    Error error = {.arena = planning->work};
    DbResult answer;

    for (size_t worker = 0; worker < planning->whatif->worker_count; worker++)
        if (planning->turns[worker].arena != NULL)
            (void) !db_receive(planning->whatif->workers[worker].db, planning->work,
                               sql_whatif_plan, &answer, &error); /* it failed already */
}

/* Of each batch those of one configuration stand together. */
static void
order_batch(const PlanRequest *requests, size_t first, size_t end, bool *is_taken, size_t *order)
{
    size_t taken = 0;

    for (size_t at = first; at < end; at++)
        for (size_t i = at; !is_taken[at] && i < end; i++)
            if (!is_taken[i] && str_equal(requests[i].configuration, requests[at].configuration))
            {
                order[taken++] = i;
                is_taken[i] = i > at;
            }
}

static const size_t *
order_of(Arena *work, const PlanRequest *requests, size_t count)
{
    size_t *order = arena_new_array(work, size_t, count + 1);
    bool *is_taken = arena_new_array(work, bool, count + 1);

    for (size_t first = 0, end; first < count; first = end)
    {
        end = count - first < BATCH_MOST ? count : first + BATCH_MOST;
        order_batch(requests, first, end, is_taken, order + first);
    }
    return order;
}

static void
fill_efforts(const Planning *planning)
{
    for (size_t i = 0; i < planning->count; i++)
    {
        PlannedQuery *planned = &planning->results[i];
        const Stats *stats = map_get(planning->whatif->stats, planning->requests[i].configuration);

        if (planned->is_planned)
            planned->effort = effort_of_plan(planned->plan, planning->whatif->schema, stats);
    }
}

bool
whatif_plan(WhatIf *whatif, Arena *arena, const PlanRequest *requests, size_t count,
            PlannedQuery **out, Error *error)
{
    Planning planning = {.whatif = whatif,
                         .arena = arena,
                         .work = arena_new(arena, "whatif_plan"),
                         .requests = requests,
                         .count = count,
                         .left = count,
                         .batch = BATCH_MOST,
                         .results = arena_new_array(arena, PlannedQuery, count + 1),
                         .start_ms = wait_now_ms()};
    bool is_done;

    planning.plans = map_new(planning.work);
    planning.late = map_new(planning.work);
    planning.order = order_of(planning.work, requests, count);
    planning.pending = arena_new_array(planning.work, Range, count + 1);
    push(&planning, 0, count);
    is_done = run(&planning, error);
    if (!is_done)
        give_up(&planning);
    fill_efforts(&planning);
    arena_free(planning.work);
    if (is_done)
        *out = planning.results;
    return is_done;
}
