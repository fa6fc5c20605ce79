/*
 * Many plans by one call. Requests of one configuration that stand together share what it takes to see the
 * database that way: its settings, its extended statistics, and a subtransaction, which the first error
 * ends and the next request begins anew. A query is parsed and analysed once; the planner scribbles on
 * what it gets, so each plan starts from a copy.
 *
 * A call ends early rather than late: after a tenth of the statement's time no other request is begun, and
 * the caller asks again for those that have no answer. One request may take four fifths of it, so that
 * the others' answers are not lost with it.
 */
#include "planner/attempt.h"
#include "planner/fold.h"
#include "planner/harvest.h"
#include "planner/parameter.h"
#include "planner/parse.h"
#include "planner/plan_group.h"
#include "planner/plan_json.h"
#include "planner/timer.h"

#include <catalog/namespace.h>
#include <fmgr.h>
#include <funcapi.h>
#include <miscadmin.h>
#include <optimizer/optimizer.h>
#include <portability/instr_time.h>
#include <storage/proc.h>
#include <tcop/tcopprot.h>
#include <utils/array.h>
#include <utils/builtins.h>
#include <utils/fmgroids.h>
#include <utils/memutils.h>

#include <catalog/pg_type.h>

/* Shares of the statement's time. */
static const double ONE_CALL = 0.1;
static const double ONE_REQUEST = 0.8;

PG_FUNCTION_INFO_V1(tenfold_plan);
PG_FUNCTION_INFO_V1(tenfold_time);
PG_FUNCTION_INFO_V1(tenfold_use);

/* A query that was analysed. */
typedef struct Analysed
{
    Query *query; /* NULL: not yet */
    ParameterUse *uses;
    int parameter_count;
} Analysed;

typedef struct Planned
{
    PlannedStmt *statement; /* NULL: the plan before is the same */
    char **values; /* parameter texts */
    int value_count;
} Planned;

enum
{
    COLUMN_REQUEST,
    COLUMN_MESSAGE,
    COLUMN_SQLSTATE,
    COLUMN_STARTUP,
    COLUMN_TOTAL,
    COLUMN_ROWS,
    COLUMN_PLAN,
    COLUMN_VALUES,
    COLUMN_COUNT
};

/* The plan before. A binding that takes the same values, often none, has it too. */
typedef struct LastPlan
{
    MemoryContext memory;
    const Query *query; /* NULL: none */
    const Configuration *configuration;
    char **values;
    Datum columns[COLUMN_COUNT];
} LastPlan;

/* Of what rules made of it, the part that returns its result. */
static Query *
main_query(List *queries)
{
    ListCell *cell;

    foreach (cell, queries)
        if (lfirst_node(Query, cell)->canSetTag)
            return lfirst_node(Query, cell);
    return queries == NIL ? NULL : linitial_node(Query, queries);
}

/* Parameters whose type nothing tells are text: they are only handed through. */
static void
analyse(Analysed *analysed, const char *sql)
{
    List *statements = pg_parse_query(sql);
    Oid *types = NULL;
    int count = 0;
    Query *query;

    if (list_length(statements) != 1)
        ereport(ERROR, (errcode(ERRCODE_SYNTAX_ERROR), errmsg("this is not one statement")));
    query = main_query(
        pg_rewrite_query(parse_query(linitial_node(RawStmt, statements), sql, &types, &count)));
    if (query == NULL || query->commandType == CMD_UTILITY || query->commandType == CMD_NOTHING)
        ereport(ERROR,
                (errcode(ERRCODE_FEATURE_NOT_SUPPORTED), errmsg("there is nothing to plan")));
    for (int i = 0; i < count; i++)
        if (!OidIsValid(types[i]) || types[i] == UNKNOWNOID)
            types[i] = TEXTOID;
    analysed->uses = parameter_uses(query, types, count);
    analysed->parameter_count = count;
    analysed->query = query;
}

static PlannedStmt *
plan_query(const Query *query, ParamListInfo parameters)
{
    Query *copy = copyObjectImpl(query);

    fold_stable(copy, parameters);
    return planner(copy, "", CURSOR_OPT_PARALLEL_OK, parameters);
}

/* All the arrays of a call. */
typedef struct Requests
{
    Datum *queries;
    int query_count;
    Datum *query_numbers; /* from 1 */
    Datum *configurations;
    Datum *bindings;
    Datum *given; /* an array's text each */
    bool *given_nulls;
    int count;
    Analysed *analysed; /* one for each query */
    char *search_path; /* with which that was done */
    MemoryContext memory; /* of what lives as long as the call */
    MemoryContext each; /* of one plan */
    LastPlan last;
    instr_time start;
} Requests;

