/*
 * tenfold_planner.analyse(queries, with_meaning): what each query means, or why the server refuses it.
 *
 * A query is parsed, analysed and rewritten, and never planned or executed; the input functions of its
 * literals run, as they do in any server. Each is tried in a subtransaction of its own, which is rolled
 * back whatever comes of it, and has a time of its own: one that goes wrong leaves the others alone.
 */
#include "planner/analyse.h"
#include "planner/parse.h"
#include "planner/timer.h"

#include <access/xact.h>
#include <catalog/pg_type.h>
#include <fmgr.h>
#include <funcapi.h>
#include <miscadmin.h>
#include <nodes/nodeFuncs.h>
#include <parser/analyze.h>
#include <rewrite/rewriteHandler.h>
#include <tcop/tcopprot.h>
#include <utils/array.h>
#include <utils/builtins.h>
#include <utils/memutils.h>
#include <utils/resowner.h>

enum
{
    TIME_MS = 1000, /* for one query; a long one takes a few */
    COLUMNS = 5
};

PG_FUNCTION_INFO_V1(tenfold_analyse);

/* The query in a statement; NULL when there is none. */
static Node *
query_in(Node *node)
{
    while (node != NULL)
    {
        switch (nodeTag(node))
        {
        case T_ExplainStmt:
            node = ((ExplainStmt *) node)->query;
            break;
        case T_CreateTableAsStmt:
            node = ((CreateTableAsStmt *) node)->query;
            break;
        case T_ViewStmt:
            node = ((ViewStmt *) node)->query;
            break;
        case T_DeclareCursorStmt:
            node = ((DeclareCursorStmt *) node)->query;
            break;
        case T_PrepareStmt:
            node = ((PrepareStmt *) node)->query;
            break;
        case T_CopyStmt:
            node = ((CopyStmt *) node)->query;
            break;
        case T_SelectStmt:
        case T_InsertStmt:
        case T_UpdateStmt:
        case T_DeleteStmt:
        case T_MergeStmt:
            return node;
        default:
            node = NULL;
            break;
        }
    }
    return NULL;
}

/* As PREPARE: a parameter whose type nothing tells is an error. */
static void
check_parameters(const Oid *types, int count)
{
    for (int i = 0; i < count; i++)
        if (!OidIsValid(types[i]) || types[i] == UNKNOWNOID)
            ereport(ERROR, (errcode(ERRCODE_INDETERMINATE_DATATYPE),
                            errmsg("could not determine data type of parameter $%d", i + 1)));
}

/* SELECT … INTO makes a table of what the query returns: PostgreSQL would take it for CREATE TABLE AS. */
static void
forget_into(Node *node)
{
    SelectStmt *select = (SelectStmt *) node;

    if (!IsA(node, SelectStmt))
        return;
    while (select->op != SETOP_NONE && select->larg != NULL)
        select = select->larg;
    select->intoClause = NULL;
}

static Query *
parse(const char *text, Oid **types, int *count)
{
    List *statements = pg_parse_query(text);
    RawStmt *statement;
    Query *query;

    if (statements == NIL)
        ereport(ERROR, (errcode(ERRCODE_SYNTAX_ERROR), errmsg("there is no statement")));
    statement = linitial_node(RawStmt, statements);
    statement->stmt = query_in(statement->stmt);
    if (statement->stmt == NULL)
        ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE), errmsg("the statement is no query")));
    forget_into(statement->stmt);
    query = parse_query(statement, text, types, count);
    if (query->commandType == CMD_UTILITY)
        ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE), errmsg("the statement is no query")));
    return query;
}

static void
meaning(StringInfo out, const char *text, Query *query, const Oid *types, int count)
{
    Analysis analysis = {.text = text, .clause = "result", .parameter_count = count};
    SelectNote *select;
    ValueArray columns;
    Origin *base;

    analysis.parameters = palloc0(sizeof(ParameterNote) * (Size) (count + 1));
    for (int i = 0; i < count; i++)
        analysis.parameters[i + 1].type = types[i];
    columns = analyse_query(&analysis, NULL, query, "top", NULL, &select);
    base = palloc0(sizeof(Origin) * (Size) (columns.count + 1));
    for (int i = 0; i < columns.count; i++)
        if (columns.items[i].is_column)
            base[i] = columns.items[i].origin;
    analyse_view_expand(&analysis, columns, base);
    analyse_json(out, &analysis, query, columns, base);
}

