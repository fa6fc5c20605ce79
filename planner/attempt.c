#include "planner/attempt.h"

#include "planner/configuration.h"

#include <access/xact.h>
#include <utils/memutils.h>
#include <utils/resowner.h>

static void
note(ErrorData *error, Failure *failure)
{
    failure->message = error->message == NULL ? pstrdup("") : pstrdup(error->message);
    strlcpy(failure->sqlstate, unpack_sql_state(error->sqlerrcode), sizeof(failure->sqlstate));
    FreeErrorData(error);
}

void
attempt_take_error(Failure *failure)
{
    ErrorData *error = CopyErrorData();

    if (error->sqlerrcode == ERRCODE_QUERY_CANCELED)
        PG_RE_THROW();
    FlushErrorState();
    note(error, failure);
}

void
attempt_take_late(Failure *failure)
{
    ErrorData *error = CopyErrorData();

    FlushErrorState();
    if (error->sqlerrcode == ERRCODE_QUERY_CANCELED)
        error->message = pstrdup("it takes too long to plan");
    note(error, failure);
}

bool
attempt(void (*work)(void *), void *argument, Failure *failure)
{
    MemoryContext memory = CurrentMemoryContext;
    ResourceOwner owner = CurrentResourceOwner;
    volatile bool is_done = false;

    BeginInternalSubTransaction(NULL);
    (void) MemoryContextSwitchTo(memory);
    PG_TRY();
    {
        work(argument);
        ReleaseCurrentSubTransaction();
        is_done = true;
    }
    PG_CATCH();
    {
        ErrorData *error;

        (void) MemoryContextSwitchTo(memory);
        error = CopyErrorData();
        FlushErrorState();
        RollbackAndReleaseCurrentSubTransaction();
        (void) MemoryContextSwitchTo(memory);
        CurrentResourceOwner = owner;
        if (error->sqlerrcode == ERRCODE_QUERY_CANCELED)
            ReThrowError(error); /* with the subtransaction open, the session would stay in it */
        note(error, failure);
    }
    PG_END_TRY();
    (void) MemoryContextSwitchTo(memory);
    CurrentResourceOwner = owner;
    return is_done;
}

bool
attempt_alone(void (*work)(void *), void *argument, Failure *failure)
{
    bool is_done;

    configuration_claim();
    is_done = attempt(work, argument, failure);
    configuration_release();
    return is_done;
}