/* The share of the statement's time that is over; 0 where it may take any time. */
static double
time_spent(const Requests *requests)
{
    instr_time now;

    if (StatementTimeout <= 0)
        return 0;
    INSTR_TIME_SET_CURRENT(now);
    INSTR_TIME_SUBTRACT(now, requests->start);
    return INSTR_TIME_GET_MILLISEC(now) / StatementTimeout;
}

static ParameterBinding
binding_of(const char *word)
{
    static const char *const words[] = {"unknown", "typical", "worst", "given"};

    for (size_t i = 0; i < lengthof(words); i++)
        if (strcmp(word, words[i]) == 0)
            return (ParameterBinding) i;
    ereport(ERROR,
            (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("there is no binding \"%s\"", word)));
}

static char **
given_values(const Requests *requests, int at, int *count)
{
    Datum *values;
    bool *nulls;
    char **texts;

    *count = 0;
    if (requests->given_nulls[at])
        return NULL;
    deconstruct_array(DatumGetArrayTypeP(OidInputFunctionCall(
                          F_ARRAY_IN, TextDatumGetCString(requests->given[at]), TEXTOID, -1)),
                      TEXTOID, -1, false, TYPALIGN_INT, &values, &nulls, count);
    texts = palloc0(sizeof(char *) * (size_t) (*count + 1));
    for (int i = 0; i < *count; i++)
        texts[i] = nulls[i] ? NULL : TextDatumGetCString(values[i]);
    return texts;
}

/* Names mean what the search path says: another one, and all queries are analysed again. */
static Analysed *
analysed_of(Requests *requests, int number)
{
    MemoryContext before;

    if (number < 1 || number > requests->query_count)
        ereport(ERROR,
                (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("there is no query %d", number)));
    before = MemoryContextSwitchTo(requests->memory);
    if (requests->search_path == NULL || strcmp(requests->search_path, namespace_search_path) != 0)
    {
        memset(requests->analysed, 0, sizeof(Analysed) * (size_t) requests->query_count);
        requests->search_path = pstrdup(namespace_search_path);
    }
    if (requests->analysed[number - 1].query == NULL)
        analyse(&requests->analysed[number - 1],
                TextDatumGetCString(requests->queries[number - 1]));
    (void) MemoryContextSwitchTo(before);
    return &requests->analysed[number - 1];
}

static bool
is_last(const LastPlan *last, const Query *query, const Configuration *configuration, char **values,
        int count)
{
    if (last->query != query || last->configuration != configuration)
        return false;
    for (int i = 0; i < count; i++)
        if ((values[i] == NULL) != (last->values[i] == NULL) ||
            (values[i] != NULL && strcmp(values[i], last->values[i]) != 0))
            return false;
    return true;
}

static Planned
plan_request(Requests *requests, const Configuration *configuration, int at)
{
    Analysed *analysed = analysed_of(requests, DatumGetInt32(requests->query_numbers[at]));
    int given_count;
    char **given = given_values(requests, at, &given_count);
    ParameterBinding binding = binding_of(TextDatumGetCString(requests->bindings[at]));
    Planned planned = {.value_count = analysed->parameter_count};
    ParamListInfo parameters;

    planned.values = palloc0(sizeof(char *) * (size_t) (planned.value_count + 1));
    parameters = parameter_bind(analysed->uses, analysed->parameter_count, binding, given,
                                given_count, planned.values);
    if (!is_last(&requests->last, analysed->query, configuration, planned.values,
                 planned.value_count))
        planned.statement = plan_query(analysed->query, parameters);
    return planned;
}

static Datum
array_of_texts(char **texts, int count)
{
    Datum *values = palloc(sizeof(Datum) * (size_t) (count + 1));
    bool *nulls = palloc(sizeof(bool) * (size_t) (count + 1));
    int lower = 1;

    for (int i = 0; i < count; i++)
    {
        nulls[i] = texts[i] == NULL;
        values[i] = nulls[i] ? (Datum) 0 : CStringGetTextDatum(texts[i]);
    }
    if (count == 0)
        return PointerGetDatum(construct_empty_array(TEXTOID));
    return PointerGetDatum(
        construct_md_array(values, nulls, 1, &count, &lower, TEXTOID, -1, false, TYPALIGN_INT));
}

