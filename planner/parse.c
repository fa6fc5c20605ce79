/*
 * The trap: of "day >= current_date - $1" PostgreSQL takes $1 for a date, because the other operand is one; it
 * gets a number of days and refuses to compare it. The driver that prepares such a statement says that $1
 * is an integer, and of "now() - $1" that it is an interval; whoever has only the text has to guess.
 */
#include "planner/parse.h"

#include <access/xact.h>
#include <catalog/pg_type.h>
#include <nodes/nodeFuncs.h>
#include <parser/analyze.h>
#include <utils/memutils.h>
#include <utils/resowner.h>

enum
{
    NUMBER_MOST = 65535 /* the protocol has no more parameters */
};

/* The highest parameter that is added to something, or taken from it; who is, in `is_operand`. */
typedef struct Operands
{
    bool *is_operand;
    int count;
} Operands;

static void
take_operand(Operands *operands, const Node *node)
{
    int number;

    if (node == NULL || !IsA(node, ParamRef))
        return;
    number = ((const ParamRef *) node)->number;
    if (number < 1 || number > NUMBER_MOST)
        return;
    if (operands->is_operand == NULL)
        operands->is_operand = palloc0(sizeof(bool) * (NUMBER_MOST + 1));
    operands->is_operand[number] = true;
    operands->count = Max(operands->count, number);
}

static bool
find_operands(Node *node, Operands *operands)
{
    if (node == NULL)
        return false;
    if (IsA(node, A_Expr) && ((A_Expr *) node)->kind == AEXPR_OP)
    {
        const A_Expr *expr = (const A_Expr *) node;
        const char *name = strVal(llast(expr->name));

        if (expr->lexpr != NULL && !IsA(expr->lexpr, ParamRef) &&
            (strcmp(name, "+") == 0 || strcmp(name, "-") == 0))
            take_operand(operands, expr->rexpr);
    }
    return raw_expression_tree_walker(node, find_operands, operands);
}

static Oid *
guess_types(const Operands *operands, Oid type)
{
    Oid *types = palloc0(sizeof(Oid) * (Size) operands->count);

    for (int i = 0; i < operands->count; i++)
        types[i] = operands->is_operand[i + 1] ? type : InvalidOid;
    return types;
}

/* The error, or NULL when the query is there. Parsing changes the raw tree, so each try has a copy. */
static ErrorData *
try(RawStmt *statement, const char *text, Oid **types, int *count, Query **query)
{
    MemoryContext memory = CurrentMemoryContext;
    ResourceOwner owner = CurrentResourceOwner;
    ErrorData *volatile error = NULL;

    BeginInternalSubTransaction(NULL);
    (void) MemoryContextSwitchTo(memory);
    PG_TRY();
    {
        *query = parse_analyze_varparams(copyObject(statement), text, types, count, NULL);
        ReleaseCurrentSubTransaction();
    }
    PG_CATCH();
    {
        (void) MemoryContextSwitchTo(memory);
        error = CopyErrorData();
        FlushErrorState();
        RollbackAndReleaseCurrentSubTransaction();
    }
    PG_END_TRY();
    (void) MemoryContextSwitchTo(memory);
    CurrentResourceOwner = owner;
    return error;
}

static bool
is_about_types(const ErrorData *error)
{
    return error->sqlerrcode == ERRCODE_UNDEFINED_FUNCTION ||
           error->sqlerrcode == ERRCODE_AMBIGUOUS_FUNCTION;
}

Query *
parse_query(RawStmt *statement, const char *text, Oid **types, int *count)
{
    static const Oid guesses[] = {INT4OID, INTERVALOID};
    Operands operands = {0};
    Query *query = NULL;
    ErrorData *error, *again;

    (void) find_operands(statement->stmt, &operands);
    if (operands.count == 0)
        return parse_analyze_varparams(statement, text, types, count, NULL);
    error = try(statement, text, types, count, &query);
    for (int i = 0; i < (int) lengthof(guesses) && error != NULL && is_about_types(error); i++)
    {
        *types = guess_types(&operands, guesses[i]);
        *count = operands.count;
        again = try(statement, text, types, count, &query);
        if (again == NULL)
            return query;
        if (again->sqlerrcode == ERRCODE_QUERY_CANCELED)
            ReThrowError(again);
    }
    if (error != NULL)
        ReThrowError(error);
    return query;
}
