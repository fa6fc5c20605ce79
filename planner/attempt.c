#include "planner/attempt.h"

#include <access/xact.h>
#include <utils/memutils.h>
#include <utils/resowner.h>

void
attempt_take_error(Failure *failure)
{
    ErrorData *error = CopyErrorData();

    if (error->sqlerrcode == ERRCODE_QUERY_CANCELED)
        PG_RE_THROW();
    FlushErrorState();
    failure->message = error->message == NULL ? pstrdup("") : pstrdup(error->message);
    strlcpy(failure->sqlstate, unpack_sql_state(error->sqlerrcode), sizeof(failure->sqlstate));
    FreeErrorData(error);
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
        (void) MemoryContextSwitchTo(memory);
        attempt_take_error(failure);
        RollbackAndReleaseCurrentSubTransaction();
    }
    PG_END_TRY();
    (void) MemoryContextSwitchTo(memory);
    CurrentResourceOwner = owner;
    return is_done;
}