/* What a plan says, kept for the next request. */
static void
keep_last(Requests *requests, const Configuration *configuration, int at, const Planned *planned)
{
    LastPlan *last = &requests->last;
    const Plan *plan = planned->statement->planTree;
    MemoryContext before;
    StringInfoData json;

    last->query = NULL;
    MemoryContextReset(last->memory);
    initStringInfo(&json);
    plan_json_write(&json, planned->statement);
    before = MemoryContextSwitchTo(last->memory);
    last->values = palloc0(sizeof(char *) * (size_t) (planned->value_count + 1));
    for (int i = 0; i < planned->value_count; i++)
        last->values[i] = planned->values[i] == NULL ? NULL : pstrdup(planned->values[i]);
    last->columns[COLUMN_STARTUP] = Float8GetDatum(plan->startup_cost);
    last->columns[COLUMN_TOTAL] = Float8GetDatum(plan->total_cost);
    last->columns[COLUMN_ROWS] = Float8GetDatum(plan->plan_rows);
    last->columns[COLUMN_PLAN] = PointerGetDatum(cstring_to_text_with_len(json.data, json.len));
    last->columns[COLUMN_VALUES] = array_of_texts(planned->values, planned->value_count);
    last->configuration = configuration;
    last->query = requests->analysed[DatumGetInt32(requests->query_numbers[at]) - 1].query;
    (void) MemoryContextSwitchTo(before);
}

static void
put_last(Requests *requests, const ReturnSetInfo *result, int at)
{
    bool nulls[COLUMN_COUNT] = {[COLUMN_MESSAGE] = true, [COLUMN_SQLSTATE] = true};

    requests->last.columns[COLUMN_REQUEST] = Int32GetDatum(at + 1);
    tuplestore_putvalues(result->setResult, result->setDesc, requests->last.columns, nulls);
}

static void
put_failure(const ReturnSetInfo *result, int at, const Failure *failure)
{
    Datum values[COLUMN_COUNT] = {0};
    bool nulls[COLUMN_COUNT];

    memset(nulls, true, sizeof(nulls));
    nulls[COLUMN_REQUEST] = nulls[COLUMN_MESSAGE] = nulls[COLUMN_SQLSTATE] = false;
    values[COLUMN_REQUEST] = Int32GetDatum(at + 1);
    values[COLUMN_MESSAGE] = CStringGetTextDatum(failure->message);
    values[COLUMN_SQLSTATE] = CStringGetTextDatum(failure->sqlstate);
    tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* A request's result is written outside of the subtransaction that the next error undoes. */
static void
run_request(Requests *requests, PlanGroup *group, int at, const ReturnSetInfo *result)
{
    Configuration *configuration =
        configuration_find(TextDatumGetCString(requests->configurations[at]));
    MemoryContext before = MemoryContextSwitchTo(requests->each);
    Failure failure;

    if (group->configuration != configuration)
    {
        (void) MemoryContextSwitchTo(before);
        plan_group_close(group);
        (void) MemoryContextSwitchTo(requests->each);
    }
    timer_start((int) (StatementTimeout * ONE_REQUEST));
    PG_TRY();
    {
        Planned planned;

        if (!group->is_open)
            plan_group_open(group, configuration);
        (void) MemoryContextSwitchTo(requests->each);
        planned = plan_request(requests, configuration, at);
        timer_stop();
        if (planned.statement != NULL)
            keep_last(requests, configuration, at, &planned);
        put_last(requests, result, at);
    }
    PG_CATCH();
    {
        timer_stop();
        (void) MemoryContextSwitchTo(requests->each);
        if (timer_ran_out())
            attempt_take_late(&failure);
        else
            attempt_take_error(&failure);
        plan_group_close(group);
        put_failure(result, at, &failure);
    }
    PG_END_TRY();
    (void) MemoryContextSwitchTo(before);
    MemoryContextReset(requests->each);
}

static Datum *
take_array(FunctionCallInfo fcinfo, int at, Oid type, int *count, bool **nulls)
{
    Datum *values;
    int16 length = type == INT4OID ? 4 : -1;

    deconstruct_array(PG_GETARG_ARRAYTYPE_P(at), type, length, type == INT4OID, TYPALIGN_INT,
                      &values, nulls, count);
    return values;
}

static Requests
take_requests(FunctionCallInfo fcinfo)
{
    Requests requests = {.memory = CurrentMemoryContext};
    bool *nulls[3];
    bool *query_nulls;
    int counts[4];

    requests.queries = take_array(fcinfo, 0, TEXTOID, &requests.query_count, &query_nulls);
    requests.query_numbers = take_array(fcinfo, 1, INT4OID, &counts[0], &nulls[0]);
    requests.configurations = take_array(fcinfo, 2, TEXTOID, &counts[1], &nulls[1]);
    requests.bindings = take_array(fcinfo, 3, TEXTOID, &counts[2], &nulls[2]);
    requests.given = take_array(fcinfo, 4, TEXTOID, &counts[3], &requests.given_nulls);
    requests.count = counts[0];
    for (int i = 1; i < 4; i++)
        if (counts[i] != requests.count)
            ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                            errmsg("the arrays of requests are not of one length")));
    for (int i = 0; i < requests.query_count; i++)
        if (query_nulls[i])
            ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("a query is null")));
    for (int i = 0; i < requests.count; i++)
        if (nulls[0][i] || nulls[1][i] || nulls[2][i])
            ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("a request is null")));
    requests.analysed = palloc0(sizeof(Analysed) * (size_t) (requests.query_count + 1));
    requests.each =
        AllocSetContextCreate(CurrentMemoryContext, "tenfold plan", ALLOCSET_DEFAULT_SIZES);
    requests.last.memory =
        AllocSetContextCreate(CurrentMemoryContext, "tenfold last plan", ALLOCSET_DEFAULT_SIZES);
    INSTR_TIME_SET_CURRENT(requests.start);
    return requests;
}

