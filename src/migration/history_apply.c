#include "ddl/ddl.h"
#include "migration/history.h"

static void
copy_problems(const History *history, Schema *schema)
{
    for (const Problem *problem = history->problems.first; problem != NULL; problem = problem->next)
        schema_problem(schema, problem->is_error, problem->location, problem->message,
                       problem->hint);
}

static bool
is_within_transaction(const Migration *migration)
{
    return migration != NULL && migration->transaction != TRANSACTION_PER_STATEMENT;
}

bool
history_apply(const History *history, Schema *schema, Error *error)
{
    DdlSession *session = ddl_session_open(schema);
    bool is_read = true;

    copy_problems(history, schema);
    for (const Migration *item = history->migrations.first; item != NULL && is_read;
         item = item->next)
    {
        bool goes_on = item->transaction == TRANSACTION_PER_RUN && item->next != NULL &&
                       item->next->transaction == TRANSACTION_PER_RUN;

        if (item->starts_session)
            ddl_session_reconnect(session);
        if (is_within_transaction(item))
            ddl_session_begin(session);
        is_read = ddl_session_read(session, &item->up, error);
        if (is_within_transaction(item) && !goes_on)
            ddl_session_commit(session);
    }
    ddl_session_close(session);
    return is_read;
}