/* What cannot be rewritten (a view that takes no INSERT) cannot be prepared either. */
static void
analyse(StringInfo out, const char *text, bool with_meaning)
{
    Oid *types = NULL;
    int count = 0;
    Query *query = parse(text, &types, &count);

    check_parameters(types, count);
    if (with_meaning)
        meaning(out, text, query, types, count);
    (void) QueryRewrite(query);
}

static ErrorData *
take_error(MemoryContext context)
{
    ErrorData *error;

    MemoryContextSwitchTo(context);
    error = CopyErrorData();
    FlushErrorState();
    if (error->sqlerrcode == ERRCODE_QUERY_CANCELED && timer_ran_out())
        error->message = "the server takes more than a second to understand it";
    return error;
}

/* The user of the server wants an end, and not we. */
static bool
is_wanted_end(const ErrorData *error)
{
    return error != NULL && error->sqlerrcode == ERRCODE_QUERY_CANCELED && !timer_ran_out();
}

/* The error of a query, or NULL when its meaning is in `out`. */
static ErrorData *
try(StringInfo out, const char *text, bool with_meaning)
{
    MemoryContext outer = CurrentMemoryContext;
    ResourceOwner owner = CurrentResourceOwner;
    MemoryContext work = AllocSetContextCreate(outer, "tenfold query", ALLOCSET_DEFAULT_SIZES);
    ErrorData *volatile error = NULL;

    BeginInternalSubTransaction(NULL);
    MemoryContextSwitchTo(work);
    timer_start(TIME_MS);
    PG_TRY();
    {
        analyse(out, text, with_meaning);
        timer_stop();
    }
    PG_CATCH();
    {
        timer_stop();
        error = take_error(outer);
    }
    PG_END_TRY();
    RollbackAndReleaseCurrentSubTransaction();
    MemoryContextSwitchTo(outer);
    CurrentResourceOwner = owner;
    MemoryContextDelete(work);
    if (is_wanted_end(error))
        ReThrowError(error); /* with the subtransaction open, the session would stay in it */
    return error;
}

static void
answer(ReturnSetInfo *result, int number, const char *text, bool with_meaning)
{
    StringInfoData out;
    Datum values[COLUMNS] = {Int32GetDatum(number)};
    bool nulls[COLUMNS] = {false, true, true, true, true};
    ErrorData *error;

    initStringInfo(&out);
    error = try(&out, text, with_meaning);
    if (error == NULL)
        values[1] = CStringGetTextDatum(out.data);
    else
    {
        values[2] = CStringGetTextDatum(unpack_sql_state(error->sqlerrcode));
        values[3] = CStringGetTextDatum(error->message == NULL ? "" : error->message);
        values[4] = Int32GetDatum(error->cursorpos);
    }
    nulls[1] = error != NULL;
    nulls[2] = nulls[3] = nulls[4] = error == NULL;
    tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

Datum
tenfold_analyse(PG_FUNCTION_ARGS)
{
    ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
    bool with_meaning = PG_GETARG_BOOL(1);
    MemoryContext turn;
    Datum *texts;
    bool *nulls;
    int count;

    InitMaterializedSRF(fcinfo, 0);
    deconstruct_array(PG_GETARG_ARRAYTYPE_P(0), TEXTOID, -1, false, TYPALIGN_INT, &texts, &nulls,
                      &count);
    turn = AllocSetContextCreate(CurrentMemoryContext, "tenfold turn", ALLOCSET_DEFAULT_SIZES);
    for (int i = 0; i < count; i++)
    {
        MemoryContext outer = MemoryContextSwitchTo(turn);

        CHECK_FOR_INTERRUPTS();
        answer(result, i + 1, nulls[i] ? "" : TextDatumGetCString(texts[i]), with_meaning);
        MemoryContextSwitchTo(outer);
        MemoryContextReset(turn);
    }
    return (Datum) 0;
}