/* plan(queries, query numbers, configurations, bindings, given values) */
Datum
tenfold_plan(PG_FUNCTION_ARGS)
{
    ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
    Requests requests;
    PlanGroup group = {0};

    InitMaterializedSRF(fcinfo, 0);
    requests = take_requests(fcinfo);
    configuration_claim();
    PG_TRY();
    {
        for (int i = 0; i < requests.count && (i == 0 || time_spent(&requests) < ONE_CALL); i++)
        {
            CHECK_FOR_INTERRUPTS();
            run_request(&requests, &group, i, result);
        }
        plan_group_close(&group);
    }
    PG_CATCH();
    {
        ErrorData *error;

        (void) MemoryContextSwitchTo(requests.memory);
        error = CopyErrorData();
        FlushErrorState();
        plan_group_close(&group); /* else the session would stay in its subtransaction */
        harvest_uncover();
        configuration_activate(NULL);
        configuration_release();
        ReThrowError(error);
    }
    PG_END_TRY();
    configuration_release();
    PG_RETURN_NULL();
}

static double
time_plans(const Query *query, int repeats)
{
    MemoryContext each =
        AllocSetContextCreate(CurrentMemoryContext, "tenfold plan", ALLOCSET_DEFAULT_SIZES);
    instr_time start;
    instr_time end;

    INSTR_TIME_SET_CURRENT(start);
    for (int i = 0; i < repeats; i++)
    {
        MemoryContext before = MemoryContextSwitchTo(each);

        (void) plan_query(query, NULL);
        (void) MemoryContextSwitchTo(before);
        MemoryContextReset(each);
    }
    INSTR_TIME_SET_CURRENT(end);
    INSTR_TIME_SUBTRACT(end, start);
    return INSTR_TIME_GET_DOUBLE(end) * 1e6 / repeats;
}

/* time(query, configuration, repeats): microseconds a plan; configuration NULL: of the bare planner. */
Datum
tenfold_time(PG_FUNCTION_ARGS)
{
    Configuration *configuration =
        PG_ARGISNULL(1) ? NULL : configuration_find(text_to_cstring(PG_GETARG_TEXT_PP(1)));
    Analysed analysed = {0};
    PlanGroup group = {0};
    volatile double microseconds = 0;

    if (PG_ARGISNULL(0) || PG_ARGISNULL(2) || PG_GETARG_INT32(2) < 1)
        PG_RETURN_NULL();
    configuration_claim();
    analyse(&analysed, text_to_cstring(PG_GETARG_TEXT_PP(0)));
    PG_TRY();
    {
        plan_group_open(&group, configuration);
        (void) time_plans(analysed.query, 1);
        if (configuration != NULL)
            harvest_cover();
        microseconds = time_plans(analysed.query, PG_GETARG_INT32(2));
    }
    PG_FINALLY();
    {
        plan_group_close(&group);
        configuration_release();
    }
    PG_END_TRY();
    PG_RETURN_FLOAT8(microseconds);
}

/* use(configuration): what the connection plans from here on, EXPLAIN as well; NULL: what is there. */
Datum
tenfold_use(PG_FUNCTION_ARGS)
{
    configuration_claim();
    configuration_activate(
        PG_ARGISNULL(0) ? NULL : configuration_find(text_to_cstring(PG_GETARG_TEXT_PP(0))));
    configuration_release();
    PG_RETURN_VOID();
}
