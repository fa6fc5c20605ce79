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

/* What a runner leaves of a migration in which a statement is refused. */
static const char *
left_of(const Migration *migration)
{
    switch (migration->transaction)
    {
    case TRANSACTION_PER_STATEMENT:
        return "keeps what stands before it in the file";
    case TRANSACTION_PER_RUN:
        return "takes back all migrations of that run";
    case TRANSACTION_PER_FILE:
    case TRANSACTION_PER_QUERY:
        break;
    }
    return "takes back the whole file";
}

static const Problem *
first_error(const Problem *problem)
{
    while (problem != NULL && !problem->is_error)
        problem = problem->next;
    return problem;
}

/* Says once what the runner would do; the rest is read all the same. */
static void
say_failure(const Migration *migration, Schema *schema, const Problem *problem)
{
    schema_problem(
        schema, true, problem->location,
        arena_printf(
            schema->arena, "if PostgreSQL refuses this too, the runner stops here: it %s%s",
            left_of(migration),
            migration->next == NULL ? "" : "; the migrations after it are read all the same"),
        NULL);
}

bool
history_apply(const History *history, Schema *schema, Error *error)
{
    DdlSession *session = ddl_session_open(schema);
    bool is_read = true;
    bool is_failure_said = false;

    copy_problems(history, schema);
    for (const Migration *item = history->migrations.first; item != NULL && is_read;
         item = item->next)
    {
        const Problem *before;
        const Problem *failed;

        if (item->starts_session)
            ddl_session_reconnect(session);
        if (is_within_transaction(item))
            ddl_session_begin(session);
        before = schema->problems.last;
        is_read = ddl_session_read(session, &item->up, error) ||
                  error_wrap(error, "migration \"%s\"", item->up.name);
        failed = first_error(before == NULL ? schema->problems.first : before->next);
        if (failed != NULL && !is_failure_said)
            say_failure(item, schema, failed);
        is_failure_said |= failed != NULL;
        if (is_within_transaction(item) && !history_goes_on(item))
            ddl_session_commit(session);
    }
    ddl_session_close(session);
    return is_read;
}
